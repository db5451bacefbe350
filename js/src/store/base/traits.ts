/** The model's synced traits as signals. */
import type { AnyModel } from "@anywidget/types";
import { batch, type ReadonlySignal, signal } from "@preact/signals";
import type { Category, TraitsMessage } from "../../wire/messages";
import { statusFrom } from "../../wire/replies";
import { categoriesReader } from "../../wire/sentCategories";
import type { Status } from "../../wire/types";

export interface Traits {
  embedding: ReadonlySignal<string>;
  color: ReadonlySignal<string | null>;
  category: ReadonlySignal<string | null>;
  categories: ReadonlySignal<Category[]>;
  nSelected: ReadonlySignal<number>;
  revision: ReadonlySignal<number>;
  theme: ReadonlySignal<"auto" | "light" | "dark">;
  height: ReadonlySignal<number>;
  status: ReadonlySignal<Status>;
  /** Python sets all others. */
  set<K extends Settable>(name: K, value: TraitsMessage[K]): void;
}
/** The four traits the view may set. */
type Settable = "embedding" | "color" | "category" | "height";

export function followTraits(model: AnyModel<TraitsMessage>, lifetime: AbortSignal): Traits {
  const asIs = <T>(value: T) => value;
  const takes: (() => void)[] = [];
  const followed: string[] = [];
  // One message may change several traits, and each is told on its own: all are read at the first of them, or what
  // follows would see a color whose category is yet to come.
  const takeAll = () =>
    batch(() => {
      for (const take of takes) take();
    });
  lifetime.addEventListener("abort", () => {
    for (const event of followed) model.off(event, takeAll);
  });
  function follow<K extends keyof TraitsMessage, T>(name: K, read: (value: TraitsMessage[K]) => T): ReadonlySignal<T> {
    let raw = model.get(name);
    const trait = signal(read(raw));
    takes.push(() => {
      if (raw === model.get(name)) return;
      raw = model.get(name);
      trait.value = read(raw);
    });
    model.on(`change:${name}`, takeAll);
    followed.push(`change:${name}`);
    return trait;
  }
  return {
    embedding: follow("embedding", asIs),
    color: follow("color", asIs),
    category: follow("category", asIs),
    categories: follow("categories", categoriesReader()),
    nSelected: follow("n_selected", asIs),
    revision: follow("revision", asIs),
    theme: follow("theme", asIs),
    height: follow("height", asIs),
    status: follow("status", statusFrom),
    set<K extends Settable>(name: K, value: TraitsMessage[K]) {
      model.set(name, value);
      model.save_changes();
    },
  };
}
