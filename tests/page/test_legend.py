"""The legend of a number lies over no cell, goes where it is dragged, and nothing that is said lies over it."""

from __future__ import annotations

import io

import anndata as ad
import numpy as np
import pandas as pd
import pytest
from PIL import Image
from playwright.sync_api import expect
from scipy import ndimage

from tests.view import drag

from .places import B_CELLS, pixels_of
from .wait import until


def legend_of(view):
    return view.box.locator(".cxw-legend")


def plate(n=1600):
    """Cells at every place of a plot in a narrow box: no corner is free."""
    side = int(n**0.5)
    obs = pd.DataFrame({"value": np.linspace(0, 1, n), "kind": pd.Categorical(["all"] * n)})
    obs.index = [f"cell{i}" for i in range(n)]
    made = ad.AnnData(np.ones((n, 1), dtype=np.float32), obs=obs)
    x, y = np.divmod(np.arange(n), side)
    made.obsm["X_umap"] = np.column_stack([x, y * 1.1]).astype(np.float32)
    return made


def overlap(a, b):
    across = min(a["x"] + a["width"], b["x"] + b["width"]) - max(a["x"], b["x"])
    down = min(a["y"] + a["height"], b["y"] + b["height"]) - max(a["y"], b["y"])
    return max(0, across) * max(0, down)


def covered(widget, view):
    """How many cells lie below the legend while all are in view."""
    xy = np.asarray(widget.adata.obsm["X_umap"], dtype=float)
    plot, box = view.plot.bounding_box(), legend_of(view).bounding_box()
    x, y = (pixels_of(xy, view) + np.array([plot["x"], plot["y"]])).T
    inside = (x > box["x"]) & (x < box["x"] + box["width"]) & (y > box["y"]) & (y < box["y"] + box["height"])
    return int(inside.sum())


@pytest.mark.parametrize("width", [1400, 900, 650])
def test_it_stands_in_a_corner_where_no_cell_is(show_page, page, width):
    page.set_viewport_size({"width": width + 32, "height": 760})
    widget, view = show_page(color="n_genes", query=f"?width={width}")
    expect(legend_of(view)).to_have_attribute("data-place", "floating")
    assert covered(widget, view) == 0
    tools = view.box.locator(".cxw-pane-tools").bounding_box()
    assert overlap(tools, legend_of(view).bounding_box()) == 0


def test_where_no_corner_is_free_it_stands_below_the_plot(show_page, page):
    page.set_viewport_size({"width": 700, "height": 760})
    widget, view = show_page(plate(), color="value", query="?width=500")
    legend = legend_of(view)
    expect(legend).to_have_attribute("data-place", "below")
    assert overlap(view.plot.bounding_box(), legend.bounding_box()) == 0
    # over a part there is room again, and below it once all are shown
    widget.isolate(np.arange(1600) % 40 < 2)
    expect(legend).to_have_attribute("data-place", "floating")
    widget.show_all()
    expect(legend).to_have_attribute("data-place", "below")
    widget.color = "kind"
    expect(legend).to_have_count(0)
    pane = view.box.get_by_role("group", name="Plot", exact=True).bounding_box()
    until(lambda: view.plot.bounding_box()["height"] == pytest.approx(pane["height"], abs=1))


def test_it_is_dragged_folded_and_stays_so(show_page):
    widget, view = show_page(color="n_genes")
    legend, pane = legend_of(view), view.box.get_by_role("group", name="Plot", exact=True)
    main = legend.get_by_role("button", name="Colours of n_genes")
    start, room = legend.bounding_box(), pane.bounding_box()
    mouse = view.page.mouse
    by = (room["x"] + 200 - start["x"], room["y"] + 150 - start["y"])
    grab = (start["x"] + 90, start["y"] + 20)
    mouse.move(*grab)
    mouse.down()
    mouse.move(grab[0] + by[0], grab[1] + by[1], steps=5)
    mouse.up()
    until(lambda: legend.bounding_box()["x"] == pytest.approx(room["x"] + 200, abs=1))
    assert legend.bounding_box()["y"] == pytest.approx(room["y"] + 150, abs=1)
    assert widget.n_selected == 0, "a drag is no lasso"
    card = view.box.get_by_role("region", name="Colours of numbers")
    expect(card).to_have_count(0)  # nor a click
    main.click()
    expect(card).to_be_visible()
    view.page.keyboard.press("Escape")

    legend.get_by_role("button", name="Fold the legend").click()
    until(lambda: legend.bounding_box()["height"] < 40)
    at = legend.bounding_box()
    widget.color = "louvain"
    expect(legend).to_have_count(0)
    widget.color = "percent_mito"
    expect(legend.get_by_role("button", name="Unfold the legend")).to_be_visible()
    assert legend.bounding_box() == at
    legend.get_by_role("button", name="Unfold the legend").press("Enter")
    grip = legend.get_by_role("button", name="Move the legend")
    grip.press("ArrowLeft")
    until(lambda: legend.bounding_box()["x"] < room["x"] + 200)
    grip.press("Home")  # back to a free corner
    until(lambda: legend.bounding_box()["x"] == pytest.approx(start["x"], abs=1))


