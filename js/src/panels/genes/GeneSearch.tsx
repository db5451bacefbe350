/** The field that finds a gene as one types: arrows, Enter colors by it, Shift + Enter only shows it. */
import { useId, useRef } from "preact/hooks";
import { Icon } from "../../ui/icons";
import { foldedGene } from "../../view/foldedGenes";
import { useView } from "../common/context";
import { FoundGenes } from "./FoundGenes";
import { useFoundGenes } from "./useFoundGenes";
import { useSearchKey } from "./useSearchKey";

export function GeneSearch() {
  const id = useId();
  const field = useRef<HTMLInputElement>(null);
  const backToPlot = useSearchKey(field);
  const view = useView();
  const search = useFoundGenes((gene, how) => {
    view.fold(foldedGene(gene.key), false);
    if (how === "color") backToPlot();
  });
  const { text, options, listed, active } = search;
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && options.length > 0) {
      event.preventDefault();
      search.move(step);
    } else if (event.key === "Enter") {
      event.preventDefault();
      // what is typed next takes the place of a text that is still looked for
      if (!search.enter(event.shiftKey ? "show" : "color")) field.current?.select();
    } else if (event.key === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      if (text) return search.reset();
      backToPlot();
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
          onInput={(event) => search.type(event.currentTarget.value)}
          onKeyDown={onKeyDown}
          onClick={() => search.setOpen(text.trim() !== "")}
          onBlur={() => search.setOpen(false)}
        />
        {text === "" && <kbd class="cxw-key cxw-search-key">/</kbd>}
      </div>
      <FoundGenes
        id={id}
        found={search.found}
        listed={listed}
        close={search.close}
        active={active}
        onPick={search.pick}
      />
    </div>
  );
}
