"""Two embeddings side by side that show the same cells, and the change from one embedding to another."""

from __future__ import annotations

import numpy as np
import pytest
from playwright.sync_api import expect

from cellxgene_widget.selection.polygons import in_polygons
from tests.view import drag

from .menus import choose
from .places import B_CELLS, MONOCYTES, color_at, lonely_cell, near, pixels_of, position_of
from .wait import until, until_selected

EVERYTHING = [(0.001, 0.001), (0.999, 0.001), (0.999, 0.999), (0.001, 0.999)]


class Pane:
    """One of two plots, with what ``places`` asks of a view."""

    def __init__(self, view, name):
        self.page = view.page
        self.box = view.box.get_by_role("group", name=name, exact=True)
        self.plot = self.box.locator(".cxw-plot[data-ready=true]")
        expect(self.plot).to_be_visible()
        self.surface = self.box.get_by_role("application")
        self.outline = self.box.locator(".cxw-plot-lasso").first
        self.ring = self.box.locator(".cxw-plot-ring")


@pytest.fixture
def split(show_page, adata):
    """A view with UMAP and PCA beside each other."""
    adata.obsm["spatial"] = np.random.default_rng(0).random((700, 2)).astype(np.float32)
    adata.obsm["spatial"][:9] = np.nan
    adata.obsm["X_pca"] = adata.obsm["X_pca"][:, :2]
    widget, view = show_page(adata, color="louvain")
    view.box.get_by_role("button", name="Two embeddings side by side").click()
    return widget, view, Pane(view, "Plot"), Pane(view, "Second plot")


def inside(widget, pane, basis, corners):
    box = pane.plot.bounding_box()
    here = pixels_of(np.asarray(widget.adata.obsm[basis], dtype=float), pane)
    return in_polygons(here, [np.array(corners) * [box["width"], box["height"]]])


def test_a_lasso_in_either_selects_in_both_and_is_drawn_where_it_was_made(split):
    widget, view, left, right = split
    corners = [(0.05, 0.1), (0.5, 0.1), (0.5, 0.6), (0.05, 0.6)]
    view.page.evaluate(
        "window.sent = []; const send = page.model.send; "
        "page.model.send = (...all) => { sent.push(all[0]); send(...all); }"
    )
    drag(right.plot, corners)
    # drawn here, not only when Python has answered
    expected = inside(widget, right, "X_pca", corners)
    until_selected(widget, expected)
    expect(view.selection).to_have_text(f"{expected.sum()} of 700 cells")
    assert widget.recipe[0]["basis"] == "X_pca"
    expect(view.label_field).to_be_focused()
    expect(right.outline).not_to_have_attribute("d", "")
    expect(left.outline).to_have_attribute("d", "")
    drag(left.plot, corners, keys=["Shift"])
    until_selected(widget, expected | inside(widget, left, "X_umap", corners))
    expect(left.outline).not_to_have_attribute("d", "")
    # a chip taken out runs the steps again, each in its own embedding
    view.box.get_by_role("button", name="Remove lasso").click()
    until_selected(widget, inside(widget, left, "X_umap", corners))
    until(lambda: not right.outline.get_attribute("d"))


def test_colours_labels_and_dimming_are_the_same_in_both(split):
    widget, _, left, right = split
    cell = lonely_cell(widget.adata.obsm["X_pca"])
    louvain = widget.adata.obs["louvain"]
    color = widget.adata.uns["louvain_colors"][louvain.cat.categories.get_loc(louvain.iloc[cell])]
    at = position_of(widget, left, cell)
    x, y = pixels_of(np.asarray(widget.adata.obsm["X_pca"], dtype=float), right)[cell]
    there = {"x": float(x), "y": float(y)}
    until(lambda: near(color_at(right, there), color))
    widget.create_category("mine")
    others = np.flatnonzero(louvain == "1").tolist()
    widget.label("this one", cells=[cell, *others])
    widget.color = "mine"
    until(lambda: widget.categories and widget.categories[0]["labels"])
    label = widget.categories[0]["labels"][0]["color"]
    until(lambda: near(color_at(right, there), label))
    for pane in (left, right):
        expect(pane.plot.get_by_text("this one", exact=True)).to_be_visible()
    widget.select(cells=others)
    until(lambda: not near(color_at(right, there), label))
    widget.clear_selection()
    until(lambda: near(color_at(right, there), label))
    assert at != there


