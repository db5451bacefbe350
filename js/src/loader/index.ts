/**
 * The anywidget export that a notebook stores with each widget: small, for it is kept in every saved notebook. The front
 * end itself comes from the kernel; where none answers, what is shown is the picture of how it was.
 */
import type { AnyModel } from "@anywidget/types";
import { type Ahead, askAhead } from "../wire/ahead";
import { browserId, browserStorage } from "../wire/browserId";
import { fetchFrontEnd } from "./frontEnd";
import { hideStills, showStill } from "./still";
import type { Rendering, Widget } from "./widget";

/** A person wonders by now; a kernel with nothing to do answers in a hundredth of it. */
const PATIENCE_MS = 4000;
/** Pages made of a saved notebook (nbconvert, Sphinx) hold the widgets' state: nobody will answer there. */
const SAVED_STATE = 'script[type="application/vnd.jupyter.widget-state+json"]';

/** Does something once an element is in the page. */
function whenSeen(el: HTMLElement, go: () => void, lifetime: AbortSignal): void {
  const observer = new ResizeObserver(() => {
    if (!el.isConnected) return;
    observer.disconnect();
    go();
  });
  observer.observe(el);
  lifetime.addEventListener("abort", () => observer.disconnect());
}

export default () => {
  const lifetime = new AbortController();
  let widget: Promise<Widget> | null = null;
  let ahead: Ahead | null = null;
  let newest: HTMLElement | null = null;

  /** Asked for when it is first drawn: a reply can't arrive while a widget is being made. */
  function load(model: AnyModel): Promise<Widget> {
    if (widget) return widget;
    const frontEnd = fetchFrontEnd(model, lifetime.signal, () => ahead?.dropUnanswered());
    // behind the front end: the kernel answers while the page compiles that
    ahead = askAhead(model, browserId(browserStorage()), lifetime.signal);
    widget = frontEnd.then(
      (make) => {
        const made = make();
        const close = made.initialize({ model, asked: ahead });
        if (lifetime.signal.aborted) close();
        else lifetime.signal.addEventListener("abort", close);
        return made;
      },
      (error: Error) => {
        widget = null;
        ahead?.end();
        throw error;
      },
    );
    return widget;
  }

  function render({ model, el }: Rendering) {
    const shown = new AbortController();
    newest = el;
    const isSaved = document.querySelector(SAVED_STATE) !== null;
    let takeAway = () => {};
    const still = (why?: string) => {
      takeAway();
      takeAway = showStill(el, model, isSaved, why);
    };
    const timer = setTimeout(still, isSaved ? 0 : PATIENCE_MS);
    shown.signal.addEventListener("abort", () => {
      clearTimeout(timer);
      takeAway();
    });
    load(model).then(
      (made) => {
        if (shown.signal.aborted || lifetime.signal.aborted) return;
        clearTimeout(timer);
        takeAway();
        hideStills(model);
        const draw = () => shown.signal.addEventListener("abort", made.render({ model, el }));
        // JupyterLab has drawn an output anew that the kernel renewed meanwhile: its place before is in no page any more
        if (el.parentNode || el === newest) draw();
        else whenSeen(el, draw, shown.signal);
      },
      (error: Error) => {
        clearTimeout(timer);
        if (!shown.signal.aborted) still(error.message);
      },
    );
    return () => shown.abort();
  }

  return {
    initialize: () => () => lifetime.abort(),
    render,
  };
};
