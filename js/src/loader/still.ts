/** The picture of how it was, where no kernel answers. Styled by the object model: a page may forbid style sheets. */
import type { AnyModel } from "@anywidget/types";
import type { TraitsMessage } from "../wire/messages";

const NO_ANSWER =
  "No answer from the kernel: it is busy, or has ended. The view comes with its answer; if none does, run the notebook.";
const NO_KERNEL = "The cells are shown by a kernel: run the notebook to work on.";
/** Labels listed where there is no picture. */
const MOST_LABELS = 30;

/** The output behind that of the widget has the picture (`view/output.py`), hidden where JupyterLab is at work. */
function outputs(model: AnyModel): HTMLElement[] {
  const id: unknown = model.get("_still");
  if (typeof id !== "string" || !/^\w+$/.test(id)) return [];
  return [...document.querySelectorAll<HTMLElement>(`.cxw-still-${id}`)];
}

/** The live view is there: what stands for it is not wanted, on whatever page. */
export function hideStills(model: AnyModel): void {
  for (const one of outputs(model)) one.style.setProperty("display", "none", "important");
}

/** `isSaved`: this page is all there is of it. `why`: the kernel did answer, but the view can't be shown. */
export function showStill(el: HTMLElement, model: AnyModel, isSaved: boolean, why?: string): () => void {
  const beside = outputs(model);
  // the page shows it already, with its line
  if (beside.some((one) => one.getClientRects().length > 0)) return () => {};
  const box = document.createElement("div");
  const [first] = beside;
  const picture = first && /url\("?(data:image\/[^")]+)"?\)/.exec(getComputedStyle(first).backgroundImage)?.[1];
  const line = why ?? (isSaved ? (first?.title ?? NO_KERNEL) : NO_ANSWER);
  box.append(lineOf(line), first && picture ? pictureOf(picture, first) : listOf(model as AnyModel<TraitsMessage>));
  el.append(box);
  return () => box.remove();
}

function lineOf(text: string): HTMLElement {
  const line = document.createElement("div");
  line.setAttribute("role", "status");
  Object.assign(line.style, {
    display: "inline-block",
    margin: "4px 0",
    padding: "2px 8px",
    borderRadius: "4px",
    background: "#fff3d6",
    color: "#4a3500",
    font: "13px / 20px sans-serif",
  });
  line.textContent = text;
  return line;
}

function pictureOf(source: string, beside: HTMLElement): HTMLElement {
  const picture = document.createElement("img");
  picture.src = source;
  picture.alt = beside.getAttribute("aria-label") ?? "";
  Object.assign(picture.style, { display: "block", width: "720px", maxWidth: "100%", height: "auto" });
  return picture;
}

/** What is known without a picture: the labels, and how many cells have each. */
function listOf(model: AnyModel<TraitsMessage>): HTMLElement {
  const list = document.createElement("div");
  Object.assign(list.style, { font: "13px / 20px sans-serif", margin: "4px 8px" });
  const categories = model.get("categories") ?? [];
  const inUse = categories.find(({ name }) => name === model.get("category")) ?? categories[0];
  if (!inUse) return list;
  const { name, count }: { name: string[]; count: number[] } = JSON.parse(inUse.labels as string);
  const labels = name.slice(0, MOST_LABELS).map((label, i) => `${label} ${count[i]?.toLocaleString("en")}`);
  const more = name.length - labels.length;
  list.textContent = `${inUse.name}: ${[...labels, ...(more > 0 ? [`and ${more} more`] : [])].join(", ")}`;
  return list;
}
