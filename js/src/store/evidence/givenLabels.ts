/** Which of the labels written at clusters were given to cells, as long as undo did not take them back. */
import { computed, effect, type ReadonlySignal, signal } from "@preact/signals";
import type { Traits } from "../base/traits";

type Labels = ReadonlyMap<string, string>;

/** What undo and redo would do. */
type Steps = Pick<Traits["status"]["value"], "undo" | "redo">;

interface Given {
  clusters: string;
  category: string;
  /** What undo calls the edit. */
  text: string;
  labels: Labels;
  undone: boolean;
}

export interface GivenLabels {
  /** Of some clusters in a category, by cluster. */
  of(clusters: string, category: string | null): Labels;
  add(clusters: string, category: string, text: string, labels: Labels): void;
  /** Another label is written at a cluster, or the same once more: it is to be given again. */
  forget(clusters: string, cluster: string): void;
}

export function createGivenLabels({ status }: { status: ReadonlySignal<Steps> }, lifetime: AbortSignal): GivenLabels {
  const all = signal<readonly Given[]>([]);
  const turn = (one: Given | undefined, undone: boolean) => {
    if (one) all.value = all.peek().map((each) => (each === one ? { ...each, undone } : each));
  };
  const steps = computed(() => JSON.stringify([status.value.undo, status.value.redo]));
  const stop = effect(() => {
    const [undo, redo] = JSON.parse(steps.value) as [string | null, string | null];
    const known = all.peek();
    turn(
      known.findLast(({ undone, text }) => !undone && text === redo),
      true,
    );
    turn(
      known.find(({ undone, text }) => undone && text === undo),
      false,
    );
  });
  lifetime.addEventListener("abort", stop);
  return {
    of(clusters, category) {
      const theirs = all.value.filter((one) => !one.undone && one.clusters === clusters && one.category === category);
      return new Map(theirs.flatMap(({ labels }) => [...labels]));
    },
    add(clusters, category, text, labels) {
      // what was undone before another edit can't come back
      const standing = all.peek().filter(({ undone }) => !undone);
      all.value = [...standing, { clusters, category, text, labels, undone: false }];
    },
    forget(clusters, cluster) {
      all.value = all.peek().map((one) => {
        if (one.clusters !== clusters || !one.labels.has(cluster)) return one;
        return { ...one, labels: new Map([...one.labels].filter(([name]) => name !== cluster)) };
      });
    },
  };
}
