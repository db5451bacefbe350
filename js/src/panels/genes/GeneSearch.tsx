/** The field that finds a gene as one types: arrows, Enter colours by it, Shift + Enter only shows it. */
import { useEffect, useId, useRef, useState } from "preact/hooks";
import { focusOn, reveal } from "../../ui/focus";
import { Icon } from "../../ui/icons";
import type { Gene } from "../../wire/types";
import { useGenes, useView } from "../common/context";

interface Found {
  query: string;
  genes: readonly Gene[];
  problem: string | null;
}

type How = "color" | "show";

/** Whether a gene is called so, or only much like it. */
function named(gene: Gene, query: string): boolean {
  const wanted = query.toLowerCase();
  return gene.name.toLowerCase().includes(wanted) || gene.id.toLowerCase().includes(wanted);
}

export function GeneSearch() {
  const genes = useGenes();
  const view = useView();
  const id = useId();
  const field = useRef<HTMLInputElement>(null);
  const [text, setText] = useState("");
  const [open, setOpen] = useState(false);
  const [found, setFound] = useState<Found | null>(null);
  const [moved, setMoved] = useState<number | null>(null);
  /** The text asked for last: other answers are not drawn. */
  const asked = useRef("");
  /** Enter was pressed before the answer came: it is carried out then, though another text may stand there. */
  const hurry = useRef<{ query: string; how: How } | null>(null);
  /** The key opened the drawer, which goes again when a gene was found. */
  const opened = useRef(false);

  useEffect(() => {
    view.focusGeneSearch = () => {
      const input = field.current;
      if (!input) return;
      if (input.offsetParent === null) {
        view.aside.value = true;
        if (view.drawer.peek() !== "right") {
          view.drawer.value = "right";
          opened.current = true;
        }
        // it is there once the panel has been drawn
        requestAnimationFrame(() => focusOn(field.current));
      } else focusOn(input);
      input.select();
    };
    return () => {
      view.focusGeneSearch = () => {};
    };
  }, [view]);

  const reset = () => {
    asked.current = "";
    setText("");
    setFound(null);
    setOpen(false);
    setMoved(null);
  };
  const take = (gene: Gene, how: How) => (how === "show" ? genes.show(gene) : genes.colorBy(gene));
  const pick = (gene: Gene, how: How) => {
    reset();
    take(gene, how);
    if (how === "show") return;
    if (opened.current) view.drawer.value = null;
    opened.current = false;
    view.focusPlot();
  };
  const type = (value: string) => {
    const query = value.trim();
    asked.current = query;
    setText(value);
    setMoved(null);
    setOpen(query !== "");
    if (query === "") return setFound(null);
    genes.search(query).then(
      (answer) => {
        const first = answer[0];
        const wish = hurry.current?.query === query ? hurry.current : null;
        if (wish) hurry.current = null;
        const sure = wish && first && named(first, query);
        if (asked.current === query) {
          setFound({ query, genes: answer, problem: null });
          if (sure) pick(first, wish.how);
        } else if (sure) take(first, wish.how);
      },
      (error: Error) => asked.current === query && setFound({ query, genes: [], problem: error.message }),
    );
  };

  const listed = open && found !== null;
  const options = found?.genes ?? [];
  const close = found !== null && options.length > 0 && !named(options[0] as Gene, found.query);
  // What is only spelt alike must be chosen: Enter must not colour by another gene than was typed.
  const active = moved ?? (close ? -1 : 0);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && options.length > 0) {
      event.preventDefault();
      setOpen(true);
      setMoved((Math.max(active, step > 0 ? -1 : 0) + step + options.length) % options.length);
    } else if (event.key === "Enter") {
      event.preventDefault();
      const how = event.shiftKey ? "show" : "color";
      const gene = options[active];
      // An answer to an earlier text says nothing of this one.
      if (found?.query !== text.trim()) {
        hurry.current = { query: text.trim(), how };
        field.current?.select();
      } else if (gene) pick(gene, how);
    } else if (event.key === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      if (text) return reset();
      if (opened.current) view.drawer.value = null;
      opened.current = false;
      view.focusPlot();
    }
  };
  return (
    <div class="cxw-gene-search">
      <div class="cxw-search">
        <Icon name="search" />
        <input
          ref={field}
          type="text"
          role="combobox"
          aria-label="Search genes"
          aria-expanded={listed && options.length > 0}
          aria-controls={`${id}-list`}
          aria-autocomplete="list"
          aria-activedescendant={listed && active >= 0 && options[active] ? `${id}-${active}` : undefined}
          placeholder="Gene symbol or id"
          autocomplete="off"
          spellcheck={false}
          value={text}
          onInput={(event) => type(event.currentTarget.value)}
          onKeyDown={onKeyDown}
          onClick={() => setOpen(text.trim() !== "")}
          onBlur={() => setOpen(false)}
        />
        {text === "" && <kbd class="cxw-key cxw-search-key">/</kbd>}
      </div>
      {/* the focus stays in the field */}
      <div class="cxw-found" hidden={!listed} onPointerDown={(event) => event.preventDefault()}>
        {found && (options.length === 0 || close) && (
          <p class="cxw-found-note" role="status">
            {found.problem ?? `No gene is called “${found.query}”.`}
            {close && " Much like it:"}
          </p>
        )}
        <div class="cxw-found-list cxw-scroll" role="listbox" id={`${id}-list`} aria-label="Genes found">
          {listed &&
            options.map((gene, i) => (
              // biome-ignore lint/a11y/useFocusableInteractive: the field keeps the focus and names the active option
              // biome-ignore lint/a11y/useKeyWithClickEvents: the keys go to the field
              <div
                key={`${gene.key} ${gene.id}`}
                id={`${id}-${i}`}
                role="option"
                aria-selected={i === active}
                class="cxw-option"
                title={gene.note ?? (gene.id === gene.name ? gene.name : `${gene.name} (${gene.id})`)}
                ref={i === active ? show : null}
                onClick={(event) => pick(gene, event.shiftKey ? "show" : "color")}
              >
                <span class="cxw-ellipsis">{gene.name}</span>
                {gene.id !== gene.name && <span class="cxw-gene-id cxw-ellipsis">{gene.id}</span>}
                {gene.note && <Icon name="info" />}
              </div>
            ))}
        </div>
        {options.length > 0 && (
          <p class="cxw-found-keys">
            <span>
              <kbd>↵</kbd> colour by it
            </span>
            <span>
              <kbd>⇧ ↵</kbd> only show it
            </span>
          </p>
        )}
      </div>
    </div>
  );
}

function show(option: HTMLElement | null): void {
  if (option) reveal(option);
}
