/** A column of numbers (or a gene): its histogram, a range to brush or type. Pulled when it is open and comes in view. */
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import type { ColumnValues } from "../store/columns";
import type { Filter } from "../store/filterValue";
import { type Bins, binsOf, isConstant, placeOf, rangeAt, tally, valueAt } from "../store/histogram";
import { Brush } from "../ui/Brush";
import { Icon } from "../ui/icons";
import { openMenu } from "../ui/Menu";
import { cells, number } from "../words";
import { ColourDrop } from "./ColourMenu";
import { useHere } from "./context";
import { MenuButton } from "./MenuButton";
import { RangeFields } from "./RangeFields";

type Numbers = Extract<ColumnValues, { kind: "number" }>;
type RangeFilter = Extract<Filter, { kind: "range" }>;

export function NumberBlock({ name }: { name: string }) {
  const { store, view } = useHere();
  const section = `number:${name}`;
  const open = view.unfolded.value.has(section);
  const filter = store.filters.active.value.get(name);
  const range = filter?.kind === "range" ? filter : null;
  const menu = (anchor: HTMLElement) =>
    openMenu(view.layer, anchor, `Number ${name}`, [
      {
        choices: [
          { text: "Colour by", onSelect: () => store.traits.set("color", name) },
          {
            text: "Copy to labels",
            hint: "whole numbers",
            onSelect: () => {
              view.creating.value = { like: name };
            },
          },
        ],
      },
    ]);
  return (
    <section class="cxw-number" aria-label={`Number ${name}`}>
      <header class="cxw-category-head">
        <button
          type="button"
          class="cxw-fold"
          aria-expanded={open}
          title={name}
          onClick={() => view.fold(section, !open)}
        >
          <Icon name={open ? "down" : "right"} />
          <span class="cxw-ellipsis">{name}</span>
        </button>
        {range && (
          <button
            type="button"
            class="cxw-range-chip"
            aria-label={`${inWords(range)}: clear the range of ${name}`}
            title="Clear the range"
            onClick={() => void view.attempt(store.filters.set(name, null))}
          >
            <span class="cxw-nowrap">{inWords(range)}</span>
            <Icon name="close" />
          </button>
        )}
        <MenuButton label={`Menu of number ${name}`} onOpen={menu} />
        <ColourDrop name={name} />
      </header>
      {open && <Histogram name={name} range={range} />}
    </section>
  );
}

function inWords({ low, high }: RangeFilter): string {
  if (low === null) return high === null ? "" : `≤ ${number(high)}`;
  return high === null ? `≥ ${number(low)}` : `${number(low)} – ${number(high)}`;
}

function Histogram({ name, range }: { name: string; range: RangeFilter | null }) {
  const { store, view } = useHere();
  const place = useRef<HTMLDivElement>(null);
  // Held here, not looked up: of many open columns the store keeps only the last few, and each would push out another.
  const [column, setColumn] = useState<Numbers | null>(null);
  useEffect(() => {
    if (!place.current) return;
    let here = true;
    const seen = new IntersectionObserver((entries) => {
      if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
      seen.disconnect();
      const pulled = store.columns.pull(name).then((values) => {
        if (here && values.kind === "number") setColumn(values);
      });
      void view.attempt(pulled);
    });
    seen.observe(place.current);
    return () => {
      here = false;
      seen.disconnect();
    };
  }, [name, store, view]);
  const bins = useMemo(() => column && binsOf(column.values, column.range), [column]);
  return (
    <div class="cxw-histogram" ref={place} aria-busy={!column}>
      {column && bins && !isConstant(bins) && <Ranged name={name} column={column} bins={bins} range={range} />}
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
}

function Ranged({ name, column, bins, range }: RangedProps) {
  const { store, view } = useHere();
  const passing = store.filters.passing(name).value;
  const all = useMemo(() => tally(column.values, bins), [column, bins]);
  const some = useMemo(() => passing && tally(column.values, bins, passing), [column, bins, passing]);
  const [min, max] = [column.range?.min ?? bins.low, column.range?.max ?? bins.high];
  const set = (low: number | null, high: number | null) =>
    view.attempt(store.filters.set(name, low === null && high === null ? null : { kind: "range", low, high }));
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
      <RangeFields name={name} range={range} min={min} max={max} onRange={(low, high) => void set(low, high)} />
      {all.missing > 0 && <p class="cxw-hint">{cells(all.missing)} without a value</p>}
    </>
  );
}
