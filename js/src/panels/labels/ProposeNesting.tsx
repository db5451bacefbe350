/** What the terms say of which label belongs under which: checked or not, and taken as one edit. */
import { useEffect, useRef, useState } from "preact/hooks";
import { CheckBox } from "../../ui/CheckBox";
import { Swatch } from "../../ui/Swatch";
import { useMeaning, useTerms, useView } from "../common/context";
import { DialogHead } from "../common/DialogHead";
import { useAnswer } from "../common/useAnswer";
import { meaningsOf, stillOpen } from "./proposed";
import { RowsBelow } from "./RowsBelow";
import { useProposing } from "./useProposing";

export function ProposeNesting({ category }: { category: number }) {
  const meaning = useMeaning();
  const terms = useTerms();
  const view = useView();
  const { name, now, list, left, toggle, readOnly } = useProposing(category);
  const { value, problem, current } = useAnswer(
    async () => ({ proposed: await terms.proposeParents(name), labels: now }),
    name + meaningsOf(now),
  );
  const colors = new Map(now.map((label) => [label.name, label.color]));
  // others may have nested meanwhile
  const rows = value ? stillOpen(value.proposed, value.labels, now) : [];
  const wanted = rows.filter(({ label }) => !left.has(label));
  const [sending, setSending] = useState(false);
  const closed = useRef(false);
  useEffect(
    () => () => {
      closed.current = true;
    },
    [],
  );
  /** Refused, it stays open with what was left out. */
  const accept = async () => {
    setSending(true);
    const nesting = meaning.setParents(name, wanted);
    void view.run(nesting);
    const done = await nesting.then(
      () => true,
      () => false,
    );
    if (closed.current) return;
    if (done) view.layer.close();
    else setSending(false);
  };
  const named = (label: string) => (
    <span class="cxw-meaning-label" title={label}>
      <Swatch color={colors.get(label)} />
      <span class="cxw-ellipsis" dir="auto">
        {label}
      </span>
    </span>
  );
  return (
    <section class="cxw-meaning cxw-meaning-list">
      <DialogHead title={`Nesting for ${name}`} />
      {problem !== null && (
        <p class="cxw-error" role="alert">
          {problem}
        </p>
      )}
      {rows.length === 0 && !current && <p class="cxw-hint">Searching …</p>}
      {rows.length === 0 && current && value !== null && !sending && (
        <p class="cxw-hint">
          The terms of these labels put none under another one. “Find terms …” gives labels their terms.
        </p>
      )}
      {rows.length > 0 && (
        <ul
          ref={list}
          class="cxw-meaning-rows cxw-scroll"
          data-nesting="true"
          aria-label="Labels and what they belong under"
        >
          {rows.map(({ label, parent }) => (
            <li key={label}>
              <CheckBox
                label={`Nest ${label} under ${parent}`}
                state={left.has(label) ? "none" : "all"}
                onToggle={() => toggle(label)}
              />
              {named(label)}
              <span class="cxw-faint">under</span>
              {named(parent)}
            </li>
          ))}
        </ul>
      )}
      <RowsBelow list={list} />
      <footer class="cxw-meaning-foot">
        <span class="cxw-hint">By the Cell Ontology. Labels under one get shades of its colour.</span>
        <button
          type="button"
          class="cxw-button cxw-primary"
          data-autofocus
          disabled={readOnly || sending || wanted.length === 0}
          onClick={() => void accept()}
        >
          Nest {wanted.length === 1 ? "1 label" : `${wanted.length} labels`}
        </button>
      </footer>
    </section>
  );
}
