/** Some of the cells, to look at while all of them travel: nothing can be pointed at in them, for they have no positions. */
import { type Codes, codesFrom, floatsFrom } from "../../wire/arrays";
import type { Rpc } from "../../wire/rpc";

export interface Sample {
  /** Of the embedding. */
  key: string;
  xy: Float32Array;
  /** What they are coloured by; null: they have one colour so far. */
  colored: { name: string; own: number | null; codes: Codes; levels?: readonly string[] } | null;
}

/** Null where Python sends none. */
export async function pullSample(rpc: Rpc, embedding: string, color: string | null): Promise<Sample | null> {
  const { body, payload } = await rpc.ask("sample", { embedding, color });
  const { n, category, dtype, levels } = body;
  if (n === 0) return null;
  const end = 8 * n;
  const part = (from: number, to: number) => new DataView(payload.buffer, payload.byteOffset + from, to - from);
  const codes = dtype && codesFrom(part(end, payload.byteLength), dtype);
  return {
    key: embedding,
    xy: floatsFrom(part(0, end)),
    colored: codes && color !== null ? { name: color, own: category, codes, ...(levels && { levels }) } : null,
  };
}
