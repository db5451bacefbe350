/**
 * A look at an earlier version of the draft: the plot shows its labels in place of those of now. Labels can't be changed
 * meanwhile: nobody should label by a picture that is out of date.
 */
import { type ReadonlySignal, signal } from "@preact/signals";
import { type Codes, codesFrom } from "../../wire/arrays";
import type { Rpc } from "../../wire/rpc";
import type { Version } from "../../wire/types";
import { when } from "../../words";

export interface Previewed {
  version: Version;
  /** All of its categories, and the one on screen. */
  categories: readonly string[];
  category: string;
  labels: readonly { code: number; name: string; color: string; count: number }[];
  codes: Codes;
}
export interface Preview {
  /** Null: the labels of now are shown. */
  shown: ReadonlySignal<Previewed | null>;
  /** The category asked for, or the first of the version. */
  show(version: Version, category?: string): Promise<void>;
  back(): void;
}

export function createPreview(rpc: Pick<Rpc, "ask" | "hold">): Preview {
  const shown = signal<Previewed | null>(null);
  /** Counts what was asked: an answer that comes late shows nothing. */
  let asked = 0;
  return {
    shown,
    async show(version, category) {
      const mine = ++asked;
      const { body, payload } = await rpc.ask("version_codes", {
        version: version.version,
        ...(category !== undefined && { category }),
      });
      if (mine !== asked) return;
      const { dtype, ...said } = body;
      rpc.hold(
        `The plot shows the draft as of ${when(version.savedAt)}, and labels can’t be changed there: ` +
          "press Back first, or Restore to go on from it.",
      );
      shown.value = { version, ...said, codes: codesFrom(payload, dtype) };
    },
    back() {
      asked++;
      rpc.hold(null);
      shown.value = null;
    },
  };
}
