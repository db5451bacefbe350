/** What was just done, with Undo beside it while it is the last thing done. */
import { useTraits, useView } from "../common/context";

export function Messages() {
  const traits = useTraits();
  const view = useView();
  const message = view.message.value;
  const undoable = message?.undoes != null && message.undoes === traits.revision.value;
  return (
    <div class="cxw-messages" role="status">
      {message && (
        <div class="cxw-message">
          <span>{message.text}</span>
          {undoable && (
            <button type="button" class="cxw-link" onClick={() => view.undo()}>
              Undo
            </button>
          )}
        </div>
      )}
    </div>
  );
}
