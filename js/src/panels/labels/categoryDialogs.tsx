/** The doors to the dialogs about what labels mean, and about taking them away. */
import type { Slice } from "../../store/store";
import type { View } from "../../view/view";
import { withGraph } from "../common/alongGraph";
import { AnswerDialog } from "./AnswerDialog";
import { ExportDialog } from "./ExportDialog";
import { FindTerms } from "./FindTerms";
import { ImportDialog } from "./ImportDialog";
import { PageDialog } from "./PageDialog";
import { ProposeNesting } from "./ProposeNesting";
import { ReportDialog } from "./ReportDialog";
import { SmoothCard } from "./SmoothCard";

const open = (view: View, anchor: HTMLElement, label: string, content: () => preact.VNode) =>
  view.layer.open({ kind: "dialog", label, anchor, content });

export function openFindTerms(view: View, anchor: HTMLElement, category: number): void {
  open(view, anchor, "Find terms", () => <FindTerms category={category} />);
}

export function openProposeNesting(view: View, anchor: HTMLElement, category: number): void {
  open(view, anchor, "Propose nesting", () => <ProposeNesting category={category} />);
}

/** Beside the plot, where the cells can be seen. */
export function openSmooth(parts: Slice<"neighbors">, view: View, anchor: HTMLElement, category: number): void {
  withGraph(parts, view, anchor, async (graph) => {
    const content = () => <SmoothCard category={category} graph={graph} />;
    view.layer.open({ kind: "popover", label: "Smooth", anchor, content });
  });
}

/** `column`: of the data; null: from a file. */
export function openImport(view: View, anchor: HTMLElement, column: string | null): void {
  const findTerms = (category: number) => openFindTerms(view, anchor, category);
  open(view, anchor, column === null ? "Import labels" : "Use as predictions", () => (
    <ImportDialog column={column} onFindTerms={findTerms} />
  ));
}

/** What a colleague did in a page. */
export function openAnswer(view: View, anchor: HTMLElement): void {
  open(view, anchor, "Take a colleague's answer", () => <AnswerDialog />);
}

/** `category`: by its name; null: it is chosen there. */
export function openExport(view: View, anchor: HTMLElement, category: string | null): void {
  open(view, anchor, "Export", () => <ExportDialog category={category} />);
}

/** The view as one file, of all categories unless some are left out there. */
export function openPage(view: View, anchor: HTMLElement): void {
  open(view, anchor, "Page for a colleague", () => <PageDialog />);
}

/** `category`: null: of all. */
export function openReport(view: View, anchor: HTMLElement, category: string | null): void {
  open(view, anchor, "Report", () => <ReportDialog category={category} />);
}
