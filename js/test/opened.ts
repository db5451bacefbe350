/** A store on eight cells in a row, opened, and what Python may tell it. */
import assert from "node:assert/strict";
import { createStore } from "../src/store/store";
import type { Label } from "../src/wire/messages";
import { USUAL } from "../src/wire/sentCategories";
import { kernel } from "./kernel";

export const N = 8;
/** Eight cells in a row, at x = 0 ... 7. */
export const XY = Float32Array.from({ length: 2 * N }, (_, i) => (i % 2 ? 0 : i / 2));
/** A label as Python tells it. */
export const label = (code: number, name: string, more: Partial<Label> = {}): Label => ({
  ...USUAL,
  code,
  name,
  color: "#123456",
  count: 0,
  ...more,
});
export const LABELS = [label(1, "B cell", { color: "#ff0000" }), label(2, "T cell", { color: "#00ff00" })];
/** T cell over CD4 T and CD8 T, CD4 T over Treg; then two more. Codes are not in this order. */
export const NESTED = [
  label(1, "B cell", { count: 10, color: "#0000ff" }),
  label(2, "T cell", { count: 1, color: "#ff0000" }),
  label(5, "CD4 T", { count: 20, parent: "T cell", level: 2 }),
  label(3, "Treg", { count: 300, parent: "CD4 T", level: 3 }),
  label(6, "CD8 T", { count: 4, parent: "T cell", level: 2 }),
  label(4, "doublets", { count: 5, reserved: true }),
];
export const over = (from: number, to: number) => [
  [from - 0.5, -1],
  [to + 0.5, -1],
  [to + 0.5, 1],
  [from - 0.5, 1],
];
export const bits = (...cells: number[]) => Uint8Array.of(cells.reduce((byte, cell) => byte | (1 << cell), 0));
export const NOTHING = { n: 0, serial: 0, request: null, steps: [], filters: {}, can_undo: false, can_redo: false };
/** What Python tells of a selection. */
export const said = (n: number, steps: object[], filters: object = {}) => ({
  event: "selection",
  n,
  serial: 1,
  request: null,
  steps,
  filters,
  can_undo: true,
  can_redo: false,
});
export const turn = () => new Promise((done) => setTimeout(done));

export async function openStore() {
  const python = kernel({
    embedding: "X_umap",
    color: "cell_type",
    category: "cell_type",
    categories: [{ id: 1, name: "cell_type", labels: LABELS, unassigned: N }],
    revision: 3,
  });
  const lifetime = new AbortController();
  const store = createStore(python.model, lifetime.signal);
  assert.deepEqual(python.sent, [], "nothing is asked before the first view");
  void store.data.open();
  await python.answer("hello", {
    dataset: { name: "pbmc", n_cells: N },
    embeddings: [
      { key: "X_umap", name: "UMAP", n_missing: 0, y_down: false },
      { key: "spatial", name: "spatial", n_missing: 0, y_down: true },
    ],
    columns: [{ name: "louvain", kind: "category", n_missing: 0, levels: [{ name: "1", color: "#123456", count: 8 }] }],
    left_out: [],
    selection: NOTHING,
  });
  await python.answer("coordinates", { n: N }, XY);
  await python.answer("codes", { dtype: "uint8", revision: 3 }, new Uint8Array(N));
  const selected = () => [...(store.selection.mask.value ?? [])].flatMap((bit, i) => (bit ? [i] : []));
  const codes = () => [...(store.ownCodes.cached.value.get(1)?.codes ?? [])];
  return { python, lifetime, store, selected, codes };
}
