/** The anywidget export: one store per model, one view per place in the page, each with a lifetime of its own. */
import type { AnyModel } from "@anywidget/types";
import { computed, effect, type ReadonlySignal, signal, untracked } from "@preact/signals";
import { render as renderTree } from "preact";
import { followTheme, openShadow, outputCap, pagesChannel, type Theme } from "./host";
import { App } from "./panels/App";
import { Here } from "./panels/common/context";
import { createPlaces } from "./places";
import { createStore, type Store } from "./store/store";
import { styles } from "./styles";
import { createView, type View } from "./view/view";
import type { Ahead } from "./wire/ahead";
import { browserId, browserStorage } from "./wire/browserId";
import type { TraitsMessage } from "./wire/messages";

export default () => {
  const here = signal<Store | null>(null);
  const places = createPlaces();
  const id = browserId(browserStorage());

  /** `asked`: what the loader has asked already. */
  function initialize({ model, asked }: { model: AnyModel<TraitsMessage>; asked?: Ahead | null }) {
    let lifetime = new AbortController();
    /** Everything a store has is about certain cells: where the notebook has changed these, one begins anew. */
    function begin(former?: Store): void {
      lifetime = new AbortController();
      const browser = { storage: browserStorage(), openChannel: pagesChannel, id };
      const store = createStore(model, lifetime.signal, browser, former, former ? null : asked);
      store.data.onReplaced(() => {
        lifetime.abort();
        begin(store);
      });
      here.value = store;
    }
    begin();
    return () => lifetime.abort();
  }

  function render({ el }: { el: HTMLElement }) {
    const first = here.peek();
    if (!first) throw new Error("The widget was shown before it was made.");
    return places.give(el, (lifetime) => build(el, first, lifetime));
  }

  /** A view in a box of its own, which is given by what is in it. */
  function build(el: HTMLElement, first: Store, shown: AbortSignal): ShadowRoot {
    const boxed = new AbortController();
    const root = openShadow(el, styles, boxed.signal);
    const wish = computed(() => (here.value ?? first).traits.theme.value);
    const theme = followTheme(wish, boxed.signal);
    const mount = document.createElement("div");
    root.append(mount);
    let view: View | null = null;
    /** Whether the keys went to what has been taken away: to the page they would be keys of the notebook. */
    let hadFocus = false;
    const stop = effect(() => {
      const store = here.value;
      if (!store) return;
      const lifetime = new AbortController();
      view = untracked(() => show(store, mount, theme, lifetime.signal, view));
      if (hadFocus) mount.querySelector<HTMLElement>(".cxw")?.focus({ preventScroll: true });
      return () => {
        hadFocus = root.activeElement !== null;
        renderTree(null, mount);
        lifetime.abort();
      };
    });
    shown.addEventListener("abort", () => {
      stop();
      boxed.abort();
    });
    return root;
  }

  function show(
    store: Store,
    mount: HTMLElement,
    theme: ReadonlySignal<Theme>,
    lifetime: AbortSignal,
    former: View | null,
  ): View {
    const view = createView(store, lifetime, browserStorage(), former);
    renderTree(
      <Here.Provider value={{ store, view }}>
        <App theme={theme} cap={outputCap()} />
      </Here.Provider>,
      mount,
    );
    // Not awaited: a reply can't arrive before this function has returned.
    void store.data.open();
    return view;
  }

  return { initialize, render };
};
