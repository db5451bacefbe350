/** Two categories or columns against each other: how many cells have which two labels, and how far the two agree. */
import type { ComponentChildren } from "preact";
import type { Confusion, ConfusionTable, Telling } from "../../store/evidence/confusion";
import { Icon } from "../../ui/icons";
import { cells } from "../../words";
import { ChoiceMenu } from "../common/ChoiceMenu";
import { useConfusion, useSelection } from "../common/context";
import { useWatched } from "../common/useWatched";
import { WordSegments } from "../common/WordSegments";
import { TabCheck } from "../evidence/TabCheck";
import { ConfusionSheet } from "./ConfusionSheet";

const TELLING: readonly (readonly [Telling, string, string])[] = [
  ["counts", "Cells", "How many cells; squares are shaded by their part of the row"],
  ["of rows", "% row", "Which part they are of the cells of the row, and shaded by it"],
  ["of columns", "% column", "Which part they are of the cells of the column, and shaded by it"],
];

export function ColumnsCompare({ modes }: { modes: ComponentChildren }) {
  const confusion = useConfusion();
  useWatched(confusion);
  const { rows, columns, choices, problem } = confusion;
  if (choices.value.length < 2) {
    return (
      <div class="cxw-by-tab">
        <div class="cxw-by-bar">{modes}</div>
        <p class="cxw-by-empty">Two categories or columns with categories can be compared: make a category first.</p>
      </div>
    );
  }
  const table = confusion.answer.value;
  return (
    <div class="cxw-by-tab" aria-busy={confusion.loading.value}>
      <div class="cxw-by-bar">
        {modes}
        <ChoiceMenu
          label="Rows"
          title="Whose labels are the rows"
          now={rows.value}
          choices={choices.value}
          onChoose={confusion.chooseRows}
        />
        <button
          type="button"
          class="cxw-icon-button"
          aria-label="Swap rows and columns"
          title="Swap rows and columns"
          onClick={confusion.swap}
        >
          <Icon name="swap" />
        </button>
        <ChoiceMenu
          label="Columns"
          title="Whose labels are the columns"
          now={columns.value}
          choices={choices.value}
          onChoose={confusion.chooseColumns}
        />
        <WordSegments
          name="What squares tell"
          choices={TELLING}
          now={confusion.telling.value}
          onChoose={(choice) => {
            confusion.telling.value = choice;
          }}
        />
        <TabCheck
          text="Diagonal"
          title="In an order that puts what belongs together on the diagonal"
          on={confusion.diagonal}
        />
        <TabCheck text="Only selected" title="Count the selected cells only" on={confusion.selectedOnly} />
        {table && <Agreement table={table} />}
      </div>
      <Said confusion={confusion} />
      {table && problem.value === null && <ConfusionSheet table={table} />}
    </div>
  );
}

function Said({ confusion }: { confusion: Confusion }) {
  const nothing = useSelection().n.value === 0;
  const { problem, answer, loading, selectedOnly } = confusion;
  if (problem.value !== null) {
    return (
      <p class="cxw-error cxw-by-said" role="alert">
        {problem.value}
      </p>
    );
  }
  if (selectedOnly.value && nothing) return <p class="cxw-hint cxw-by-said">No cell is selected.</p>;
  if (!answer.value && loading.value) return <p class="cxw-hint cxw-by-said">Counting…</p>;
  return null;
}

function Agreement({ table }: { table: ConfusionTable }) {
  const { adjustedRand, kappa, nNamed } = table;
  if (adjustedRand === null) return null;
  const of = `Of the ${cells(nNamed)} that have a label in both.`;
  return (
    <span class="cxw-by-agreement">
      <span title={`Adjusted Rand index: 1 the same groups, 0 as by chance. ${of}`}>
        ARI <b>{twoDecimals(adjustedRand)}</b>
      </span>
      {kappa !== null && (
        <span title={`Cohen's kappa: 1 the same labels, 0 as by chance. ${of}`}>
          κ <b>{twoDecimals(kappa)}</b>
        </span>
      )}
    </span>
  );
}

function twoDecimals(value: number): string {
  return value.toFixed(2).replace("-0.00", "0.00");
}
