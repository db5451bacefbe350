"""A browser without WebGL 2 still shows the cells, and all that is done with them."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from .menus import choose
from .places import DENDRITIC, color_at, lonely_cell, near, position_of, with_company
from .wait import until

WITHOUT = """
const get = HTMLCanvasElement.prototype.getContext;
HTMLCanvasElement.prototype.getContext = function (kind, ...rest) {
  return kind.startsWith("webgl") ? null : get.call(this, kind, ...rest);
};
"""


@pytest.fixture
def plain(show_page, page):
    page.add_init_script(WITHOUT)
    widget, view = show_page(color="louvain")
    return widget, view, lonely_cell(widget.adata.obsm["X_umap"])


def level_color(widget, cell):
    louvain = widget.adata.obs["louvain"]
    return widget.adata.uns["louvain_colors"][louvain.cat.categories.get_loc(louvain.iloc[cell])]


def test_it_says_so_and_draws_lassos_and_labels(plain):
    widget, view, cell = plain
    at = position_of(widget, view, cell)
    expect(view.box.get_by_role("alert")).to_contain_text("no WebGL 2")
    until(lambda: near(color_at(view, at), level_color(widget, cell)))
    view.lasso(DENDRITIC)
    until(lambda: widget.n_selected > 50)
    until(lambda: not near(color_at(view, at), level_color(widget, cell)))  # dimmed
    view.label_selection("B cell", category="mine")
    expect(view.plot.get_by_text("B cell", exact=True)).to_be_visible()
    view.surface.focus()
    view.page.keyboard.press("Escape")
    widget.label("this one", category="mine", cells=with_company(widget, cell))
    until(lambda: near(color_at(view, at), widget.categories[0]["labels"][1]["color"]))


def test_it_zooms_changes_the_embedding_and_shows_numbers(plain):
    widget, view, _ = plain
    widget.color = "n_genes"
    expect(view.box.get_by_role("figure")).to_be_visible()
    choose(view, "Embedding: UMAP", "PCA")
    expect(view.box.get_by_role("button", name="Embedding: PCA")).to_be_visible()
    widget.color = "louvain"
    pca = widget.adata.obsm["X_pca"][:, :2]
    alone = lonely_cell(pca)
    until(lambda: near(color_at(view, position_of(widget, view, alone)), level_color(widget, alone)))
    widget.select(cells=[alone])
    expect(view.selection).to_have_text("1 of 700 cells")
    view.surface.focus()
    view.page.keyboard.press("z")
    box = view.plot.bounding_box()
    middle = {"x": box["width"] / 2, "y": box["height"] / 2}
    until(lambda: near(color_at(view, middle), level_color(widget, alone)))
