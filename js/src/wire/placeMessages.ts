/** What travels of the places of cells: embeddings, and the images that lie beneath some. As in messages.ts. */

export interface EmbeddingMessage {
  key: string;
  name: string;
  n_missing: number;
  /** y grows downwards, as on tissue. */
  y_down: boolean;
  /** What its components are called, where there are three or more; empty: something else is called so. */
  axes?: string[];
  /** Its key in `obsm`, and the section of tissue that it shows alone; so many cells are of others. */
  of?: string;
  section?: string | null;
  n_elsewhere?: number;
  /** In this session only, not in the data. */
  made?: boolean;
  /** Whose image lies beneath. */
  library?: string | null;
  /** A sentence on sections that lie over each other. */
  overlap?: string | null;
}
export interface TissueImageReply {
  library: string;
  /** In units of the coordinates. */
  spot_diameter: number | null;
  /** What was passed over, and why. */
  why: string[];
  /** `scale`: its pixels to one unit of the coordinates. The file is the payload. */
  image: { name: string; mime: string; width: number; height: number; scale: number } | null;
}
