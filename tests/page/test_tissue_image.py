"""The image of tissue under the cells, by what is on screen: where it lies, its controls, and sections side by side.

The image of each section has a green square on one spot. That spot alone is yellow, so both are found on screen.
"""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import expect

from tests.view import drag

from .data import in_sections
from .menus import choose
from .places import NOWHERE, pixels_of
from .test_split import EVERYTHING, Pane
from .test_tools import Hand
from .test_without_webgl import WITHOUT
from .wait import until, until_selected

#: Sides of the green square and of a spot, in units of the coordinates.
SQUARE, SPOT = 105, 55


def with_yellow_spots(n):
    adata = in_sections(n)
    # so many at the end that the cut at the 99th percentile is not below them
    adata.obs["where"] = np.where((np.arange(700) < n) | (adata.obsm["spatial"][:, 1] > 3100), 1.0, 0.0)
    return adata


def spread(is_there):
    """Give the middle (x, y) of the pixels of a mask, and how wide they lie."""
    y, x = np.nonzero(is_there)
    if not len(x):
        return None
    return np.array([np.percentile(v, [1, 99]).mean() for v in (x, y)]), np.ptp(np.percentile(x, [1, 99])) + 1


def seen(view, plot, at, reach=70):
    """Give the green square and the yellow spot near a place of a plot, each its middle there and its width."""
    box = plot.bounding_box()
    left, top = max(box["x"], box["x"] + at[0] - reach), max(box["y"], box["y"] + at[1] - reach)
    clip = {"x": round(left), "y": round(top), "width": 2 * reach, "height": 2 * reach}
    pixels = np.asarray(Image.open(io.BytesIO(view.page.screenshot(clip=clip))).convert("RGB")).astype(int)
    red, green, blue = np.moveaxis(pixels, 2, 0)
    corner = np.array([clip["x"] - box["x"], clip["y"] - box["y"]])
    found = [
        spread((green > 150) & (red < 90) & (blue < 90)),
        spread((red > 190) & (green > 180) & (blue < 120)),
    ]
    return [(each[0] + corner, each[1]) if each else None for each in found]


def registered(view, plot, at, *, reach=70):
    """Tell whether the square lies round the spot, which is near a place, and both have their sizes to scale."""
    square, spot = seen(view, plot, at, reach)
    if square is None or spot is None:
        return False
    apart = np.abs(square[0] - spot[0]).max()
    return apart < 2 and np.abs(spot[0] - at).max() < 3 and abs(square[1] / spot[1] / (SQUARE / SPOT) - 1) < 0.25


def place(widget, pane, cell):
    """Give the pixels of a cell while all cells of its section are in view."""
    xy = np.array(widget.adata.obsm["spatial"])
    xy[widget.adata.obs["library_id"] != widget.adata.obs["library_id"].iloc[cell]] = np.nan
    return pixels_of(xy, pane, down=True)[cell]


def zoom(hand, at, turn):
    """Turn the wheel over a place, and take the pointer away from it."""
    hand.view.surface.first.focus()
    hand.mouse.move(*(float(v) for v in hand.corner + at))
    hand.mouse.wheel(0, turn)
    hand.mouse.move(float(hand.corner[0] + NOWHERE["x"]), float(hand.corner[1] + NOWHERE["y"]))


def open_card(view, pane=None):
    (pane or view).box.get_by_role("button", name="Tissue").click()
    return view.box.get_by_role("dialog", name="Tissue").or_(view.box.get_by_role("region", name="Tissue")).last


@pytest.mark.parametrize("with_webgl", [True, False])
def test_the_image_lies_where_the_cells_are_at_every_zoom(show_page, page, with_webgl):
    if not with_webgl:
        page.add_init_script(WITHOUT)
    widget, view = show_page(with_yellow_spots(1), basis="spatial", color="where")
    if not with_webgl:
        view.box.get_by_role("alert").get_by_role("button").click()
    at = place(widget, view, 0)
    until(lambda: registered(view, view.plot, at))
    hand = Hand(widget, view)
    for turn in (-300, -300, 450):
        before = seen(view, view.plot, at, 170)[0][1]
        zoom(hand, at, turn)
        until(lambda: registered(view, view.plot, at, reach=170))
        until(lambda: abs(seen(view, view.plot, at, 170)[0][1] / before - 1) > 0.3)  # noqa: B023
    view.surface.focus()
    hand.keyboard.press("ArrowLeft")  # the cells go to the right
    until(lambda: registered(view, view.plot, at + np.array([60, 0])))
    view.page.set_viewport_size({"width": 1000, "height": 760})
    hand.keyboard.press("r")
    until(lambda: registered(view, view.plot, place(widget, view, 0)))
    assert not any(view.errors())


