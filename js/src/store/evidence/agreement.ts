/**
 * Labels of several people against each other: who there is to compare with, how far they agree, which cells lie in a
 * square, and what a rule would settle. Python compares anew after every edit while anyone looks.
 */
import { batch, computed, effect, type ReadonlySignal, signal } from "@preact/signals";
import type { SelectMode } from "../../geometry/selectMode";
import { hasLabels } from "../../wire/aboutMessages";
import {
  type Colleague,
  type ComparedTold,
  type PairTable,
  type RuleTold,
  type SquareMarkers,
  tablesFrom,
} from "../../wire/compared";
import type { OtherMessage, Rule } from "../../wire/compareMessages";
import type { Rpc } from "../../wire/rpc";
import { type EditResult, revisionOf } from "../base/edit";
import type { Traits } from "../base/traits";
import { requireWritable } from "../base/writable";
import { createFollowed, type Followed } from "./followed";

/** Someone else's labels: what Python is asked for, and what they are called here. */
export interface Other {
  key: string;
  text: string;
  message: OtherMessage;
}
export interface Compared extends Omit<ComparedTold, "pairs"> {
  pairs: readonly PairTable[];
}
/** A square that is looked at: of which pair, by its labels. */
export interface ChosenSquare {
  pair: number;
  row: string;
  column: string;
}
/** What the tab compares: people, or any two columns. */
export type CompareMode = "people" | "columns";

export interface Agreement extends Followed<Compared> {
  mode: ReadonlySignal<CompareMode>;
  chooseMode(mode: CompareMode): void;
  /** Null: not looked for yet. */
  colleagues: ReadonlySignal<readonly Colleague[] | null>;
  lookForColleagues(): Promise<void>;
  /** The own category that is compared. */
  category: ReadonlySignal<string | null>;
  chooseCategory(name: string): void;
  others: ReadonlySignal<readonly Other[]>;
  /** Takes someone in, or leaves them out. */
  toggle(other: Other): void;
  /** The place of the pair that is shown. */
  pair: ReadonlySignal<number>;
  showPair(place: number): void;
  square: ReadonlySignal<ChosenSquare | null>;
  /** Selects the cells of a square, of a row or of a column, and colors by agreement. */
  pick(row: string | null, column: string | null, mode: SelectMode): Promise<void>;
  /** The genes of the square that is looked at. */
  markers: Followed<SquareMarkers>;
  /** What each rule would settle now. */
  rules(): Promise<readonly RuleTold[]>;
  reconcile(into: string, rule: Rule): Promise<EditResult>;
}

interface Ground {
  rpc: Rpc;
  traits: Pick<Traits, "categories" | "category" | "revision" | "status" | "set">;
}

const N_GENES = 8;

export function createAgreement({ rpc, traits }: Ground, lifetime: AbortSignal): Agreement {
  const chosenMode = signal<CompareMode | null>(null);
  const colleagues = signal<readonly Colleague[] | null>(null);
  const chosen = signal<string | null>(null);
  const others = signal<readonly Other[]>([]);
  const pair = signal(0);
  const square = signal<ChosenSquare | null>(null);
  const own = computed(() => traits.categories.value.filter(({ about }) => hasLabels(about)).map(({ name }) => name));
  const category = computed(() => {
    const wanted = [chosen.value, traits.category.value].find((name) => name !== null && own.value.includes(name));
    return wanted ?? own.value[0] ?? null;
  });
  const asked = computed(() => JSON.stringify([category.value, others.value.map(({ message }) => message)]));

  const followed = createFollowed<Compared>(
    rpc,
    () => {
      const [name, whom] = [category.value, others.value];
      void traits.revision.value;
      if (name === null || whom.length === 0) return null;
      return async (id) => {
        const body = { category: name, others: whom.map(({ message }) => message) };
        const { body: told, payload } = await rpc.ask("compare_with", body, [], id);
        return { ...told, pairs: tablesFrom(told.pairs, payload) };
      };
    },
    lifetime,
  );
  // a square is one of this comparison
  const stop = effect(() => {
    void asked.value;
    batch(() => {
      square.value = null;
      pair.value = 0;
    });
  });
  lifetime.addEventListener("abort", stop);

  /** The comparison on screen: what is asked of a square is about this one. */
  function onScreen(): Compared {
    const now = followed.answer.peek();
    if (!now) throw new Error("Nothing is compared yet.");
    return now;
  }
  const pairNow = (told: Compared, place: number) => told.pairs[place] ?? (told.pairs[0] as PairTable);

  const markers = createFollowed<SquareMarkers>(
    rpc,
    () => {
      const [at, told] = [square.value, followed.answer.value];
      if (!at || !told) return null;
      if (followed.loading.value) return "wait";
      const { a, b } = pairNow(told, at.pair);
      const body = { serial: told.serial, a, b, row: at.row, column: at.column, nGenes: N_GENES };
      return async (id) => (await rpc.ask("compare_markers", body, [], id)).body;
    },
    lifetime,
  );

  return {
    ...followed,
    mode: computed(() => chosenMode.value ?? ((colleagues.value?.length ?? 0) > 0 ? "people" : "columns")),
    chooseMode(mode) {
      chosenMode.value = mode;
    },
    colleagues,
    async lookForColleagues() {
      const { body } = await rpc.ask("annotators");
      colleagues.value = body.colleagues;
    },
    category,
    chooseCategory(name) {
      chosen.value = name;
    },
    others,
    toggle(other) {
      // another category that comes into use meanwhile is not what was compared
      chosen.value = category.peek();
      const left = others.peek().filter(({ key }) => key !== other.key);
      others.value = left.length < others.peek().length ? left : [...left, other];
    },
    pair,
    showPair(place) {
      batch(() => {
        pair.value = place;
        square.value = null;
      });
    },
    square,
    async pick(row, column, mode) {
      const told = onScreen();
      const { a, b } = pairNow(told, pair.peek());
      batch(() => {
        if (row !== null && column !== null) square.value = { pair: pair.peek(), row, column };
        if (told.column !== "") traits.set("color", told.column);
      });
      const where = { ...(row !== null && { row }), ...(column !== null && { column }) };
      await rpc.ask("compare_square", { serial: told.serial, a, b, mode, ...where });
    },
    markers,
    async rules() {
      const { body } = await rpc.ask("rules", { serial: onScreen().serial });
      return body.rules;
    },
    async reconcile(into, rule) {
      requireWritable(traits);
      const { body } = await rpc.ask("reconcile", { serial: onScreen().serial, into, rule });
      return { message: body.message ?? "Nothing changed", revision: revisionOf(body) };
    },
  };
}
