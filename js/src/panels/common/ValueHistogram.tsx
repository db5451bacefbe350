/** The values of a column of numbers, a gene or the mean of a gene set: a histogram, and a range to brush or type. */
import { useMemo, useRef } from "preact/hooks";
import type { Filter } from "../../store/data/filterValue";
import {
  type Bins,
  binsOf,
  isConstant,
  type Lowest,
  lowestOf,
  placeOf,
  rangeAt,
  tally,
  valueAt,
} from "../../store/data/histogram";
import { Brush } from "../../ui/Brush";
import { cells, number, share } from "../../words";
import { useFilters, useView } from "./context";
import { RangeFields } from "./RangeFields";
import { type Numbers, useNumbers } from "./useNumbers";

export type RangeFilter = Extract<Filter, { kind: "range" }>;

interface ValueHistogramProps {
  name: string;
  range: RangeFilter | null;
  /** The value that most cells have is drawn apart, so that the shape of all others is seen. */
  apart?: boolean;
}

/** Pulled when it comes in view, and again when its values have changed. */
export function ValueHistogram({ name, range, apart = false }: ValueHistogramProps) {
  const place = useRef<HTMLDivElement>(null);
  const { column, shownOf, epoch, slow, problem } = useNumbers(name, place);
  const bins = useMemo(() => column && binsOf(column.values, column.range), [column]);
  const shown = useView().looking.part.value?.mask ?? null;
  const lowest = useMemo(
    () => (apart && column ? lowestOf(column.values, column.range, shown) : null),
    [column, apart, shown],
  );
  return (
    <div class="cxw-histogram" ref={place} aria-busy={!column && !problem}>
      {slow && (
        <p class="cxw-hint cxw-reading" role="status">
          Reading {name} …
        </p>
      )}
      {problem && (
        <p class="cxw-error" role="alert">
          {problem}
        </p>
      )}
      {column && bins && !isConstant(bins) && (
        <Ranged name={name} column={column} bins={bins} range={range} lowest={lowest} stale={shownOf !== epoch} />
      )}
      {column && bins && isConstant(bins) && (
        <p class="cxw-hint">{number(column.range?.min ?? 0)} in all cells with a value</p>
      )}
      {column && !bins && <p class="cxw-hint">No cell has a value</p>}
    </div>
  );
}

interface RangedProps {
  name: string;
  column: Numbers;
  bins: Bins;
  range: RangeFilter | null;
  lowest: Lowest | null;
  /** The values are others by now, and on their way. */
  stale: boolean;
}

function Ranged({ name, column, bins, range, lowest, stale }: RangedProps) {
  const filters = useFilters();
  const view = useView();
  const passing = filters.passing(name).value;
  const shown = view.looking.part.value?.mask ?? null;
  const all = useMemo(() => tally(column.values, bins, shown), [column, bins, shown]);
  const some = useMemo(() => passing && tally(column.values, bins, passing), [column, bins, passing]);
  const [min, max] = [column.range?.min ?? bins.low, column.range?.max ?? bins.high];
  const set = (low: number | null, high: number | null) =>
    stale || view.attempt(filters.set(name, low === null && high === null ? null : { kind: "range", low, high }));
  const places = (limits: { low: number | null; high: number | null }): [number, number] => [
    placeOf(bins, limits.low, "low"),
    placeOf(bins, limits.high, "high"),
  ];
  return (
    <>
      <Brush
        label={name}
        all={all.counts}
        passing={some?.counts ?? null}
        range={range && places(range)}
        apart={lowest !== null}
        snap={(drawn) => places(rangeAt(bins, drawn))}
        say={(at, end) => {
          const now = valueAt(bins, at, end) ?? (end === "low" ? min : max);
          return { now, text: number(now) };
        }}
        onRange={(drawn) => {
          const { low, high } = drawn ? rangeAt(bins, drawn) : { low: null, high: null };
          void set(low, high);
        }}
      />
      {lowest && (
        <p class="cxw-lowest">
          {share(lowest.n, lowest.of)} {lowest.value === 0 ? "are 0" : `at ${number(lowest.value)}`}
          <span class="cxw-grow" />
          {cells(lowest.of - lowest.n)} above
        </p>
      )}
      <RangeFields name={name} range={range} min={min} max={max} onRange={(low, high) => void set(low, high)} />
      {all.missing > 0 && <p class="cxw-hint">{cells(all.missing)} without a value</p>}
    </>
  );
}
