"""A category of 2,000 labels in the view: what is in sight exists, and all can be reached, edited and given."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from playwright.sync_api import expect

from tests.page.data import cells
from tests.page.menus import choose
from tests.page.wait import until

MANY = 2000
#: More rows, or options, than are in sight with some to spare, and far fewer than there are.
SOME = 90


@pytest.fixture
def many(show_page):
    data = cells()
    data.obs["many"] = pd.Categorical.from_codes(np.arange(700), [f"level {k:04}" for k in range(MANY)])
    widget, view = show_page(data, max_category_items=MANY)
    widget.create_category("cell_type", like="many")
    expect(view.row("level 0000")).to_have_count(1)
    return widget, view


def options(view):
    return view.box.get_by_role("option")


def test_few_rows_exist_and_the_last_label_is_reached_renamed_and_back(many):
    widget, view = many
    rows = view.box.get_by_label("Labels of cell_type", exact=True).get_by_role("listitem")
    assert rows.count() < SOME
    view.row("level 0000").get_by_role("checkbox").focus()
    view.page.keyboard.press("End")
    view.page.keyboard.press("ArrowUp")
    last = view.row("level 1999")
    expect(last).to_be_in_viewport()
    expect(last).to_have_attribute("aria-posinset", "2000")
    expect(last).to_have_attribute("aria-setsize", "2001")
    assert rows.count() < SOME
    view.page.keyboard.press("F2")
    field = view.box.get_by_role("textbox", name="Rename label level 1999")
    field.fill("the last")
    field.press("Enter")
    until(lambda: widget.categories[0]["labels"][-1]["name"] == "the last")
    expect(view.row("the last")).to_be_in_viewport()
    view.page.keyboard.press("Control+z")
    expect(view.row("level 1999")).to_be_in_viewport()


def test_a_label_of_many_is_typed_and_given_and_taken_back(many):
    widget, view = many
    widget.select(cells=[1, 2, 3])
    field = view.box.get_by_role("combobox", name="Label as")
    field.click()
    expect(options(view).first).to_be_visible()
    assert options(view).count() < SOME
    expect(options(view).first).to_have_attribute("aria-setsize", str(MANY))
    field.press_sequentially("level 1")
    expect(options(view).first).to_contain_text("level 1000")
    assert options(view).count() < SOME
    field.press_sequentially("999")
    field.press("Enter")
    until(lambda: widget.categories[0]["labels"][-1]["count"] == 3)
    widget.undo()
    until(lambda: widget.categories[0]["labels"][-1]["count"] == 0)


def test_choices_are_walked_from_the_first_to_the_last_and_scrolled(many):
    _, view = many
    field = view.box.get_by_role("combobox", name="Label as")
    field.click()
    field.press("ArrowUp")
    chosen = view.box.get_by_role("option", selected=True)
    expect(chosen).to_contain_text("level 1999")
    expect(chosen).to_be_in_viewport()
    expect(view.box.get_by_role("option", name="level 1995")).to_be_in_viewport()
    assert options(view).count() < SOME
    field.press("ArrowDown")
    expect(chosen).to_contain_text("level 0000")
    expect(chosen).to_be_in_viewport()
    view.box.get_by_role("listbox", name="Choices").evaluate("(list) => { list.scrollTop = 28 * 1000 }")
    expect(view.box.get_by_role("option", name="level 1003")).to_be_in_viewport()
    assert options(view).count() < SOME


def test_a_menu_of_all_labels_draws_some_counts_the_others_and_finds_them(many):
    widget, view = many
    widget.set_parent("cell_type", "level 0000", "level 1000")
    view.box.get_by_role("textbox", name="Search labels of cell_type").fill("level 0000")
    expect(view.row("level 0000")).to_be_visible()
    choose(view, "Menu of label level 0000", "Nest under …")
    menu = view.box.get_by_role("menu", name="Nest level 0000 under")
    items = menu.get_by_role("menuitemradio")
    expect(items.first).to_be_visible()
    assert items.count() < 2 * SOME
    expect(menu.get_by_role("menuitemradio", checked=True)).to_contain_text("level 1000")
    expect(menu).to_contain_text(f"and {MANY - 1 - items.count():,} more: search")  # it can't be under itself
    field = view.box.get_by_role("textbox", name="Search Nest level 0000 under")
    field.fill("level 1999")
    expect(items).to_have_count(1)
    field.press("Enter")
    until(lambda: widget.categories[0]["labels"][-1]["parent"] == "level 1999")


def test_dots_by_many_labels_are_those_of_the_rows_in_sight(many):
    widget, view = many
    view.box.get_by_role("tab", name="Dot plot").click()
    field = view.box.get_by_role("combobox", name="Add a gene to the dot plot")
    field.fill("CD3D CD79A")
    field.press("Enter")
    table = view.box.get_by_role("table", name="Dot plot by cell_type")
    rows = table.get_by_role("rowheader")
    expect(rows.first).to_contain_text("level 0000")
    assert rows.count() < SOME
    n = len(widget.session.parts.dots.by_label(["CD3D", "CD79A"], by="cell_type").groups)
    expect(table).to_have_attribute("aria-rowcount", str(n + 1))
    view.box.locator(".cxw-dots-scroll").evaluate("(box) => { box.scrollTop = box.scrollHeight }")
    expect(rows.last).to_be_in_viewport()
    expect(table.get_by_role("row").and_(table.locator(f"[aria-rowindex='{n + 1}']"))).to_be_in_viewport()
    assert rows.count() < SOME
