"""Lists: walked through by keys, moved by drag and keys, a thousand labels, notes."""

from __future__ import annotations

import numpy as np
import pytest
from playwright.sync_api import expect

from .data import cells
from .menus import choose, label_names
from .wait import until, until_selected


def box_of(view, name):
    return view.box.get_by_role("checkbox", name=f"Show {name}", exact=True)


@pytest.fixture
def four(show_page):
    widget, view = show_page()
    widget.create_category("cell_type")
    for i, name in enumerate("ABCD"):
        widget.label(name, cells=list(range(20 * i, 20 * i + 20)))
    expect(view.row("D")).to_have_count(1)
    return widget, view


def test_one_row_is_a_stop_of_tab_and_arrows_walk(four):
    _, view = four
    keyboard = view.page.keyboard
    box_of(view, "A").focus()
    for key, name in [
        ("ArrowDown", "B"),
        ("End", "unassigned"),
        ("ArrowDown", "unassigned"),
        ("ArrowUp", "D"),
        ("Home", "A"),
    ]:
        keyboard.press(key)
        expect(box_of(view, name)).to_be_focused()
    keyboard.press("Tab")
    expect(view.box.get_by_role("button", name="Colour of A", exact=True)).to_be_focused()
    keyboard.press("Tab")
    expect(view.box.get_by_role("button", name="Menu of label A", exact=True)).to_be_focused()
    keyboard.press("Tab")
    expect(view.box.get_by_role("button", name="Label", exact=True)).to_be_focused()
    keyboard.press("Shift+Tab")
    keyboard.press("ArrowDown")
    expect(box_of(view, "B")).to_be_focused()
    keyboard.press("Space")
    expect(box_of(view, "B")).not_to_be_checked()


def test_enter_selects_f2_renames_and_delete_deletes_without_losing_the_place(four):
    widget, view = four
    keyboard = view.page.keyboard
    box_of(view, "B").focus()
    keyboard.press("Enter")
    until_selected(widget, (np.arange(700) >= 20) & (np.arange(700) < 40))
    keyboard.press("F2")
    field = view.box.get_by_role("textbox", name="Rename label B")
    expect(field).to_be_focused()
    field.fill("B cell")
    keyboard.press("Enter")
    expect(box_of(view, "B cell")).to_be_focused()
    keyboard.press("F2")
    keyboard.press("Escape")
    expect(box_of(view, "B cell")).to_be_focused()
    keyboard.press("Delete")
    until(lambda: label_names(widget) == ["A", "C", "D"])
    expect(box_of(view, "C")).to_be_focused()
    expect(view.box.get_by_text("Deleted label B cell")).to_be_visible()
    keyboard.press("Control+z")
    until(lambda: label_names(widget) == ["A", "B cell", "C", "D"])
    keyboard.press("Shift+F10")
    expect(view.box.get_by_role("menuitem", name="Select these")).to_be_focused()
    keyboard.press("Escape")
    expect(view.box.get_by_role("button", name="Menu of label C")).to_be_focused()


def test_the_focus_does_not_return_to_a_list_that_was_left(four):
    widget, view = four
    box_of(view, "B").focus()
    view.page.evaluate("document.querySelector('#views > div > div').shadowRoot.activeElement.blur()")
    widget.delete_label("cell_type", "B")
    expect(view.row("B")).to_have_count(0)
    widget.add_label("cell_type", "E")
    expect(view.row("E")).to_have_count(1)
    assert view.page.evaluate("document.activeElement === document.body")


def test_digits_and_letters_work_from_a_row(four):
    widget, view = four
    box_of(view, "A").focus()
    view.page.keyboard.press("Enter")
    until(lambda: widget.n_selected == 20)
    view.page.keyboard.press("Alt+2")
    until(lambda: (widget.annotations["cell_type"] == "B").sum() == 40)
    view.page.keyboard.press("v")
    expect(view.box.get_by_role("button", name="Pan", exact=True)).to_have_attribute("aria-pressed", "true")


def test_order_by_keys(four):
    widget, view = four
    keyboard = view.page.keyboard
    box_of(view, "A").focus()
    keyboard.press("Alt+ArrowDown")
    keyboard.press("Alt+ArrowDown")
    until(lambda: label_names(widget) == ["B", "C", "A", "D"])
    expect(box_of(view, "A")).to_be_focused()
    keyboard.press("Alt+ArrowUp")
    until(lambda: label_names(widget) == ["B", "A", "C", "D"])
    expect(box_of(view, "A")).to_be_focused()
    choose(view, "Menu of label D", "Move up")
    until(lambda: label_names(widget) == ["B", "A", "D", "C"])


def drag_row(view, name, to_y):
    start = view.row(name).locator(".cxw-name").bounding_box()
    mouse = view.page.mouse
    mouse.move(start["x"] + 5, start["y"] + start["height"] / 2)
    mouse.down()
    mouse.move(start["x"] + 5, to_y, steps=5)


