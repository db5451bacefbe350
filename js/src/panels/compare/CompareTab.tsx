/** Labels against labels: one's own against those of others, or any two columns. */
import type { CompareMode } from "../../store/evidence/agreement";
import { useAgreement } from "../common/context";
import { useAnswer } from "../common/useAnswer";
import { WordSegments } from "../common/WordSegments";
import { ColumnsCompare } from "./ColumnsCompare";
import { PeopleCompare } from "./PeopleCompare";

const MODES: readonly (readonly [CompareMode, string, string])[] = [
  ["people", "People", "Your labels against those of colleagues: how far you agree, and what to settle"],
  ["columns", "Columns", "Any two categories or columns, cell by cell"],
];

export function CompareTab() {
  const agreement = useAgreement();
  // looked for anew whenever the tab is opened: a colleague may have begun a draft meanwhile
  const { problem } = useAnswer(agreement.lookForColleagues, "");
  const mode = agreement.mode.value;
  const modes = <WordSegments name="What is compared" choices={MODES} now={mode} onChoose={agreement.chooseMode} />;
  return mode === "people" ? <PeopleCompare modes={modes} problem={problem} /> : <ColumnsCompare modes={modes} />;
}
