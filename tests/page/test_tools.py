"""The tools of the plot by real pointer and keys: polygon, box, modes, where the plot looks, and what it draws with."""

from __future__ import annotations

import numpy as np
import pytest
from playwright.sync_api import expect

from cellxgene_widget.selection.polygons import in_polygons

from .places import B_CELLS, MONOCYTES, NOWHERE, color_at, lonely_cell, near, pixels_of, position_of
from .wait import until, until_selected

EVERYTHING = [(0.001, 0.001), (0.999, 0.001), (0.999, 0.999), (0.001, 0.999)]
#: A polygon round the B cells that passes no cell closely.
CORNERS = [(0.08, 0.4), (0.33, 0.36), (0.34, 0.92), (0.1, 0.9)]


class Hand:
    """The mouse over one plot, at fractions of its box."""

    def __init__(self, widget, view, plot=None):
        self.widget, self.view = widget, view
        self.mouse, self.keyboard = view.page.mouse, view.page.keyboard
        box = (plot or view.plot).bounding_box()
        self.corner = np.array([box["x"], box["y"]])
        self.size = np.array([box["width"], box["height"]])

    def pixel(self, at):
        return self.corner + np.asarray(at) * self.size

    def move(self, at):
        self.mouse.move(*self.pixel(at), steps=2)

    def click(self, *places, count=1):
        for at in places:
            self.mouse.click(*self.pixel(at), click_count=count)

    def drag(self, start, end, *, button="left"):
        self.mouse.move(*self.pixel(start))
        self.mouse.down(button=button)
        self.mouse.move(*self.pixel(end), steps=4)
        self.mouse.up(button=button)

    def inside(self, corners, shift=(0, 0)):
        """Which cells a polygon of fractions holds while all cells are in view, moved by some pixels."""
        here = pixels_of(np.asarray(self.widget.adata.obsm["X_umap"], dtype=float), self.view) + np.asarray(shift)
        return in_polygons(here, [np.asarray(corners) * self.size])

    def corners(self):
        return self.view.plot.locator(".cxw-plot-corner")


@pytest.fixture
def hand(show_page):
    """A hand over the plot, which has the focus."""
    widget, view = show_page(color="louvain")
    view.plot.click(position=NOWHERE)
    return Hand(widget, view)


def tool(view, name):
    return view.box.get_by_role("button", name=name, exact=True)


def mode(view, name):
    return view.box.get_by_role("group", name="How a lasso joins the selection").get_by_role("button", name=name)


@pytest.mark.parametrize("closing", ["Enter", "double click", "first corner"])
def test_a_polygon_by_clicks(hand, closing):
    hand.keyboard.press("p")
    expect(tool(hand.view, "Polygon")).to_have_attribute("aria-pressed", "true")
    *first, last = CORNERS
    hand.click(*first)
    expect(hand.corners()).to_have_count(3)
    hand.move((0.5, 0.5))
    expect(hand.corners()).to_have_count(3)  # the rubber line follows; it is no corner
    if closing == "double click":
        hand.click(last, count=2)
    else:
        hand.click(last)
        expect(hand.corners()).to_have_count(4)
        if closing == "Enter":
            hand.keyboard.press("Enter")
        else:
            hand.mouse.click(*(hand.pixel(CORNERS[0]) + 3))
    until_selected(hand.widget, hand.inside(CORNERS))
    expect(hand.corners()).to_have_count(0)
    expect(hand.view.label_field).to_be_focused()


def test_backspace_takes_a_corner_back_and_escape_leaves_the_selection(hand):
    hand.view.lasso(MONOCYTES)
    until(lambda: hand.widget.n_selected)
    monocytes = hand.widget.selected.copy()
    tool(hand.view, "Polygon").click()
    hand.click(*CORNERS[:3], (0.9, 0.5))
    expect(hand.corners()).to_have_count(4)
    hand.keyboard.press("Backspace")
    expect(hand.corners()).to_have_count(3)
    hand.keyboard.press("Escape")
    expect(hand.corners()).to_have_count(0)
    hand.keyboard.press("Enter")
    assert (hand.widget.selected == monocytes).all()
    expect(hand.view.selection).to_have_text(f"{monocytes.sum()} of 700 cells")
    hand.keyboard.press("Escape")  # nothing is being drawn: now it clears
    until(lambda: hand.widget.n_selected == 0)


