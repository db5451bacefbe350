/** A label's term in the Cell Ontology: which it has and where that stands, and a search for another. */
import { useEffect, useRef, useState } from "preact/hooks";
import { Icon } from "../../ui/icons";
import type { Term, TermMatch, TermReply } from "../../wire/termMessages";
import { useLabels, useMeaning, useTerms, useTraits, useView } from "../common/context";
import { TermScore } from "./TermScore";
import { useFoundTerms } from "./useFoundTerms";

const LISTED = 8;

/** By the label's code, which stays through a rename. */
export function TermCard({ category, code }: { category: number; code: number }) {
  const labels = useLabels();
  const traits = useTraits();
  const meaning = useMeaning();
  const view = useView();
  const here = labels.categories.value.find(({ id }) => id === category);
  const label = here?.labels.find((other) => other.code === code);
  if (!here || !label) return <p class="cxw-card cxw-hint">This label is gone.</p>;
  const readOnly = traits.status.value.state === "read-only";
  const give = (term: Term | null) => {
    view.layer.close();
    void view.run(meaning.setTerm(here.name, label.name, term));
  };
  return (
    <section class="cxw-card cxw-term" aria-label={`Term of ${label.name}`}>
      <h2>Cell Ontology term of “{label.name}”</h2>
      {label.term && <Now term={label.term} onRemove={readOnly ? null : () => give(null)} />}
      {!readOnly && <Search label={label.name} now={label.term?.id ?? null} onPick={give} />}
    </section>
  );
}

/** What Python tells of a term; null until it has. */
function useTerm(id: string | null): TermReply | null {
  const terms = useTerms();
  const [term, setTerm] = useState<TermReply | null>(null);
  useEffect(() => {
    let gone = false;
    if (id !== null) {
      terms.read(id).then(
        (found) => gone || setTerm(found),
        () => {},
      );
    }
    return () => {
      gone = true;
    };
  }, [id, terms]);
  return term?.id === id ? term : null;
}

function Now({ term, onRemove }: { term: Term; onRemove: (() => void) | null }) {
  const full = useTerm(term.id);
  return (
    <div class="cxw-term-now cxw-scroll">
      <div class="cxw-term-head">
        <p>
          <strong>{term.name}</strong> <span class="cxw-faint cxw-nowrap">{term.id}</span>
        </p>
        {onRemove && (
          <button type="button" class="cxw-link" onClick={onRemove}>
            Remove
          </button>
        )}
      </div>
      {full && <About term={full} />}
    </div>
  );
}

/** Its parents as a path, what it is, where it is from. */
function About({ term }: { term: TermReply }) {
  return (
    <>
      {term.path.length > 1 && (
        <p class="cxw-term-path" title={term.path.map(({ name }) => name).join(" › ")}>
          {term.path.map(({ id, name }, i) => (
            <span key={id}>
              {i > 0 && <span class="cxw-faint"> › </span>}
              {name}
            </span>
          ))}
        </p>
      )}
      {term.definition && <p class="cxw-term-says">{term.definition}</p>}
      <p class="cxw-hint">
        <a class="cxw-anchor" href={term.url} target="_blank" rel="noreferrer">
          {term.id}
        </a>
        {" · "}Cell Ontology {term.release}, CC BY 4.0
      </p>
    </>
  );
}

interface SearchProps {
  label: string;
  now: string | null;
  onPick: (term: Term) => void;
}

function Search({ label, now, onPick }: SearchProps) {
  const [text, setText] = useState(label);
  const { matches, busy, problem } = useFoundTerms(text, LISTED);
  /** Null: nobody has looked at any yet; Enter takes the first, unless the label has a term. */
  const [walked, setAt] = useState<number | null>(now === null ? 0 : null);
  const at = walked ?? -1;
  const list = useRef<HTMLDivElement>(null);
  const looked = matches[Math.min(at, matches.length - 1)] ?? null;
  /** What Enter takes: none of those that were found for the text before. */
  const active = busy ? null : looked;
  const shown = useTerm(looked?.id ?? null);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && matches.length > 0) {
      event.preventDefault();
      if (busy) return;
      const from = at < 0 && step < 0 ? 0 : Math.min(at, matches.length - 1);
      const next = (from + step + matches.length) % matches.length;
      setAt(next);
      list.current?.children[next]?.scrollIntoView({ block: "nearest" });
    } else if (event.key === "Enter" && active) {
      event.preventDefault();
      onPick(active);
    }
  };
  return (
    <>
      <div class="cxw-search">
        <Icon name="search" />
        <input
          type="text"
          role="combobox"
          aria-label={`Search terms for ${label}`}
          aria-expanded={matches.length > 0}
          aria-controls="cxw-terms"
          aria-activedescendant={active ? `cxw-term-${active.id}` : undefined}
          aria-busy={busy}
          autocomplete="off"
          spellcheck={false}
          value={text}
          data-autofocus
          onFocus={(event) => event.currentTarget.select()}
          onInput={(event) => {
            setText(event.currentTarget.value);
            setAt(0);
          }}
          onKeyDown={onKeyDown}
        />
      </div>
      {matches.length > 0 ? (
        <div
          ref={list}
          id="cxw-terms"
          role="listbox"
          class="cxw-term-list cxw-scroll"
          aria-label="Terms"
          aria-busy={busy}
        >
          {matches.map((match, i) => (
            <Found
              key={match.id}
              match={match}
              active={match === active}
              now={match.id === now}
              onLook={() => busy || setAt(i)}
              onPick={() => onPick(match)}
            />
          ))}
        </div>
      ) : (
        <p class={problem ? "cxw-error" : "cxw-hint"} role="status">
          {problem ??
            (busy ? "Searching …" : text.trim().length < 2 ? "Type two letters or more" : "No term is like this")}
        </p>
      )}
      {looked && looked.id !== now && (
        <div class="cxw-term-look cxw-scroll">
          {shown ? <About term={shown} /> : <p class="cxw-term-says">{looked.definition}</p>}
        </div>
      )}
    </>
  );
}

interface FoundProps {
  match: TermMatch;
  active: boolean;
  now: boolean;
  onLook: () => void;
  onPick: () => void;
}

function Found({ match, active, now, onLook, onPick }: FoundProps) {
  const why = match.matched.toLowerCase() === match.name.toLowerCase() ? "" : ` · “${match.matched}”`;
  return (
    // biome-ignore lint/a11y/useFocusableInteractive: the field keeps the focus and names the active option
    // biome-ignore lint/a11y/useKeyWithClickEvents: the keys go to the field
    <div
      id={`cxw-term-${match.id}`}
      role="option"
      aria-selected={active}
      class="cxw-option"
      title={match.definition}
      onPointerDown={(event) => event.preventDefault()}
      onPointerMove={() => active || onLook()}
      onClick={onPick}
    >
      <span class="cxw-ellipsis">
        {match.name}
        <small class="cxw-option-note cxw-ellipsis">
          {match.id}
          {why}
        </small>
      </span>
      {now && <Icon name="check" />}
      <TermScore score={match.score} />
    </div>
  );
}
