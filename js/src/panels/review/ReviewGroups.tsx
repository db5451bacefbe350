/** The groups of the queue, those to come first: each can be looked at. */
import { useEffect } from "preact/hooks";
import { VirtualList } from "../../ui/VirtualList";
import type { ReviewState } from "../../wire/reviewMessages";
import { count } from "../../words";
import { useReview } from "../common/context";

const MARKS: Record<ReviewState, string> = { open: "", accepted: "✓", changed: "→", unsure: "?", skipped: "…" };

export function ReviewGroups({ onShown }: { onShown: () => void }) {
  const total = useReview().queue.value?.total ?? 0;
  if (total === 0) return null;
  const places = Array.from({ length: total }, (_, index) => index);
  return (
    <aside class="cxw-review-groups" aria-label="Groups">
      <VirtualList
        label="Groups"
        items={places}
        keyOf={(index) => index}
        row={(index, tabIndex) => <GroupRow index={index} tabIndex={tabIndex} onShown={onShown} />}
      />
    </aside>
  );
}

function GroupRow({ index, tabIndex, onShown }: { index: number; tabIndex: 0 | -1; onShown: () => void }) {
  const review = useReview();
  const row = review.at(index);
  useEffect(() => review.want(index));
  if (!row) return <div class="cxw-review-row" aria-busy="true" />;
  const { group, nCells, label, suggested, offered, state, reason } = row;
  const now = review.shown.value?.group === group;
  const canShow = group !== null && (state === "open" || state === "skipped");
  const show = async () => {
    if (group === null || !canShow) return;
    await review.show(group);
    onShown();
  };
  return (
    <button
      type="button"
      class="cxw-review-row"
      data-stop
      data-state={state}
      tabIndex={tabIndex}
      aria-current={now || undefined}
      aria-disabled={!canShow}
      title={reason}
      onClick={() => void show()}
    >
      <span class="cxw-review-mark" role="img" aria-label={state}>
        {MARKS[state]}
      </span>
      <span class="cxw-review-pair">
        {label === null && offered.length > 0 ? (
          <span class="cxw-ellipsis">{offered.join(" / ")}</span>
        ) : (
          <>
            <span class="cxw-ellipsis">{label ?? "no label"}</span>
            {suggested !== null && <span class="cxw-ellipsis cxw-faint"> → {suggested}</span>}
          </>
        )}
      </span>
      <span class="cxw-count">{count(nCells)}</span>
    </button>
  );
}
