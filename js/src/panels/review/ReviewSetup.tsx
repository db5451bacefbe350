/** What is reviewed and by what, and how far one is. */
import { useEffect } from "preact/hooks";
import { hasLabels } from "../../wire/aboutMessages";
import type { ReviewBy } from "../../wire/reviewMessages";
import { cells, count } from "../../words";
import { withGraph } from "../common/alongGraph";
import { ChoiceMenu } from "../common/ChoiceMenu";
import { useConfusion, useData, useLabels, useNeighbors, useReview, useView } from "../common/context";
import { WordSegments } from "../common/WordSegments";

const WAYS: readonly (readonly [ReviewBy, string, string])[] = [
  ["doubt", "Doubt", "Cells most of whose neighbours are called otherwise"],
  ["score", "Score", "Cells whose prediction has a low score"],
  ["disagreement", "Disagreement", "Cells that another category or column calls otherwise"],
  ["markers", "Markers", "Cells without the genes kept as evidence for their label"],
  ["opinions", "Opinions", "Cells of a reconciled category that annotators call differently"],
];

export function ReviewSetup({ onBegun }: { onBegun: () => void }) {
  const review = useReview();
  const labels = useLabels();
  const data = useData();
  const confusion = useConfusion();
  const neighbors = useNeighbors();
  const view = useView();
  const { setup, queue } = review;
  const own = labels.categories.value.filter(({ about }) => hasLabels(about));
  const now = setup.value;
  const category = own.find(({ name }) => name === now.category) ?? labels.inUse.value ?? own[0];
  const named = own.some((one) => one === category) ? (category?.name ?? null) : (own[0]?.name ?? null);
  const numbers = data.dataset.value?.columns.filter(({ kind }) => kind === "number").map(({ name }) => name) ?? [];
  const others = confusion.choices.value.filter((name) => name !== named);
  const about = own.find(({ name }) => name === named)?.about;
  const score = about?.carried?.score ?? about?.predicted?.score ?? null;
  const column = now.column ?? score ?? numbers[0] ?? null;
  const other = others.find((name) => name === now.other) ?? others[0] ?? null;
  useEffect(() => {
    // what stands on the menus is what is asked for
    setup.value = { ...setup.peek(), category: named, other, column };
  }, [setup, named, other, column]);

  const go = async () => {
    await review.begin();
    onBegun();
  };
  const begin = (anchor: HTMLElement) => {
    if (now.by === "doubt") withGraph({ neighbors }, view, anchor, go);
    else void go();
  };
  if (named === null)
    return <p class="cxw-hint cxw-review-words">There is no category of labels yet: make one first.</p>;
  const hasOpinions = labels.categories.value.some(({ about }) => about?.opinions?.of === named);
  const ways = WAYS.filter(([by]) => by !== "opinions" || hasOpinions);
  const isSame = queue.value?.category === named && queue.value.by === now.by;
  return (
    <div class="cxw-review-bar">
      <ChoiceMenu
        label="Review"
        title="The category whose labels are reviewed"
        now={named}
        choices={own.map(({ name }) => name)}
        onChoose={(name) => {
          setup.value = { ...setup.peek(), category: name, column: null };
        }}
      />
      <WordSegments
        name="By what"
        choices={ways}
        now={now.by}
        onChoose={(by) => {
          setup.value = { ...setup.peek(), by };
        }}
      />
      {now.by === "disagreement" && (
        <ChoiceMenu
          label="Compare with"
          title="What calls the cells otherwise"
          now={other}
          choices={others}
          onChoose={(name) => {
            setup.value = { ...setup.peek(), other: name };
          }}
        />
      )}
      {now.by === "score" && (
        <ChoiceMenu
          label="Scores"
          title="The column that says how sure each label is"
          now={column}
          choices={numbers}
          onChoose={(name) => {
            setup.value = { ...setup.peek(), column: name };
          }}
        />
      )}
      <button
        type="button"
        class={isSame ? "cxw-button" : "cxw-button cxw-primary"}
        disabled={review.busy.value !== null}
        title={isSame ? "Make the queue anew: skipped groups come again" : "Make the queue, and show its first group"}
        onClick={(event) => begin(event.currentTarget)}
      >
        {isSame ? "Start again" : "Start"}
      </button>
      <ProgressOf />
    </div>
  );
}

/** "23 of 61 groups, 4,210 cells". */
function ProgressOf() {
  const now = useReview().queue.value;
  if (!now?.category || now.nGroups === 0) return null;
  const { nDecided, nGroups, nCellsDecided, nCells } = now;
  return (
    <span
      class="cxw-review-progress"
      role="status"
      title={`${cells(nCellsDecided)} of ${count(nCells)} in ${now.category}`}
    >
      <progress aria-label="Cells decided on" max={nCells} value={nCellsDecided} />
      <span class="cxw-nowrap">
        {count(nDecided)} of {count(nGroups)} groups, {cells(nCellsDecided)}
      </span>
    </span>
  );
}
