/** The script of a page of its own: unpacks what is embedded, stands in for the kernel, and shows the real front end. */
import type { MakeWidget } from "../loader/widget";
import { saveFile } from "../ui/saveFile";
import { browserStorage } from "../wire/browserId";
import { answerText } from "./answer";
import { createBar } from "./bar";
import style from "./bar.css";
import type { Contents } from "./contents";
import { createKeeping } from "./keeping";
import { createKernel } from "./model";
import { nameRules } from "./names";
import { offerAside, offerFormer } from "./offers";
import type { Deed } from "./record";
import { bytesOf } from "./unpack";

const LEAST_HEIGHT = 320;

function piece(id: string): string {
  const found = document.getElementById(id);
  if (!found) throw new Error("a part of this file is missing: it may have been cut on its way");
  return found.textContent ?? "";
}

async function frontEnd(): Promise<MakeWidget> {
  const url = URL.createObjectURL(new Blob([await bytesOf(piece("front-end"))], { type: "text/javascript" }));
  try {
    return ((await import(url)) as { default: MakeWidget }).default;
  } finally {
    URL.revokeObjectURL(url);
  }
}

async function open(): Promise<void> {
  const contents = JSON.parse(piece("contents")) as Contents;
  const keeping = createKeeping(browserStorage(), contents, now);
  const kept = keeping.read();
  const former = keeping.former();

  function save(): void {
    void kernel.data.names().then((names) => {
      const { done: deeds, given } = kernel.record;
      const text = answerText({ contents, author: bar.author(), saved: now(), bases: given, deeds, names });
      saveFile(new Blob([text], { type: "application/jsonl;charset=utf-8" }), fileName(contents.title, bar.author()));
      saved = now();
      keep();
      unsafe = false;
    });
  }
  function keep(): void {
    const { done } = kernel.record;
    const wrong = keeping.write(bar.author(), done, saved);
    bar.show(done.length, wrong === null, sent(done));
    bar.warn(wrong);
    unsafe = wrong !== null && done.length > 0;
  }
  function changed(): void {
    saved = null;
    keep();
  }
  let unsafe = false;
  let saved = kept?.saved ?? null;
  const hears = { changed, save: () => bar.element.querySelector("button")?.click(), now };
  const rules = nameRules(contents);
  const [kernel, make] = await Promise.all([createKernel(contents, piece, kept?.deeds ?? [], hears), frontEnd()]);
  const bar = createBar({
    title: contents.title,
    about: `Written ${contents.written.slice(0, 10)}. Drag around cells, type a label, and send your answer back.`,
    author: (kept?.author ?? "") || (former[0]?.author ?? ""),
    cleaned: rules.author,
    mostLetters: rules.mostOfAnAuthor,
    onAuthor: keep,
    onSave: save,
  });
  const place = document.createElement("main");
  document.body.append(bar.element, place);
  const fill = () => {
    const height = Math.max(LEAST_HEIGHT, window.innerHeight - bar.element.offsetHeight);
    kernel.model.set("height", height);
  };
  new ResizeObserver(fill).observe(bar.element);
  window.addEventListener("resize", fill);
  window.addEventListener("beforeunload", (event) => {
    if (unsafe) event.preventDefault();
  });
  bar.show(kernel.record.done.length, true, sent(kernel.record.done));
  // a page that says what it can't show of an earlier visit must not write over it
  const lost = kept?.lost === null ? null : (kept?.lost ?? 0) + kernel.lost;
  if (lost !== 0) keeping.putAside();
  offerAside(bar, keeping, lost, keep);
  for (const one of former) offerFormer(bar, keeping, one, keep);
  fill();
  const widget = make();
  const model = kernel.model as unknown as Parameters<typeof widget.initialize>[0]["model"];
  widget.initialize({ model });
  widget.render({ model, el: place });
}

/** How many of them travel: an empty category does not. */
function sent(deeds: readonly Deed[]): number {
  return deeds.filter(({ op }) => op !== "create_category").length;
}

function now(): string {
  return new Date().toISOString();
}

/** A name that every system can hold. */
function fileName(title: string, author: string): string {
  const plain = `${title} answer of ${author}`.replace(/[^\p{L}\p{N}._ -]+/gu, " ").trim();
  return `${plain.replace(/\s+/g, "-").slice(0, 100)}.jsonl`;
}

const sheet = new CSSStyleSheet();
sheet.replaceSync(style);
document.adoptedStyleSheets = [sheet];
open().catch((error: Error) => {
  const said = document.createElement("p");
  said.className = "page-failed";
  said.setAttribute("role", "alert");
  said.textContent = `This page can't be shown: ${error.message}.`;
  document.body.append(said);
});
