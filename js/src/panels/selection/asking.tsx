/** What the bar asks or says in place of its controls, where a label or an outline would surprise. */
import { useLayoutEffect, useRef } from "preact/hooks";
import { focusOn } from "../../ui/focus";
import type { Question, Stuck } from "../../view/view";
import { useView } from "../common/context";

/** In the place of the label field, with the focus: Enter agrees, Esc leaves all as it is. */
export function Asks({ question }: { question: Question }) {
  const view = useView();
  const yes = useRef<HTMLButtonElement>(null);
  useLayoutEffect(() => focusOn(yes.current), [question]);
  const end = () => {
    view.question.value = null;
    view.focusPlot();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "Escape") return;
    event.preventDefault();
    event.stopPropagation();
    end();
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for fields
    <div class="cxw-asking" role="group" aria-label="Question" onKeyDown={onKeyDown}>
      <span role="alert">{question.text}</span>
      <button
        ref={yes}
        type="button"
        class="cxw-button cxw-primary"
        onClick={() => {
          end();
          question.yes();
        }}
      >
        Yes
      </button>
      <button type="button" class="cxw-button" onClick={end}>
        No
      </button>
    </div>
  );
}

export function IsStuck({ stuck }: { stuck: Stuck }) {
  const on = stuck.mode === "subtract" ? "Take out" : "Keep only what is in both";
  return (
    <div class="cxw-asking cxw-grow">
      <span role="status" aria-label="Selection">
        “{on}” is on: nothing is selected.
      </span>
      <button type="button" class="cxw-button" onClick={stuck.anew}>
        Select anew
      </button>
    </div>
  );
}
