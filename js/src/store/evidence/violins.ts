/** How genes and numbers are spread by the labels of what, and Python's answer, new after every edit while anyone looks. */
import { type ReadonlySignal, type Signal, signal } from "@preact/signals";
import { floatsFrom } from "../../wire/arrays";
import type { Rpc } from "../../wire/rpc";
import type { DistributionsTold } from "../../wire/types";
import { type ByLabelGround, createBy, followNames, selectedNow } from "./byLabel";
import { createFollowed, type Followed } from "./followed";

/** Of one name and group; NaN, but for `n`, where no cell has a finite value. */
export interface Spread {
  /** Cells with a finite value. */
  n: number;
  mean: number;
  median: number;
  q25: number;
  q75: number;
  min: number;
  max: number;
  whiskerLow: number;
  whiskerHigh: number;
  /** 0 to 1. */
  above0: number;
  /** The density at points from `min` to `max`; all 0: there are no two different values. */
  curve: Float32Array;
}
export interface ViolinTable extends DistributionsTold {
  by: string;
  /** By name and group. */
  spreads: readonly (readonly Spread[])[];
}
export type Shape = "violin" | "box";

export interface Violins extends Followed<ViolinTable> {
  names: ReadonlySignal<readonly string[]>;
  by: ReadonlySignal<string | null>;
  /** What can be `by`. */
  choices: ReadonlySignal<readonly string[]>;
  shape: Signal<Shape>;
  selectedOnly: Signal<boolean>;
  /** Of those added last: what stands for no gene, number or mean of a set. They are not asked for again. */
  unknown: ReadonlySignal<readonly string[]>;
  add(...names: string[]): void;
  remove(name: string): void;
  goBy(name: string): void;
}

/** Numbers of one name and group, as they travel: those of Python's SUMMARY, then the curve. */
const N_NUMBERS = 10;
const N_POINTS = 64;

interface Ground extends ByLabelGround {
  rpc: Rpc;
  layer: ReadonlySignal<string>;
}

export function createViolins(ground: Ground, lifetime: AbortSignal): Violins {
  const { rpc, traits, choices, layer } = ground;
  const names = signal<readonly string[]>([]);
  const selectedOnly = signal(false);
  const unknown = signal<readonly string[]>([]);
  const { by, chosen } = createBy(ground, () => traits.category.value);

  const followed = createFollowed<ViolinTable>(
    rpc,
    () => {
      const [group, wanted, selected] = [by.value, names.value, selectedOnly.value];
      if (group === null || wanted.length === 0) return null;
      followNames(ground, [group]);
      void layer.value;
      const now = selected ? selectedNow(ground) : "some";
      if (now !== "some") return now === "none" ? null : now;
      return async (id) => {
        const { body, payload } = await rpc.ask("distributions", { by: group, names: wanted, selected }, [], id);
        if (body.unknown.length > 0) {
          unknown.value = body.unknown;
          names.value = names.peek().filter((name) => !body.unknown.includes(name));
        }
        return { by: group, ...body, spreads: spreadsFrom(floatsFrom(payload), body.names.length, body.groups.length) };
      };
    },
    lifetime,
  );
  return {
    ...followed,
    names,
    by,
    choices,
    shape: signal<Shape>("violin"),
    selectedOnly,
    unknown,
    add(...added) {
      unknown.value = [];
      names.value = [...new Set([...names.peek(), ...added])];
    },
    remove(name) {
      names.value = names.peek().filter((other) => other !== name);
    },
    goBy(name) {
      chosen.value = name;
    },
  };
}

export function spreadsFrom(numbers: Float32Array, nNames: number, nGroups: number): Spread[][] {
  const size = N_NUMBERS + N_POINTS;
  const one = (place: number): Spread => {
    const own = numbers.subarray(place * size, (place + 1) * size);
    const [n, mean, median, q25, q75, min, max, whiskerLow, whiskerHigh, above0] = own as unknown as number[];
    return {
      n,
      mean,
      median,
      q25,
      q75,
      min,
      max,
      whiskerLow,
      whiskerHigh,
      above0,
      curve: own.subarray(N_NUMBERS),
    } as Spread;
  };
  return Array.from({ length: nNames }, (_, name) =>
    Array.from({ length: nGroups }, (_, group) => one(name * nGroups + group)),
  );
}

/** From the lowest value of all groups to the highest; null where there is none. */
export function rangeOf(spreads: readonly Spread[]): readonly [low: number, high: number] | null {
  const known = spreads.filter(({ n }) => n > 0);
  if (known.length === 0) return null;
  return [Math.min(...known.map(({ min }) => min)), Math.max(...known.map(({ max }) => max))];
}
