"""What floats over the view stays where it belongs when the view changes its size, with what was typed in it."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from .places import MONOCYTES, NOWHERE
from .wait import until


@pytest.fixture
def asked(show_page):
    """A label was typed, and there is no category yet: its form is open above the label field."""
    widget, view = show_page()
    view.lasso(MONOCYTES)
    until(lambda: widget.n_selected)
    view.page.keyboard.type("B cell")
    view.page.keyboard.press("Enter")
    form = view.box.get_by_role("form", name="New category")
    expect(form.get_by_role("textbox", name="Category")).to_be_focused()
    return widget, view, form


def left_of(popover, anchor):
    return popover.bounding_box()["x"] - anchor.bounding_box()["x"]


def is_beside(popover, anchor):
    """Whether a popover begins or ends within a few pixels of what it belongs to."""
    a, b = popover.bounding_box(), anchor.bounding_box()
    return min(abs(a["y"] + a["height"] - b["y"]), abs(a["y"] - b["y"] - b["height"])) < 8


def is_inside(popover, box):
    a, b = popover.bounding_box(), box.bounding_box()
    return (
        b["x"] <= a["x"]
        and b["y"] <= a["y"]
        and a["x"] + a["width"] <= b["x"] + b["width"]
        and a["y"] + a["height"] <= b["y"] + b["height"]
    )


@pytest.mark.parametrize("size", [(1380, 1000), (1400, 600), (640, 900)])
def test_the_form_of_a_first_category_stays_when_the_window_changes_its_size(asked, size):
    widget, view, form = asked
    view.page.keyboard.type("kind")
    popover = view.box.locator(".cxw-popover")
    view.page.set_viewport_size({"width": size[0], "height": size[1]})
    until(lambda: is_beside(popover, view.label_field) and is_inside(popover, view.box))
    expect(form.get_by_role("textbox", name="Category")).to_be_focused()
    expect(form.get_by_role("textbox", name="Category")).to_have_value("kind")
    view.page.keyboard.press("Enter")
    until(lambda: "kind" in widget.annotations)
    until(lambda: set(widget.annotations["kind"][widget.selected]) == {"B cell"})
    expect(view.label_field).to_have_value("")


def test_the_form_goes_with_the_field_where_the_box_alone_changes(asked):
    widget, view, _ = asked
    popover = view.box.locator(".cxw-popover")
    before = view.label_field.bounding_box()["y"]
    widget.height = 780
    until(lambda: view.label_field.bounding_box()["y"] > before + 50)
    until(lambda: is_beside(popover, view.label_field))
    expect(popover).to_contain_text("A category for “B cell”")


@pytest.mark.parametrize("how", ["Escape", "Cancel", "elsewhere"])
def test_a_label_without_a_category_is_in_its_field_again(asked, how):
    widget, view, form = asked
    if how == "Escape":
        view.page.keyboard.press("Escape")
    elif how == "Cancel":
        form.get_by_role("button", name="Cancel").click()
    else:
        view.plot.click(position=NOWHERE)
    expect(form).to_have_count(0)
    expect(view.label_field).to_have_value("B cell")
    assert widget.annotations.empty
    view.label_field.focus()
    view.page.keyboard.type("T cell")  # takes its place
    expect(view.label_field).to_have_value("T cell")


def test_a_menu_stays_with_its_button(show_page):
    _, view = show_page()
    button = view.box.get_by_role("button", name="Colour by: ")
    button.click()
    popover = view.box.locator(".cxw-popover")
    expect(popover).to_be_visible()
    x, shift = button.bounding_box()["x"], left_of(popover, button)
    view.page.set_viewport_size({"width": 1300, "height": 1000})
    until(lambda: button.bounding_box()["x"] != x)
    until(lambda: abs(left_of(popover, button) - shift) < 1 and is_beside(popover, button))
    view.page.keyboard.press("Escape")
    expect(button).to_be_focused()


def test_a_note_goes_on_when_its_panel_becomes_a_drawer(note_card):
    widget, view, field = note_card
    view.page.keyboard.type("CD3+")
    view.page.set_viewport_size({"width": 620, "height": 800})
    # the panel stays, over the plot: the focus will return to it
    expect(view.box.locator(".cxw-left")).to_have_attribute("data-as", "drawer")
    until(lambda: is_inside(view.box.locator(".cxw-popover"), view.box))
    expect(field).to_be_focused()
    view.page.keyboard.type(" CD8-")
    view.page.keyboard.press("Enter")
    expect(field).to_have_count(0)
    until(lambda: widget.categories[0]["labels"][0]["note"] == "CD3+ CD8-")


def test_what_is_scrolled_in_a_menu_stays_in_sight(show_page):
    widget, view = show_page()
    for number in range(40):
        widget.create_category(f"category {number}")
    widget.color = "category 39"
    expect(view.box.get_by_role("button", name="Colour by: category 39")).to_be_visible()
    view.box.get_by_role("button", name="Colour by: ").click()
    choice = view.box.get_by_role("menuitemradio", name="category 39")
    menu = view.box.locator(".cxw-menu-items")
    expect(menu).to_be_visible()
    view.box.get_by_role("textbox", name="Search").press("End")
    choice.focus()
    for height in (900, 500):
        view.page.set_viewport_size({"width": 1400, "height": height})
        expect(choice).to_be_focused()
        until(lambda: is_inside(choice, menu) and is_inside(menu, view.box))
