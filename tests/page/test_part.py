"""Looking at a part of the cells alone: what is hidden is not drawn, hit, counted or selected, and comes back."""

from __future__ import annotations

import numpy as np
import pytest
from playwright.sync_api import expect

from .menus import choose
from .places import B_CELLS, color_at, lonely_cell, near, pixels_of, position_of
from .test_without_webgl import WITHOUT
from .wait import until, until_selected

EVERYTHING = [(0.001, 0.001), (0.999, 0.001), (0.999, 0.999), (0.001, 0.999)]
#: Room that the camera leaves above a part.
ROOM = 56


def banner(view):
    return view.box.get_by_role("status", name="Cells shown")


def chips(view):
    return view.box.locator(".cxw-chip .cxw-ellipsis")


def pixels_of_part(xy, view, mask):
    """Pixels of all cells while a part fits the view, below the words that say so."""
    box = view.plot.bounding_box()
    width, height = box["width"], box["height"] - ROOM
    low, high = xy[mask].min(axis=0), xy[mask].max(axis=0)
    scale = (np.array([width - 56, height - 56]) / (high - low)).min()
    return np.array([width / 2, ROOM + height / 2]) + (xy - (low + high) / 2) * scale * np.array([1, -1])


def at(view, pixel):
    box = view.plot.bounding_box()
    return box["x"] + float(pixel[0]), box["y"] + float(pixel[1])


def is_drawn(view, pixel):
    """Whether there is anything but the ground within two pixels."""
    around = [(dx, dy) for dx in (-2, 0, 2) for dy in (-2, 0, 2)]
    places = [{"x": pixel[0] + dx, "y": pixel[1] + dy} for dx, dy in around]
    return any(not near(color_at(view, place), "#ffffff", within=20) for place in places)


@pytest.fixture
def b_cells(show_page):
    """A view with the B cells lassoed; gives also which they are."""
    widget, view = show_page(color="louvain")
    view.lasso(B_CELLS)
    until(lambda: widget.n_selected > 30)
    view.surface.focus()
    return widget, view, widget.selected


def test_o_shows_only_the_selected_cells_and_brings_all_back_with_the_camera(b_cells):
    widget, view, part = b_cells
    xy = np.asarray(widget.adata.obsm["X_umap"], dtype=float)
    page = view.page
    box = view.plot.bounding_box()
    page.mouse.move(box["x"] + box["width"] * 0.4, box["y"] + box["height"] * 0.5)
    page.mouse.click(box["x"] + 8, box["y"] + 300)  # the plot has the wheel from now on
    page.mouse.wheel(0, -120)

    view.surface.press("o")
    expect(banner(view)).to_contain_text(f"Only {part.sum()} of 700 cells are shown")
    here = pixels_of_part(xy, view, part)
    first = np.flatnonzero(part)[0]
    until(lambda: is_drawn(view, here[first]))
    page.mouse.move(*at(view, here[first]))
    expect(view.box.locator(".cxw-hover")).to_be_visible()
    # what is hidden is neither drawn nor hit, wherever the camera goes
    page.keyboard.press("Escape")  # what is picked goes first
    until(lambda: widget.n_selected == 0)
    expect(banner(view)).to_contain_text("Only")
    for _ in range(30):
        page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        page.mouse.wheel(0, 120)
    view.lasso(EVERYTHING)
    until_selected(widget, part)
    expect(chips(view)).to_have_text([f"lasso in {part.sum()} cells"])

    view.surface.press("o")
    expect(banner(view)).to_be_empty()
    view.surface.press("Escape")
    until(lambda: widget.n_selected == 0)
    view.lasso(EVERYTHING)  # the camera is zoomed in, as it was left
    until(lambda: widget.n_selected > 0)
    assert part.sum() < widget.n_selected < 700


