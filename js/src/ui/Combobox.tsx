/**
 * A text field with choices: type, walk by arrows, Enter; Tab or the right arrow completes. Options open above or below as
 * the styles say.
 */
import type { ComponentChildren, RefObject } from "preact";
import { useId, useLayoutEffect, useRef, useState } from "preact/hooks";
import { reveal } from "./focus";
import { slotsOf, windowOf } from "./windowed";

export interface Option {
  value: string;
  /** Tells options of one value apart. */
  id?: string;
  /** What the list shows; the text of `value` when left out. */
  text?: string;
  /** A second line, small. */
  note?: string;
  /** On hovering; `value` when left out. */
  title?: string;
  before?: ComponentChildren;
  after?: ComponentChildren;
  /** In sight however long the list is. */
  pinned?: boolean;
}
export interface Completed {
  /** Best first. */
  options: Option[];
  /** Which of them Enter takes, unless another one was walked to. */
  preferred: number;
  /** A value that begins with the text, as it is written: what is missing is shown in grey, and taken over by Tab. */
  ending?: string | null;
}
/** What was walked to, and its place: what is listed around it may come and go meanwhile. */
interface Walked {
  option: Option;
  at: number;
}
/** So many choices are drawn one and all; of more those in sight. Px of one, which `.cxw-option` has too. */
const WINDOWED_FROM = 80;
const OPTION_HEIGHT = 28;

interface ComboboxProps {
  label: string;
  placeholder: string;
  disabled?: boolean;
  inputRef: RefObject<HTMLInputElement | null>;
  complete: (text: string) => Completed;
  /** `giveBack` puts the text into the field again, for what came to nothing. */
  onPick: (value: string, giveBack: () => void, id?: string) => void;
  /** Enter on an empty field. */
  onEmptyEnter: () => void;
  /** Any other key typed into an empty field; true when it was used up. */
  onEmptyKey: (event: KeyboardEvent) => boolean;
  hint?: string;
  /** Given for a field that stands at a choice: shown while nothing is typed, and what is typed counts on leaving it. */
  chosen?: string | null | undefined;
  autofocus?: boolean | undefined;
}

export function Combobox(props: ComboboxProps) {
  const { label, placeholder, disabled, inputRef, complete, onPick, onEmptyEnter, onEmptyKey, hint } = props;
  const { chosen, autofocus } = props;
  const id = useId();
  const [text, setText] = useState("");
  const [open, setOpen] = useState(false);
  const [moved, setMoved] = useState<Walked | null>(null);
  const [typing, setTyping] = useState(false);
  // Of thousands of labels: asked for where something is listed or written, or a key is about to list it.
  const completed = () => {
    const { options: offered, preferred, ending } = complete(text);
    return { options: withWalked(offered, moved), preferred, ending };
  };
  const nothing: Completed = { options: [], preferred: -1 };
  const { options, preferred, ending } = open || text !== "" ? completed() : nothing;
  // Nothing is written and nothing was walked to: Enter takes none of them.
  const first = text.trim() === "" ? -1 : preferred;
  const walked = moved === null ? -1 : options.findIndex((option) => keyOf(option) === keyOf(moved.option));
  const active = walked < 0 ? Math.min(first, options.length - 1) : walked;
  const listed = open && options.length > 0;
  // What was walked to is what Enter takes: nothing else is proposed then.
  const missing = ending && walked < 0 && !chosen ? ending.slice(text.length) : "";

  // What was given back is replaced by what is typed next, unless one goes on in it.
  const given = useRef(false);
  useLayoutEffect(() => {
    if (given.current) inputRef.current?.setSelectionRange(0, text.length);
    given.current = false;
  }, [text, inputRef]);

  const reset = (value: string, opened: boolean) => {
    setText(value);
    setOpen(opened);
    setMoved(null);
  };
  const pick = (value: string, id?: string) => {
    reset("", false);
    setTyping(false);
    const giveBack = () =>
      setText((now) => {
        given.current = now === "";
        return now || value;
      });
    onPick(value, giveBack, id);
  };
  const leave = () => {
    const typed = text.trim();
    const meant = options.find((option) => (option.text ?? option.value).toLowerCase() === typed.toLowerCase());
    if (typed) return pick(meant?.value ?? typed);
    reset("", false);
    setTyping(false);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    // Enter that ends an input method's composition is part of the text.
    if (event.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      setOpen(true);
      const all = listed ? options : completed().options;
      const edge = step > 0 ? 0 : all.length - 1;
      const at = active < 0 ? edge : listed ? (active + step + all.length) % all.length : active;
      const to = all[at];
      setMoved(to ? { option: to, at } : null);
    } else if (event.key === "Enter") {
      event.preventDefault();
      const typed = text.trim();
      // as it is written, whatever is in the list
      if (event.shiftKey && typed) pick(typed);
      else if (listed && options[active]) pick(options[active].value, options[active].id);
      else if (typed) pick(typed);
      else onEmptyEnter();
    } else if (missing && completes(event)) {
      event.preventDefault();
      // as it is spelled, not as its beginning was typed
      reset(ending ?? text, true);
    } else if (event.key === "Escape" && (text || open)) {
      event.preventDefault();
      event.stopPropagation();
      reset("", false);
      setTyping(false);
    } else if (text === "" && onEmptyKey(event)) {
      event.preventDefault();
      setOpen(false);
    }
  };

  return (
    <div class="cxw-combobox">
      <input
        ref={inputRef}
        type="text"
        role="combobox"
        aria-label={label}
        aria-expanded={listed}
        aria-controls={`${id}-list`}
        aria-autocomplete="list"
        aria-activedescendant={listed && active >= 0 ? `${id}-${active}` : undefined}
        placeholder={placeholder}
        disabled={disabled}
        autocomplete="off"
        spellcheck={false}
        value={typing ? text : (chosen ?? text)}
        data-autofocus={autofocus || undefined}
        onFocus={(event) => chosen && event.currentTarget.select()}
        onInput={(event) => {
          setTyping(true);
          reset(event.currentTarget.value, event.currentTarget.value.trim() !== "");
        }}
        onKeyDown={onKeyDown}
        onBlur={() => (chosen === undefined ? setOpen(false) : leave())}
        onClick={() => setOpen(true)}
      />
      {missing && <Ending text={text} missing={missing} field={inputRef} />}
      {hint && <span class="cxw-combobox-hint">{missing ? "⇥ completes" : hint}</span>}
      <Options id={id} options={listed ? options : []} active={active} onPick={pick} />
    </div>
  );
}

