/** Genes and numbers by label, as violins or boxes; the numbers behind the one in hand stand in the line above. */
import { type Signal, signal } from "@preact/signals";
import { useMemo } from "preact/hooks";
import type { Shape } from "../../store/evidence/violins";
import { ChoiceMenu } from "../common/ChoiceMenu";
import { useSelection, useView, useViolins } from "../common/context";
import { GeneField } from "../common/GeneField";
import { useWatched } from "../common/useWatched";
import { WordSegments } from "../common/WordSegments";
import { TabCheck } from "./TabCheck";
import { ViolinSheet } from "./ViolinSheet";

const SHAPES: readonly (readonly [Shape, string, string])[] = [
  ["violin", "Violin", "Density, quartiles and median"],
  ["box", "Box plot", "Quartiles and median; whiskers to the last value within 1.5 times the box"],
];

export function ViolinsTab() {
  const view = useView();
  const violins = useViolins();
  /** The numbers of the violin under the pointer or the focus, in words. */
  const inHand = useMemo(() => signal<string | null>(null), []);
  useWatched(violins);
  const { by, choices, shape, names, answer, problem } = violins;
  if (by.value === null) return <p class="cxw-by-empty">Make a category of labels first: violins go by labels.</p>;
  const table = names.value.length > 0 && problem.value === null ? answer.value : null;
  return (
    <div class="cxw-by-tab" aria-busy={violins.loading.value}>
      <div class="cxw-by-bar">
        <ChoiceMenu
          label="Violins by"
          title="Whose labels are the rows"
          now={by.value}
          choices={choices.value}
          onChoose={violins.goBy}
        />
        <div class="cxw-violins-field" style={{ "--dock": `${view.room.sizes.value.dock}px` }}>
          <GeneField
            label="Add a gene or number to the violins"
            placeholder="Add genes or numbers"
            numbers
            several
            onPick={violins.add}
          />
        </div>
        <WordSegments
          name="Shape"
          choices={SHAPES}
          now={shape.value}
          onChoose={(choice) => {
            shape.value = choice;
          }}
        />
        <TabCheck text="Only selected" title="Numbers of the selected cells only" on={violins.selectedOnly} />
      </div>
      <Said inHand={inHand} />
      {table && <ViolinSheet table={table} inHand={inHand} />}
    </div>
  );
}

/** One line, always there: nothing jumps. */
function Said({ inHand }: { inHand: Signal<string | null> }) {
  const nothing = useSelection().n.value === 0;
  const { problem, answer, loading, selectedOnly, names, unknown } = useViolins();
  if (problem.value !== null) {
    return (
      <p class="cxw-error cxw-by-said" role="alert" title={problem.value}>
        {problem.value}
      </p>
    );
  }
  const leftOut = answer.value?.leftOut ?? 0;
  const text = () => {
    if (selectedOnly.value && nothing && names.value.length > 0) return "No cell is selected.";
    if (unknown.value.length > 0 && inHand.value === null)
      return `No gene or number is called ${unknown.value.join(", ")}.`;
    if (names.value.length === 0)
      return "Type genes, numbers or a gene set: how they are spread in each label is drawn here.";
    if (inHand.value !== null && answer.value) return inHand.value;
    if (leftOut > 0) return `Without the last ${leftOut}: too many to draw`;
    if (!answer.value && loading.value) return "Reading…";
    return "Point at a violin for its numbers; click to select its cells, Shift adds, Alt takes out.";
  };
  // what has the focus says the same by itself
  return (
    <p class="cxw-hint cxw-by-said" title={text()}>
      {text()}
    </p>
  );
}
