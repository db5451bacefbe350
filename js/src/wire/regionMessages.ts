/** What travels about regions on tissue: labels with an outline. As in messages.ts. */
import type { EditReply } from "./values";

/** Where a label has an outline, an embedding, and what stands for the outline: another one has another. */
export interface RegionMessage {
  place: string;
  digest: string;
}
/** The outline of a label, by its code: of each polygon the corners of each ring. The corners are beside it. */
export interface OutlineMessage {
  code: number;
  place: string;
  polygons: number[][];
}
/** A step of a recipe: a lasso, or what makes that there is no outline. */
export interface RegionStep {
  mode?: string;
  lasso?: readonly number[][][];
  basis?: string;
  where?: Readonly<Record<string, null>>;
  within?: readonly unknown[];
}
/** A file where the kernel runs, or (`file`: what it is called) one that comes beside this. */
export interface ReadRegionsBody {
  category: string;
  path?: string;
  file?: string;
  /** The embedding shown. */
  basis?: string;
  /** Of a unit of the file. */
  scale?: number;
}
export type RegionFormat = "geojson" | "xenium";

export interface RegionRequests {
  keep_region: { body: { name: string; category: string; recipe: readonly RegionStep[] }; reply: EditReply };
  outlines: { body: { category: number }; reply: { outlines: OutlineMessage[] } };
  read_regions: { body: ReadRegionsBody; reply: { revision: number; message: string; notes: string[] } };
  regions_file: { body: { category: string; format: RegionFormat }; reply: { name: string; notes: string[] } };
}
