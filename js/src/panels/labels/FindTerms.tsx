/** The labels of a category that have no term, each with the likeliest ones: taken one by one, or all that are sure. */
import { useRef, useState } from "preact/hooks";
import { CheckBox } from "../../ui/CheckBox";
import { Swatch } from "../../ui/Swatch";
import type { Label } from "../../wire/messages";
import type { Term, TermMatch } from "../../wire/termMessages";
import type { TermsProposed } from "../../wire/types";
import { cells } from "../../words";
import { useMeaning, useTerms, useView } from "../common/context";
import { DialogHead } from "../common/DialogHead";
import { useAnswer } from "../common/useAnswer";
import { askedAbout } from "./proposed";
import { RowsBelow } from "./RowsBelow";
import { SURE, TermScore } from "./TermScore";
import { useProposing } from "./useProposing";

export function FindTerms({ category }: { category: number }) {
  const meaning = useMeaning();
  const terms = useTerms();
  const view = useView();
  const { here, name, now, list, left, toggle, readOnly } = useProposing(category);
  // what has got a term meanwhile is done
  const open = new Map(now.filter(({ term }) => !term).map((label) => [label.name, label]));
  const without = [...open.values()].filter(({ reserved }) => !reserved).map((label) => label.name);
  const asked = useRef<readonly string[]>([]);
  asked.current = askedAbout(asked.current, without);
  const { value, problem } = useAnswer(() => terms.propose(name), JSON.stringify([name, ...asked.current]));
  const [chosen, setChosen] = useState<ReadonlyMap<string, string>>(new Map());
  const rows = (value ?? []).filter(({ label }) => open.has(label));
  const choiceOf = ({ label, matches }: TermsProposed): TermMatch | undefined =>
    matches.find(({ id }) => id === chosen.get(label)) ?? matches[0];
  const sure = rows.flatMap((row) => {
    const choice = choiceOf(row);
    return choice && isSure(choice) && !left.has(row.label)
      ? [[row.label, { id: choice.id, name: choice.name }] as const]
      : [];
  });
  const accept = (given: readonly (readonly [string, Term])[]) =>
    void view.run(meaning.setTerms(name, Object.fromEntries(given)));
  return (
    <section class="cxw-meaning cxw-meaning-list">
      <DialogHead title={`Cell Ontology terms for ${name}`} />
      {problem !== null && (
        <p class="cxw-error" role="alert">
          {problem}
        </p>
      )}
      {here && without.length === 0 && <p class="cxw-hint">All labels of cell types have a term.</p>}
      {without.length > 0 && rows.length === 0 && problem === null && <p class="cxw-hint">Searching …</p>}
      {rows.length > 0 && (
        <ul ref={list} class="cxw-meaning-rows cxw-scroll" aria-label="Labels without a term">
          {rows.map((row) => (
            <Proposal
              key={row.label}
              row={row}
              label={open.get(row.label)}
              choice={choiceOf(row)}
              taken={!left.has(row.label)}
              onToggle={() => toggle(row.label)}
              onChoose={(id) => setChosen(new Map(chosen).set(row.label, id))}
              onAccept={readOnly ? null : (term) => accept([[row.label, term]])}
            />
          ))}
        </ul>
      )}
      <RowsBelow list={list} />
      <footer class="cxw-meaning-foot">
        <span class="cxw-hint">Labels stay as they are written: a term stands beside one.</span>
        <button
          type="button"
          class="cxw-button cxw-primary"
          data-autofocus
          disabled={readOnly || sure.length === 0}
          title={`Those checked, whose score is ${SURE} or more`}
          onClick={() => accept(sure)}
        >
          Accept all of {SURE} and more ({sure.length})
        </button>
      </footer>
    </section>
  );
}

interface ProposalProps {
  row: TermsProposed;
  label: Label | undefined;
  choice: TermMatch | undefined;
  /** It is among those accepted together, if it is sure. */
  taken: boolean;
  onToggle: () => void;
  onChoose: (id: string) => void;
  onAccept: ((term: Term) => void) | null;
}

function isSure({ score }: TermMatch): boolean {
  return score >= SURE;
}

function Proposal({ row, label, choice, taken, onToggle, onChoose, onAccept }: ProposalProps) {
  const { label: name, nCells, matches } = row;
  const why = choice && choice.matched.toLowerCase() !== choice.name.toLowerCase() ? ` · “${choice.matched}”` : "";
  return (
    <li>
      {choice && isSure(choice) ? (
        <CheckBox
          label={`${name} is among all of ${SURE} and more`}
          title={`Left in or left out by “Accept all of ${SURE} and more”`}
          state={taken ? "all" : "none"}
          onToggle={onToggle}
        />
      ) : (
        <span />
      )}
      <Swatch color={label?.color} />
      <span class="cxw-meaning-name">
        <span class="cxw-ellipsis" dir="auto" title={name}>
          {name}
        </span>
        <small class="cxw-faint">{cells(nCells)}</small>
      </span>
      {choice ? (
        <>
          <span class="cxw-meaning-name">
            <select
              aria-label={`Term for ${name}`}
              title={choice.definition}
              value={choice.id}
              onChange={(event) => onChoose(event.currentTarget.value)}
            >
              {matches.map((match) => (
                <option key={match.id} value={match.id}>
                  {match.name}
                </option>
              ))}
            </select>
            <small class="cxw-faint cxw-ellipsis">
              {choice.id}
              {why}
            </small>
          </span>
          <TermScore score={choice.score} />
          <button
            type="button"
            class="cxw-button"
            aria-label={`Accept ${choice.name} for ${name}`}
            disabled={onAccept === null}
            onClick={() => onAccept?.({ id: choice.id, name: choice.name })}
          >
            Accept
          </button>
        </>
      ) : (
        <span class="cxw-hint cxw-meaning-none">No term is like this</span>
      )}
    </li>
  );
}
