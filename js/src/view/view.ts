/** State of one view that Python never learns: tools, hover, open sections, messages. */
import { computed, effect, type Signal, signal } from "@preact/signals";
import type { SelectMode } from "../geometry/selectMode";
import type { EditResult } from "../store/base/edit";
import { createProblems, type Problems } from "../store/base/problems";
import { pairOf } from "../store/data/pairs";
import { AsksFirst } from "../store/labels/manyCells";
import type { Slice } from "../store/store";
import { createLayer, type Layer } from "../ui/layer";
import { createFamilies, type Families } from "./families";
import { foldedAtFirst } from "./foldedGenes";
import { createLooking, type Looking } from "./looking";
import { createPlotSettings, type PlotSettings } from "./plotSettings";
import { createRoom, type Room } from "./room";
import { createTools, type Tools } from "./tools";

export interface Message {
  text: string;
  /** Undo is offered beside it while this is the last revision; null: there is nothing to take back. */
  undoes: number | null;
  /** Takes back what is no edit of labels. */
  back?: () => void;
}
/** What a person should agree to, before it is done. */
export interface Question {
  text: string;
  yes(): void;
}
/** An outline or click joined the selection in a way that left nothing selected. */
export interface Stuck {
  mode: SelectMode;
  /** Selects what it was about anew. */
  anew(): void;
}
export interface View {
  tools: Tools;
  /** How an outline or a click joins the selection while no key is held. */
  mode: Signal<SelectMode>;
  plots: PlotSettings;
  looking: Looking;
  /** The cell under the pointer, in which pane, and where there. */
  hover: Signal<{ cell: number; pane: number; x: number; y: number } | null>;
  /** Sections unfolded, by "own:ID", "data:NAME" or "number:NAME"; panels by their name. */
  unfolded: Signal<ReadonlySet<string>>;
  /** Of nested labels. */
  families: Families;
  /** Who has how much room: the panels beside the plot, the dock below it. */
  room: Room;
  /** The inline form for a category, and what it copies if anything. */
  creating: Signal<{ like?: string } | null>;
  /** Labels to be brought in: of a column, or (null) of a file; asked for at a control. */
  importing: Signal<{ column: string | null; anchor: HTMLElement } | null>;
  message: Signal<Message | null>;
  question: Signal<Question | null>;
  stuck: Signal<Stuck | null>;
  layer: Layer;
  problems: Problems;
  /** Set by the parts that own these controls. */
  focusPlot: () => void;
  focusLabelField: () => void;
  focusGeneSearch: () => void;
  showKeys: () => void;
  say(message: Message): void;
  /** An action's message when it worked, its sentence in the strip when not. */
  run(action: Promise<EditResult>): Promise<void>;
  undo(): void;
  redo(): void;
  /** An action without a message of its own. */
  attempt(action: Promise<unknown>): Promise<void>;
  fold(section: string, open: boolean): void;
}

/** So many numbers are open at the start: each is a column to pull. */
const NUMBERS_OPEN = 3;
const MESSAGE_MS = 9000;

type Needs = Slice<"traits" | "data" | "part" | "values" | "colorBy" | "labels" | "history" | "selection">;

/**
 * `storage`: of the browser, for the sizes that a person dragged; null: where there is none. `former`: the view that this
 * one takes the place of.
 */
export function createView(
  store: Needs,
  lifetime: AbortSignal,
  storage: Storage | null = null,
  former: View | null = null,
): View {
  const message = signal<Message | null>(null);
  const question = signal<Question | null>(null);
  const stuck = signal<Stuck | null>(null);
  const unfolded = signal<ReadonlySet<string>>(new Set(["composition"]));
  const problems = createProblems();
  const plots = createPlotSettings(store);
  const hasRight = computed(() => {
    const dataset = store.data.dataset.value;
    return dataset !== null && (dataset.nGenes > 0 || dataset.columns.some(({ kind }) => kind === "number"));
  });
  let fading = 0;
  lifetime.addEventListener("abort", () => clearTimeout(fading));

  async function act(action: Promise<EditResult>, canUndo: boolean): Promise<void> {
    try {
      const { message: text, revision } = await action;
      view.say({ text, undoes: canUndo ? revision : null });
    } catch (error) {
      if (error instanceof AsksFirst)
        question.value = { text: error.message, yes: () => void act(error.go(), canUndo) };
      else {
        // what was said of an act before is not of this one
        message.value = null;
        problems.report(error as Error);
      }
    }
  }

  // components of one array are an embedding like others
  const isGate = (key: string | null) => pairOf(key) !== null && store.data.componentsOf(key) === null;

  const view: View = {
    tools: createTools(() => [store.traits.embedding.value, plots.second.value], lifetime, isGate),
    mode: signal<SelectMode>("replace"),
    plots,
    looking: createLooking(store, {
      attempt: (action) => view.attempt(action),
      say: (message) => view.say(message),
    }),
    hover: signal(null),
    unfolded,
    families: createFamilies(),
    room: createRoom({ storage, split: computed(() => plots.second.value !== null), hasRight }, lifetime, former?.room),
    creating: signal(null),
    importing: signal(null),
    message,
    question,
    stuck,
    layer: createLayer(store.data.offers),
    problems,
    focusPlot: () => {},
    focusLabelField: () => {},
    focusGeneSearch: () => {},
    showKeys: () => {},
    say(next) {
      clearTimeout(fading);
      message.value = next;
      fading = window.setTimeout(() => {
        if (message.peek() === next) message.value = null;
      }, MESSAGE_MS);
    },
    run: (action) => act(action, true),
    undo: () => void act(store.history.undo(), false),
    redo: () => void act(store.history.redo(), false),
    async attempt(action) {
      try {
        await action;
      } catch (error) {
        problems.report(error as Error);
      }
    },
    fold(section, open) {
      const next = new Set(unfolded.peek());
      if (open) next.add(section);
      else next.delete(section);
      unfolded.value = next;
    },
  };
  store.data.onChanged(({ embeddings }) => {
    const onScreen = [store.traits.embedding.peek(), view.plots.second.peek()];
    const names = store.data.dataset.peek()?.embeddings.filter(({ key }) => onScreen.includes(key)) ?? [];
    const drawn = names.filter(({ key }) => embeddings.includes(key)).map(({ name }) => name);
    if (drawn.length > 0) view.say({ text: `${drawn.join(" and ")} changed: drawn again`, undoes: null });
  }, lifetime);
  // The category that gets the labels is open when it becomes that: one can see what the digits stand for.
  const inUse = computed(() => store.labels.inUse.value?.id);
  let before = inUse.peek();
  const stop = effect(() => {
    const now = inUse.value;
    if (now !== undefined) view.fold(`own:${now}`, true);
    // Other labels, another job: a way of selecting that was set for the last one surprises in it.
    if (before !== undefined && now !== before) view.mode.value = "replace";
    before = now;
  });
  // What was asked or said of a selection is over with it.
  const stopAsking = effect(() => {
    void [view.mode.value, store.selection.meant.value, inUse.value];
    question.value = null;
    stuck.value = null;
  });
  const known = computed(() => store.data.dataset.value?.columns ?? null);
  const stopOpening = effect(() => {
    const numbers = known.value?.filter(({ kind }) => kind === "number").slice(0, NUMBERS_OPEN) ?? [];
    for (const { name } of numbers) view.fold(`number:${name}`, true);
    for (const section of foldedAtFirst(store.data.dataset.peek()?.genes ?? [])) view.fold(section, true);
  });
  lifetime.addEventListener("abort", () => {
    stop();
    stopAsking();
    stopOpening();
  });
  return view;
}
