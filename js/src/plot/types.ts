// Words that all parts of the plot share.

/** What a plain drag does. */
export type Tool = "lasso" | "polygon" | "box" | "pan";
/** A place in CSS pixels, from the upper left corner of the plot. */
export type Pixel = readonly [number, number];
