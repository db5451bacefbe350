"""What floats over the plot takes no drag away from it; a key that means nothing in the view moves no notebook."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from .places import B_CELLS, MONOCYTES
from .wait import until


def drag_from(view, start, corners):
    """Drag from the middle of an element around the corners, given as fractions of the plot, and back."""
    over, plot = start.bounding_box(), view.plot.bounding_box()
    first = (over["x"] + over["width"] / 2, over["y"] + over["height"] / 2)
    mouse = view.page.mouse
    mouse.move(*first)
    mouse.down()
    for x, y in corners:
        mouse.move(plot["x"] + x * plot["width"], plot["y"] + y * plot["height"], steps=4)
    mouse.move(*first, steps=4)
    mouse.up()


def labelled(widget, view):
    """Gives the message of what was just labelled."""
    view.lasso(B_CELLS)
    view.label_selection("B cell", category="mine")
    message = view.box.locator(".cxw-message")
    expect(message).to_contain_text("Labelled")
    return message.locator("span")


def refused(widget, view):
    """Gives the sentence that says what could not be done."""
    widget.create_category("mine")
    expect(view.row("unassigned")).to_have_count(1)
    view.label_field.fill("B cell")
    view.label_field.press("Enter")
    sentence = view.box.locator(".cxw-problem > span")
    expect(sentence).to_be_visible()
    return sentence


@pytest.mark.parametrize("over", [labelled, refused])
def test_a_drag_that_begins_on_what_is_said_over_the_plot_is_a_lasso(show_page, over):
    widget, view = show_page()
    start = over(widget, view)
    before = widget.n_selected
    drag_from(view, start, [(0.99, 0.99), (0.99, 0.01), (0.6, 0.01)])
    until(lambda: widget.n_selected not in (0, before))
    n = widget.n_selected
    # what is typed then is a label, no command
    expect(view.label_field).to_be_focused()
    view.page.keyboard.type("i")
    expect(view.label_field).to_have_value("i")
    assert widget.n_selected == n


def test_the_buttons_of_what_is_said_over_the_plot_work(show_page):
    widget, view = show_page()
    labelled(widget, view)
    until(lambda: "mine" in widget.annotations)
    view.box.locator(".cxw-message").get_by_role("button", name="Undo").click()
    until(lambda: set(widget.annotations["mine"]) == {"unassigned"})
    widget.clear_selection()
    expect(view.selection).to_have_text("Drag around some cells, then type a label")
    view.label_field.fill("T cell")
    view.label_field.press("Enter")
    view.box.locator(".cxw-problem").get_by_role("button", name="Dismiss").click()
    expect(view.box.locator(".cxw-problem")).to_have_count(0)


@pytest.mark.parametrize("place", [".cxw-left", ".cxw-evidence", ".cxw-bar", ".cxw-toolbar", ".cxw-brush-end"])
def test_space_in_the_view_does_not_scroll_the_notebook(show_page, place):
    widget, view = show_page()
    view.lasso(MONOCYTES)
    until(lambda: widget.n_selected)
    view.page.set_viewport_size({"width": 1400, "height": 400})
    # a key whose default is called off is not typed: the browser tells of no "keypress"
    view.page.evaluate("addEventListener('keypress', (event) => (window.typed ??= []).push(event.key), true)")
    part = view.box.locator(place).first
    if place == ".cxw-brush-end":
        part.focus()
    else:
        part.evaluate("node => node.scrollIntoView({ block: 'end' })")
        box = part.bounding_box()
        view.page.mouse.click(box["x"] + 4, box["y"] + box["height"] - 4)
    assert view.box.evaluate("node => node.getRootNode().activeElement !== null")
    before = view.page.evaluate("scrollY")
    view.page.keyboard.press("Space")
    view.page.keyboard.press("Shift+Space")
    view.page.keyboard.press("a")
    view.page.wait_for_function("window.typed?.length")
    assert view.page.evaluate("[window.typed, scrollY]") == [["a"], before]


def test_space_in_a_field_and_on_a_button_is_theirs(show_page):
    widget, view = show_page()
    view.lasso(MONOCYTES)
    until(lambda: widget.n_selected)
    view.page.keyboard.type("T cell")
    expect(view.label_field).to_have_value("T cell")
    view.box.get_by_role("button", name="Invert", exact=True).focus()
    n = widget.n_selected
    view.page.keyboard.press("Space")
    until(lambda: widget.n_selected == 700 - n)


def test_all_cells_by_key_and_not_all_text_of_the_page(show_page):
    widget, view = show_page()
    view.plot.click()
    for press in (view.page.keyboard.press, view.label_field.press):
        press("Control+a")
        until(lambda: widget.n_selected == 700)
        assert view.page.evaluate("String(getSelection())") == ""
        widget.clear_selection()
        expect(view.selection).to_have_text("Drag around some cells, then type a label")
    # in a text it is the text
    view.label_field.fill("B cell")
    view.label_field.press("Control+a")
    view.page.keyboard.type("T")
    expect(view.label_field).to_have_value("T")
    assert widget.n_selected == 0


def test_a_lasso_where_all_text_of_the_page_is_selected(show_page):
    widget, view = show_page()
    # as where the notebook has the focus: text before and after the view
    for where in ("afterbegin", "beforeend"):
        view.page.evaluate("where => document.body.insertAdjacentHTML(where, '<p>text</p>')", where)
    view.page.locator("p").first.click()
    view.page.keyboard.press("Control+a")
    assert "text" in view.page.evaluate("String(getSelection())")
    view.lasso(B_CELLS)
    until(lambda: widget.n_selected)