def test_in_the_split_view_it_belongs_to_the_first_pane(show_page):
    _, view = show_page(color="n_genes")
    view.box.get_by_role("button", name="Two embeddings side by side").click()
    expect(view.box.get_by_role("group", name="Second plot")).to_be_visible()
    pane = view.box.get_by_role("group", name="Plot", exact=True).bounding_box()
    box = legend_of(view).bounding_box()
    assert overlap(pane, box) == pytest.approx(box["width"] * box["height"])


def test_what_is_said_over_the_plot_does_not_cover_it(show_page, page):
    page.set_viewport_size({"width": 682, "height": 760})
    widget, view = show_page(color="n_genes", query="?width=650")
    widget.create_category("mine")
    widget.color = "n_genes"
    legend = legend_of(view)
    expect(legend).to_be_visible()
    view.lasso(B_CELLS)
    until(lambda: widget.n_selected)
    message = view.box.locator(".cxw-message")

    def label(name):
        view.label_selection(f"A label with a name that takes all the room that a message has in a {name} box")
        expect(message).to_contain_text(f"{name} box")
        until(lambda: overlap(message.bounding_box(), legend.bounding_box()) == 0)

    label("narrow")
    start, room = legend.bounding_box(), view.plot.bounding_box()
    grab = ((start["x"] + 90 - room["x"]) / room["width"], (start["y"] + 20 - room["y"]) / room["height"])
    drag(view.plot, [grab, (0.5, 0.9)], close=False)
    until(lambda: legend.bounding_box()["x"] != start["x"])
    view.lasso(B_CELLS)
    label("small")  # anew: a message goes after some seconds


def test_what_went_wrong_does_not_cover_it_at_the_top(show_page, page):
    page.set_viewport_size({"width": 682, "height": 760})
    _, view = show_page(color="n_genes", query="?width=650")
    legend = legend_of(view)
    expect(legend).to_be_visible()
    room = view.plot.bounding_box()
    start = legend.bounding_box()
    grab = ((start["x"] + 90 - room["x"]) / room["width"], (start["y"] + 20 - room["y"]) / room["height"])
    drag(view.plot, [grab, (0.5, 0.05)], close=False)
    until(lambda: legend.bounding_box()["y"] < start["y"] - 100)
    view.label_field.fill("B cell")
    view.label_field.press("Enter")
    problem = view.box.locator(".cxw-problem")
    expect(problem).to_be_visible()
    until(lambda: overlap(problem.bounding_box(), legend.bounding_box()) == 0)


def luminance(rgb):
    part = np.asarray(rgb, dtype=float) / 255
    linear = np.where(part <= 0.03928, part / 12.92, ((part + 0.055) / 1.055) ** 2.4)
    return linear @ np.array([0.2126, 0.7152, 0.0722])


@pytest.mark.parametrize(
    ("theme", "worst", "ink"), [("light", "#000090", (29, 31, 35)), ("dark", "#ffff00", (232, 233, 236))]
)
def test_names_over_the_points_are_readable_over_any_color(show_page, theme, worst, ink):
    data = plate(6400)
    widget, view = show_page(data, theme=theme)
    widget.create_category("mine")
    widget.label("Monocyte", category="mine", cells=np.arange(6400))
    widget.recolor_label("mine", "Monocyte", worst)
    widget.color = "mine"
    name = view.box.locator(".cxw-plot-name")
    expect(name).to_be_visible()
    view.page.mouse.move(2, 2)
    box = name.bounding_box()

    def shares():
        shot = Image.open(io.BytesIO(view.page.screenshot(clip=box))).convert("RGB")
        pixels = np.asarray(shot, dtype=int)
        text = np.abs(pixels - ink).max(axis=2) < 50
        # letters only: cells of the same color end at the halo, and reach the rim of the picture
        parts, n = ndimage.label(text)
        rim = {*parts[0], *parts[-1], *parts[:, 0], *parts[:, -1]}
        letters = np.isin(parts, [part for part in range(1, n + 1) if part not in rim])
        # beyond the pixel that smooths an edge
        ring = ndimage.binary_dilation(letters, iterations=2) & ~ndimage.binary_dilation(letters, iterations=1)
        light, dark = np.maximum(luminance(pixels), luminance(ink)), np.minimum(luminance(pixels), luminance(ink))
        contrast = (light + 0.05) / (dark + 0.05)
        return letters.sum(), ring.sum(), float((contrast[ring] >= 4.5).mean()) if ring.any() else 0.0

    until(lambda: shares()[0] > 60)
    n_text, n_ring, readable = shares()
    assert min(n_text, n_ring) > 60
    assert readable > 0.95, readable
