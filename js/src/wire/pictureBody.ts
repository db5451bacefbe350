/** What is asked for a picture: the mirror of `PictureBody` in Python, apart from the other messages for its length. */
/** A picture to take away. Sizes are in CSS pixels, `scale` is the pixels to one of them. */
export interface PictureBody {
  what: "plot" | "panes" | "dots";
  format: "png" | "svg" | "pdf";
  scale: number;
  size: readonly [width: number, height: number];
  theme: "light" | "dark";
  transparent: boolean;
  title: string;
  names: boolean;
  legend: boolean;
  counts: boolean;
  selected: boolean;
  /** Of each plot; null: all cells. */
  limits?: readonly (Extent | null)[];
  /** The embedding of the second plot. */
  second?: string;
  /** Of a number: the color map by its name in matplotlib, and what its ends mean. */
  cmap?: string;
  low?: number;
  high?: number;
  point_size?: number;
  opacity?: number;
  /** Opacity of the image of tissue; 0: without it. */
  image?: number;
  /** Whether the regions on tissue are drawn. */
  outlines?: boolean;
  order?: "label" | "clustered";
  by?: string;
  genes?: readonly string[];
  scaled?: boolean;
}
/** A part of an embedding: its places. */
export type Extent = readonly [left: number, right: number, low: number, high: number];
