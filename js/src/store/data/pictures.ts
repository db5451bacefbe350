/** Pictures to take away: asked from Python one at a time, of which only the newest counts. */
import { type ReadonlySignal, signal } from "@preact/signals";
import type { PictureBody } from "../../wire/pictureBody";
import type { Rpc } from "../../wire/rpc";

export interface PictureFile {
  /** With its ending. */
  name: string;
  /** In CSS pixels. */
  width: number;
  height: number;
  blob: Blob;
}

export interface Pictures {
  /** Null: a newer one was asked for, or it was called off. */
  ask(body: PictureBody): Promise<PictureFile | null>;
  callOff(): void;
  /** Part of the one under way that is done; null: none is under way. */
  progress: ReadonlySignal<number | null>;
}

const TYPES = { png: "image/png", svg: "image/svg+xml", pdf: "application/pdf" } as const;

export function createPictures(rpc: Rpc): Pictures {
  const progress = signal<number | null>(null);
  let current: string | null = null;

  rpc.on("progress", ({ request, done }) => {
    if (request === current) progress.value = done;
  });

  function callOff(): void {
    if (current !== null) rpc.ask("cancel", { request: current }).catch(() => {});
    current = null;
    progress.value = null;
  }
  return {
    progress,
    callOff,
    async ask(body) {
      callOff();
      const id = rpc.newId();
      current = id;
      progress.value = 0;
      try {
        const { body: about, payload } = await rpc.ask("picture", body, [], id);
        if (current !== id) return null;
        const bytes = new Uint8Array(payload.buffer, payload.byteOffset, payload.byteLength).slice();
        const [width, height] = about.size;
        return { name: about.name, width, height, blob: new Blob([bytes], { type: TYPES[body.format] }) };
      } catch (error) {
        if (current !== id) return null;
        throw error;
      } finally {
        if (current === id) {
          current = null;
          progress.value = null;
        }
      }
    },
  };
}
