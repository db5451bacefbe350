/** What is said of earlier visits, and what can be done about it: edits of another page, and those that can't be shown. */
import { saveFile } from "../ui/saveFile";
import { type Bar, counted } from "./bar";
import type { Former, Keeping } from "./keeping";

/** `lost`: how many edits of this page can't be shown now; null: none can. */
export function offerAside(bar: Bar, keeping: Keeping, lost: number | null, keep: () => void): void {
  const aside = keeping.aside();
  if (aside.length === 0 && lost === 0) return;
  const what =
    lost === null
      ? "What this browser kept of an earlier visit can’t be read."
      : lost > 0
        ? `${counted(lost)} of an earlier visit can’t be shown in this page.`
        : "Something of an earlier visit could not be shown.";
  // where it could not be put aside nothing is written over it, and what is done now is said not to be kept
  if (aside.length === 0) {
    bar.warn(what);
    return;
  }
  bar.offer(`${what} It is not lost: whoever sent you this page may read it.`, [
    {
      text: "Save it as a file",
      go() {
        saveFile(new Blob([aside.join("\n")], { type: "text/plain;charset=utf-8" }), "kept-in-the-browser.txt");
        return true;
      },
    },
    {
      text: "Forget it",
      go() {
        keeping.forgetAside();
        keep();
        return undefined;
      },
    },
  ]);
}

export function offerFormer(bar: Bar, keeping: Keeping, former: Former, keep: () => void): void {
  const { title, written, nEdits, saved } = former;
  const them = nEdits === 1 ? "it" : "them";
  const sent = saved === null ? "not saved as an answer" : `saved as an answer on ${saved.slice(0, 10)}`;
  bar.offer(
    `This browser keeps ${counted(nEdits)} of yours in another page of these cells (“${title}”, written ` +
      `${written.slice(0, 10)}), ${sent}.`,
    [
      {
        text: `Take ${them} over`,
        go() {
          const wrong = keeping.take(former.page);
          if (wrong === null) location.reload();
          else bar.warn(wrong);
          return true;
        },
      },
      {
        text: `Leave ${them}`,
        go() {
          keeping.leave(former.page);
          keep();
          return undefined;
        },
      },
    ],
  );
}
