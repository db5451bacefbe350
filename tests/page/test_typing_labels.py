"""Typing a label, with real keys: Enter takes what is written, Tab completes, digits are text."""

from __future__ import annotations

import numpy as np
import pytest
from playwright.sync_api import expect

from .menus import label_names
from .places import B_CELLS, DENDRITIC, MONOCYTES, NOWHERE
from .wait import until


@pytest.fixture
def typing(show_page):
    """A category of usual labels and a lasso just drawn: the focus is in the label field."""
    widget, view = show_page()
    widget.create_category("cell_type")
    for label in ("NK cell", "NKT", "B cell", "CD4 T", "4-1BB T"):
        widget.add_label("cell_type", label)
    expect(view.row("4-1BB T")).to_have_count(1)
    view.lasso(B_CELLS)
    expect(view.label_field).to_be_focused()
    return widget, view, view.page.keyboard


def given(widget):
    """The labels of the selected cells."""
    return set(widget.annotations["cell_type"][widget.selected])


def ending(view):
    """What is shown in grey after the text."""
    return view.box.locator(".cxw-ending")


@pytest.mark.parametrize(
    ("typed", "label"),
    [
        ("12", "12"),  # not the first label, and then the second
        ("0", "0"),
        ("4-1BB T", "4-1BB T"),
        ("4-1bb t", "4-1BB T"),
        ("NK", "NK"),
        ("nk cell", "NK cell"),
        ("  NK   cell ", "NK cell"),
        ("nkt", "NKT"),
        ("NKcell", "NKcell"),
        ("CD4 T cell", "CD4 T cell"),
        ("cell", "cell"),
        ("B", "B"),
    ],
)
def test_enter_takes_what_is_written(typing, typed, label):
    widget, view, keyboard = typing
    before = label_names(widget)
    keyboard.type(typed)
    expect(view.label_field).to_have_value(typed)
    keyboard.press("Enter")
    until(lambda: given(widget) == {label})
    assert label_names(widget) == (before if label in before else [*before, label])
    assert widget.session.revision == 7  # a category and five labels before


@pytest.mark.parametrize("key", ["Tab", "ArrowRight"])
def test_what_is_missing_is_shown_in_grey_and_taken_over(typing, key):
    widget, view, keyboard = typing
    keyboard.type("nk c")
    expect(ending(view)).to_have_text("nk cell")
    expect(view.box.get_by_role("option", selected=True)).to_contain_text("New label “nk c”")
    keyboard.press(key)
    expect(view.label_field).to_have_value("NK cell")  # as it is spelled
    expect(view.label_field).to_be_focused()
    expect(ending(view)).to_have_count(0)
    expect(view.box.get_by_role("option", selected=True)).to_have_text("NK cell0")
    keyboard.press("Enter")
    until(lambda: given(widget) == {"NK cell"})


def test_the_grey_text_begins_where_the_caret_is(typing):
    _, view, keyboard = typing
    keyboard.type("CD4")
    field, grey = view.label_field.bounding_box(), ending(view).bounding_box()
    assert abs(field["x"] - grey["x"]) <= 1
    assert field["height"] == grey["height"]
    styles = (
        "node => ['fontFamily', 'fontSize', 'paddingLeft', 'letterSpacing'].map((of) => getComputedStyle(node)[of])"
    )
    assert view.label_field.evaluate(styles) == ending(view).evaluate(styles)
    # longer than the field: nothing is drawn over what has scrolled
    keyboard.press("Escape")
    keyboard.type("A name that is far too long for a field of this width, really")
    expect(ending(view)).to_have_count(0)


def test_in_the_middle_of_the_text_the_arrow_moves_the_caret(typing):
    _, view, keyboard = typing
    keyboard.type("NK c")
    keyboard.press("ArrowLeft")
    keyboard.press("ArrowRight")
    expect(view.label_field).to_have_value("NK c")
    keyboard.press("ArrowRight")
    expect(view.label_field).to_have_value("NK cell")