def test_its_opacity_and_off_and_spots_of_the_usual_size(show_page):
    widget, view = show_page(with_yellow_spots(1), basis="spatial", color="where")
    at = place(widget, view, 0)
    until(lambda: registered(view, view.plot, at))
    card = open_card(view)
    slider = card.get_by_role("slider", name="Opacity of the image")
    slider.focus()
    for _ in range(8):
        view.page.keyboard.press("ArrowLeft")
    expect(card.get_by_text("60 %")).to_be_visible()
    until(lambda: seen(view, view.plot, at)[0] is None)  # the background shines through
    slider.press("End")
    until(lambda: registered(view, view.plot, at))
    box = card.get_by_role("checkbox", name="Image beneath the cells")
    box.click()
    until(lambda: seen(view, view.plot, at)[0] is None)
    box.press("Space")
    until(lambda: registered(view, view.plot, at))
    view.page.keyboard.press("Escape")
    for _ in range(3):
        zoom(Hand(widget, view), at, -400)
    until(lambda: (spot := seen(view, view.plot, at, 120)[1]) and spot[1] > 22)
    view.box.get_by_role("button", name="Points").click()
    view.box.get_by_role("checkbox", name="Spots true to scale").click()
    until(lambda: (spot := seen(view, view.plot, at)[1]) and spot[1] < 15)


def test_a_section_is_chosen_in_the_card(show_page):
    adata = with_yellow_spots(2)
    widget, view = show_page(adata, basis="spatial", color="where")
    strip = view.box.get_by_text("lie over each other here")
    expect(strip).to_be_visible()
    card = open_card(view)
    expect(card).to_contain_text("Choose one section to see its image.")
    card.get_by_role("combobox", name="Section").select_option("S2")
    until(lambda: widget.embedding == "spatial[S2]")
    expect(card).to_contain_text("350 cells")
    expect(strip).to_have_count(0)
    until(lambda: registered(view, view.plot, place(widget, view, 1)))
    view.page.keyboard.press("Escape")
    expect(view.box).to_contain_text("350 cells of other sections")
    view.lasso(EVERYTHING)
    until_selected(widget, (adata.obs["library_id"] == "S2").to_numpy())
    assert widget.recipe[0]["basis"] == "spatial[S2]"
    expect(view.box.get_by_role("button", name="Remove S2: lasso")).to_be_visible()
    # conditions take cells of all sections: the plot says so
    widget.select(where={"louvain": ["1"]})
    n = int(((adata.obs["louvain"] == "1") & (adata.obs["library_id"] == "S1")).sum())
    expect(view.box).to_contain_text(f"{n} selected cells are not in this plot")
    choose(view, "Embedding: spatial · S2", "spatial · all sections")
    view.box.get_by_role("button", name="Show one").click()
    until(lambda: widget.library_id == "S1")


def test_two_sections_side_by_side(show_page):
    adata = with_yellow_spots(3)
    widget, view = show_page(adata, library_id="S2", basis="spatial", color="where")
    open_card(view)
    view.box.get_by_role("button", name="Two sections side by side").click()
    left, right = Pane(view, "Plot"), Pane(view, "Second plot")
    expect(view.box.get_by_role("button", name="Second embedding: spatial · S3")).to_be_visible()
    until(lambda: registered(view, left.plot, place(widget, left, 1)))
    until(lambda: registered(view, right.plot, place(widget, right, 2)))
    drag(right.plot, EVERYTHING)
    until_selected(widget, (adata.obs["library_id"] == "S3").to_numpy())
    assert widget.recipe[0]["basis"] == "spatial[S3]"
    expect(left.box).to_contain_text("233 selected cells are not in this plot")
    widget.clear_selection()
    card = open_card(view, right)
    card.get_by_role("combobox", name="Section").select_option("S1")
    until(lambda: registered(view, right.plot, place(widget, right, 0)))
    assert widget.embedding == "spatial[S2]"
    view.page.keyboard.press("Escape")
    drag(right.plot, EVERYTHING)
    until_selected(widget, (adata.obs["library_id"] == "S1").to_numpy())


def test_what_can_not_be_drawn_is_said_in_the_card(show_page):
    adata = in_sections(1)
    del adata.uns["spatial"]["S1"]["scalefactors"]["tissue_hires_scalef"]
    _, view = show_page(adata, basis="spatial")
    card = open_card(view)
    expect(card).to_contain_text("no number scalefactors['tissue_hires_scalef'] tells where it lies")
    assert not any(view.errors())
