/** The dot plot in the aside: folded until wanted, and larger in a dialog. */
import { useEffect } from "preact/hooks";
import { Icon } from "../../ui/icons";
import { openMenu } from "../../ui/Menu";
import { useDots, useView } from "../common/context";
import { GeneField } from "../common/GeneField";
import { DotsButtons } from "./DotsButtons";
import { DotTable } from "./DotTable";

const SECTION = "dots";

export function DotsPanel() {
  const view = useView();
  const open = view.unfolded.value.has(SECTION);
  return (
    <section class="cxw-dots-panel" aria-label="Dot plot">
      <header class="cxw-head">
        <h2>
          <button
            type="button"
            class="cxw-fold"
            aria-expanded={open}
            title="Genes by label: how many cells, how much"
            onClick={() => view.fold(SECTION, !open)}
          >
            <Icon name={open ? "down" : "right"} />
            <span class="cxw-ellipsis">Dot plot</span>
          </button>
        </h2>
        {open && <DotsButtons />}
      </header>
      {open && <Opened />}
    </section>
  );
}

function GoBy() {
  const dots = useDots();
  const view = useView();
  const by = dots.by.value;
  const choices = () =>
    dots.choices
      .peek()
      .map((name) => ({ text: name, checked: name === dots.by.peek(), onSelect: () => dots.goBy(name) }));
  return (
    <button
      type="button"
      class="cxw-select"
      aria-haspopup="menu"
      aria-label={`Rows of the dot plot: ${by ?? "none"}`}
      title="Whose labels are the rows"
      onClick={(event) => openMenu(view.layer, event.currentTarget, "Rows of the dot plot", [{ choices: choices() }])}
    >
      <span class="cxw-ellipsis">{by}</span>
      <Icon name="down" />
    </button>
  );
}

function Opened() {
  const dots = useDots();
  useEffect(() => {
    const ended = new AbortController();
    dots.watch(ended.signal);
    return () => ended.abort();
  }, [dots]);
  if (dots.by.value === null) return <p class="cxw-empty">Make a category of labels first.</p>;
  const table = dots.table.value;
  return (
    <div class="cxw-dots-body" aria-busy={dots.loading.value}>
      <GoBy />
      <GeneField
        label="Add a gene to the dot plot"
        placeholder="Add genes"
        several
        onPick={(text) => dots.add(split(text))}
      />
      {dots.problem.value !== null && (
        <p class="cxw-error" role="alert">
          {dots.problem.value}
        </p>
      )}
      {table && table.unknown.length > 0 && <p class="cxw-hint">Not in the data: {table.unknown.join(", ")}</p>}
      {table && table.leftOut > 0 && <p class="cxw-hint">Without the last {table.leftOut} genes: too many to draw</p>}
      {table && <DotTable table={table} />}
      {!table && dots.loading.value && <p class="cxw-hint">Reading…</p>}
    </div>
  );
}

/** Several names may be typed or pasted at once. */
function split(text: string): string[] {
  return text.split(/[\s,;]+/).filter((name) => name !== "");
}
