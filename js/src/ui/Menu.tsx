/** A menu of commands or choices: arrows, Home, End, Enter, Esc; a search field when it is long. */
import type { ComponentChildren } from "preact";
import { useId, useRef, useState } from "preact/hooks";
import { Below } from "./Below";
import { focusOn } from "./focus";
import { Icon } from "./icons";
import type { Layer } from "./layer";

export interface MenuChoice {
  text: string;
  onSelect: () => void;
  hint?: string;
  before?: ComponentChildren;
  /** Given for choices of which one holds. */
  checked?: boolean;
  danger?: boolean;
  /** Stays open: the choice leads to another menu. */
  leads?: boolean;
  /** What it asks for; it is listed only where that is answered. */
  needs?: string;
}
export interface MenuSection {
  heading?: string;
  choices: MenuChoice[];
  /** So many are listed until one searches; the others are counted. */
  most?: number;
}

const SEARCH_FROM = 20;
/** Of what is searched for among very many. */
const MOST_FOUND = 50;
/** Of any section, searched for or not: a button for each of thousands of labels takes longer than a person waits for. */
const MOST_DRAWN = 150;

export function openMenu(layer: Layer, anchor: HTMLElement, label: string, sections: MenuSection[]): void {
  const offered = sections.map((section) => ({
    ...section,
    choices: section.choices.filter(({ needs }) => needs === undefined || layer.offers(needs)),
  }));
  const content = () => <Menu layer={layer} label={label} sections={offered} />;
  layer.open({ kind: "popover", label, anchor, content });
}

function Menu({ layer, label, sections }: { layer: Layer; label: string; sections: MenuSection[] }) {
  const ref = useRef<HTMLDivElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const [wanted, setWanted] = useState("");
  const total = sections.reduce((sum, { choices }) => sum + choices.length, 0);
  const shown = sections
    .map((section) => ({ ...section, choices: section.choices.filter(({ text }) => matches(text, wanted)) }))
    .filter(({ choices }) => choices.length > 0)
    .map((section) => cut(section, wanted.trim() === "" ? section.most : section.most && MOST_FOUND));

  const select = (choice: MenuChoice) => {
    if (!choice.leads) layer.close();
    choice.onSelect();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const menu = ref.current;
    if (!menu) return;
    const items = [...menu.querySelectorAll<HTMLElement>("[role^=menuitem]")];
    const at = items.indexOf((menu.getRootNode() as ShadowRoot).activeElement as HTMLElement);
    const [last, up] = [items.length - 1, at < 0 ? items.length - 1 : at - 1];
    const to = { ArrowDown: at + 1, ArrowUp: up, Home: 0, End: last }[event.key];
    if (to !== undefined && !(at < 0 && (event.key === "Home" || event.key === "End"))) {
      event.preventDefault();
      focusOn(items[(to + items.length) % items.length]);
    } else if (event.key === "Enter" && at < 0) {
      event.preventDefault();
      items[0]?.click();
    }
  };

  const left = shown.reduce((sum, { more }) => sum + more, 0);
  const checked = shown.some(({ choices }) => choices.some((choice) => choice.checked));
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: moves between the items inside
    <div class="cxw-menu" ref={ref} onKeyDown={onKeyDown}>
      {total > SEARCH_FROM && (
        <div class="cxw-search">
          <Icon name="search" />
          <input
            type="text"
            aria-label={`Search ${label}`}
            placeholder="Search"
            value={wanted}
            data-autofocus
            onInput={(event) => setWanted(event.currentTarget.value)}
          />
        </div>
      )}
      <div ref={list} role="menu" aria-label={label} class="cxw-menu-items cxw-scroll">
        {shown.map((section, i) => (
          <MenuGroup
            key={section.heading ?? i}
            section={section}
            autofocus={(choice) => (checked ? !!choice.checked : i === 0 && choice === section.choices[0])}
            select={select}
          />
        ))}
        {shown.length === 0 && <p class="cxw-hint">Nothing called “{wanted}”</p>}
      </div>
      <Below list={list} rows="[role^=menuitem]">
        {(below) => (
          <p class="cxw-menu-below" aria-hidden="true">
            {below > 0 && (
              <>
                <Icon name="down" /> {(below + left).toLocaleString("en-US")} more
              </>
            )}
          </p>
        )}
      </Below>
    </div>
  );
}

interface GroupProps {
  section: MenuSection & { more: number };
  autofocus: (choice: MenuChoice) => boolean;
  select: (choice: MenuChoice) => void;
}

function MenuGroup({ section, autofocus, select }: GroupProps) {
  const id = useId();
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is no part of a menu
    <div role="group" aria-labelledby={section.heading ? id : undefined} class="cxw-menu-group">
      {section.heading && (
        <div class="cxw-menu-heading" id={id}>
          {section.heading}
        </div>
      )}
      {section.choices.map((choice) => (
        <button
          key={choice.text}
          type="button"
          {...(choice.checked === undefined
            ? { role: "menuitem" }
            : { role: "menuitemradio", "aria-checked": choice.checked })}
          class={choice.danger ? "cxw-choice cxw-danger" : "cxw-choice"}
          title={choice.text}
          data-autofocus={autofocus(choice) || undefined}
          onClick={() => select(choice)}
        >
          {choice.before}
          <span class="cxw-ellipsis">{choice.text}</span>
          {choice.hint && <span class="cxw-choice-hint">{choice.hint}</span>}
          {choice.checked && <Icon name="check" />}
          {choice.leads && <Icon name="right" />}
        </button>
      ))}
      {section.more > 0 && <p class="cxw-hint">and {section.more.toLocaleString("en-US")} more: search</p>}
    </div>
  );
}

/** The first ones, and the one that holds, wherever it is. */
function cut(section: MenuSection, wished = MOST_DRAWN): MenuSection & { more: number } {
  const { choices } = section;
  const most = Math.min(wished, MOST_DRAWN);
  const at = choices.findIndex(({ checked }) => checked);
  const shown = at < most ? choices.slice(0, most) : [...choices.slice(0, most - 1), choices[at] as MenuChoice];
  return { ...section, choices: shown, more: choices.length - shown.length };
}

function matches(text: string, wanted: string): boolean {
  return text.toLowerCase().includes(wanted.trim().toLowerCase());
}
