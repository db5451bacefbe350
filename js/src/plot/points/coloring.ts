// What the codes on the GPU stand for: labels, steps of a number, or nothing at all.

import { type Codes, type PackedCells, STEPS } from "./cells";
import type { PointLayer } from "./points";

type Shown =
  | { kind: "codes"; codes: Codes }
  | { kind: "values"; values: Float32Array; low: number; high: number; ramp: Uint8Array }
  | { kind: "uniform" };

export class Coloring {
  readonly #points: PointLayer;
  /** RGBA a code, as the layer has it */
  #palette: Uint8Array = new Uint8Array(4);
  /** kept to pack again for other coordinates */
  #shown: Shown = { kind: "uniform" };
  /** RGBA of cells without a value, from the theme */
  #none: readonly number[] = [200, 203, 208, 255];

  constructor(points: PointLayer) {
    this.#points = points;
  }

  /** The codes whose cells carry names; none while a number is shown. */
  get codes(): Codes | null {
    return this.#shown.kind === "codes" ? this.#shown.codes : null;
  }

  showCodes(codes: Codes, palette: Uint8Array): void {
    this.#shown = { kind: "codes", codes };
    this.setPalette(palette);
  }

  showValues(values: Float32Array, low: number, high: number, ramp: Uint8Array): void {
    this.#shown = { kind: "values", values, low, high, ramp };
    this.#paintRamp();
  }

  showUniform(rgba: ArrayLike<number>): void {
    this.#shown = { kind: "uniform" };
    this.setPalette(Uint8Array.from([...this.#none, ...Array.from(rgba)]));
  }

  setPalette(palette: Uint8Array): void {
    this.#palette = palette;
    this.#points.setPalette(palette);
  }

  /** The CSS color that a cell has been given. */
  colorOf(cells: PackedCells, cell: number): string | null {
    const code = cells.codeOf(cell);
    if (code === null) return null;
    const [red, green, blue] = this.#palette.subarray(4 * code, 4 * code + 3);
    return `rgb(${red} ${green} ${blue})`;
  }

  set none(rgba: readonly number[]) {
    this.#none = rgba;
    this.#paintRamp();
  }

  /** Codes of all cells into what the GPU gets. Arrays of another length belong to coordinates still to come. */
  pack(cells: PackedCells): void {
    const shown = this.#shown;
    if (shown.kind === "codes" && shown.codes.length === cells.length) cells.setCodes(shown.codes);
    else if (shown.kind === "values" && shown.values.length === cells.length)
      cells.setValues(shown.values, shown.low, shown.high);
    else cells.setOneCode(shown.kind === "uniform" ? 1 : 0);
  }

  #paintRamp(): void {
    if (this.#shown.kind !== "values") return;
    const palette = new Uint8Array(4 * (STEPS + 1));
    palette.set(this.#none, 0);
    palette.set(this.#shown.ramp.subarray(0, 4 * STEPS), 4);
    this.setPalette(palette);
  }
}
