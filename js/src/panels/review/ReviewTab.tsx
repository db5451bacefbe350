/** The review in the dock: a group of cells at a time, decided by one key; what comes next beside it. */
import type { ComponentChildren } from "preact";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { focusOn } from "../../ui/focus";
import type { Decision } from "../../wire/reviewMessages";
import { useReview, useTraits, useView } from "../common/context";
import { useWatched } from "../common/useWatched";
import { ReviewCard } from "./ReviewCard";
import { ReviewGenes } from "./ReviewGenes";
import { ReviewGroups } from "./ReviewGroups";
import { ReviewSetup } from "./ReviewSetup";
import { isElsewhere, meantBy } from "./reviewKeys";

export function ReviewTab() {
  const review = useReview();
  const traits = useTraits();
  const view = useView();
  useWatched(review);
  const deck = useRef<HTMLDivElement>(null);
  const field = useRef<HTMLInputElement>(null);
  const readOnly = traits.status.value.state === "read-only";
  const shown = review.shown.value;
  // what was decided on stays in sight until the next one is here
  const last = useRef(shown);
  const going = review.busy.value === "deciding" || review.busy.value === "looking";
  if (shown || !going) last.current = shown;
  const drawn = shown ?? last.current;

  const toDeck = () => deck.current?.focus({ preventScroll: true });
  // what was just asked for has the keys; whoever typed elsewhere meanwhile keeps the focus
  const group = shown?.group;
  useEffect(() => {
    if (group === undefined) return;
    for (const pane of view.plots.panes) pane.zoomToSelected();
    // its reason comes first, wherever the one before was scrolled to
    if (deck.current) deck.current.scrollTop = 0;
  }, [group, view]);

  const summoned = review.summoned.value;
  useLayoutEffect(() => {
    if (!summoned) return;
    review.summoned.value = false;
    toDeck();
  }, [summoned, review]);

  const decide = (decision: Decision, given?: string) => {
    if (readOnly || !review.shown.peek()) return;
    void view.attempt(review.decide(decision, given)); // it stands in the tab, with the way back
    toDeck();
  };
  const back = () => {
    if (readOnly || review.busy.peek() !== null) return;
    void view.run(review.back());
    toDeck();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.defaultPrevented || event.isComposing || event.repeat) return;
    if (isElsewhere(event.target as HTMLElement, event.key)) return;
    const meant = meantBy(event);
    if (!meant) return;
    // none of these is meant for the plot
    event.stopPropagation();
    if (meant.kind === "write") {
      if (event.key === "/") event.preventDefault();
      focusOn(field.current);
      return;
    }
    event.preventDefault();
    if (review.paused.peek()) {
      if (event.key === "Enter") void review.goOn();
      return;
    }
    if (meant.kind === "decide") decide(meant.decision);
    else if (meant.kind === "back") back();
    else {
      const label = review.shown.peek()?.offered[meant.place];
      if (label !== undefined) decide("relabel", label);
    }
  };

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: keys reach it from the deck inside
    <div class="cxw-review" aria-busy={review.busy.value !== null} onKeyDown={onKeyDown}>
      <ReviewSetup onBegun={toDeck} />
      {review.queue.value?.notes.map((note) => (
        <Words key={note}>{note}</Words>
      ))}
      <div class="cxw-review-body">
        <section
          ref={deck}
          class="cxw-review-deck cxw-scroll"
          // biome-ignore lint/a11y/noNoninteractiveTabindex: it has the keys of the review
          tabIndex={0}
          aria-label="Group under review"
          data-leaving={(drawn && !shown) || undefined}
        >
          {drawn ? (
            <>
              <ReviewCard shown={drawn} field={field} readOnly={readOnly} decide={decide} back={back} toDeck={toDeck} />
              <ReviewGenes />
            </>
          ) : (
            <Said onGone={toDeck} />
          )}
        </section>
        <ReviewGroups onShown={toDeck} />
      </div>
    </div>
  );
}

/** Why no group is shown. */
function Said({ onGone }: { onGone: () => void }) {
  const review = useReview();
  const { busy, problem, queue } = review;
  const now = queue.value;
  if (problem.value !== null) return <Words error>{problem.value}</Words>;
  if (busy.value === "making") return <Words>Looking for doubtful labels …</Words>;
  if (busy.value !== null) return <Words>…</Words>;
  if (review.paused.value) {
    return (
      <div>
        <Words>The group that was here changed elsewhere.</Words>
        <button
          type="button"
          class="cxw-button"
          onClick={async () => {
            await review.goOn();
            onGone();
          }}
        >
          <kbd class="cxw-cap">↵</kbd> Go on
        </button>
      </div>
    );
  }
  if (!now) return null;
  if (now.category === null) {
    return (
      <Words>
        Doubtful labels one group after the other: keep each as it is, or change it, by one key. Choose what to review,
        and start.
      </Words>
    );
  }
  if (now.nGroups === 0) return <Words>No cell of {now.category} has a label: there is nothing to review.</Words>;
  return <Words>Every group is decided. Those that were skipped, or changed since, come when you start again.</Words>;
}

function Words({ error, children }: { error?: boolean; children: ComponentChildren }) {
  return error ? (
    <p class="cxw-error cxw-review-words" role="alert">
      {children}
    </p>
  ) : (
    <p class="cxw-hint cxw-review-words">{children}</p>
  );
}
