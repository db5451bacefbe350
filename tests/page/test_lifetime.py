"""A view that is closed leaves nothing behind, and a lost graphics context comes back."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from .menus import choose
from .places import B_CELLS, color_at, lonely_cell, near, position_of, with_company
from .wait import until

#: Counts what a page can hold on to: listeners, timers, frames asked for, observers, graphics contexts.
COUNTING = """
(() => {
  const listeners = new Set(), timers = new Set(), frames = new Set(), observers = new Set(), contexts = [];
  const ids = new WeakMap(); let last = 0;
  const id = (x) => { if (!x) return 0; if (!ids.has(x)) ids.set(x, ++last); return ids.get(x); };
  const global = (target) => target === window || target === document || target instanceof MediaQueryList
    || target === document.documentElement || target === document.body;
  const {addEventListener: add, removeEventListener: remove} = EventTarget.prototype;
  EventTarget.prototype.addEventListener = function (type, listener, options) {
    // listeners of nodes of a view go with the nodes; those of the page do not
    if (listener && global(this)) {
      const key = [id(this), type, id(listener), !!(options?.capture ?? options)].join();
      listeners.add(key);
      options?.signal && add.call(options.signal, "abort", () => listeners.delete(key));
    }
    return add.call(this, type, listener, options);
  };
  EventTarget.prototype.removeEventListener = function (type, listener, options) {
    const key = [id(this), type, id(listener), !!(options?.capture ?? options)].join();
    listeners.delete(key);
    return remove.call(this, type, listener, options);
  };
  for (const [set, start, stop, once] of [
    [timers, "setTimeout", "clearTimeout", true], [timers, "setInterval", "clearInterval", false],
    [frames, "requestAnimationFrame", "cancelAnimationFrame", true],
  ]) {
    const [begin, end] = [window[start], window[stop]];
    window[start] = (act, ...rest) => {
      const n = begin((...args) => { if (once) set.delete(n); act(...args); }, ...rest);
      set.add(n);
      return n;
    };
    window[stop] = (n) => { set.delete(n); end(n); };
  }
  for (const name of ["ResizeObserver", "IntersectionObserver", "MutationObserver"]) {
    window[name] = class extends window[name] {
      observe(...args) { observers.add(this); super.observe(...args); }
      disconnect() { observers.delete(this); super.disconnect(); }
    };
  }
  const get = HTMLCanvasElement.prototype.getContext;
  HTMLCanvasElement.prototype.getContext = function (kind, ...rest) {
    const context = get.call(this, kind, ...rest);
    if (kind.startsWith("webgl") && context && !contexts.includes(context)) contexts.push(context);
    return context;
  };
  window.holds = () => ({
    listeners: listeners.size, timers: timers.size, frames: frames.size, observers: observers.size,
    contexts: contexts.filter((context) => !context.isContextLost()).length, handlers: page.nHandlers(),
    views: document.querySelector("#views").childElementCount,
  });
})();
"""


def holds(view):
    return view.page.evaluate("holds()")


def settled(view):
    """Counts once timers and frames have run out."""
    held = {}

    def is_settled():
        held.update(holds(view))
        return held["timers"] == held["frames"] == 0

    until(is_settled, seconds=20)
    return held


@pytest.fixture
def counted(show_page, page):
    page.add_init_script(COUNTING)
    return show_page()


def test_a_view_opened_and_closed_20_times_leaves_nothing(counted):
    _, view = counted
    before = settled(view)
    assert before["contexts"] == 1
    assert before["listeners"] > 0
    assert before["observers"] > 0
    view.page.evaluate("(async () => { for (let i = 0; i < 20; i++) { await page.addView(); page.closeView(); } })()")
    assert settled(view) == before
    view.page.evaluate("page.closeView()")
    after = settled(view)  # Preact ends effects a frame after a view went
    assert after == dict.fromkeys(after, 0) | {"handlers": before["handlers"]}


def test_an_output_renewed_20_times_has_one_view_which_ends_with_it(counted):
    _, view = counted
    before = settled(view)
    view.page.evaluate("(async () => { for (let i = 0; i < 20; i++) await page.renewView(); })()")
    expect(view.box).to_be_visible()
    assert settled(view) == before
    view.page.evaluate("page.closeView()")
    after = settled(view)
    assert after == dict.fromkeys(after, 0) | {"handlers": before["handlers"]}


def test_a_view_closed_in_the_middle_of_things_leaves_nothing(counted):
    widget, view = counted
    widget.create_category("mine")
    widget.add_label("mine", "B cell")  # whose list both views have
    expect(view.row("B cell")).to_have_count(1)
    view.lasso(B_CELLS)  # after which Playwright has listeners of its own
    before = settled(view)
    view.page.evaluate("page.addView()")
    second = type(view)(view.page, nth=1)
    second.lasso(B_CELLS)
    second.label_selection("B cell")
    second.expect_counts(**{"B cell": widget.n_selected})
    choose(second, "Menu of label B cell", "Rename")
    choose(second, "Menu of category mine")
    second.plot.hover(position=position_of(widget, second, lonely_cell(widget.adata.obsm["X_umap"])))
    expect(second.box.locator(".cxw-hover")).to_be_visible()
    view.page.evaluate("page.closeView()")
    assert settled(view) == before


def test_a_second_plot_opened_and_closed_leaves_nothing(counted):
    _, view = counted
    button = view.box.get_by_role("button", name="Two embeddings side by side")
    button.click()  # once, after which Playwright has listeners of its own
    button.click()
    before = settled(view)
    assert before["contexts"] == 1
    for _ in range(6):
        button.click()
        expect(view.box.get_by_role("group", name="Second plot").locator(".cxw-plot[data-ready=true]")).to_be_visible()
        until(lambda: holds(view)["contexts"] == 2)  # made when it is seen
        button.click()
        expect(view.box.get_by_role("application")).to_have_count(1)
    assert settled(view) == before


def test_a_view_with_two_plots_is_closed_in_the_middle_of_a_move(counted):
    _, view = counted
    before = settled(view)
    view.page.evaluate("page.addView()")
    second = type(view)(view.page, nth=1)
    choose(second, "Embedding: UMAP", "Two side by side")
    expect(second.box.get_by_role("application")).to_have_count(2)
    choose(second, "Embedding: UMAP", "PCA")
    second.box.get_by_role("button", name="Points", exact=True).first.click()
    view.page.evaluate("page.closeView()")
    assert settled(view) | {"listeners": 0} == before | {"listeners": 0}


def test_many_views_at_once_are_all_drawn(show_page):
    widget, view = show_page(query="?views=6", height=320)
    for nth in range(6):
        type(view)(view.page, nth)
    widget.create_category("mine")
    expect(view.page.get_by_role("region", name="Category mine")).to_have_count(6)


def test_a_lost_context_comes_back_with_all_that_was_drawn(show_page):
    widget, view = show_page(color="louvain")
    cell = lonely_cell(widget.adata.obsm["X_umap"])
    at, louvain = position_of(widget, view, cell), widget.adata.obs["louvain"]
    color = widget.adata.uns["louvain_colors"][louvain.cat.categories.get_loc(louvain.iloc[cell])]
    until(lambda: near(color_at(view, at), color))
    canvas = view.plot.locator("canvas")
    canvas.evaluate(
        "node => { window.loss = node.getContext('webgl2').getExtension('WEBGL_lose_context'); loss.loseContext(); }"
    )
    until(lambda: not near(color_at(view, at), color))
    widget.create_category("mine")  # edits go on meanwhile
    widget.label("this one", cells=with_company(widget, cell))
    expect(view.row("this one")).to_have_count(1)
    view.page.evaluate("loss.restoreContext()")
    until(lambda: near(color_at(view, at), widget.categories[0]["labels"][0]["color"]))
    view.lasso(B_CELLS)
    until(lambda: widget.n_selected > 50)