interface OptionsProps {
  id: string;
  options: readonly Option[];
  active: number;
  onPick: (value: string, id?: string) => void;
}

/** The list below the field. Of a long one the options in sight exist, the active one, and those that are pinned or have a second line. */
function Options({ id, options, active, onPick }: OptionsProps) {
  const pane = useRef<HTMLDivElement>(null);
  const [top, setTop] = useState(0);
  const windowed = options.length > WINDOWED_FROM;
  const [first, last] = windowed
    ? windowOf(top, pane.current?.clientHeight ?? 0, options.length, OPTION_HEIGHT)
    : [0, options.length - 1];
  const must = (i: number) => i === active || options[i]?.pinned === true || options[i]?.note !== undefined;
  // Other options: what was scrolled to of the former ones says nothing.
  const n = options.length;
  useLayoutEffect(() => setTop(pane.current?.scrollTop ?? 0), [n]);
  return (
    <div
      class="cxw-options cxw-scroll"
      role="listbox"
      id={`${id}-list`}
      aria-label="Choices"
      hidden={n === 0}
      ref={pane}
      onScroll={windowed ? (event) => setTop(event.currentTarget.scrollTop) : undefined}
    >
      {slotsOf(n, first, last, must).map((slot, nth) => {
        if ("left" in slot) {
          return <div key={`gap ${nth}`} role="none" style={{ height: `${slot.left * OPTION_HEIGHT}px` }} />;
        }
        const { index: i } = slot;
        const option = options[i] as Option;
        return (
          // biome-ignore lint/a11y/useFocusableInteractive: the field keeps the focus and names the active option
          // biome-ignore lint/a11y/useKeyWithClickEvents: the keys go to the field
          <div
            key={keyOf(option)}
            id={`${id}-${i}`}
            role="option"
            aria-selected={i === active}
            {...(windowed && { "aria-setsize": n, "aria-posinset": i + 1 })}
            class={option.pinned ? "cxw-option cxw-pinned" : "cxw-option"}
            title={option.title ?? option.value}
            ref={i === active ? show : null}
            onPointerDown={(event) => event.preventDefault()}
            onClick={() => onPick(option.value, option.id)}
          >
            {option.before}
            <span class="cxw-ellipsis">
              {option.text ?? option.value}
              {option.note && <small class="cxw-option-note cxw-ellipsis">{option.note}</small>}
            </span>
            {option.after}
          </div>
        );
      })}
    </div>
  );
}

/** What was walked to stays listed, in its place, when an answer comes without it: Enter takes that and nothing else. */
export function withWalked(options: Option[], walked: Walked | null): Option[] {
  if (!walked) return options;
  const key = keyOf(walked.option);
  return options.some((option) => keyOf(option) === key) ? options : options.toSpliced(walked.at, 0, walked.option);
}

function keyOf({ value, text, id }: Option): string {
  return JSON.stringify([value, id ?? text ?? null]);
}

/** Tab, or the right arrow where there is no way to go. */
function completes(event: KeyboardEvent): boolean {
  if (event.shiftKey || event.ctrlKey || event.metaKey || event.altKey) return false;
  const field = event.currentTarget as HTMLInputElement;
  const atEnd = field.selectionStart === field.value.length && field.selectionEnd === field.value.length;
  return event.key === "Tab" || (event.key === "ArrowRight" && atEnd);
}

interface EndingProps {
  text: string;
  missing: string;
  field: RefObject<HTMLInputElement | null>;
}

/** Drawn over the field, after the caret; not where the text is so long that the field has scrolled. */
function Ending({ text, missing, field }: EndingProps) {
  const place = useRef<HTMLSpanElement>(null);
  useLayoutEffect(() => {
    const input = field.current;
    if (place.current && input) place.current.hidden = input.scrollWidth > input.clientWidth;
  });
  return (
    <span class="cxw-ending" aria-hidden="true" ref={place}>
      <span>{text}</span>
      {missing}
    </span>
  );
}

function show(option: HTMLElement | null): void {
  if (option) reveal(option);
}
