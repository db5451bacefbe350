/** Pieces of the page back into arrays: base64, gzip, and how Python packed the numbers. */
import { type Codes, codesFrom } from "../wire/arrays";
import { unpackBytes } from "../wire/base64";
import type { PackedCodes, PackedNumbers } from "./contents";

/** The text of a piece, by its id. */
export type Pieces = (id: string) => string;

export async function bytesOf(text: string): Promise<DataView<ArrayBuffer>> {
  const packed = new Blob([unpackBytes(text)]);
  const plain = packed.stream().pipeThrough(new DecompressionStream("gzip"));
  return new DataView(await new Response(plain).arrayBuffer());
}

export async function textOf(pieces: Pieces, id: string): Promise<string> {
  return new TextDecoder().decode(await bytesOf(pieces(id)));
}

/** Numbers travel with all first bytes before all second ones, which is shorter when compressed. */
export function joined(planes: DataView): Float32Array {
  const n = planes.byteLength / 4;
  const bytes = new Uint8Array(planes.byteLength);
  for (let plane = 0; plane < 4; plane++)
    for (let i = 0; i < n; i++) bytes[4 * i + plane] = planes.getUint8(plane * n + i);
  return new Float32Array(bytes.buffer);
}

export async function floatsOf(pieces: Pieces, id: string): Promise<Float32Array> {
  return joined(await bytesOf(pieces(id)));
}

export async function codesOf(pieces: Pieces, { piece, dtype }: PackedCodes): Promise<Codes> {
  return codesFrom(await bytesOf(pieces(piece)), dtype);
}

export async function numbersOf(pieces: Pieces, packed: PackedNumbers): Promise<Float32Array> {
  if (packed.how === "float32") return floatsOf(pieces, packed.piece);
  const codes = codesFrom(await bytesOf(pieces(packed.piece)), packed.dtype);
  if (packed.how === "levels") {
    const values = await floatsOf(pieces, packed.values);
    return Float32Array.from(codes, (code) => values[code] as number);
  }
  return fromSteps(codes, packed.low, packed.step);
}

export function fromSteps(codes: Codes, low: number, step: number): Float32Array {
  return Float32Array.from(codes, (code) => (code === 0 ? Number.NaN : code === 1 ? 0 : low + (code - 2) * step));
}
