"""Tissue by the real mouse and keys: y grows downwards, equal scales, a lasso in data coordinates."""

from __future__ import annotations

import numpy as np
import pytest
from playwright.sync_api import expect

from cellxgene_widget.selection.polygons import in_polygons

from .data import on_tissue
from .menus import choose
from .places import NOWHERE, color_at, near, pixels_of, position_of
from .test_split import EVERYTHING, Pane
from .test_tools import Hand, tool
from .test_without_webgl import WITHOUT, level_color
from .wait import until, until_selected

TOP = [(0.001, 0.001), (0.999, 0.001), (0.999, 0.3), (0.001, 0.3)]
#: Passes no spot closely.
TRIANGLE = [(0.3, 0.1), (0.72, 0.35), (0.4, 0.83)]


def here(widget, view):
    """Pixels of all cells in a plot of the tissue that shows them all."""
    return pixels_of(np.asarray(widget.adata.obsm["spatial"]), view, down=True)


def inside(widget, view, corners):
    box = view.plot.bounding_box()
    return in_polygons(here(widget, view), [np.array(corners) * [box["width"], box["height"]]])


@pytest.fixture
def tissue(show_page):
    """A widget on tissue and its view."""
    return show_page(on_tissue(), basis="spatial", color="louvain")


@pytest.fixture
def hand(tissue):
    """A hand over the tissue, which has the focus."""
    widget, view = tissue
    view.plot.click(position=NOWHERE)
    return Hand(widget, view)


def name_places(view):
    """Give the middle of each name on screen, from the plot's upper left corner."""
    corner = view.plot.bounding_box()
    return {
        name.inner_text(): (
            box["x"] + box["width"] / 2 - corner["x"],
            box["y"] + box["height"] / 2 - corner["y"],
        )
        for name in view.plot.locator(".cxw-plot-name").all()
        if name.is_visible() and (box := name.bounding_box())
    }


def test_a_lasso_at_the_top_takes_the_smallest_y_and_its_recipe_the_same(tissue):
    widget, view = tissue
    view.lasso(TOP)
    expected = inside(widget, view, TOP)
    until_selected(widget, expected)
    y = widget.adata.obsm["spatial"][:, 1]
    assert 50 < expected.sum() < 350
    assert y[expected].max() < y[~expected].min()
    expect(view.selection).to_have_text(f"{expected.sum()} of 700 cells")
    (step,) = widget.recipe
    assert step["basis"] == "spatial"
    assert np.max(step["lasso"], axis=1)[0, 1] < np.median(y)
    recipe, code = widget.recipe, widget.code
    widget.clear_selection()
    for step in recipe:
        widget.select(**step)
    until_selected(widget, expected)
    widget.clear_selection()
    exec(code, {"w": widget})
    until_selected(widget, expected)
    expect(view.selection).to_have_text(f"{expected.sum()} of 700 cells")
    view.label_selection("cortex", category="region")
    until(lambda: "region" in widget.annotations)
    until(lambda: np.array_equal(widget.annotations["region"] == "cortex", expected))


def test_polygon_and_box(hand):
    hand.keyboard.press("p")
    hand.click(*TRIANGLE)
    hand.keyboard.press("Enter")
    until_selected(hand.widget, inside(hand.widget, hand.view, TRIANGLE))
    assert hand.widget.n_selected > 30
    hand.view.surface.focus()
    hand.keyboard.press("b")
    corners = [(0.2, 0.313), (0.6, 0.313), (0.6, 0.711), (0.2, 0.711)]
    hand.drag(corners[3], corners[1])
    until_selected(hand.widget, inside(hand.widget, hand.view, corners))
    assert hand.widget.n_selected > 30


def assert_on_middle(place, cells, *, within):
    """A name is on the cell nearest to the median of its label's; of a grid several may be."""
    away = np.abs(cells - np.median(cells, axis=0)) / np.ptp(cells, axis=0)
    distance = np.hypot(*away.T)
    nearest = cells[np.isclose(distance, distance.min(), rtol=0.02)]
    assert np.abs(nearest - place).max(axis=1).min() < within


@pytest.mark.parametrize("with_webgl", [True, False])
def test_cells_are_drawn_and_hovered_where_they_are(show_page, page, with_webgl):
    if not with_webgl:
        page.add_init_script(WITHOUT)
    widget, view = show_page(on_tissue(), basis="spatial", color="louvain")
    if not with_webgl:
        said = view.box.get_by_role("alert").filter(has_text="no WebGL 2")
        said.get_by_role("button").click()  # it lies over the uppermost cells
        expect(said).to_have_count(0)
    xy = widget.adata.obsm["spatial"]
    corners = [int(np.argmin(xy @ way)) for way in ([1, 1], [1, -1], [-1, 1], [-1, -1])]
    for cell in corners:
        at = position_of(widget, view, cell)
        until(lambda: near(color_at(view, at), level_color(widget, cell)))  # noqa: B023
        view.plot.hover(position=at)
        expect(view.box.locator(".cxw-hover")).to_contain_text(widget.adata.obs_names[cell])
    names = name_places(view)
    assert len(names) > 4
    louvain = widget.adata.obs["louvain"].astype(str)
    pixels = here(widget, view)
    for name, place in names.items():
        assert_on_middle(place, pixels[louvain == name], within=3)
    # so has the picture of a saved notebook, the same way up
    axes = widget.figure().axes[0]
    axes.figure.draw_without_rendering()
    for text in axes.texts:
        if text.get_text() in names:
            assert_on_middle(text.get_position(), xy[louvain == text.get_text()], within=1e-3)
    top, bottom = axes.transData.transform(xy[corners[:2]])[:, 1]
    assert top > bottom


