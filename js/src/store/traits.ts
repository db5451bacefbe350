/** The model's synced traits as signals. */
import type { AnyModel } from "@anywidget/types";
import { type ReadonlySignal, signal } from "@preact/signals";
import { type Category, type Status, statusFrom } from "../wire";

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
  const followed: [name: string, update: () => void][] = [];
  lifetime.addEventListener("abort", () => {
    for (const [name, update] of followed) model.off(`change:${name}`, update);
  });
  // biome-ignore lint/suspicious/noExplicitAny: a trait arrives as whatever Python sent
  function follow<T>(name: string, read: (value: any) => T = (value) => value): ReadonlySignal<T> {
    const trait = signal(read(model.get(name)));
    const update = () => {
      trait.value = read(model.get(name));
    };
    model.on(`change:${name}`, update);
    followed.push([name, update]);
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
