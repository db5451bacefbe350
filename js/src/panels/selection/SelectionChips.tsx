/** How the selection was made: a chip a step and a chip a filter, each of which can be taken out again. */
import { isBox } from "../../geometry/boxes";
import { type Filter, filterFrom, type Name } from "../../store/data/filterValue";
import { familyIn } from "../../store/data/nesting";
import { pairOf, pairTitle } from "../../store/data/pairs";
import { joined, type Step } from "../../store/selection/steps";
import { Icon } from "../../ui/icons";
import type { Label } from "../../wire/messages";
import type { Along } from "../../wire/selectionMessages";
import { cells, number } from "../../words";
import { useData, useLabels, useLayers, useSelection, useView } from "../common/context";

const SIGNS = { replace: "", add: "+ ", subtract: "− ", intersect: "∩ ", invert: "", all: "" } as const;

/** The labels of each category. */
type Own = ReadonlyMap<string, readonly Label[]>;

/** Names in a chip before it counts them. */
const NAMED = 3;

export function SelectionChips() {
  const layers = useLayers();
  const selection = useSelection();
  const labels = useLabels();
  const view = useView();
  const data = useData();
  const sectionOf = (key: string | undefined) =>
    data.dataset.value?.embeddings.find((embedding) => embedding.key === key)?.section ?? null;
  const own: Own = new Map(labels.categories.value.map((category) => [category.name, category.labels]));
  const drop = async (from: number, to: number) => {
    for (let i = to; i >= from; i--) await selection.drop(i);
  };
  return (
    <div class="cxw-chips">
      {joined(selection.picks.value.steps).map(({ step, from, to }) => (
        <Chip
          key={`step-${from}`}
          text={describeStep(step, from === 0, own, sectionOf) + layerOf(step, layers.current.value)}
          more={step.neighbors && ` along ${step.neighbors.graph}`}
          remove={() => void view.attempt(drop(from, to))}
        />
      ))}
      {[...selection.filters.value].map(([column, filter]) => (
        <Chip
          key={`filter-${column}`}
          filter
          text={describeFilter(column, filter, own)}
          remove={() => void view.attempt(selection.setFilter(column, null))}
        />
      ))}
    </div>
  );
}

interface ChipProps {
  text: string;
  /** Said on hovering, after the text. */
  more?: string | undefined;
  filter?: boolean;
  remove: () => void;
}

function Chip({ text, more, filter, remove }: ChipProps) {
  return (
    <span class="cxw-chip" data-filter={filter}>
      {filter && (
        <span class="cxw-chip-mark" title="Filter">
          <Icon name="filter" />
        </span>
      )}
      <span class="cxw-ellipsis" title={text + (more ?? "")}>
        {text}
      </span>
      <button type="button" aria-label={`Remove ${text}`} onClick={remove}>
        <Icon name="close" />
      </button>
    </span>
  );
}

/** A range in another layer than the one in use means other values than those on screen. */
function layerOf({ layer }: Step, inUse: string): string {
  const layers =
    typeof layer === "object" ? new Set(Object.values(layer)) : new Set(layer === undefined ? [] : [layer]);
  const others = [...layers].filter((name) => name !== inUse);
  return others.length === 0 ? "" : ` (${others.join(", ")})`;
}

function describeStep(
  step: Step,
  first: boolean,
  own: Own,
  sectionOf: (key: string | undefined) => string | null,
): string {
  const part = step.nWithin === undefined ? "" : ` in ${cells(step.nWithin)}`;
  if (step.mode === "invert") return `inverted${part}`;
  if (step.mode === "all") return part ? `all of ${cells(step.nWithin ?? 0)}` : "all cells";
  if (step.neighbors) return alongGraph(step.neighbors) + part;
  const pair = pairOf(step.basis);
  const section = sectionOf(step.basis);
  const where = pair ? `${pairTitle(pair)}: ` : section ? `${section}: ` : "";
  const parts = step.lasso ? [where + outlines(step.lasso)] : [];
  for (const [column, wanted] of Object.entries(step.where ?? {})) {
    parts.push(describeFilter(column, filterFrom(wanted), own));
  }
  const called = step.remembered ?? step.chosenBy;
  if (called !== undefined) parts.push(called);
  else if (step.nCells !== undefined) parts.push(`${cells(step.nCells)} by name`);
  return (first ? "" : SIGNS[step.mode]) + (parts.join(" in ") || "all") + part;
}

function alongGraph({ grow, shrink }: Along): string {
  return `${grow === undefined ? "shrunk" : "grown"} by ${grow ?? shrink ?? 1}`;
}

/** What was drawn, by the name of its tool where that can be seen. */
function outlines(drawn: readonly (readonly (readonly number[])[])[]): string {
  const name = drawn.every(isBox) ? (drawn.length > 1 ? "boxes" : "box") : drawn.length > 1 ? "lassos" : "lasso";
  return drawn.length > 1 ? `${drawn.length} ${name}` : name;
}

function describeFilter(column: string, filter: Filter, own: Own): string {
  if (filter.kind === "range") {
    const { low, high } = filter;
    if (low !== null && high !== null) return `${column} ${number(low)} – ${number(high)}`;
    return low !== null ? `${column} ≥ ${number(low)}` : `${column} ≤ ${high === null ? "" : number(high)}`;
  }
  const name = (value: Name) => value ?? (own.has(column) ? "unassigned" : "no value");
  const names = filter.names.map(name);
  const top = familyIn(own.get(column) ?? [], filter.names);
  if (top !== null) return `${column}: ${filter.kind === "not" ? "not " : ""}${top} and ${names.length - 1} under it`;
  const listed = names.slice(0, NAMED).join(", ") + (names.length > NAMED ? ` and ${names.length - NAMED} more` : "");
  if (filter.kind === "not") return `${column}: not ${listed}`;
  return `${column}: ${names.length > 0 ? listed : "none"}`;
}
