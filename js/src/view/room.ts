/**
 * Who has how much room in one view: the panels beside the plot, the dock below it. The plot comes first: where it would
 * get too little, a panel gives way to a strip that opens it over the plot. Sizes that were dragged are remembered by
 * the browser.
 */
import { computed, effect, type ReadonlySignal, type Signal, signal } from "@preact/signals";

export type DockTab = "markers" | "dots" | "violins" | "clusters" | "compare" | "review" | "history";
export type Side = "left" | "right";

/** What was dragged, in px. */
export interface Sizes {
  left: number;
  right: number;
  dock: number;
}
export interface Room {
  /** Width of the box in px, as it was last measured. */
  width: Signal<number>;
  /** Sizes as wished for; what is drawn may be less. */
  sizes: Signal<Sizes>;
  /** Whether a person folded the panel to a strip. */
  folded: Signal<Readonly<Record<Side, boolean>>>;
  /** The panel that lies over the plot, of those that are strips. */
  drawer: Signal<Side | null>;
  /** Px of the plot that the drawer covers, from either side. */
  covered: ReadonlySignal<Readonly<Record<Side, number>>>;
  /** Px that each panel takes beside the plot; 0: it is a strip. */
  columns: ReadonlySignal<Readonly<Record<Side, number>>>;
  /** The open tab of the dock; null: it is closed. */
  tab: Signal<DockTab | null>;
  /** How high the dock is that is open. */
  dock: ReadonlySignal<number>;
  /** Whether the dock lies over the whole box. */
  full: Signal<boolean>;
  resize(part: keyof Sizes, px: number): void;
  /** Shows or hides a panel: as a column where there is room for it, else over the plot. */
  toggle(side: Side): void;
  /** Brings a panel into sight, out of the full dock; true: it lies over the plot now, and did not before. */
  reveal(side: Side): boolean;
  /** Opens a tab, or closes the dock. */
  openTab(tab: DockTab | null): void;
  /** Opens a tab, or closes the dock where it is open. */
  toggleTab(tab: DockTab): void;
}

export const STRIP = 28;
/** Labels have room for a name, the mark of a term and "44 / 177". */
export const USUAL: Sizes = { left: 268, right: 244, dock: 248 };
/**
 * A group under review has its reason, what can be decided and its genes to show, a comparison the heads of its table: so
 * high as long as nobody dragged.
 */
const HIGHER: Partial<Record<DockTab, number>> = { review: 312, compare: 336 };
/** With so much a panel is a column; it gets more where there is more. */
const ENOUGH: Record<Side, number> = { left: 244, right: 244 };
const LEAST: Sizes = { left: 200, right: 200, dock: 120 };
const MOST: Sizes = { left: 520, right: 520, dock: 1200 };
/** Px of the widest drawer. */
const DRAWER = 320;
/** Px that one plot needs, and each of two. */
const ONE_PLOT = 420;
const EACH_OF_TWO = 300;

export interface Wishes {
  width: number;
  sizes: Pick<Sizes, Side>;
  folded: Readonly<Record<Side, boolean>>;
  /** Whether there is anything to show at the right. */
  hasRight: boolean;
  split: boolean;
}

/** The widths of the panels, so that the plot has half of the box and what it needs; 0: a strip. */
export function columnsOf({ width, sizes, folded, hasRight, split }: Wishes): Record<Side, number> {
  const plot = Math.max(width / 2, split ? 2 * EACH_OF_TWO + 1 : ONE_PLOT);
  const rightStrip = hasRight ? STRIP : 0;
  const enough = (side: Side) => Math.min(sizes[side], ENOUGH[side]);
  const wantsLeft = !folded.left;
  const wantsRight = hasRight && !folded.right;
  const spare = (taken: number) => width - plot - taken;
  if (wantsRight) {
    const left = wantsLeft ? enough("left") : STRIP;
    if (spare(left + enough("right")) >= 0) {
      const right = Math.min(sizes.right, spare(left));
      return { right, left: wantsLeft ? Math.min(sizes.left, spare(right)) : 0 };
    }
  }
  const left = wantsLeft && spare(enough("left") + rightStrip) >= 0 ? Math.min(sizes.left, spare(rightStrip)) : 0;
  return { left, right: 0 };
}

const KEY = "cellxgene_widget.room";

function remembered(storage: Storage | null): Sizes {
  try {
    const found: unknown = JSON.parse(storage?.getItem(KEY) ?? "{}");
    const known = typeof found === "object" && found !== null ? (found as Partial<Record<keyof Sizes, unknown>>) : {};
    const of = (part: keyof Sizes) => {
      const px = known[part];
      return typeof px === "number" && px >= LEAST[part] && px <= MOST[part] ? px : USUAL[part];
    };
    return { left: of("left"), right: of("right"), dock: of("dock") };
  } catch {
    return USUAL;
  }
}

interface Ground {
  storage: Storage | null;
  split: ReadonlySignal<boolean>;
  hasRight: ReadonlySignal<boolean>;
}

/** `former`: of the view that this one takes the place of, whose panels and tab stay as they are. */
export function createRoom(
  { storage, split, hasRight }: Ground,
  lifetime: AbortSignal,
  former: Room | null = null,
): Room {
  const width = signal(former?.width.peek() ?? 0);
  const sizes = signal(remembered(storage));
  const folded = signal(former?.folded.peek() ?? { left: false, right: false });
  const drawer = signal(former?.drawer.peek() ?? null);
  const tab = signal(former?.tab.peek() ?? null);
  const full = signal(former?.full.peek() ?? false);
  const columns = computed(() =>
    columnsOf({
      width: width.value || 1200,
      sizes: sizes.value,
      folded: folded.value,
      hasRight: hasRight.value,
      split: split.value,
    }),
  );
  const covered = computed(() => {
    const over = drawer.value;
    const none = { left: 0, right: 0 };
    return over === null ? none : { ...none, [over]: Math.min(sizes.value[over], DRAWER) };
  });
  const dock = computed(() => {
    const dragged = sizes.value.dock;
    const higher = tab.value === null ? undefined : HIGHER[tab.value];
    return dragged === USUAL.dock ? (higher ?? dragged) : dragged;
  });
  // A panel that has become a column no longer lies over the plot.
  const stop = effect(() => {
    const over = drawer.value;
    if (over !== null && columns.value[over] > 0) drawer.value = null;
  });
  lifetime.addEventListener("abort", stop);
  return {
    width,
    sizes,
    folded,
    drawer,
    covered,
    columns,
    tab,
    dock,
    full,
    resize(part, px) {
      sizes.value = { ...sizes.peek(), [part]: Math.round(Math.min(MOST[part], Math.max(LEAST[part], px))) };
      try {
        storage?.setItem(KEY, JSON.stringify(sizes.peek()));
      } catch {
        // a full or forbidden storage: the sizes hold for this page
      }
    },
    toggle(side) {
      if (columns.peek()[side] > 0) {
        folded.value = { ...folded.peek(), [side]: true };
        return;
      }
      if (folded.peek()[side]) {
        folded.value = { ...folded.peek(), [side]: false };
        if (columns.peek()[side] > 0) return;
      }
      drawer.value = drawer.peek() === side ? null : side;
    },
    reveal(side) {
      full.value = false;
      folded.value = { ...folded.peek(), [side]: false };
      if (columns.peek()[side] > 0 || drawer.peek() === side) return false;
      drawer.value = side;
      return true;
    },
    openTab(next) {
      tab.value = next;
      if (next === null) full.value = false;
    },
    toggleTab(one) {
      this.openTab(tab.peek() === one ? null : one);
    },
  };
}