def test_the_view_moves_under_an_open_polygon_and_its_corners_move_along(hand):
    hand.keyboard.press("p")
    hand.click(*CORNERS[:2])
    hand.drag((0.5, 0.5), (0.7, 0.4), button="middle")
    hand.keyboard.down("Space")
    hand.drag((0.7, 0.4), (0.6, 0.45))
    hand.keyboard.up("Space")
    expect(hand.corners()).to_have_count(2)
    shift = np.array([0.1, -0.05])
    hand.click(*(np.array(CORNERS[2:]) + shift))
    hand.move((0.5, 0.5))
    before = hand.corners().first.get_attribute("cx")
    hand.mouse.wheel(0, -200)
    until(lambda: hand.corners().first.get_attribute("cx") != before)
    hand.keyboard.press("Enter")
    until_selected(hand.widget, hand.inside(CORNERS))


def test_the_keys_at_the_closing_decide_how_a_polygon_joins(hand):
    hand.view.lasso(MONOCYTES)
    until(lambda: hand.widget.n_selected)
    monocytes = hand.widget.selected.copy()
    tool(hand.view, "Polygon").click()
    hand.click(*CORNERS)
    hand.keyboard.press("Shift+Enter")
    until_selected(hand.widget, monocytes | hand.inside(CORNERS))
    assert hand.widget.recipe[-1]["mode"] == "add"


def test_a_box(hand):
    hand.keyboard.press("b")
    expect(tool(hand.view, "Box")).to_have_attribute("aria-pressed", "true")
    corners = [(0.1, 0.3), (0.5, 0.3), (0.5, 0.8), (0.1, 0.8)]
    hand.drag(corners[2], corners[0])  # from the lower right corner, as well as from any
    until_selected(hand.widget, hand.inside(corners))
    assert len(hand.widget.recipe[0]["lasso"][0]) == 4
    hand.keyboard.press("Escape")
    until(lambda: hand.widget.n_selected == 0)
    hand.mouse.move(*hand.pixel((0.1, 0.3)))
    hand.mouse.down()
    hand.mouse.move(*hand.pixel((0.9, 1.4)), steps=3)  # the end may lie outside
    hand.mouse.up()
    until_selected(hand.widget, hand.inside([(0.1, 0.3), (0.9, 0.3), (0.9, 1.4), (0.1, 1.4)]))


def test_mode_buttons_hold_until_keys_win(hand):
    widget, view = hand.widget, hand.view
    view.lasso(EVERYTHING)
    until(lambda: widget.n_selected == 700)
    mode(view, "Take out of the selection").click()
    view.lasso(MONOCYTES)
    until(lambda: 0 < widget.n_selected < 700)
    without = widget.selected.copy()
    view.lasso(MONOCYTES, keys=["Shift"])
    until(lambda: widget.n_selected == 700)
    mode(view, "Keep only what is in both").click()
    view.lasso(MONOCYTES)
    until_selected(widget, ~without)
    mode(view, "Replace the selection").click()
    view.lasso(B_CELLS)
    until(lambda: len(widget.recipe) == 1)


def test_a_sign_by_the_pointer_tells_the_mode(hand):
    badge = hand.view.plot.locator(".cxw-plot-badge")
    hand.move((0.5, 0.5))
    expect(badge).to_be_hidden()
    hand.keyboard.down("Shift")
    expect(badge).to_have_text("+")
    expect(badge).to_be_visible()
    hand.keyboard.down("Alt")
    expect(badge).to_have_text("∩")
    hand.keyboard.up("Shift")
    expect(badge).to_have_text("−")
    hand.keyboard.up("Alt")
    expect(badge).to_be_hidden()
    mode(hand.view, "Add").click()
    expect(badge).to_be_hidden()  # the pointer has left the plot
    hand.move((0.5, 0.5))
    expect(badge).to_have_text("+")


def test_a_lasso_stays_at_its_cells_and_its_count_through_tools_and_pans(hand):
    widget, view = hand.widget, hand.view
    view.lasso(B_CELLS)
    until(lambda: widget.n_selected)
    b, outline = widget.selected.copy(), view.plot.locator(".cxw-plot-lasso").first
    until(lambda: outline.get_attribute("d"))
    before = outline.bounding_box()
    for key in "pbvl":
        view.surface.focus()
        hand.keyboard.press(key)
    hand.keyboard.press("v")
    hand.drag((0.5, 0.5), (0.6, 0.45))
    moved = np.array([0.1, -0.05]) * hand.size
    until(lambda: abs(outline.bounding_box()["x"] - before["x"] - moved[0]) < 1)
    assert abs(outline.bounding_box()["y"] - before["y"] - moved[1]) < 1
    assert (widget.selected == b).all()
    expect(view.selection).to_have_text(f"{b.sum()} of 700 cells")


