/** The anywidget export: one store per model, one view per render, each with a lifetime of its own. */
import type { AnyModel } from "@anywidget/types";
import { render as renderTree } from "preact";
import { browserStorage, followTheme, openShadow, pagesChannel } from "./host";
import { App } from "./panels/App";
import { Here } from "./panels/common/context";
import { createStore, type Store } from "./store/store";
import { styles } from "./styles";
import { createView } from "./view/view";
import type { TraitsMessage } from "./wire/messages";

export default () => {
  let store: Store | null = null;

  function initialize({ model }: { model: AnyModel<TraitsMessage> }) {
    const lifetime = new AbortController();
    store = createStore(model, lifetime.signal, { storage: browserStorage(), openChannel: pagesChannel });
    return () => lifetime.abort();
  }

  function render({ el }: { el: HTMLElement }) {
    if (!store) throw new Error("The widget was shown before it was made.");
    const lifetime = new AbortController();
    const root = openShadow(el, styles, lifetime.signal);
    const theme = followTheme(store.traits.theme, lifetime.signal);
    const view = createView(store, lifetime.signal);
    const mount = document.createElement("div");
    root.append(mount);
    renderTree(
      <Here.Provider value={{ store, view }}>
        <App theme={theme} />
      </Here.Provider>,
      mount,
    );
    // Not awaited: a reply can't arrive before this function has returned.
    void store.data.open();
    return () => {
      renderTree(null, mount);
      lifetime.abort();
    };
  }

  return { initialize, render };
};
