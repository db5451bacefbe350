/** The script of a page of its own: unpacks what is embedded, stands in for the kernel, and shows the real front end. */
import { browserStorage } from "../host";
import type { MakeWidget } from "../loader/widget";
import { saveFile } from "../ui/saveFile";
import { answerText } from "./answer";
import { createBar } from "./bar";
import style from "./bar.css";
import type { Contents } from "./contents";
import { createKeeping, type Kept } from "./keeping";
import { createKernel } from "./model";
import { bytesOf } from "./unpack";

const LEAST_HEIGHT = 320;
const UNREADABLE = "What was kept in this browser of an earlier visit can't be read.";

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
  const { dataset } = contents;
  const keeping = createKeeping(browserStorage(), contents.page, dataset.n_cells);
  let kept: Kept | null = null;
  let trouble: string | null = null;
  try {
    kept = keeping.read();
  } catch {
    trouble = UNREADABLE;
  }

  function save(): void {
    void kernel.data.names().then((names) => {
      const { done: deeds, given } = kernel.record;
      const text = answerText({ contents, author: bar.author(), saved: now(), bases: given, deeds, names });
      saveFile(new Blob([text], { type: "application/jsonl;charset=utf-8" }), fileName(contents.title, bar.author()));
      unsafe = false;
    });
  }
  function keep(): void {
    const { done } = kernel.record;
    const wrong = keeping.write(bar.author(), done);
    bar.show(done.length, wrong === null);
    bar.warn(wrong);
    unsafe = wrong !== null && done.length > 0;
  }
  let unsafe = false;
  const hears = { changed: keep, save: () => bar.element.querySelector("button")?.click(), now };
  const [kernel, make] = await Promise.all([createKernel(contents, piece, kept?.deeds ?? [], hears), frontEnd()]);
  const bar = createBar({
    title: contents.title,
    about: `Written ${contents.written.slice(0, 10)}. Drag around cells, type a label, and send your answer back.`,
    author: kept?.author ?? "",
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
  bar.show(kernel.record.done.length, true);
  bar.warn(trouble);
  fill();
  const widget = make();
  const model = kernel.model as unknown as Parameters<typeof widget.initialize>[0]["model"];
  widget.initialize({ model });
  widget.render({ model, el: place });
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
