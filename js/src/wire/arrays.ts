/** Typed arrays as they travel, in replies of one part or several. Mirror of `cellxgene_widget/view/wire.py`. */

export type Codes = Uint8Array | Uint16Array | Uint32Array;
export type CodesDtype = "uint8" | "uint16" | "uint32";

interface NumberArray<T> {
  new (buffer: ArrayBuffer, byteOffset: number, length: number): T;
  BYTES_PER_ELEMENT: number;
}

/** The numbers under a DataView. Its byteOffset need not be aligned (a Jupyter message packs buffers end to end): then copy. */
export function numbers<T>(view: DataView, type: NumberArray<T>): T {
  const size = type.BYTES_PER_ELEMENT;
  const length = Math.floor(view.byteLength / size);
  const buffer = view.buffer as ArrayBuffer;
  if (view.byteOffset % size === 0) return new type(buffer, view.byteOffset, length);
  return new type(buffer.slice(view.byteOffset, view.byteOffset + length * size), 0, length);
}

const CODES: Record<CodesDtype, NumberArray<Codes>> = { uint8: Uint8Array, uint16: Uint16Array, uint32: Uint32Array };

/** An own copy, never a window on the message: codes are patched in place. */
export function codesFrom(view: DataView, dtype: CodesDtype): Codes {
  return numbers<Codes>(view, CODES[dtype]).slice();
}

export function floatsFrom(view: DataView): Float32Array {
  return numbers(view, Float32Array);
}

/** The payload of a reply: the buffers of its parts, one after the other. */
export function joinParts(parts: readonly (DataView | null)[]): DataView {
  const present = parts.filter((part) => part !== null);
  if (present.length === 1) return present[0] as DataView;
  const joined = new Uint8Array(present.reduce((sum, part) => sum + part.byteLength, 0));
  let at = 0;
  for (const part of present) {
    joined.set(new Uint8Array(part.buffer, part.byteOffset, part.byteLength), at);
    at += part.byteLength;
  }
  return new DataView(joined.buffer);
}
