/** The dot plot in the aside: folded until wanted, and larger in a dialog. */
import { useEffect } from "preact/hooks";
import { Icon } from "../../ui/icons";
import { type MenuSection, openMenu } from "../../ui/Menu";
import { useDots, useGeneSets, useSelection, useView } from "../common/context";
import { GeneField } from "../common/GeneField";
import { MenuButton } from "../common/MenuButton";
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
        {open && <Buttons />}
      </header>
      {open && <Opened />}
    </section>
  );
}

function Buttons() {
  const selection = useSelection();
  const geneSets = useGeneSets();
  const dots = useDots();
  const view = useView();
  const empty = dots.table.value === null;
  const openMore = (anchor: HTMLElement) => {
    const sets = (geneSets.all.peek() ?? []).filter((set) => set.genes.some(({ known }) => known));
    const nothing = selection.n.peek() === 0;
    const all: MenuSection[] = [
      {
        choices: [
          {
            text: "Add markers of the selection",
            ...(nothing && { hint: "select first" }),
            onSelect: () => (nothing ? undefined : dots.addMarkers()),
          },
          {
            text: "Scale each gene from 0 to 1",
            checked: dots.scaled.peek(),
            onSelect: () => {
              dots.scaled.value = !dots.scaled.peek();
            },
          },
          { text: "Take out all genes", onSelect: dots.clear },
        ],
      },
      {
        heading: "Genes of a set",
        choices: sets.map((set) => ({
          text: set.name,
          hint: String(set.genes.length),
          onSelect: () => dots.add(set.genes.map(({ name }) => name)),
        })),
      },
    ];
    openMenu(
      view.layer,
      anchor,
      "Dot plot",
      all.filter(({ choices }) => choices.length > 0),
    );
  };
  return (
    <span class="cxw-pair">
      <button
        type="button"
        class="cxw-more"
        aria-label="Larger dot plot"
        title="Larger"
        aria-disabled={empty}
        onClick={({ currentTarget }) =>
          !empty &&
          view.layer.open({ kind: "dialog", label: "Dot plot", anchor: currentTarget, content: () => <Large /> })
        }
      >
        <Icon name="full" />
      </button>
      <MenuButton label="Menu of the dot plot" onOpen={(anchor) => void openMore(anchor)} />
    </span>
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

function Large() {
  const dots = useDots();
  const view = useView();
  const table = dots.table.value;
  return (
    <section class="cxw-dots-large">
      <header class="cxw-dialog-head">
        <h2>Dot plot by {dots.by.value}</h2>
        <label class="cxw-dots-scale">
          <input
            type="checkbox"
            checked={dots.scaled.value}
            onChange={({ currentTarget }) => {
              dots.scaled.value = currentTarget.checked;
            }}
          />
          Scale each gene
        </label>
        <button type="button" class="cxw-icon-button" aria-label="Close" data-autofocus onClick={view.layer.close}>
          <Icon name="close" />
        </button>
      </header>
      {table && <DotTable table={table} large />}
    </section>
  );
}

/** Several names may be typed or pasted at once. */
function split(text: string): string[] {
  return text.split(/[\s,;]+/).filter((name) => name !== "");
}