def test_one_unit_is_as_long_both_ways_also_after_a_resize(hand):
    widget, view = hand.widget, hand.view
    cell = int(np.argmax(widget.adata.obsm["spatial"] @ [1, 1]))
    for width, height in ((1500, 500), (700, 1000)):
        view.page.set_viewport_size({"width": width, "height": 1100})
        widget.height = height
        until(lambda: abs(view.box.bounding_box()["height"] - height) < 3)  # noqa: B023
        at = position_of(widget, view, cell)
        until(lambda: near(color_at(view, at), level_color(widget, cell)))  # noqa: B023
        view.surface.focus()
        view.lasso(TOP)
        until_selected(widget, inside(widget, view, TOP))
        widget.clear_selection()


def test_arrows_and_the_wheel(hand):
    widget, view = hand.widget, hand.view
    view.lasso(TRIANGLE)
    until(lambda: widget.n_selected)
    outline = view.plot.locator(".cxw-plot-lasso").first
    until(lambda: outline.get_attribute("d"))
    view.surface.focus()
    for key, (dx, dy) in {"ArrowDown": (0, -60), "ArrowUp": (0, 60), "ArrowLeft": (60, 0)}.items():
        before = outline.bounding_box()
        hand.keyboard.press(key)
        until(lambda: abs(outline.bounding_box()["x"] - before["x"] - dx) < 1)  # noqa: B023
        until(lambda: abs(outline.bounding_box()["y"] - before["y"] - dy) < 1)  # noqa: B023
    hand.keyboard.press("r")
    cell = int(np.argmin(np.abs(widget.adata.obsm["spatial"] - [700, 2500]).sum(axis=1)))
    at = position_of(widget, view, cell)
    width = outline.bounding_box()["width"]
    view.plot.hover(position=at)
    expect(view.box.locator(".cxw-hover")).to_contain_text(widget.adata.obs_names[cell])
    view.surface.focus()
    hand.mouse.wheel(0, -400)
    until(lambda: outline.bounding_box()["width"] > 1.5 * width)
    hand.mouse.move(hand.corner[0] + at["x"] + 1, hand.corner[1] + at["y"])
    expect(view.box.locator(".cxw-hover")).to_contain_text(widget.adata.obs_names[cell])
    hand.keyboard.press("z")
    until(lambda: widget.n_selected)
    view.lasso(EVERYTHING, keys=["Shift", "Alt"])  # what was selected is in view
    until_selected(widget, inside(widget, view, TRIANGLE))


def test_beside_an_embedding_and_on_the_way_from_one(show_page):
    widget, view = show_page(on_tissue(), color="louvain")
    view.box.get_by_role("button", name="Two embeddings side by side").click()
    left, right = Pane(view, "Plot"), Pane(view, "Second plot")
    choose(view, "Second embedding: PCA", "spatial")
    expect(view.box.get_by_role("button", name="Second embedding: spatial")).to_be_visible()
    cell = int(np.argmax(widget.adata.obsm["spatial"] @ [1, 1]))
    x, y = here(widget, right)[cell]
    right.plot.hover(position={"x": x, "y": y})
    umap = pixels_of(np.asarray(widget.adata.obsm["X_umap"], dtype=float), left)[cell]
    for pane, place in ((left, umap), (right, (x, y))):
        expect(pane.ring).to_be_visible()
        until(lambda: abs(float(pane.ring.get_attribute("cx")) - place[0]) < 1)  # noqa: B023
        assert abs(float(pane.ring.get_attribute("cy")) - place[1]) < 1
    hand = Hand(widget, view, right.plot)
    hand.view.surface.last.focus()
    tool(view, "Box").click()
    corners = [(0.2, 0.213), (0.8, 0.213), (0.8, 0.513), (0.2, 0.513)]
    hand.drag(corners[0], corners[2])
    until_selected(widget, inside(widget, right, corners))
    assert widget.recipe[0]["basis"] == "spatial"
    # to the tissue in the first plot: the cells fly there, and are where they should be
    view.box.get_by_role("button", name="Close the second plot").click()
    choose(view, "Embedding: UMAP", "spatial")
    until(lambda: widget.embedding == "spatial")
    widget.clear_selection()
    at = position_of(widget, view, cell)
    until(lambda: near(color_at(view, at), level_color(widget, cell)))
    tool(view, "Lasso").click()
    view.lasso(TOP)
    until_selected(widget, inside(widget, view, TOP))
    # and back: upwards again
    choose(view, "Embedding: spatial", "UMAP")
    until(lambda: widget.embedding == "X_umap")
    view.lasso(TOP)
    umap = pixels_of(np.asarray(widget.adata.obsm["X_umap"], dtype=float), view)
    box = view.plot.bounding_box()
    until_selected(widget, in_polygons(umap, [np.array(TOP) * [box["width"], box["height"]]]))
    assert not any(view.errors())


def test_one_section_of_two(show_page):
    adata = on_tissue()
    adata.obs["library_id"] = np.where(np.arange(700) % 2, "A", "B")
    adata.uns["spatial"] = {"A": {}, "B": {}}
    widget, view = show_page(adata, basis="spatial", library_id="A", color="louvain")
    expect(view.box).to_contain_text("350 cells of other sections")
    view.lasso(EVERYTHING)
    until_selected(widget, (adata.obs["library_id"] == "A").to_numpy())
    # the notebook puts cells into another section: the view draws itself anew
    adata.obs["library_id"] = np.where(np.arange(700) < 100, "A", "B")
    widget.select(cells=[0])
    expect(view.box).to_contain_text("600 cells of other sections")
    view.lasso(EVERYTHING)
    until_selected(widget, np.arange(700) < 100)
