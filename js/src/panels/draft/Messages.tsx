/** What was just done, with Undo beside it while it is the last thing done. */
import { useRef } from "preact/hooks";
import { useTraits, useView } from "../common/context";
import { useClear } from "./useClear";

export function Messages() {
  const traits = useTraits();
  const view = useView();
  const message = view.message.value;
  const undoable = message?.undoes != null && message.undoes === traits.revision.value;
  const list = useRef<HTMLDivElement>(null);
  const bottom = useClear(list, "bottom", 8, message);
  return (
    <div ref={list} class="cxw-messages" role="status" style={{ bottom: `${bottom}px` }}>
      {message && (
        <div class="cxw-message">
          <span>{message.text}</span>
          {(undoable || message.back) && (
            <button type="button" class="cxw-link" onClick={message.back ?? (() => view.undo())}>
              Undo
            </button>
          )}
        </div>
      )}
    </div>
  );
}