@pytest.mark.parametrize("motion", ["no-preference", "reduce"])
def test_zoom_to_the_selection_and_back(hand, motion):
    widget, view = hand.widget, hand.view
    view.page.emulate_media(reduced_motion=motion)
    zoom = view.box.get_by_role("button", name="Zoom to the selection")
    expect(zoom).to_have_attribute("aria-disabled", "true")
    view.lasso(MONOCYTES)
    until(lambda: widget.n_selected)
    monocytes = widget.selected.copy()
    outline = view.plot.locator(".cxw-plot-lasso").first
    until(lambda: outline.get_attribute("d"))
    width = outline.bounding_box()["width"]
    view.surface.focus()
    hand.keyboard.press("z")
    until(lambda: outline.bounding_box()["width"] > 1.5 * width)
    view.lasso(EVERYTHING)  # ends the flight first: all of them are in view then
    until(lambda: widget.n_selected)
    assert widget.selected[monocytes].all()
    assert widget.n_selected < 400
    view.surface.focus()
    hand.keyboard.press("r")
    view.lasso(EVERYTHING)
    until(lambda: widget.n_selected == 700)
    view.lasso(MONOCYTES)
    until_selected(widget, monocytes)
    zoom.click()
    until(lambda: outline.bounding_box()["width"] > 1.5 * width)


def test_size_and_opacity_of_points(hand):
    widget, view = hand.widget, hand.view
    at = position_of(widget, view, lonely_cell(widget.adata.obsm["X_umap"]))
    beside = {"x": at["x"] + 9, "y": at["y"]}
    until(lambda: not near(color_at(view, at), "#ffffff"))
    assert near(color_at(view, beside), "#ffffff")
    plain = color_at(view, at)
    points = view.box.get_by_role("button", name="Points", exact=True)
    points.click()
    size, opacity = (view.box.get_by_role("slider", name=name) for name in ("Size", "Opacity"))
    expect(size).to_be_focused()
    hand.keyboard.press("End")
    expect(size).to_have_attribute("aria-valuetext", "4 ×")
    until(lambda: not near(color_at(view, beside), "#ffffff"))
    opacity.focus()
    hand.keyboard.press("Home")
    expect(opacity).to_have_attribute("aria-valuetext", "0.25 ×")
    until(lambda: min(color_at(view, at)) > min(plain) + 20)
    view.box.get_by_role("button", name="Reset").click()
    until(lambda: near(color_at(view, beside), "#ffffff") and color_at(view, at) == plain)
    hand.keyboard.press("Escape")
    expect(points).to_be_focused()


def test_colour_map_and_ends_of_a_number(show_page):
    widget, view = show_page(color="n_genes")
    values = widget.adata.obs["n_genes"]
    cell = int(np.argmin(values))
    at = position_of(widget, view, cell)
    legend = view.box.get_by_role("figure")
    low, high = values.quantile([0.01, 0.99])
    expect(legend).to_contain_text(f"≤ {low:,.0f}")
    expect(legend).to_contain_text(f"≥ {high:,.0f}")
    expect(legend).not_to_contain_text("no value")
    view.box.get_by_role("button", name="Colours of n_genes").click()
    expect(view.box.get_by_role("radio", name="viridis")).to_be_focused()
    view.page.keyboard.press("ArrowDown")
    expect(view.box.get_by_role("radio", name="magma")).to_be_checked()
    view.box.get_by_role("radio", name="RdBu").check()
    until(lambda: near(color_at(view, at), "#053061", within=60))
    low_end, high_end = (view.box.get_by_role("textbox", name=f"{end} end") for end in ("Low", "High"))
    low_end.fill("0")
    high_end.fill("50")
    expect(legend).to_have_accessible_name(f"n_genes: {values.min():,.0f} to {values.median():,.0f}")
    expect(legend).not_to_contain_text("≤")
    expect(legend).to_contain_text("≥")
    for wrong in ("0", "x", "101"):
        high_end.fill(wrong)
        expect(high_end).to_have_attribute("aria-invalid", "true")
    expect(legend).to_have_accessible_name(f"n_genes: {values.min():,.0f} to {values.median():,.0f}")
    view.box.get_by_role("button", name="Percentiles 1 to 99").click()
    expect(legend).to_contain_text(f"≤ {low:,.0f}")
    expect(high_end).to_have_value("99")


def test_the_legend_tells_of_cells_without_a_value(show_page, adata):
    adata.obs["n_genes"] = adata.obs["n_genes"].astype(float)
    adata.obs.iloc[:12, adata.obs.columns.get_loc("n_genes")] = np.nan
    _, view = show_page(adata, color="n_genes")
    expect(view.box.get_by_role("figure")).to_contain_text("no value: 12 cells")
