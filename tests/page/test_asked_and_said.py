"""Accidents of the hand: a filter forgotten, a mode left on, a note not kept."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from .menus import choose
from .places import B_CELLS, DENDRITIC, MONOCYTES, NOWHERE
from .wait import until


def question(view):
    """What the bar asks."""
    return view.box.get_by_role("group", name="Question")


def labels_of(widget):
    return widget.annotations["mine"]


@pytest.fixture
def narrowed(show_page):
    """A filter that leaves more than half of the cells, and nothing picked."""
    widget, view = show_page()
    widget.create_category("mine")
    for label in ("A", "B"):
        widget.add_label("mine", label)
    widget.set_filter("louvain", {"not": ["0", "1"]})
    n = widget.session.n_selected
    assert 350 < n < 700
    expect(view.selection).to_have_text(f"{n} of 700 cells")
    view.surface.focus()
    return widget, view, n


def test_many_cells_by_a_filter_alone_are_asked_about_once(narrowed):
    widget, view, n = narrowed
    keyboard = view.page.keyboard
    view.label_field.focus()
    keyboard.type("A")
    keyboard.press("Enter")
    expect(question(view)).to_contain_text(f"Label {n} of 700 cells as A?")
    expect(question(view).get_by_role("button", name="Yes")).to_be_focused()
    keyboard.press("Escape")
    expect(question(view)).to_have_count(0)
    expect(view.surface).to_be_focused()
    assert widget.n_selected == n, "Esc answers the question and nothing else"
    keyboard.press("2")
    expect(question(view)).to_contain_text(f"Label {n} of 700 cells as B?")
    assert set(labels_of(widget)) == {"unassigned"}
    keyboard.press("Enter")
    until(lambda: (labels_of(widget) == "B").sum() == n)
    expect(view.surface).to_be_focused()
    # once: the next labels are given at once
    keyboard.press("1")
    until(lambda: (labels_of(widget) == "A").sum() == n)
    keyboard.press("0")
    until(lambda: set(labels_of(widget)) == {"unassigned"})
    # another filter is another question
    widget.set_filter("louvain", {"not": ["0"]})
    more = widget.session.n_selected
    expect(view.selection).to_have_text(f"{more} of 700 cells")
    keyboard.press("0")
    expect(question(view)).to_contain_text(f"Take the label from {more} of 700 cells?")
    question(view).get_by_role("button", name="No").click()
    keyboard.press("Enter")  # the last label again
    expect(question(view)).to_contain_text(f"Label {more} of 700 cells as A?")
    widget.clear_selection()
    expect(question(view)).to_have_count(0)
    assert set(labels_of(widget)) == {"unassigned"}


def test_the_rest_by_a_filter_alone_is_asked_about_too(narrowed):
    widget, view, n = narrowed
    choose(view, "Menu of label A", f"Give to the rest ({n})")
    expect(question(view)).to_contain_text(f"Label {n} of 700 cells as A?")
    view.page.keyboard.press("Enter")
    until(lambda: (labels_of(widget) == "A").sum() == n)


def test_a_lasso_a_few_cells_or_no_filter_at_all_are_not_asked_about(narrowed):
    widget, view, _ = narrowed
    view.lasso(B_CELLS)
    view.page.keyboard.press("Alt+1")
    until(lambda: (labels_of(widget) == "A").sum() == widget.n_selected > 0)
    widget.clear_selection()
    widget.set_filter("louvain", ["0"])
    few = widget.session.n_selected
    expect(view.selection).to_have_text(f"{few} of 700 cells")
    view.page.keyboard.press("Alt+2")
    until(lambda: (labels_of(widget) == "B").sum() == few)
    widget.clear_selection()
    expect(view.selection).to_have_text("Drag around some cells, then type a label")
    left = int((labels_of(widget) == "unassigned").sum())
    assert left > 350
    choose(view, "Menu of label B", f"Give to the rest ({left})")  # the menu says how many
    until(lambda: set(labels_of(widget)) == {"A", "B"})


def mode(view, name):
    return view.box.get_by_role("group", name="How a lasso joins the selection").get_by_role("button", name=name)


@pytest.mark.parametrize("name", ["Take out of the selection", "Keep only what is in both"])
def test_a_mode_left_on_that_selects_nothing_says_so(show_page, name):
    widget, view = show_page()
    mode(view, name).click()
    view.lasso(MONOCYTES)
    expect(view.selection).to_contain_text("is on: nothing is selected.")
    view.box.get_by_role("button", name="Select anew").press("Enter")
    until(lambda: widget.n_selected > 50)
    expect(mode(view, "Replace the selection")).to_have_attribute("aria-pressed", "true")
    expect(view.label_field).to_be_focused()
    # all of what was selected taken out again
    n = widget.session.n_selected
    mode(view, "Take out of the selection").click()
    view.lasso(MONOCYTES)
    expect(view.selection).to_have_text("“Take out” is on: nothing is selected.")
    view.lasso(DENDRITIC, keys=["Shift"])
    until(lambda: 0 < widget.n_selected != n)
    expect(view.selection).to_have_text(f"{widget.n_selected} of 700 cells")


def test_a_key_held_is_no_mode_left_on(show_page):
    _, view = show_page()
    view.lasso(MONOCYTES, keys=["Alt"])
    expect(view.selection).to_have_text("Drag around some cells, then type a label")


def test_a_mode_does_not_outlive_its_category(show_page):
    widget, view = show_page()
    widget.create_category("first")
    widget.create_category("second")
    expect(view.box.get_by_role("region", name="Category second")).to_be_visible()
    mode(view, "Add").click()
    view.plot.click(position=NOWHERE)
    expect(mode(view, "Add")).to_have_attribute("aria-pressed", "true")
    view.page.keyboard.press("c")
    until(lambda: widget.category == "first")
    expect(mode(view, "Replace the selection")).to_have_attribute("aria-pressed", "true")
    # a rename is no other category
    mode(view, "Add").click()
    widget.rename_category("first", "renamed")
    expect(view.box.get_by_role("region", name="Category renamed")).to_be_visible()
    expect(mode(view, "Add")).to_have_attribute("aria-pressed", "true")


# -- notes


def note(widget):
    return widget.categories[0]["labels"][0]["note"]


def test_enter_keeps_a_note_and_shift_enter_makes_a_line(note_card):
    widget, view, field = note_card
    keyboard = view.page.keyboard
    keyboard.type("CD3+")
    keyboard.press("Shift+Enter")
    keyboard.type("CD8-")
    keyboard.press("Enter")
    expect(field).to_have_count(0)
    until(lambda: note(widget) == "CD3+\nCD8-")


@pytest.mark.parametrize("how", ["click", "button"])
def test_a_note_is_kept_when_its_card_is_left(note_card, how):
    widget, view, field = note_card
    view.page.keyboard.type("CD3+")
    if how == "click":
        view.plot.click(position=NOWHERE)
    else:
        view.box.get_by_role("button", name="Keys").click()
    expect(field).to_have_count(0)
    until(lambda: note(widget) == "CD3+")
    assert widget.session.revision == 3


@pytest.mark.parametrize("how", ["Escape", "Cancel"])
def test_escape_drops_what_was_typed(note_card, how):
    widget, view, field = note_card
    view.page.keyboard.type("no")
    if how == "Escape":
        view.page.keyboard.press("Escape")
    else:
        view.box.get_by_role("button", name="Cancel").click()
    expect(field).to_have_count(0)
    choose(view, "Menu of label A", "Note…")
    expect(field).to_have_value("")
    view.page.keyboard.press("Enter")  # unchanged: nothing is sent
    expect(field).to_have_count(0)
    assert (note(widget), widget.session.revision) == ("", 2)


def test_a_note_that_can_not_be_kept_comes_back_with_the_reason(note_card):
    widget, view, field = note_card
    long = ("CD3+ " * 1000).strip()
    field.fill(long)
    view.plot.click(position=NOWHERE)
    expect(field).to_have_value(long)
    expect(view.box.get_by_role("form", name="Note of A")).to_contain_text("use at most 4,000")
    view.page.keyboard.press("Escape")
    expect(field).to_have_count(0)
    assert note(widget) == ""


def test_a_note_written_while_the_kernel_is_gone_is_kept_in_the_browser(note_card):
    widget, view, field = note_card
    view.page.evaluate("() => { page.model.send = () => { throw new Error('closed'); }; }")
    view.page.keyboard.type("CD3+")
    view.plot.click(position=NOWHERE)
    expect(field).to_have_count(0)
    expect(view.box.get_by_text("Kept in this browser until the kernel is back: note on A")).to_be_visible()
    assert note(widget) == ""


def test_a_question_about_one_category_is_not_answered_in_another(narrowed):
    widget, view, _ = narrowed
    widget.create_category("state")
    widget.use_category("mine")
    view.label_field.focus()
    view.page.keyboard.type("A")
    view.page.keyboard.press("Enter")
    expect(question(view)).to_have_count(1)
    widget.use_category("state")
    expect(question(view)).to_have_count(0)
    assert (widget.annotations == "unassigned").all(axis=None)


def test_a_note_that_is_being_written_when_the_data_changes_is_kept(note_card):
    widget, view, field = note_card
    view.page.keyboard.type("CD3+")
    widget.adata._inplace_subset_obs(range(0, 700, 2))
    widget._after_cells._look()
    expect(field).to_have_count(0)
    until(lambda: note(widget) == "CD3+")
