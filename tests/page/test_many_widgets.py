"""Twenty widgets on one page: a page has 16 graphics contexts, so only plots that are in view hold one."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest
from playwright.sync_api import expect

import cellxgene_widget as cxw
from tests.view import View

from .data import cells
from .places import B_CELLS, color_at, lonely_cell, near, position_of
from .wait import until

N = 20

#: Keeps all contexts of the page, also those of its frames, in one list.
CONTEXTS = """
(() => {
  const contexts = (window.top.contexts ??= []);
  const get = HTMLCanvasElement.prototype.getContext;
  HTMLCanvasElement.prototype.getContext = function (kind, ...rest) {
    const context = get.call(this, kind, ...rest);
    if (kind.startsWith("webgl") && context && !contexts.includes(context)) contexts.push(context);
    return context;
  };
})();
"""


@pytest.fixture
def many(page_server, page, tmp_path):
    widgets = [cxw.show(cells(), annotations_dir=tmp_path / str(i), color="louvain", height=400) for i in range(N)]
    page.add_init_script(CONTEXTS)
    addresses = [page_server.add(widget) for widget in widgets]
    page.goto(addresses[0] + "?views=0")
    # one frame a widget, on the same page and in the same process
    page.evaluate(
        """(addresses) => {
          for (const address of addresses) {
            const frame = document.createElement("iframe");
            frame.src = address;
            frame.style = "display: block; width: 1100px; height: 460px; border: 0";
            document.body.append(frame);
          }
        }""",
        addresses,
    )
    yield widgets
    for widget in widgets:
        widget.close()


def alive(page):
    return page.evaluate("contexts.filter((context) => !context.isContextLost()).length")


def test_twenty_widgets_stay_alive_and_each_in_view_draws_and_labels(many, page):
    frames = page.locator("iframe")
    expect(frames).to_have_count(N)

    def in_view(nth):
        frame = frames.nth(nth)
        frame.scroll_into_view_if_needed()
        return many[nth], View(frame.content_frame)

    for nth in (0, 7, 13, N - 1, 0):
        widget, view = in_view(nth)
        cell = lonely_cell(widget.adata.obsm["X_umap"])
        louvain = widget.adata.obs["louvain"]
        color = widget.adata.uns["louvain_colors"][louvain.cat.categories.get_loc(louvain.iloc[cell])]
        shown = SimpleNamespace(plot=view.plot, page=page)
        until(lambda: near(color_at(shown, position_of(widget, view, cell)), color), seconds=30)  # noqa: B023
    # all were passed on the way; those out of view have given theirs back
    until(lambda: alive(page) <= 4)
    for nth in (0, N - 1):
        widget, view = in_view(nth)
        view.lasso(B_CELLS)
        until(lambda: widget.n_selected > 50)  # noqa: B023
        view.label_selection("B cell", category="mine")
        view.expect_counts(**{"B cell": widget.n_selected})
        assert np.array_equal(widget.annotations["mine"] == "B cell", widget.selected)