def test_order_by_drag_with_a_line_where_it_goes(four):
    widget, view = four
    end = view.row("C").bounding_box()
    drag_row(view, "A", end["y"] + end["height"] - 2)
    line = view.box.locator(".cxw-insert")
    expect(line).to_be_visible()
    assert abs(line.bounding_box()["y"] - (end["y"] + end["height"])) < 4
    assert label_names(widget) == ["A", "B", "C", "D"]
    view.page.mouse.up()
    until(lambda: label_names(widget) == ["B", "C", "A", "D"])
    expect(line).to_have_count(0)
    revision = widget.revision
    drag_row(view, "B", view.row("D").bounding_box()["y"] + 20)
    expect(line).to_be_visible()
    view.page.keyboard.press("Escape")
    view.page.mouse.up()
    expect(line).to_have_count(0)
    below = view.row("unassigned").bounding_box()
    drag_row(view, "B", below["y"] + 200)  # "unassigned" stays the last one
    view.page.mouse.up()
    until(lambda: label_names(widget) == ["C", "A", "D", "B"])
    assert widget.revision == revision + 1
    expect(view.box.get_by_role("listitem").last).to_contain_text("unassigned")


@pytest.fixture
def thousand(show_page):
    data = cells(2000)
    data.obs["many"] = [f"clone {i // 2:04}" for i in range(2000)]
    data.obs["many"] = data.obs["many"].astype("category")
    widget, view = show_page(data)
    widget.create_category("mine", like="many")
    view.box.get_by_role("button", name="mine", exact=True).or_(
        view.box.get_by_role("button", name="mine 1,000")
    ).first.wait_for()
    expect(view.row("clone 0000")).to_have_count(1)
    return widget, view


def test_of_a_thousand_labels_only_those_in_sight_exist(thousand):
    _, view = thousand
    block = view.box.get_by_role("region", name="Category mine")
    assert block.get_by_role("listitem").count() < 60
    first = view.row("clone 0000")
    expect(first).to_have_attribute("aria-setsize", "1001")
    expect(first).to_have_attribute("aria-posinset", "1")
    view.box.get_by_role("region", name="Category mine").locator(".cxw-list").hover()
    view.page.mouse.wheel(0, 26 * 500)
    expect(view.row("clone 0500")).to_be_in_viewport()
    assert block.get_by_role("listitem").count() < 60


def test_keys_reach_all_of_a_thousand_and_a_new_one_is_shown(thousand):
    widget, view = thousand
    keyboard = view.page.keyboard
    box_of(view, "clone 0000").focus()
    keyboard.press("End")
    expect(box_of(view, "unassigned")).to_be_focused()
    keyboard.press("ArrowUp")
    expect(box_of(view, "clone 0999")).to_be_focused()
    expect(box_of(view, "clone 0999")).to_be_in_viewport()
    keyboard.press("Home")
    expect(box_of(view, "clone 0000")).to_be_focused()
    widget.add_label("mine", "one more")
    expect(view.row("one more")).to_be_in_viewport()
    view.box.get_by_role("textbox", name="Search labels of mine").fill("clone 077")
    expect(view.row("clone 0777")).to_be_visible()
    expect(view.box.get_by_role("region", name="Category mine").get_by_role("listitem")).to_have_count(11)


def test_a_note_is_written_sent_and_shown(four):
    _, view = four
    view.page.evaluate(
        """() => { window.sent = []; const send = page.model.send;
        page.model.send = (content, ...rest) => { sent.push(content); send(content, ...rest); }; }"""
    )
    choose(view, "Menu of label B", "Note")
    text = view.box.get_by_role("textbox", name="Note of B")
    expect(text).to_be_focused()
    text.fill("CD79A high")
    view.page.keyboard.press("Enter")
    until(lambda: view.page.evaluate("sent.some(({op}) => op === 'set_note')"))
    args = view.page.evaluate("sent.find(({op}) => op === 'set_note').args")
    assert args == {"category": "cell_type", "label": "B", "text": "CD79A high"}
    view.page.evaluate(
        """() => {
        const [only] = page.model.get("categories");
        const columns = JSON.parse(only.labels);
        columns.note = columns.name.map((name) => (name === "B" ? "CD79A high" : ""));
        page.model.set("categories", [{ ...only, labels: JSON.stringify(columns) }]);
        }"""
    )
    mark = view.row("B").get_by_role("button", name="Note of B: CD79A high")
    expect(mark).to_have_attribute("title", "CD79A high")
    view.page.keyboard.press("Escape")
    mark.click()
    expect(view.box.get_by_role("textbox", name="Note of B")).to_have_value("CD79A high")


def test_a_colour_is_typed_and_checked(four):
    widget, view = four
    view.box.get_by_role("button", name="Colour of B", exact=True).click()
    field = view.box.get_by_role("textbox", name="Colour as hex")
    field.fill("#12345")
    field.press("Enter")
    expect(view.box.locator(".cxw-popover").get_by_role("alert")).to_have_text("A colour is written as #1f77b4")
    field.fill("0a0")
    field.press("Enter")
    until(lambda: widget.categories[0]["labels"][1]["color"] == "#00aa00")
    expect(view.box.locator(".cxw-popover")).to_have_count(0)
