/**
 * The file that goes back: JSON lines, each with a check of itself and of the line before, so that a file that was cut
 * or changed is known. Pure. Mirror of `cellxgene_widget/exchange/answer/`.
 */
import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import type { Contents } from "./contents";
import type { Base, Deed } from "./record";

/** Lines with their checks. */
export function checked(lines: readonly object[]): string {
  let before = "";
  return lines
    .map((line) => {
      const text = JSON.stringify(line).slice(0, -1);
      before = bytesToHex(sha256(utf8ToBytes(before + text)));
      return `${text},"check":"${before}"}\n`;
    })
    .join("");
}

interface Given {
  contents: Pick<Contents, "page" | "dataset" | "draft" | "revision">;
  author: string;
  saved: string;
  bases: readonly Base[];
  deeds: readonly Deed[];
  names: readonly string[];
}

export function answerText({ contents, author, saved, bases, deeds, names }: Given): string {
  const { page, dataset, draft, revision } = contents;
  const { name, n_cells, fingerprint } = dataset;
  const answered = new Set(deeds.map(({ category }) => category));
  return checked([
    { kind: "answer", format: 1, page, dataset: name, draft, fingerprint, n_cells, revision, author, saved },
    ...bases.filter(({ category }) => answered.has(category.name)).map((base) => baseLine(base, names)),
    ...deeds.filter(({ op }) => op !== "create_category").map((deed) => lineOf(deed, names)),
    { kind: "end", edits: deeds.filter(({ op }) => op !== "create_category" && op !== "set_note").length },
  ]);
}

function baseLine({ category, codes, isNew }: Base, names: readonly string[]): object {
  const byCode = new Map(category.labels.map(({ code, name }) => [code, { name, cells: [] as string[] }]));
  for (let cell = 0; cell < codes.length; cell++) byCode.get(codes[cell] as number)?.cells.push(names[cell] as string);
  const labels = category.labels.map(({ name, color, term, parent }) => ({
    name,
    color,
    term: term?.id ?? null,
    parent,
  }));
  const cells = Object.fromEntries([...byCode.values()].map((one) => [one.name, one.cells]));
  return { kind: "base", category: category.name, new: isNew, labels, cells };
}

function lineOf(deed: Deed, names: readonly string[]): object {
  const { op, time, category, label, text, cells, changed, former } = deed;
  if (op === "set_note") return { kind: "comment", time, category, label, text };
  const counts = Object.fromEntries(former.map(([one, n]) => [one ?? "", n]));
  const named = Array.from(cells, (cell) => names[cell] as string);
  return { kind: "edit", time, category, label, cells: named, changed: changed.length, former: counts };
}