def test_counts_menus_and_keys_mean_the_cells_shown(b_cells):
    widget, view, part = b_cells
    louvain = widget.adata.obs["louvain"].to_numpy()
    view.box.get_by_role("button", name="louvain", exact=True).click()
    view.box.get_by_role("button", name="Only these cells").click()
    expect(banner(view)).to_contain_text("Only")
    view.surface.press("Escape")
    sizes = {name: int((part & (louvain == name)).sum()) for name in set(louvain)}
    some, other = sorted(sizes, key=sizes.get)[-2:]
    row = view.box.get_by_role("listitem").filter(
        has=view.page.get_by_role("checkbox", name=f"Show {some}", exact=True)
    )
    expect(row.locator(".cxw-count")).to_have_text(f"{sizes[some]} / {(louvain == some).sum()}")
    histogram = view.box.get_by_role("region", name="Number n_genes")
    expect(histogram.locator(".cxw-bar-all").first).to_be_attached()

    choose(view, f"Menu of {other}", "Select these")
    until_selected(widget, part & (louvain == other))
    expect(chips(view)).to_have_text([f"louvain: {other} in {part.sum()} cells"])
    view.surface.focus()
    view.surface.press("i")
    until_selected(widget, part & (louvain != other))
    choose(view, "More about the selection", f"Select all {part.sum()} cells shown")
    until_selected(widget, part)
    # a filter is of all cells, and it is said how many are not seen
    view.box.get_by_role("button", name="Clear").click()
    until(lambda: widget.n_selected == 0)
    view.page.get_by_role("checkbox", name=f"Show {other}", exact=True).click(modifiers=["Alt"])
    until_selected(widget, louvain == other)
    hidden = int(((louvain == other) & ~part).sum())
    told = view.box.get_by_role("status", name="Selected and not shown")
    if hidden:
        expect(told).to_have_text(f"{hidden} not shown")
    view.surface.focus()
    for _ in range(2):  # the filters, then the part
        view.surface.press("Escape")
    expect(banner(view)).to_be_empty()
    expect(told).to_have_count(0)


def test_it_is_the_same_in_python_on_a_new_page_and_in_both_panes(show_page):
    widget, view = show_page(color="n_genes")
    legend = view.box.locator(".cxw-legend")
    whole = legend.inner_text()
    assert widget.isolate(widget.adata.obs["louvain"] == "3") > 0
    n = int((widget.adata.obs["louvain"] == "3").sum())
    expect(banner(view)).to_contain_text(f"Only {n} of 700 cells are shown")
    expect(legend).not_to_have_text(whole)
    view.page.reload()
    expect(banner(view)).to_contain_text(f"Only {n} of 700 cells are shown")
    view.box.get_by_role("button", name="Two embeddings side by side").click()
    second = view.box.get_by_role("group", name="Second plot").get_by_role("application")
    expect(second).to_be_visible()
    widget.label("A", category=widget.create_category("mine") or "mine", cells=[0, 1, 2])
    choose(view, "Menu of label A", "Show only these")
    expect(banner(view)).to_contain_text("Only 3 of 700 cells are shown")
    second.focus()
    second.press("o")
    expect(banner(view)).to_be_empty()
    until(lambda: widget.session.parts.part.now is None)
    second.press("o")
    expect(view.box.locator(".cxw-message")).to_contain_text("Select the cells first")
    with pytest.raises(ValueError, match="No cell is selected"):
        widget.isolate()


@pytest.mark.parametrize("plain", [False, True], ids=["webgl", "without webgl"])
def test_what_is_hidden_is_neither_drawn_nor_hit(show_page, page, plain):
    if plain:
        page.add_init_script(WITHOUT)
    widget, view = show_page(color="louvain")
    xy = np.asarray(widget.adata.obsm["X_umap"], dtype=float)
    cell = lonely_cell(xy)
    place = position_of(widget, view, cell)
    until(lambda: is_drawn(view, (place["x"], place["y"])))
    corners = [int(np.argmin(xy[:, 0])), int(np.argmax(xy[:, 0])), int(np.argmin(xy[:, 1])), int(np.argmax(xy[:, 1]))]
    part = np.isin(np.arange(700), [c for c in corners if c != cell])
    widget.isolate(part)
    expect(banner(view)).to_contain_text("cells are shown")
    here = pixels_of_part(xy, view, part)
    until(lambda: is_drawn(view, here[corners[0]]))
    until(lambda: not is_drawn(view, here[cell]))
    page.mouse.move(*at(view, here[corners[0]]))
    expect(view.box.locator(".cxw-hover")).to_be_visible()
    page.mouse.move(*at(view, here[cell]))
    expect(view.box.locator(".cxw-hover")).to_have_count(0)
    widget.show_all()
    until(lambda: is_drawn(view, pixels_of(xy, view)[cell]))
