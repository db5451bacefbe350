/** The columns of the table of markers, with each number aligned on its digits. */
import { CheckBox } from "../../ui/CheckBox";
import { Icon } from "../../ui/icons";
import type { TableColumn } from "../../ui/VirtualTable";
import type { MarkerRow, MarkerTable } from "../../wire/types";
import { share } from "../../words";
import { withoutModality } from "./withoutModality";

interface Around {
  picked: ReadonlySet<string>;
  toggle: (id: string) => void;
  color: string | null;
  colorBy: (key: string) => void;
  menu: (row: MarkerRow, anchor: HTMLElement) => void;
}

export function markerColumns(table: MarkerTable, around: Around): readonly TableColumn<MarkerRow>[] {
  const { picked, toggle, color, colorBy, menu } = around;
  const number = (id: string, text: string, title: string, of: (row: MarkerRow) => string): TableColumn<MarkerRow> => ({
    id,
    class: `cxw-markers-number cxw-markers-${id}`,
    text,
    title,
    sorts: true,
    cell: (row) => of(row),
  });
  const auc = number("auc", "AUC", "How often a selected cell has more of it than another", ({ auc }) =>
    auc === null ? "–" : auc.toFixed(2),
  );
  const agree = number("nAgree", "agree", `In how many samples (${table.samples}) it goes the same way`, agreed);
  return [
    {
      id: "pick",
      class: "cxw-markers-pick",
      text: "",
      title: "",
      cell: (row, tabIndex) => (
        <CheckBox
          label={`Pick ${row.gene}`}
          title="Pick for the evidence"
          state={picked.has(row.id) ? "all" : "none"}
          tabIndex={tabIndex}
          isStop
          onToggle={() => toggle(row.id)}
        />
      ),
    },
    {
      id: "gene",
      class: "cxw-markers-gene",
      text: "gene",
      title: "Gene",
      sorts: true,
      cell: (row, tabIndex) => (
        <button
          type="button"
          class="cxw-marker-gene cxw-ellipsis"
          tabIndex={tabIndex}
          aria-pressed={color === row.key}
          aria-label={`Colour by ${row.gene}`}
          title={`${row.gene}${row.id === row.gene ? "" : ` (${row.id})`}: click to colour by it`}
          onClick={() => colorBy(row.key)}
        >
          {withoutModality(row.gene, table.layer)}
        </button>
      ),
    },
    number("logFoldChange", "log₂FC", "log2 fold change", ({ logFoldChange: change }) =>
      change === null ? "–" : signed(change, 2),
    ),
    number("pctIn", "in", "Part of the selected cells that express it", ({ pctIn }) => share(pctIn)),
    number("pctOut", "out", "Part of the others that express it", ({ pctOut }) => share(pctOut)),
    {
      id: "bars",
      class: "cxw-markers-bars",
      text: "",
      title: "",
      cell: (row) => (
        <span class="cxw-fractions">
          <i style={{ width: `${100 * row.pctIn}%` }} />
          <i style={{ width: `${100 * row.pctOut}%` }} />
        </span>
      ),
    },
    ...(table.rows.some((row) => row.auc !== null) ? [auc] : []),
    {
      ...number("pAdjusted", "p adj", "p, adjusted for the number of genes (Benjamini and Hochberg)", () => ""),
      cell: ({ pAdjusted }) => {
        const [digits, exponent] = power(pAdjusted);
        return (
          <span title={pAdjusted === null ? undefined : `${pAdjusted}`}>
            {digits}
            <span class="cxw-marker-exponent">{exponent}</span>
          </span>
        );
      },
    },
    ...(table.samples !== null && table.rows.some(({ nSamples }) => nSamples !== null) ? [agree] : []),
    number("score", "score", "What the test says: the farther from 0, the surer", ({ score }) =>
      score === null ? "–" : signed(score, 1),
    ),
    {
      id: "menu",
      class: "cxw-markers-menu",
      text: "",
      title: "",
      cell: (row, tabIndex) => (
        <button
          type="button"
          class="cxw-more"
          aria-label={`Menu of gene ${row.gene}`}
          aria-haspopup="menu"
          tabIndex={tabIndex}
          onClick={(event) => menu(row, event.currentTarget)}
        >
          <Icon name="more" />
        </button>
      ),
    },
  ];
}

/** In how many of the samples it goes the same way. */
function agreed({ nAgree, nSamples }: MarkerRow): string {
  return nAgree !== null && nSamples ? `${nAgree}/${nSamples}` : "–";
}

/** With a minus as wide as a digit, and none before what is shown as 0. */
function signed(value: number, digits: number): string {
  const text = Math.abs(value).toFixed(digits);
  return value < 0 && Number(text) !== 0 ? `−${text}` : text;
}

/** A p-value as its digits and the power of ten after them: these stand below each other in two columns. */
function power(p: number | null): [digits: string, exponent: string] {
  if (p === null) return ["–", ""];
  if (p === 0) return ["< 1", "e−300"];
  if (p >= 0.01) return [p.toFixed(2), ""];
  const [digits = "", exponent = ""] = p.toExponential(1).split("e");
  return [digits, `e${exponent.replace("-", "−")}`];
}
