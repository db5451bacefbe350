/** The model's synced traits as signals. */
import type { AnyModel } from "@anywidget/types";
import { batch, type ReadonlySignal, signal } from "@preact/signals";
import { type Category, type Status, statusFrom } from "../../wire/messages";

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
  /** The four traits the view may set; Python sets all others. */
  set(name: "embedding" | "color" | "category", value: string | null): void;
  set(name: "height", value: number): void;
}

export function followTraits(model: AnyModel, lifetime: AbortSignal): Traits {
  const takes: (() => void)[] = [];
  const followed: string[] = [];
  // One message may change several traits, and each is told on its own: all are read at the first of them, or what
  // follows would see a colour whose category is yet to come.
  const takeAll = () =>
    batch(() => {
      for (const take of takes) take();
    });
  lifetime.addEventListener("abort", () => {
    for (const event of followed) model.off(event, takeAll);
  });
  // biome-ignore lint/suspicious/noExplicitAny: a trait arrives as whatever Python sent
  function follow<T>(name: string, read: (value: any) => T = (value) => value): ReadonlySignal<T> {
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
    embedding: follow("embedding"),
    color: follow("color"),
    category: follow("category"),
    categories: follow("categories", (value) => value ?? []),
    nSelected: follow("n_selected"),
    revision: follow("revision"),
    theme: follow("theme"),
    height: follow("height"),
    status: follow("status", statusFrom),
    set(name: string, value: string | number | null) {
      model.set(name, value);
      model.save_changes();
    },
  };
}
