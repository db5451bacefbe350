/** Regions on tissue: the outlines of labels, pulled when they are others, and the ways in and out. */
import { computed, effect, type ReadonlySignal, signal } from "@preact/signals";
import type { Category } from "../../wire/messages";
import type { OutlineMessage, ReadRegionsBody, RegionFormat, RegionStep } from "../../wire/regionMessages";
import { RequestError, type Rpc } from "../../wire/rpc";
import { cells } from "../../words";
import { type EditResult, revisionOf } from "../base/edit";
import type { Problems } from "../base/problems";
import type { Traits } from "../base/traits";
import { requireWritable } from "../base/writable";

/** A region to be drawn: rings of x, y in the units of its embedding. */
export interface Outlined {
  category: number;
  name: string;
  color: string;
  place: string;
  rings: readonly Float64Array[];
}
export interface Regions {
  all: ReadonlySignal<readonly Outlined[]>;
  /** Keeps what the lassos of the selection enclose. */
  keep(name: string, category: string, recipe: readonly RegionStep[]): Promise<EditResult>;
  /** `file`: of the person's own, in place of a path. */
  read(body: ReadRegionsBody, file?: File): Promise<EditResult & { notes: readonly string[] }>;
  file(category: string, format: RegionFormat): Promise<{ name: string; notes: readonly string[]; blob: Blob }>;
}

/** The notebook's server drops larger messages without a word. */
const MOST_BYTES = 4_000_000;
const TYPES: Record<RegionFormat, string> = { geojson: "application/geo+json", xenium: "text/csv" };

interface Pulled {
  digests: string;
  /** By the code of the label. */
  outlines: ReadonlyMap<number, Pick<Outlined, "place" | "rings">>;
}

export function createRegions(
  rpc: Rpc,
  traits: Pick<Traits, "categories" | "status">,
  problems: Pick<Problems, "report">,
  lifetime: AbortSignal,
): Regions {
  /** By the id of the category. */
  const pulled = signal<ReadonlyMap<number, Pulled>>(new Map());
  const asked = new Map<number, string>();

  async function pull(id: number, digests: string): Promise<void> {
    asked.set(id, digests);
    try {
      const { body, payload } = await rpc.ask("outlines", { category: id });
      // asked once more meanwhile: that answer is newer
      if (asked.get(id) !== digests || lifetime.aborted) return;
      pulled.value = new Map(pulled.peek()).set(id, { digests, outlines: outlinesFrom(body.outlines, payload) });
    } catch (error) {
      asked.delete(id);
      // it was deleted while it was asked for
      if (traits.categories.peek().some((category) => category.id === id)) problems.report(error as Error);
    }
  }
  const stop = effect(() => {
    for (const category of traits.categories.value) {
      const digests = digestsOf(category);
      if (digests !== "" && asked.get(category.id) !== digests) void pull(category.id, digests);
    }
  });
  lifetime.addEventListener("abort", stop);

  return {
    all: computed(() =>
      traits.categories.value.flatMap((category) => {
        const here = pulled.value.get(category.id)?.outlines;
        return category.labels.flatMap(({ code, name, color, region }) => {
          const outline = region && here?.get(code);
          return outline ? [{ category: category.id, name, color, ...outline }] : [];
        });
      }),
    ),
    async keep(name, category, recipe) {
      requireWritable(traits);
      const { body } = await rpc.ask("keep_region", { name, category, recipe });
      return { message: `Kept region ${name.trim()}: ${cells(body.changed)}`, revision: revisionOf(body) };
    },
    async read(body, file) {
      requireWritable(traits);
      if (file && file.size > MOST_BYTES)
        throw new RequestError(`${file.name} is too large to send: give its path where the kernel runs.`);
      const said = file ? { ...body, file: file.name } : body;
      const reply = await rpc.ask("read_regions", said, file ? [await file.arrayBuffer()] : []);
      return reply.body;
    },
    async file(category, format) {
      const { body, payload } = await rpc.ask("regions_file", { category, format });
      return { ...body, blob: new Blob([payload as DataView<ArrayBuffer>], { type: TYPES[format] }) };
    },
  };
}

function digestsOf(category: Category): string {
  return category.labels
    .flatMap(({ code, region }) => (region ? [`${code} ${region.place} ${region.digest}`] : []))
    .join("\n");
}

function outlinesFrom(told: readonly OutlineMessage[], payload: DataView): Pulled["outlines"] {
  let at = 0;
  const ring = (n: number) => {
    const corners = new Float64Array(2 * n);
    for (let i = 0; i < corners.length; i++, at += 8) corners[i] = payload.getFloat64(at, true);
    return corners;
  };
  return new Map(told.map(({ code, place, polygons }) => [code, { place, rings: polygons.flat().map(ring) }]));
}

/** Whether a region lies on what a plot shows: on the same places, and on the same section of them if both are of one. */
export function isOn(place: string, shown: { key: string; of: string; section: string | null }): boolean {
  if (place === shown.key || place === shown.of) return true;
  return shown.section === null && place.startsWith(`${shown.of}[`);
}
