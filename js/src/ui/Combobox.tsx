/** A text field that completes: type, arrows, Enter. Options open above or below as the styles say. */
import type { ComponentChildren, RefObject } from "preact";
import { useId, useState } from "preact/hooks";
import { reveal } from "./focus";

export interface Option {
  value: string;
  /** What the list shows; the text of `value` when left out. */
  text?: string;
  before?: ComponentChildren;
  after?: ComponentChildren;
  /** In sight however long the list is. */
  pinned?: boolean;
}
interface ComboboxProps {
  label: string;
  placeholder: string;
  disabled?: boolean;
  inputRef: RefObject<HTMLInputElement | null>;
  /** Options for a text, best first, and which of them Enter takes. */
  complete: (text: string) => { options: Option[]; preferred: number };
  onPick: (value: string) => void;
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
  const [moved, setMoved] = useState<number | null>(null);
  const [typing, setTyping] = useState(false);
  const { options, preferred } = complete(text);
  const active = Math.min(moved ?? preferred, options.length - 1);
  const listed = open && options.length > 0;

  const reset = (value: string, opened: boolean) => {
    setText(value);
    setOpen(opened);
    setMoved(null);
  };
  const pick = (value: string) => {
    reset("", false);
    setTyping(false);
    onPick(value);
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
      setMoved(listed ? (active + step + options.length) % options.length : preferred);
    } else if (event.key === "Enter") {
      event.preventDefault();
      const typed = text.trim();
      if (event.shiftKey && typed) pick(typed);
      else if (listed && options[active]) pick(options[active].value);
      else if (typed) pick(typed);
      else onEmptyEnter();
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
        aria-activedescendant={listed ? `${id}-${active}` : undefined}
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
      {hint && <span class="cxw-combobox-hint">{hint}</span>}
      <div class="cxw-options cxw-scroll" role="listbox" id={`${id}-list`} aria-label="Choices" hidden={!listed}>
        {listed &&
          options.map((option, i) => (
            // biome-ignore lint/a11y/useFocusableInteractive: the field keeps the focus and names the active option
            // biome-ignore lint/a11y/useKeyWithClickEvents: the keys go to the field
            <div
              key={option.value + (option.text ?? "")}
              id={`${id}-${i}`}
              role="option"
              aria-selected={i === active}
              class={option.pinned ? "cxw-option cxw-pinned" : "cxw-option"}
              title={option.value}
              ref={i === active ? show : null}
              onPointerDown={(event) => event.preventDefault()}
              onClick={() => pick(option.value)}
            >
              {option.before}
              <span class="cxw-ellipsis">{option.text ?? option.value}</span>
              {option.after}
            </div>
          ))}
      </div>
    </div>
  );
}

function show(option: HTMLElement | null): void {
  if (option) reveal(option);
}
