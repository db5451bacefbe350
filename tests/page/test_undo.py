"""Undo and redo, by key, by button and from the message."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from .places import B_CELLS, NOWHERE
from .wait import until


@pytest.fixture
def labelled(show_page):
    """A view in which the B cells were just labelled."""
    widget, view = show_page()
    widget.create_category("cell_type")
    view.lasso(B_CELLS)
    view.label_selection("B cell")
    until(lambda: n_labelled(widget) > 0)
    return widget, view


def n_labelled(widget):
    return int((widget.annotations["cell_type"] != "unassigned").sum())


def button(view, name):
    """The toolbar's button; a message has an Undo too."""
    return view.box.locator(".cxw-toolbar").get_by_role("button", name=name, exact=True)


def test_the_buttons_say_what_they_would_do(labelled):
    widget, view = labelled
    n = n_labelled(widget)
    expect(button(view, "Undo")).to_have_attribute("title", f"Undo: label {n} cells as B cell")
    expect(button(view, "Redo")).to_have_attribute("title", "Nothing to redo")
    expect(button(view, "Redo")).to_be_disabled()
    button(view, "Undo").click()
    until(lambda: n_labelled(widget) == 0)
    expect(button(view, "Redo")).to_have_attribute("title", f"Redo: label {n} cells as B cell")
    expect(view.row("B cell")).to_have_count(0)
    button(view, "Redo").click()
    view.expect_counts(**{"B cell": n})
    assert n_labelled(widget) == n


@pytest.mark.parametrize(("undo", "redo"), [("Control+z", "Control+Shift+z"), ("Meta+z", "Control+y")])
def test_keys_on_the_plot(labelled, undo, redo):
    widget, view = labelled
    n = n_labelled(widget)
    view.plot.click(position=NOWHERE)
    view.page.keyboard.press(undo)
    until(lambda: n_labelled(widget) == 0)
    expect(view.box.get_by_text(f"Undid: label {n} cells as B cell")).to_be_visible()
    view.page.keyboard.press(redo)
    until(lambda: n_labelled(widget) == n)
    expect(view.box.get_by_text(f"Redid: label {n} cells as B cell")).to_be_visible()


def test_keys_in_an_empty_label_field_but_not_while_typing(labelled):
    widget, view = labelled
    view.label_field.click()
    view.page.keyboard.type("mo")
    view.page.keyboard.press("Control+z")
    view.label_field.fill("")
    assert n_labelled(widget) > 0
    view.label_field.press("Control+z")
    until(lambda: n_labelled(widget) == 0)


def test_the_message_offers_undo_until_something_else_is_done(labelled):
    widget, view = labelled
    n = n_labelled(widget)
    message = view.box.locator(".cxw-message")
    message.get_by_role("button", name="Undo").click()
    until(lambda: n_labelled(widget) == 0)
    expect(message.get_by_role("button")).to_have_count(0)
    button(view, "Redo").click()
    until(lambda: n_labelled(widget) == n)
    view.page.keyboard.press("Alt+0")
    expect(message.get_by_role("button", name="Undo")).to_be_visible()
    widget.add_label("cell_type", "by a program")
    expect(message.get_by_role("button", name="Undo")).to_have_count(0)


def test_with_nothing_to_undo_the_key_says_so(show_page):
    widget, view = show_page()
    expect(button(view, "Undo")).to_have_attribute("title", "Nothing to undo")
    view.plot.click(position=NOWHERE)
    view.page.keyboard.press("Control+z")
    expect(view.box.get_by_text("Nothing to undo", exact=True)).to_be_visible()
    assert widget.revision == 0
