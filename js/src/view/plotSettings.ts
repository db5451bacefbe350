/** How one view shows the embeddings: points, colors of numbers, a second pane. Python never learns of it. */
import { computed, type ReadonlySignal, type Signal, signal } from "@preact/signals";
import type { PointFactors } from "../plot/points/density";
import { type Clip, DEFAULT_CLIP, type OfShown, ofShown, type Scale, scaleOf } from "../store/data/clip";
import { isDiverging, type MapName } from "../store/data/ramps";
import type { Slice } from "../store/store";
import type { Extent } from "../wire/pictureBody";

/** What a pane on screen can be told to do. */
export interface Pane {
  surface: HTMLElement;
  fit(): void;
  zoomToSelected(): void;
  /** Drops an outline that is being drawn; false: there is none. */
  stopDrawing(): boolean;
  /** Its size in CSS pixels, and the part of the embedding in view: left, right, lowest, highest; null: not laid out. */
  look(): { width: number; height: number; limits: Extent } | null;
}

export interface PlotSettings {
  points: Signal<PointFactors>;
  map: Signal<MapName>;
  clip: Signal<Clip>;
  /** What the ends of the colors mean; null: no number is shown, or no cell shown has a finite value. */
  scale: ReadonlySignal<Scale | null>;
  /** The number that is coloured by, of the cells shown; null: none is. */
  values: ReadonlySignal<OfShown | null>;
  legend: LegendSettings;
  /** Embedding of the second pane; null: there is one pane. */
  second: Signal<string | null>;
  /** Shows two numbers against each other, in the first pane or the second; `key` as in pairs.ts. */
  showPair(key: string, second: boolean): void;
  /** Pairs shown before, the last first. */
  pairs: ReadonlySignal<readonly string[]>;
  /** Opens the second pane with the next embedding, or closes it. */
  toggleSplit(): void;
  panes: Set<Pane>;
  /** The image of tissue beneath the cells; opacity from 0 to 1. */
  tissue: Signal<{ shown: boolean; opacity: number }>;
  /** Spots on tissue are as large as they are there, where that is known. */
  trueToScale: Signal<boolean>;
  /** The outlines of regions, where there are some. */
  outlines: Signal<boolean>;
  /** How the last picture was taken away. */
  picture: Signal<PictureChoices>;
}

export interface PictureChoices {
  format: "png" | "svg" | "pdf";
  /** Pixels to a CSS pixel, of a PNG. */
  scale: number;
  names: boolean;
  legend: boolean;
  counts: boolean;
  /** Null: what cells are colored by. Empty: none. */
  title: string | null;
  /** Whether the selected cells are set off. */
  selected: boolean;
  /** Only the places that are on screen. */
  asInView: boolean;
  /** On paper it is light, whatever the view is. */
  theme: "light" | "dark";
  transparent: boolean;
}

/** The legend of numbers. */
export interface LegendSettings {
  /** Where a person dragged it: shares of the room it has in the first pane. Null: it finds a place where no cell is. */
  place: Signal<{ x: number; y: number } | null>;
  folded: Signal<boolean>;
  /** Where it is; null: there is none. What is said over the plots stays clear of it. */
  box: Signal<Edges | null>;
}
/** In CSS pixels from the upper left corner of where the plots are. */
export interface Edges {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/** In the menu of embeddings. */
const PAIRS_KEPT = 5;

export const PLAIN_POINTS: PointFactors = { size: 1, opacity: 1 };

export function createPlotSettings({
  colorBy,
  data,
  part,
  traits,
}: Slice<"colorBy" | "data" | "part" | "traits">): PlotSettings {
  const map = signal<MapName>("viridis");
  const clip = signal<Clip>(DEFAULT_CLIP);
  const second = signal<string | null>(null);
  const pairs = signal<readonly string[]>([]);
  const values = computed(() => {
    const picture = colorBy.picture.value;
    return picture.kind === "values" ? ofShown(picture.values, picture.range, part.shown.value?.mask ?? null) : null;
  });
  return {
    points: signal(PLAIN_POINTS),
    map,
    clip,
    scale: computed(
      () => values.value && scaleOf(values.value.values, values.value.range, clip.value, isDiverging(map.value)),
    ),
    values,
    legend: { place: signal(null), folded: signal(false), box: signal(null) },
    second,
    pairs,
    showPair(key, beside) {
      pairs.value = [key, ...pairs.peek().filter((other) => other !== key)].slice(0, PAIRS_KEPT);
      if (beside) second.value = key;
      else traits.set("embedding", key);
    },
    toggleSplit() {
      const keys = data.dataset.peek()?.embeddings.map(({ key }) => key) ?? [];
      const next = keys[(keys.indexOf(traits.embedding.peek()) + 1) % keys.length];
      second.value = second.peek() === null ? (next ?? null) : null;
    },
    panes: new Set(),
    tissue: signal({ shown: true, opacity: 1 }),
    trueToScale: signal(true),
    outlines: signal(true),
    picture: signal<PictureChoices>({
      format: "png",
      scale: 2,
      names: true,
      legend: true,
      counts: false,
      title: null,
      selected: false,
      asInView: false,
      theme: "light",
      transparent: false,
    }),
  };
}