def test_tab_with_nothing_to_complete_goes_on(typing):
    _, view, keyboard = typing
    keyboard.type("plasma")
    keyboard.press("Tab")
    expect(view.box.get_by_role("button", name="Invert")).to_be_focused()
    view.label_field.focus()
    keyboard.press("Shift+Tab")
    expect(view.label_field).not_to_be_focused()


def test_a_label_is_walked_to(typing):
    widget, view, keyboard = typing
    keyboard.type("NK")
    keyboard.press("ArrowDown")
    expect(view.box.get_by_role("option", selected=True)).to_contain_text("NK cell")
    keyboard.press("ArrowDown")
    keyboard.press("Enter")
    until(lambda: given(widget) == {"NKT"})
    # and from an empty field, where Enter alone gives the last one
    view.lasso(MONOCYTES)
    keyboard.press("ArrowDown")
    keyboard.press("Enter")
    until(lambda: given(widget) == {"NK cell"})


def test_as_it_is_written_also_where_a_label_differs_in_case_only(typing):
    widget, view, keyboard = typing
    keyboard.type("nk cell")
    expect(view.box.get_by_role("option", selected=True)).to_contain_text("NK cell")
    keyboard.press("Shift+Enter")
    until(lambda: given(widget) == {"nk cell"})
    assert label_names(widget)[-1] == "nk cell"


def test_enter_on_an_empty_field_labels_again_also_with_the_list_open(typing):
    widget, view, keyboard = typing
    keyboard.type("NKT")
    keyboard.press("Enter")
    until(lambda: given(widget) == {"NKT"})
    view.lasso(DENDRITIC)
    view.label_field.click()
    expect(view.box.get_by_role("listbox", name="Choices")).to_be_visible()
    expect(view.box.get_by_role("option", selected=True)).to_have_count(0)
    keyboard.press("Enter")
    until(lambda: given(widget) == {"NKT"})


def test_digits_label_in_the_plot_alone_and_with_alt_wherever_nothing_is_written(typing):
    widget, view, keyboard = typing
    until(lambda: widget.n_selected)
    view.box.get_by_role("button", name="Invert").focus()
    keyboard.press("1")
    keyboard.press("Alt+2")
    until(lambda: given(widget) == {"NKT"})
    assert widget.session.revision == 7
    view.plot.click(position=NOWHERE)
    keyboard.press("3")
    until(lambda: given(widget) == {"B cell"})
    # with Alt a Mac writes other letters: there the key counts, and in a text it is one
    view.label_field.focus()
    view.label_field.evaluate(
        "node => node.dispatchEvent(new KeyboardEvent('keydown', "
        "{ key: '¡', code: 'Digit1', altKey: true, bubbles: true, composed: true, cancelable: true }))"
    )
    until(lambda: given(widget) == {"NK cell"})
    keyboard.type("CD8 ")
    keyboard.press("Alt+5")
    keyboard.press("Escape")
    keyboard.press("Alt+0")
    until(lambda: given(widget) == {"unassigned"})
    assert "4-1BB T" not in set(widget.history["label"][6:])


def test_a_label_of_digits_can_be_the_first(show_page):
    widget, view = show_page()
    view.lasso(B_CELLS)
    view.page.keyboard.type("7")
    view.page.keyboard.press("Enter")
    expect(view.box.get_by_role("textbox", name="Category")).to_be_focused()
    view.page.keyboard.press("Enter")
    until(lambda: "cell_type" in widget.annotations)
    until(lambda: np.array_equal(widget.annotations["cell_type"] == "7", widget.selected))


def test_the_keys_are_told(show_page):
    _, view = show_page()
    view.plot.click(position=NOWHERE)
    view.page.keyboard.press("?")
    keys = view.box.get_by_role("dialog", name="Keys")
    expect(keys).to_contain_text("where digits are text")
    expect(keys).to_contain_text("Enter takes what is written")
