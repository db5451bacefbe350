/** The group under review: why it is looked at, and what can be decided, with the keys that do. */
import type { RefObject } from "preact";
import { useMemo } from "preact/hooks";
import type { ShownGroup } from "../../store/review/review";
import { Combobox } from "../../ui/Combobox";
import { Swatch } from "../../ui/Swatch";
import type { Decision } from "../../wire/reviewMessages";
import type { Name } from "../../wire/values";
import { completeLabel } from "../common/completeLabel";
import { useLabels, useReview } from "../common/context";

interface ReviewCardProps {
  shown: ShownGroup;
  field: RefObject<HTMLInputElement | null>;
  readOnly: boolean;
  decide: (decision: Decision, given?: string) => void;
  back: () => void;
  /** The keys of the review have the focus again. */
  toDeck: () => void;
}

export function ReviewCard({ shown, field, readOnly, decide, back, toDeck }: ReviewCardProps) {
  const labels = useLabels();
  const review = useReview();
  const own = labels.categories.value.find(({ name }) => name === shown.category)?.labels ?? [];
  const colorOf = (name: Name) => own.find((label) => label.name === name)?.color;
  const up = review.markers.answer.value?.up;
  const current = review.markers.loading.value ? null : up;
  const accepted = acceptedAs(shown);
  const complete = useMemo(() => (text: string) => completeLabel(own, text), [own]);
  return (
    <section class="cxw-review-card" aria-label={`Group ${shown.group}`}>
      <p class="cxw-review-why" role="status">
        <Swatch color={colorOf(shown.label)} />
        <span>
          {shown.reason}
          {current && <span class="cxw-soft">; {current}</span>}
        </span>
      </p>
      {shown.suggested === null && (
        <p class="cxw-hint">
          {shown.label === null
            ? "No label has most of the opinions: choose one by its number."
            : "Nothing speaks against these: they are shown so that every cell is seen once."}
        </p>
      )}
      {readOnly ? (
        <p class="cxw-hint">Read-only: what is decided here could not be kept.</p>
      ) : (
        <div class="cxw-review-ways">
          {accepted !== null && <Way caps="↵" text={accepted} act={() => decide("accept")} main />}
          {shown.offered.map((label, i) => (
            <Way
              key={label}
              caps={`${i + 1}`}
              text={label}
              color={colorOf(label)}
              act={() => decide("relabel", label)}
            />
          ))}
        </div>
      )}
      {!readOnly && (
        <div class="cxw-review-ways">
          <span class="cxw-review-field">
            <kbd class="cxw-cap">/</kbd>
            <Combobox
              label="Another label"
              placeholder="Other label …"
              inputRef={field}
              complete={complete}
              onPick={(label) => decide("relabel", label)}
              onEmptyEnter={toDeck}
              onEmptyKey={(event) => {
                if (event.key !== "Escape") return false;
                event.stopPropagation();
                toDeck();
                return true;
              }}
            />
          </span>
          <Way caps="S" text="Skip" title="Not now: it comes again at the end" act={() => decide("skip")} />
          <Way
            caps="U"
            text="Unsure"
            title={`Nobody can tell yet: the cells ${shown.label === null ? "stay without a label, and " : ""}are marked so`}
            act={() => decide("unsure")}
          />
          <Way caps="⌫" text="Back" title="Take the last decision back" act={back} />
        </div>
      )}
    </section>
  );
}

/** What Enter does, in words; null: there is nothing to accept, one chooses. */
function acceptedAs({ label, suggested }: ShownGroup): string | null {
  if (label !== null) return `Keep ${label}`;
  return suggested === null ? null : `Label as ${suggested}`;
}

interface WayProps {
  caps: string;
  text: string;
  title?: string;
  color?: string | undefined;
  main?: boolean;
  act: () => void;
}

function Way({ caps, text, title, color, main, act }: WayProps) {
  return (
    <button type="button" class="cxw-button cxw-review-way" data-main={main} title={title ?? text} onClick={act}>
      <kbd class="cxw-cap">{caps}</kbd>
      {color && <Swatch color={color} />}
      <span class="cxw-ellipsis">{text}</span>
    </button>
  );
}
