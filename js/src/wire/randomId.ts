/** Not crypto.randomUUID: it is missing where Jupyter is served over plain http from another machine. */
export function randomId(): string {
  return Array.from(crypto.getRandomValues(new Uint32Array(3)), (n) => n.toString(36)).join("");
}
