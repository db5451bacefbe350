import type { ExportFormat } from "../../wire/termMessages";

const ENDINGS: Record<ExportFormat | "report" | "page", string> = {
  cas: ".cas.json",
  cap: ".cap.h5ad",
  cellxgene: ".cellxgene.h5ad",
  report: ".report.md",
  page: ".html",
};

/** A name that any file system takes: "pbmc68k-cell_type.cas.json". */
export function fileNameFor(dataset: string, category: string, format: ExportFormat | "report" | "page"): string {
  const plain = (text: string) =>
    text
      .normalize("NFC")
      .replace(/[^\p{L}\p{N}_.-]+/gu, "-")
      .replace(/^[-.]+|[-.]+$/g, "")
      .slice(0, 80);
  const parts = [plain(dataset.replace(/\.(h5ad|h5mu|zarr)$/i, "")), plain(category)].filter((part) => part !== "");
  return `${parts.join("-") || "labels"}${ENDINGS[format]}`;
}

/** What a file of the labels is called after: the data, or the draft where the data has no name of its own but its kind. */
export function nameOfData(dataset: string | undefined, draft: string | null | undefined): string {
  return dataset === undefined || /^(AnnData|MuData)$/.test(dataset) ? (draft ?? "") : dataset;
}
