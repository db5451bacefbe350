"""Room: the plot comes first, panels give way to strips, edges are dragged and remembered, nothing vanishes."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.view import drag

from .menus import choose
from .wait import until


def width(locator):
    return locator.bounding_box()["width"]


@pytest.fixture
def at_width(show_page):
    """Show the cells in a box of some width."""

    def show(px, **options):
        return show_page(query=f"?width={px}", color="louvain", **options)

    return show


@pytest.mark.parametrize("px", [1400, 900, 700, 650])
def test_the_plot_has_half_of_the_box_and_two_have_300_px_each(at_width, px):
    _, view = at_width(px)
    assert width(view.plot) >= (px - 2) / 2  # inside the border
    choose(view, "Embedding: UMAP", "Two side by side")
    first, second = (view.box.get_by_role("group", name=name, exact=True) for name in ("Plot", "Second plot"))
    expect(second).to_be_visible()
    until(lambda: min(width(first), width(second)) >= 299)
    side_by_side = first.bounding_box()["y"] == second.bounding_box()["y"]
    assert side_by_side == (px >= 657)


@pytest.mark.parametrize("px", [900, 650])
def test_what_has_no_room_in_the_toolbar_is_in_its_menu(at_width, px):
    _, view = at_width(px)
    toolbar = view.box.locator(".cxw-toolbar")
    assert toolbar.evaluate("node => node.scrollWidth <= node.clientWidth")
    box = view.box.bounding_box()
    for button in toolbar.get_by_role("button").all():
        if button.is_visible():
            place = button.bounding_box()
            assert box["x"] <= place["x"] <= box["x"] + box["width"] - place["width"]
    if px < 900:
        expect(view.box.get_by_role("button", name="Full screen", exact=True)).to_be_hidden()
        choose(view, "More", "Two side by side")
        expect(view.box.get_by_role("group", name="Second plot", exact=True)).to_be_visible()
        choose(view, "More", "Full screen")
        until(lambda: view.page.evaluate("document.fullscreenElement !== null"))
        view.page.evaluate("document.exitFullscreen()")
        until(lambda: width(view.box) == px)
    drag(view.plot.first, [(0.4, 0.2), (0.8, 0.2), (0.8, 0.6), (0.4, 0.6)])
    expect(view.selection).to_contain_text("of 700")
    before = view.selection.inner_text()
    choose(view, "More about the selection", "Invert the selection")
    expect(view.selection).not_to_have_text(before)


def test_edges_are_dragged_or_moved_by_keys_and_remembered(at_width):
    _, view = at_width(1400)
    left = view.box.get_by_role("complementary", name="Labels and data")
    edge = view.box.get_by_role("separator", name="Width of labels and data")
    was = width(left)
    place = edge.bounding_box()
    view.page.mouse.move(place["x"] + 2, place["y"] + 100)
    view.page.mouse.down()
    view.page.mouse.move(place["x"] + 82, place["y"] + 130, steps=4)
    view.page.mouse.up()
    assert width(left) == pytest.approx(was + 80, abs=1)
    edge.focus()
    view.page.keyboard.press("ArrowLeft")
    assert width(left) == pytest.approx(was + 56, abs=1)
    view.page.reload()
    expect(view.plot).to_be_visible()
    assert width(left) == pytest.approx(was + 56, abs=1)
    # at its widest the plot still has half of the box
    edge.focus()
    for _ in range(30):
        view.page.keyboard.press("ArrowRight")
    assert width(view.plot) >= 699


def test_the_dock_is_dragged_and_walked_by_keys_and_lies_over_the_box_when_asked(at_width):
    _, view = at_width(1000)
    tabs = view.box.get_by_role("tab")
    dock = view.box.get_by_role("tabpanel")
    expect(dock).to_have_count(0)
    tall = view.plot.bounding_box()["height"]
    tabs.filter(has_text="History").click()
    expect(dock).to_be_visible()
    assert view.plot.bounding_box()["height"] >= 160
    edge = view.box.get_by_role("separator", name="Height of the dock")
    place = edge.bounding_box()
    was = dock.bounding_box()["height"]
    view.page.mouse.move(place["x"] + 200, place["y"] + 2)
    view.page.mouse.down()
    view.page.mouse.move(place["x"] + 200, place["y"] + 62, steps=4)
    view.page.mouse.up()
    assert dock.bounding_box()["height"] == pytest.approx(was - 60, abs=1)
    view.box.get_by_role("button", name="Dock over the whole box").click()
    expect(view.plot).to_be_visible()  # below, as it was
    assert width(dock) == pytest.approx(view.box.locator(".cxw-middle").bounding_box()["width"], abs=1)
    tabs.filter(has_text="History").focus()
    view.page.keyboard.press("Escape")
    assert width(dock) < 900
    view.page.keyboard.press("ArrowLeft")
    expect(tabs.filter(has_text="Review")).to_be_focused()
    view.page.keyboard.press("ArrowLeft")
    expect(tabs.filter(has_text="Compare")).to_be_focused()
    view.page.keyboard.press("Enter")
    expect(view.box.get_by_role("tabpanel", name="Compare")).to_be_visible()
    view.page.keyboard.press("Escape")
    expect(dock).to_have_count(0)
    expect(view.surface).to_be_focused()
    assert view.plot.bounding_box()["height"] == tall


def test_a_strip_opens_its_panel_over_the_plot_and_a_click_closes_it(at_width):
    _, view = at_width(900)
    panel = view.box.get_by_role("complementary", name="Genes and numbers")
    button = view.box.get_by_role("button", name="Genes and numbers", exact=True)
    expect(panel).to_be_hidden()
    plot = width(view.plot)
    button.click()
    expect(panel).to_be_visible()
    assert width(view.plot) == plot
    button.click()
    expect(panel).to_be_hidden()


def test_in_marimo_the_box_is_no_higher_than_an_output_there(show_page, page):
    page.add_init_script("customElements.define('marimo-anywidget', class extends HTMLElement {})")
    _, view = show_page()
    assert view.box.bounding_box()["height"] <= 600
    _, view = show_page(height=900)
    assert view.box.bounding_box()["height"] == 900


@pytest.fixture
def full_dock(show_page):
    """Labels, a filter, and a dock over the whole box, whose tab has the focus."""
    widget, view = show_page()
    widget.create_category("mine")
    widget.add_label("mine", "A")
    widget.set_filter("louvain", ["1"])
    expect(view.box.locator(".cxw-chip")).to_have_count(1)
    view.box.get_by_role("tab", name="History").click()
    full = view.box.get_by_role("button", name="Dock over the whole box")
    full.click()
    expect(full).to_have_attribute("aria-pressed", "true")
    return widget, view, full


def test_what_is_said_is_seen_over_the_full_dock(full_dock):
    widget, view, full = full_dock
    bar = view.box.locator(".cxw-dock-bar").bounding_box()
    view.page.keyboard.press("Alt+1")
    undo = view.box.locator(".cxw-message").get_by_role("button", name="Undo")
    undo.click()  # nothing lies over it
    until(lambda: (widget.annotations["mine"] == "A").sum() == 0)
    widget.clear_selection()
    expect(view.box.locator(".cxw-chip")).to_have_count(0)
    view.box.get_by_role("tab", name="History").press("Alt+1")
    problem = view.box.locator(".cxw-problem")
    assert problem.bounding_box()["y"] > bar["y"] + bar["height"]
    problem.get_by_role("button", name="Dismiss").click()
    expect(problem).to_have_count(0)
    expect(full).to_have_attribute("aria-pressed", "true")


def test_esc_leaves_the_full_dock_first_from_anywhere_and_so_does_what_leads_to_the_plot_or_a_gene(full_dock):
    _, view, full = full_dock
    for place in (
        view.label_field,
        view.box.get_by_role("button", name="Full screen", exact=True),
        view.box.get_by_role("textbox", name="Find an edit"),
        view.surface,
    ):
        place.focus()
        view.page.keyboard.press("Escape")
        expect(full).to_have_attribute("aria-pressed", "false")
        expect(view.box.locator(".cxw-chip")).to_have_count(1)
        full.click()
        expect(full).to_have_attribute("aria-pressed", "true")
    view.page.keyboard.press("/")
    expect(full).to_have_attribute("aria-pressed", "false")
    expect(view.box.get_by_role("combobox", name="Search genes")).to_be_focused()


def test_a_panel_with_the_focus_stays_when_its_column_has_no_more_room(show_page):
    _, view = show_page(color="louvain")
    view.page.set_viewport_size({"width": 1400, "height": 800})
    panel = view.box.get_by_role("complementary", name="Genes and numbers")
    field = view.box.get_by_role("combobox", name="Search genes")
    field.focus()
    view.page.set_viewport_size({"width": 850, "height": 800})
    expect(panel).to_have_attribute("data-as", "drawer")
    expect(field).to_be_focused()
    view.page.keyboard.press("Escape")  # the field leads back to the plot
    expect(view.surface).to_be_focused()
    view.page.set_viewport_size({"width": 1400, "height": 800})
    expect(panel).to_have_attribute("data-as", "column")
    view.page.set_viewport_size({"width": 850, "height": 800})
    expect(panel).to_be_hidden()


def test_what_is_said_is_beside_a_drawer(at_width):
    _, view = at_width(650)
    view.label_selection("B cell")  # of no cells
    said = view.box.get_by_role("alert").filter(has_text="Drag around some cells first")
    view.box.get_by_role("button", name="Labels and data", exact=True).click()
    drawer = view.box.get_by_role("complementary", name="Labels and data")
    expect(drawer).to_be_visible()
    until(lambda: said.bounding_box()["x"] >= drawer.bounding_box()["x"] + width(drawer))
    view.box.get_by_role("button", name="Genes and numbers", exact=True).click()
    drawer = view.box.get_by_role("complementary", name="Genes and numbers")
    expect(drawer).to_be_visible()
    until(lambda: said.bounding_box()["x"] + width(said) <= drawer.bounding_box()["x"])


def test_a_tab_of_the_dock_that_is_cut_off_fades(at_width):
    _, view = at_width(1000)
    view.box.get_by_role("tab", name="Markers", exact=True).click()
    tabs = view.box.get_by_role("tablist", name="Evidence and history")
    expect(tabs).to_have_attribute("data-more", "true")
    expect(tabs).to_have_attribute("data-less", "false")
    view.page.screenshot(path="tests/output/tabs-fade.png")
    tabs.evaluate("bar => { bar.scrollLeft = bar.scrollWidth; }")
    expect(tabs).to_have_attribute("data-more", "false")
    expect(tabs).to_have_attribute("data-less", "true")


def test_tabs_that_are_all_in_sight_do_not_fade(at_width):
    _, view = at_width(1400)
    tabs = view.box.get_by_role("tablist", name="Evidence and history")
    expect(tabs).to_have_attribute("data-more", "false")
    expect(tabs).to_have_attribute("data-less", "false")
