/** Whether the work is safe, in a few words; a click tells more. */
import { Icon } from "../../ui/icons";
import { useLink, useNotices, useTraits, useView, useWaiting } from "../common/context";
import { DraftDetails } from "./DraftDetails";
import { draftWords } from "./draftWords";

export function DraftState() {
  const waiting = useWaiting();
  const link = useLink();
  const traits = useTraits();
  const notices = useNotices();
  const view = useView();
  const { file } = traits.status.value;
  const { mood, text, short } = draftWords({ traits, waiting, link });
  const n = notices.unread.value.length;
  const notes = n === 0 ? "" : n === 1 ? "1 note" : `${n} notes`;
  return (
    <button
      type="button"
      class="cxw-draft"
      data-mood={mood}
      aria-haspopup="dialog"
      aria-label={`Draft: ${text} ${notes}`.trim()}
      title={file ? `${text} (${file})` : text}
      onClick={({ currentTarget: anchor }) =>
        view.layer.open({
          kind: "popover",
          label: "Draft",
          anchor,
          content: () => <DraftDetails anchor={anchor} />,
        })
      }
    >
      {mood === "bad" && <Icon name="alert" />}
      {mood === "locked" && <Icon name="lock" />}
      {mood !== "bad" && mood !== "locked" && <span class="cxw-dot" aria-hidden="true" />}
      <span class="cxw-ellipsis" role="status">
        {short ?? text}
      </span>
      {/* apart also where text is read without its boxes */ " "}
      {notes && <span class="cxw-warning cxw-nowrap">{notes}</span>}
      {/* Drawn by the styles: told by the title, no part of the name, which says the state and the notes alone. */}
      {file && <span class="cxw-faint cxw-ellipsis cxw-draft-file" data-file={file} />}
    </button>
  );
}