def test_a_cell_hovered_in_one_is_ringed_in_the_other(split):
    widget, view, left, right = split
    cell = lonely_cell(widget.adata.obsm["X_umap"])
    expect(right.ring).to_be_hidden()
    left.plot.hover(position=position_of(widget, left, cell))
    for pane, basis in ((left, "X_umap"), (right, "X_pca")):
        expect(pane.ring).to_be_visible()
        where = pixels_of(np.asarray(widget.adata.obsm[basis], dtype=float), pane)[cell]
        until(lambda: abs(float(pane.ring.get_attribute("cx")) - where[0]) < 1)  # noqa: B023
        assert abs(float(pane.ring.get_attribute("cy")) - where[1]) < 1
    expect(view.box.locator(".cxw-hover")).to_have_count(1)
    expect(left.box.locator(".cxw-hover")).to_contain_text(widget.adata.obs_names[cell])
    view.page.mouse.move(1, 1)
    for pane in (left, right):
        expect(pane.ring).to_be_hidden()


def test_each_has_its_own_camera_and_embedding(split):
    widget, view, left, right = split
    drag(left.plot, MONOCYTES)
    until(lambda: widget.n_selected)
    right.surface.focus()
    view.page.keyboard.press("z")
    drag(left.plot, EVERYTHING)
    until(lambda: widget.n_selected == 700)
    drag(right.plot, EVERYTHING)
    until(lambda: 0 < widget.n_selected < 700)
    choose(view, "Second embedding: PCA", "spatial")
    expect(right.box).to_contain_text("9 cells without coordinates")
    expect(left.box).not_to_contain_text("without coordinates")
    drag(right.plot, EVERYTHING)
    until(lambda: widget.n_selected == 691)
    assert widget.recipe[0]["basis"] == "spatial"
    assert widget.embedding == "X_umap"


def test_the_second_plot_goes_and_gives_its_context_back(split):
    widget, view, left, right = split
    kept = "window.gl = [...{}.querySelectorAll('canvas')].map((node) => node.getContext('webgl2')).at(-1)"
    right.plot.evaluate(f"node => {{ {kept.format('node')} }}")
    assert not view.page.evaluate("gl.isContextLost()")
    view.box.get_by_role("button", name="Close the second plot").click()
    expect(view.box.get_by_role("application")).to_have_count(1)
    assert view.page.evaluate("gl.isContextLost()")
    left.surface.focus()
    view.lasso(B_CELLS)
    until(lambda: widget.n_selected)
    choose(view, "Embedding: UMAP", "Two side by side")
    expect(view.box.get_by_role("application")).to_have_count(2)
    choose(view, "Embedding: UMAP", "One plot only")
    expect(view.box.get_by_role("application")).to_have_count(1)


@pytest.mark.parametrize("motion", ["no-preference", "reduce"])
def test_cells_move_to_another_embedding_and_all_is_right_after(show_page, motion):
    widget, view = show_page(color="louvain")
    view.page.emulate_media(reduced_motion=motion)
    name = view.plot.locator(".cxw-plot-name").first
    expect(name).to_be_visible()
    # the outcome of each frame: are the names away, as they are while cells move?
    view.page.evaluate(
        """() => {
          window.away = 0;
          const names = document.querySelector('#views > div > div').shadowRoot.querySelector('.cxw-plot-names');
          const look = () => { away += names.style.visibility === 'hidden'; requestAnimationFrame(look); };
          look();
        }"""
    )
    choose(view, "Embedding: UMAP", "PCA")
    expect(view.box.get_by_role("button", name="Embedding: PCA")).to_be_visible()
    if motion == "no-preference":
        until(lambda: view.page.evaluate("away") > 0)
    expect(name).to_be_visible()
    until(lambda: widget.embedding == "X_pca")  # the page need not wait for it
    pca = np.asarray(widget.adata.obsm["X_pca"][:, :2], dtype=float)
    cell = lonely_cell(pca)
    at = position_of(widget, view, cell)
    louvain = widget.adata.obs["louvain"]
    color = widget.adata.uns["louvain_colors"][louvain.cat.categories.get_loc(louvain.iloc[cell])]
    until(lambda: near(color_at(view, at), color))
    if motion == "reduce":
        assert view.page.evaluate("away") == 0
    corners = [(0.05, 0.1), (0.5, 0.1), (0.5, 0.6), (0.05, 0.6)]
    view.lasso(corners)
    box = view.plot.bounding_box()
    until_selected(widget, in_polygons(pixels_of(pca, view), [np.array(corners) * [box["width"], box["height"]]]))
    view.plot.hover(position=at)
    expect(view.box.locator(".cxw-hover")).to_contain_text(widget.adata.obs_names[cell])
    # and in the middle of a move: the hand has the cells where they belong
    choose(view, "Embedding: PCA", "UMAP")
    expect(view.box.get_by_role("button", name="Embedding: UMAP")).to_be_visible()
    until(lambda: view.plot.locator(".cxw-plot-lasso").first.get_attribute("d") == "")
    view.lasso(MONOCYTES)
    umap = pixels_of(np.asarray(widget.adata.obsm["X_umap"], dtype=float), view)
    until_selected(widget, in_polygons(umap, [np.array(MONOCYTES) * [box["width"], box["height"]]]))
