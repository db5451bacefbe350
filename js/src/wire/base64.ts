/** Bytes as text: what goes up to Python is JSON alone, for some hosts (Panel) lose what lies beside it. */

/** Of a function's arguments, in JavaScript's engines. */
const PIECE = 8192;

export function packBytes(buffer: ArrayBuffer): string {
  const bytes = new Uint8Array(buffer) as Uint8Array & { toBase64?(): string };
  // newer browsers do it at once
  if (bytes.toBase64) return bytes.toBase64();
  let text = "";
  for (let i = 0; i < bytes.length; i += PIECE) text += String.fromCharCode(...bytes.subarray(i, i + PIECE));
  return btoa(text);
}

export function unpackBytes(text: string): ArrayBuffer {
  return Uint8Array.from(atob(text), (char) => char.charCodeAt(0)).buffer;
}
