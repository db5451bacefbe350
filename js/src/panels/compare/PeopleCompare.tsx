/** Who against whom, how far they agree, where they differ, and the way to settle it. */
import type { ComponentChildren } from "preact";
import type { Compared } from "../../store/evidence/agreement";
import { Icon } from "../../ui/icons";
import { hasLabels } from "../../wire/aboutMessages";
import { ChoiceMenu } from "../common/ChoiceMenu";
import { useAgreement, useConfusion, useFilters, useLabels, useSelection, useTraits, useView } from "../common/context";
import { useWatched } from "../common/useWatched";
import { AgreementMatrix } from "./AgreementMatrix";
import { inOneLine, pairInWords } from "./inOneLine";
import { openPeople } from "./openPeople";
import { ReconcileCard } from "./ReconcileCard";
import { SquareMarkers } from "./SquareMarkers";
import { WhoThereIs } from "./WhoThereIs";

interface PeopleCompareProps {
  modes: ComponentChildren;
  /** Why nobody knows whether there are colleagues. */
  problem: string | null;
}

export function PeopleCompare({ modes, problem }: PeopleCompareProps) {
  const agreement = useAgreement();
  const labels = useLabels();
  const columns = useConfusion().choices.value;
  const view = useView();
  useWatched(agreement);
  const category = agreement.category.value;
  if (category === null) {
    return (
      <div class="cxw-by-tab">
        <div class="cxw-by-bar">{modes}</div>
        <p class="cxw-by-empty">What is compared are your own labels: make a category first.</p>
      </div>
    );
  }
  const told = agreement.answer.value;
  const others = agreement.others.value;
  const names = others.map(({ text }) => text).join(", ");
  const left = labels.categories.value.filter(({ about }) => !hasLabels(about)).map(({ name }) => name);
  const columnsLeft = columns.filter((name) => name !== category && name !== told?.column && !left.includes(name));
  const choose = (anchor: HTMLElement) => openPeople(agreement, view, anchor, columnsLeft);
  return (
    <div class="cxw-by-tab cxw-compare" aria-busy={agreement.loading.value}>
      <div class="cxw-by-bar">
        {modes}
        <ChoiceMenu
          label="Your labels"
          title="The category of yours that is compared"
          now={category}
          choices={labels.categories.value.filter(({ about }) => hasLabels(about)).map(({ name }) => name)}
          onChoose={agreement.chooseCategory}
        />
        <span class="cxw-soft">against</span>
        <button
          type="button"
          class="cxw-select"
          aria-haspopup="menu"
          aria-label={`Against: ${names || "nobody yet"}`}
          title={names ? `Compared with: ${names}` : "Whose labels yours are compared with"}
          onClick={(event) => choose(event.currentTarget)}
        >
          <span class="cxw-ellipsis">{names || "nobody yet"}</span>
          <Icon name="down" />
        </button>
        {told && <PairMenu told={told} />}
      </div>
      {agreement.problem.value !== null && (
        <p class="cxw-error cxw-compare-said" role="alert">
          {agreement.problem.value}
        </p>
      )}
      {others.length === 0 ? (
        <WhoThereIs category={category} problem={problem} onMore={choose} />
      ) : (
        told && agreement.problem.value === null && <Shown told={told} />
      )}
      {others.length > 0 && !told && agreement.loading.value && <p class="cxw-hint cxw-compare-said">Comparing …</p>}
    </div>
  );
}

/** Of more than two annotators, which other one is shown. */
function PairMenu({ told: { annotators, pairs } }: { told: Compared }) {
  const agreement = useAgreement();
  if (pairs.length < 2) return null;
  const names = pairs.map((pair) => pairInWords(annotators, pair));
  return (
    <ChoiceMenu
      label="Shown"
      title="Which two are shown"
      now={names[agreement.pair.value] ?? names[0] ?? null}
      choices={names}
      onChoose={(text) => agreement.showPair(names.indexOf(text))}
    />
  );
}

/** What can be done with what is compared. */
function Ways({ told }: { told: Compared }) {
  const agreement = useAgreement();
  const filters = useFilters();
  const selection = useSelection();
  const traits = useTraits();
  const view = useView();
  const { column } = told;
  const filter = filters.active.value.get(column);
  const only = filter?.kind === "only" && filter.names.length === 1 && filter.names[0] === "disagree";
  const narrow = async () => {
    if (only) return filters.set(column, null);
    traits.set("color", column);
    // all of them, not those of a square that was picked before: that is looked at no more
    agreement.showPair(agreement.pair.peek());
    await selection.clearPicks();
    await filters.set(column, { kind: "only", names: ["disagree"] });
  };
  const settle = (anchor: HTMLElement) =>
    view.layer.open({ kind: "popover", label: "Reconcile", anchor, content: () => <ReconcileCard told={told} /> });
  return (
    <span class="cxw-compare-ways">
      {column !== "" && (
        <button
          type="button"
          class="cxw-button"
          aria-pressed={only}
          title="Only the cells that were called differently, not merely coarser; again: all"
          onClick={() => void view.attempt(narrow())}
        >
          Only disagreements
        </button>
      )}
      <button
        type="button"
        class="cxw-button cxw-primary"
        aria-haspopup="dialog"
        title="Make a category of what you agree on, and review the rest"
        onClick={(event) => settle(event.currentTarget)}
      >
        Reconcile …
      </button>
    </span>
  );
}

function Shown({ told }: { told: Compared }) {
  const agreement = useAgreement();
  const table = told.pairs[agreement.pair.value] ?? told.pairs[0];
  if (!table) return null;
  const text = inOneLine(told.annotators, table, told.alpha);
  return (
    <>
      <div class="cxw-compare-line">
        <p role="status">{text.replaceAll(" %", "\u00a0%")}.</p>
        <Ways told={told} />
      </div>
      {told.notes.map((note) => (
        <p key={note} class="cxw-hint cxw-compare-said">
          {note}
        </p>
      ))}
      {table.nBoth > 0 && (
        <div class="cxw-compare-body">
          <AgreementMatrix told={told} table={table} />
          <SquareMarkers square={agreement.square.value} />
        </div>
      )}
    </>
  );
}
