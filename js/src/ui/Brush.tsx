/** A histogram with a range to drag over it: bars of all in grey, of what passes in color, two ends that are sliders. */
import { useRef, useState } from "preact/hooks";

type Places = [low: number, high: number];
type Grip = { kind: "new" | "move" | "low" | "high"; from: number; was: Places };

export interface BrushEnd {
  now: number;
  text: string;
}
interface BrushProps {
  /** What it is a range of. */
  label: string;
  all: ArrayLike<number>;
  passing: ArrayLike<number> | null;
  /** Between 0 and 1; null: no range. */
  range: Places | null;
  /** The first bar is cut off where it is higher than the others, so that these are seen. */
  apart?: boolean;
  /** Puts the ends where values are that read well. */
  snap: (places: Places) => Places;
  /** What the ends say at a place. */
  say: (place: number, end: "low" | "high") => BrushEnd;
  onRange: (range: Places | null) => void;
}

const WIDTH = 220;
const HEIGHT = 44;
/** From the top of a bar that is cut off. */
const CUT = 10;
const NEAR_PX = 6;
const SLACK_PX = 3;

export function Brush({ label, all, passing, range, apart = false, snap, say, onRange }: BrushProps) {
  const grip = useRef<Grip | null>(null);
  const [drawn, setDrawn] = useState<Places | null>(null);
  const shown = drawn ?? range;
  const [low, high] = shown ?? [0, 1];

  const placeOf = (event: PointerEvent) => {
    const { left, width } = (event.currentTarget as Element).getBoundingClientRect();
    return { place: (event.clientX - left) / width, px: 1 / width };
  };
  const settle = (places: Places | null) => {
    setDrawn(null);
    onRange(places && (places[0] > 0 || places[1] < 1) ? places : null);
  };
  const down = (event: PointerEvent) => {
    if (event.button !== 0) return;
    const { place, px } = placeOf(event);
    const near = (end: number) => Math.abs(place - end) <= NEAR_PX * px;
    const was: Places = range ?? [0, 1];
    const inside = place > was[0] && place < was[1];
    let kind: Grip["kind"] = "new";
    // Where both ends are at hand the one is taken that the pointer is beyond.
    if (range && near(was[1]) && (!near(was[0]) || place > was[0])) kind = "high";
    else if (range && near(was[0])) kind = "low";
    else if (range && inside) kind = "move";
    grip.current = { kind, from: place, was };
    (event.currentTarget as Element).setPointerCapture(event.pointerId);
    event.preventDefault();
  };
  const move = (event: PointerEvent) => {
    const held = grip.current;
    if (!held) return;
    const { place, px } = placeOf(event);
    if (!drawn && Math.abs(place - held.from) < SLACK_PX * px) return;
    setDrawn(snap(dragged(held, place)));
  };
  const up = (event: PointerEvent) => {
    const held = grip.current;
    grip.current = null;
    if (!held) return;
    // A click beside the range takes it away, as a click on nothing does.
    if (drawn) settle(drawn);
    else if (held.kind === "new" && event.type === "pointerup") settle(null);
  };
  const key = (end: "low" | "high") => (event: KeyboardEvent) => {
    const step = (event.shiftKey ? 5 : 1) / all.length;
    const now = end === "low" ? low : high;
    const to = { ArrowRight: now + step, ArrowUp: now + step, ArrowLeft: now - step, ArrowDown: now - step }[event.key];
    const jump = { Home: end === "low" ? 0 : low, End: end === "low" ? high : 1 }[event.key];
    if (event.key === "Escape" && range) onRange(null);
    else if (to !== undefined || jump !== undefined) {
      const place = Math.min(1, Math.max(0, to ?? (jump as number)));
      settle(snap(end === "low" ? [Math.min(place, high), high] : [low, Math.max(place, low)]));
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };

  const ends = [
    ["low", low, `Lowest ${label}`],
    ["high", high, `Highest ${label}`],
  ] as const;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is no drawing
    <svg
      class="cxw-brush"
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      preserveAspectRatio="none"
      role="group"
      aria-label={`Range of ${label}`}
      data-ranged={shown !== null}
      onPointerDown={down}
      onPointerMove={move}
      onPointerUp={up}
      onLostPointerCapture={up}
      onDblClick={() => settle(null)}
    >
      <Bars all={all} passing={passing} within={shown} apart={apart} />
      {shown && <rect class="cxw-brush-range" x={low * WIDTH} y="0" width={(high - low) * WIDTH} height={HEIGHT} />}
      {ends.map(([end, place, name]) => {
        const { now, text } = say(place, end);
        const [least, most] = [say(0, "low").now, say(1, "high").now];
        return (
          <g
            key={end}
            class="cxw-brush-end"
            role="slider"
            tabindex={0}
            aria-label={name}
            aria-orientation="horizontal"
            aria-valuemin={least}
            aria-valuemax={most}
            aria-valuenow={now}
            aria-valuetext={text}
            onKeyDown={key(end)}
          >
            <title>{`${name}: ${text}`}</title>
            <rect class="cxw-brush-hit" x={place * WIDTH - NEAR_PX} y="0" width={2 * NEAR_PX} height={HEIGHT} />
            <rect
              class="cxw-brush-line"
              x={Math.min(WIDTH - 2, Math.max(0, place * WIDTH - 1))}
              y="0"
              width="2"
              height={HEIGHT}
            />
          </g>
        );
      })}
    </svg>
  );
}

function Bars({
  all,
  passing,
  within,
  apart,
}: {
  all: ArrayLike<number>;
  passing: ArrayLike<number> | null;
  within: Places | null;
  apart: boolean;
}) {
  let most = 1;
  for (let i = apart ? 1 : 0; i < all.length; i++) most = Math.max(most, all[i] as number);
  const width = WIDTH / all.length;
  const bar = (counts: ArrayLike<number>, i: number, kind: string) => {
    const n = counts[i] as number;
    // One cell among thousands is still to be seen.
    // A bar that is cut off is as high as there is room, and what passes of it in proportion.
    const full = apart && i === 0 ? Math.max(most, all[0] as number) : most;
    const height = n === 0 ? 0 : Math.max(1.5, (n / full) * (HEIGHT - 4));
    return (
      <rect
        key={`${kind}${i}`}
        class={kind}
        x={i * width}
        y={HEIGHT - height}
        width={Math.max(width - 1, width * 0.7)}
        height={height}
      />
    );
  };
  const inside = (i: number) => {
    const middle = (i + 0.5) / all.length;
    return !within || (middle >= within[0] && middle <= within[1]);
  };
  const bars = [];
  for (let i = 0; i < all.length; i++) {
    bars.push(bar(all, i, "cxw-bar-all"));
    if ((passing || within) && inside(i)) bars.push(bar(passing ?? all, i, "cxw-bar-passing"));
  }
  const cut = apart && (all[0] as number) > most;
  return (
    <>
      {bars}
      {cut && <path class="cxw-bar-cut" d={`M-1 ${CUT + 4} L${width + 1} ${CUT}`} />}
    </>
  );
}

/** Where the ends are while the pointer is at a place. */
function dragged({ kind, from, was }: Grip, place: number): Places {
  const at = Math.min(1, Math.max(0, place));
  if (kind === "new") return [Math.min(Math.max(0, from), at), Math.max(Math.min(1, from), at)];
  if (kind === "low") return [Math.min(at, was[1]), Math.max(at, was[1])];
  if (kind === "high") return [Math.min(at, was[0]), Math.max(at, was[0])];
  const by = Math.min(1 - was[1], Math.max(-was[0], place - from));
  return [was[0] + by, was[1] + by];
}
