"""Labels nested under others: a tree with folds and counts, by drag, menu and keys; the plot by level."""

from __future__ import annotations

import re

import numpy as np
import pytest
from playwright.sync_api import expect

from .axe import findings
from .menus import choose, label_names
from .places import color_at, lonely_cell, near, position_of, with_company
from .wait import until, until_selected

FAMILY = ("T cell", "CD4 T", "Treg", "CD8 T")


def box_of(view, name):
    return view.box.get_by_role("checkbox", name=f"Show {name}", exact=True)


def color_of(widget, name):
    return next(label["color"] for label in widget.categories[0]["labels"] if label["name"] == name)


def parents(widget):
    return {label["name"]: label["parent"] for label in widget.categories[0]["labels"]}


def names_shown(view):
    rows = view.box.locator(".cxw-left").get_by_role("listitem").locator(".cxw-name")
    return [text for text in rows.all_inner_texts() if text != "unassigned"]


@pytest.fixture
def flat(show_page):
    """B cell 10, T cell 20, CD4 T 30, Treg 40, CD8 T 50 cells; nothing nested."""
    widget, view = show_page()
    widget.create_category("cell_type")
    at = 0
    for n, name in enumerate(["B cell", *FAMILY], start=1):
        widget.label(name, cells=range(at, at + 10 * n))
        at += 10 * n
    widget.color = "cell_type"
    expect(view.row("CD8 T")).to_have_count(1)
    return widget, view


@pytest.fixture
def tree(flat):
    """T cell over CD4 T and CD8 T, CD4 T over Treg."""
    widget, view = flat
    for label, parent in [("CD4 T", "T cell"), ("CD8 T", "T cell"), ("Treg", "CD4 T")]:
        widget.set_parent("cell_type", label, parent)
    expect(view.box.get_by_role("button", name="Labels under CD4 T")).to_be_visible()
    return widget, view


def drag(view, label, onto, part, *, x=90):
    """Hold a row over a part of another one's height, so many px from the left of the list."""
    start = view.row(label).locator(".cxw-name").bounding_box()
    end = view.row(onto).bounding_box()
    mouse = view.page.mouse
    mouse.move(start["x"] + 5, start["y"] + start["height"] / 2)
    mouse.down()
    mouse.move(start["x"] + 8, start["y"] + start["height"] / 2 + 6)
    mouse.move(end["x"] + x, end["y"] + part * end["height"], steps=5)


def test_a_row_dropped_on_the_middle_of_another_goes_under_it(flat):
    widget, view = flat
    line, into = view.box.locator(".cxw-insert"), view.box.locator("li[data-into]")
    drag(view, "CD4 T", "T cell", 0.5)
    expect(into).to_contain_text("T cell")
    expect(line).to_have_count(0)
    view.page.mouse.up()
    until(lambda: parents(widget)["CD4 T"] == "T cell")
    expect(into).to_have_count(0)
    view.expect_counts(**{"T cell": 50})
    # beside rows it moves as before
    drag(view, "CD8 T", "B cell", 0.1)
    expect(line).to_be_visible()
    expect(into).to_have_count(0)
    view.page.mouse.up()
    until(lambda: label_names(widget)[0] == "CD8 T")
    revision = widget.revision
    drag(view, "B cell", "T cell", 0.5)
    expect(into).to_have_count(1)
    view.page.keyboard.press("Escape")
    view.page.mouse.up()
    expect(into).to_have_count(0)
    assert widget.revision == revision


def test_a_row_under_way_goes_where_it_shows_when_rows_changed_meanwhile(flat):
    widget, view = flat
    into = view.box.locator("li[data-into]")
    drag(view, "CD8 T", "T cell", 0.5)
    expect(into).to_contain_text("T cell")
    widget.delete_label("cell_type", "B cell")
    expect(into).to_contain_text("CD4 T")
    expect(view.box.locator("li[data-moving]")).to_contain_text("CD8 T")
    view.page.mouse.up()
    until(lambda: parents(widget)["CD8 T"] is not None)
    assert parents(widget)["CD8 T"] == "CD4 T"
    expect(view.row("CD8 T")).to_have_attribute("aria-level", "2")
    # and what is gone goes nowhere
    drag(view, "Treg", "T cell", 0.5)
    expect(into).to_have_count(1)
    widget.delete_label("cell_type", "Treg")
    expect(into).to_have_count(0)
    revision = widget.revision
    view.page.mouse.up()
    expect(view.row("Treg")).to_have_count(0)
    assert widget.revision == revision
    expect(view.box.get_by_role("alert")).to_have_text("")


def test_a_row_dragged_to_the_left_edge_leaves_what_it_is_under(tree):
    widget, view = tree
    # never under what is under itself
    drag(view, "T cell", "Treg", 0.5)
    expect(view.box.locator("li[data-into]")).to_have_count(0)
    view.page.keyboard.press("Escape")
    view.page.mouse.up()
    drag(view, "CD4 T", "CD4 T", 0.6, x=6)
    expect(view.box.locator(".cxw-insert[data-out]")).to_be_visible()
    view.page.mouse.up()
    until(lambda: parents(widget) == {**parents(widget), "CD4 T": None, "Treg": "CD4 T"})
    view.undo()
    until(lambda: parents(widget)["CD4 T"] == "T cell")


def test_a_fold_hides_those_under_a_label_whose_count_has_them(tree):
    widget, view = tree
    view.expect_counts(**{"T cell": 140, "CD4 T": 70, "Treg": 40})
    expect(view.row("T cell").get_by_title("20 of its own, 140 with those under it")).to_be_visible()
    box_of(view, "CD4 T").focus()
    view.page.keyboard.press("ArrowLeft")
    expect(view.row("Treg")).to_have_count(0)
    assert names_shown(view) == ["B cell", "T cell", "CD4 T", "CD8 T"]
    # digits stand for what is in sight: the fourth is CD8 T
    widget.select(cells=range(160, 170))
    expect(view.selection).to_contain_text("10")
    view.surface.focus()
    view.page.keyboard.press("4")
    view.expect_counts(**{"CD8 T": 60})
    until(lambda: (widget.annotations["cell_type"] == "CD8 T").sum() == 60)
    box_of(view, "CD4 T").focus()
    view.page.keyboard.press("ArrowRight")
    expect(view.row("Treg")).to_have_count(1)
    view.box.get_by_role("button", name="Labels under T cell").click()
    expect(view.row("CD4 T")).to_have_count(0)
    widget.rename_label("cell_type", "T cell", "T")
    expect(view.row("T")).to_have_count(1)
    expect(view.row("CD4 T")).to_have_count(0)


def test_a_parents_box_and_menu_mean_all_under_it(tree):
    widget, view = tree
    family = np.isin(widget.annotations["cell_type"].astype(object), FAMILY)
    box_of(view, "T cell").click()
    until_selected(widget, ~family)
    for name in FAMILY:
        expect(box_of(view, name)).not_to_be_checked()
    box_of(view, "Treg").click()
    expect(box_of(view, "T cell")).to_have_js_property("indeterminate", True)
    expect(box_of(view, "CD4 T")).to_have_js_property("indeterminate", True)
    box_of(view, "T cell").click()
    expect(box_of(view, "T cell")).to_be_checked()
    choose(view, "Menu of label T cell", "Select these")
    until_selected(widget, family)
    choose(view, "Menu of label CD4 T", "Only these")
    expect(view.row("T cell")).to_contain_text("70 / 140")


def test_nesting_by_keys_alone(flat):
    widget, view = flat
    keyboard = view.page.keyboard
    box_of(view, "Treg").focus()
    keyboard.press("Shift+F10")
    view.box.get_by_role("menuitem", name="Nest under …").focus()
    keyboard.press("Enter")
    expect(view.box.get_by_role("menuitemradio", name="B cell")).to_be_focused()
    keyboard.press("ArrowDown")
    keyboard.press("ArrowDown")
    keyboard.press("Enter")
    until(lambda: parents(widget)["Treg"] == "CD4 T")
    choose(view, "Menu of label CD4 T")
    expect(view.box.get_by_role("menuitem", name="Move to the top")).to_have_count(0)
    view.box.get_by_role("menuitem", name="Nest under …").click()
    # neither itself nor what is under it
    expect(view.box.get_by_role("menuitemradio")).to_have_text(["B cell10", "T cell20", "CD8 T50"])
    keyboard.press("Escape")
    choose(view, "Menu of label Treg", "Move to the top")
    until(lambda: parents(widget)["Treg"] is None)


def test_siblings_change_places_with_all_under_them(tree):
    widget, view = tree
    box_of(view, "CD8 T").focus()
    view.page.keyboard.press("Alt+ArrowUp")
    until(lambda: label_names(widget) == ["B cell", "T cell", "CD8 T", "CD4 T", "Treg"])
    expect(box_of(view, "CD8 T")).to_be_focused()
    view.page.keyboard.press("Alt+ArrowUp")  # it is the first under T cell
    choose(view, "Menu of label T cell", "Move up")
    until(lambda: label_names(widget) == ["T cell", "CD8 T", "CD4 T", "Treg", "B cell"])


def test_the_plot_by_level(tree):
    widget, view = tree
    cell = lonely_cell(widget.adata.obsm["X_umap"])
    around = with_company(widget, cell)
    at = position_of(widget, view, cell)
    widget.label("Treg", cells=around)
    view.box.get_by_role("button", name="Colour by: cell_type").click()
    expect(view.box.get_by_role("menuitemradio", name="cell_type, level")).to_have_count(2)
    view.box.get_by_role("menuitemradio", name="cell_type, level 1").click()
    until(lambda: widget.color == "level 1: cell_type")
    expect(view.box.get_by_role("button", name="Colour by: cell_type, level 1")).to_be_visible()
    until(lambda: near(color_at(view, at), color_of(widget, "T cell")))
    # what is labelled now is drawn as what stands for it
    widget.label("B cell", cells=around)
    until(lambda: near(color_at(view, at), color_of(widget, "B cell")))
    widget.label("CD4 T", cells=around)
    until(lambda: near(color_at(view, at), color_of(widget, "T cell")))
    view.plot.hover(position=at)
    card = view.box.locator(".cxw-hover")
    expect(card).to_contain_text("cell_type, level 1")
    expect(card).to_contain_text("CD4 T")
    view.plot.click(position=at)
    until_selected(widget, np.isin(widget.annotations["cell_type"].astype(object), FAMILY))
    widget.set_parent("cell_type", "CD4 T", "B cell")
    view.page.keyboard.press("Escape")
    until(lambda: near(color_at(view, at), color_of(widget, "B cell")))
    assert not any(view.errors())


def test_a_search_shows_what_it_finds_below_its_parents(tree):
    widget, view = tree
    for k in range(12):
        widget.add_label("cell_type", f"Other {k}")
    field = view.box.get_by_role("textbox", name="Search labels of cell_type")
    field.fill("treg")
    expect(view.row("Other 0")).to_have_count(0)
    assert names_shown(view) == ["T cell", "CD4 T", "Treg"]


def test_a_dot_plot_by_level(tree):
    widget, view = tree
    view.box.get_by_role("tab", name="Dot plot").click()
    panel = view.box.get_by_role("tabpanel", name="Dot plot")
    panel.get_by_role("button", name="Rows of the dot plot: cell_type").click()
    view.box.get_by_role("menuitemradio", name="cell_type, level 1").click()
    panel.get_by_role("combobox", name="Add a gene to the dot plot").fill("CD3D")
    view.page.keyboard.press("Enter")
    rows = panel.get_by_role("rowheader")
    expect(rows).to_have_count(3)
    rows.filter(has_text="T cell").get_by_role("button").click()
    until_selected(widget, np.isin(widget.annotations["cell_type"].astype(object), FAMILY))
    expect(view.row("T cell")).to_contain_text("140 / 140")
    # follows what is labelled
    widget.label("Treg", cells=range(300, 340))
    expect(panel.get_by_title("CD3D in T cell: ")).to_have_count(1)
    expect(rows.filter(has_text="T cell")).to_contain_text("180")
    assert not any(view.errors())


def test_an_accessible_tree(tree):
    _, view = tree
    expect(view.row("Treg")).to_have_attribute("aria-level", "3")
    assert findings(view) == []
    choose(view, "Menu of label Treg", "Cell Ontology term …")
    expect(view.box.get_by_role("option").first).to_be_visible()
    assert findings(view) == []


def is_seen_in(row, part):
    """Whether a part of a row's end is in sight: what there is no room for stands on a second line below it."""
    box, end = part.bounding_box(), row.locator(".cxw-row-end").bounding_box()
    middle = box["y"] + box["height"] / 2
    return end["y"] <= middle <= end["y"] + end["height"]


def test_totals_give_way_to_the_marks_of_a_term(show_page):
    widget, view = show_page(query="?width=980")  # the panel has 246 px
    widget.create_category("mine")
    cells = np.flatnonzero(widget.adata.obs["louvain"].isin(["0", "1"]))
    widget.label("CD14 monocyte", cells=cells)
    widget.set_term("mine", "CD14 monocyte", "CL:0001054")
    widget.set_filter("louvain", {"not": ["0"]})
    row = view.row("CD14 monocyte")
    count = row.locator(".cxw-count")
    expect(count).to_contain_text(f"/ {cells.size}")
    assert is_seen_in(row, row.get_by_role("button", name="Term of"))
    in_view, total = (count.locator("span").nth(at) for at in (0, 1))
    assert is_seen_in(row, in_view)
    assert not is_seen_in(row, total)


def test_a_long_name_one_level_down_leaves_room_for_the_mark_of_its_term(show_page):
    widget, view = show_page(query="?width=980")  # the panel has 246 px
    widget.create_category("mine")
    widget.label("T cell", cells=range(209))
    widget.label("regulatory T cell", cells=range(206))
    widget.set_term("mine", "regulatory T cell", "CL:0000815")
    widget.set_parent("mine", "regulatory T cell", "T cell")
    row = view.row("regulatory T cell")
    mark = row.get_by_role("button", name="Term of")
    expect(mark).to_have_count(1)
    assert is_seen_in(row, mark)
    widget.set_filter("louvain", {"not": ["0"]})
    expect(row.locator(".cxw-count")).to_contain_text("/ 206")
    assert is_seen_in(row, mark)
    assert row.locator(".cxw-name").bounding_box()["width"] >= 64


def test_marks_and_totals_give_way_to_names(show_page):
    widget, view = show_page(query="?width=980")  # the panel has 246 px
    widget.create_category("mine")
    widget.label("T cells", cells=range(120))
    widget.label("CD14 monocyte", cells=range(120, 400))
    widget.set_term("mine", "CD14 monocyte", "CL:0001054")
    widget.set_confidence("mine", "CD14 monocyte", "high")
    widget.set_note("mine", "CD14 monocyte", "a note")
    widget.set_filter("louvain", {"not": ["0"]})
    row = view.row("CD14 monocyte")
    expect(row.locator(".cxw-in-view")).to_be_visible()
    name = row.locator(".cxw-name")
    # nine letters at least, whatever else there is
    assert name.bounding_box()["width"] >= 64
    marks = [row.get_by_role("button", name=start) for start in ("Note of", "Confidence in", "Term of")]
    seen = [is_seen_in(row, mark) for mark in marks]
    assert seen == sorted(seen), "the note goes first, the term last"
    assert (seen[0], seen[-1]) == (False, True)
    expect(row.locator(".cxw-count")).to_have_attribute("title", re.compile(r"in view of 280 cells"))


def test_a_label_goes_under_a_new_one(flat):
    widget, view = flat
    widget.add_label("cell_type", "junk")
    widget.set_parent("cell_type", "CD4 T", "T cell")
    expect(view.row("junk")).to_have_count(1)
    choose(view, "Menu of label B cell", "Nest under …")
    menu = view.box.get_by_role("menu", name="Nest B cell under")
    own = {label["name"]: label["count"] for label in widget.categories[0]["labels"]}
    # as many as its row says, and nothing goes under junk
    expect(menu.get_by_role("menuitemradio", name="T cell")).to_contain_text(str(own["T cell"] + own["CD4 T"]))
    expect(menu.get_by_role("menuitemradio", name="junk")).to_have_count(0)
    view.box.get_by_role("menuitem", name="New label …").click()
    field = view.box.get_by_role("textbox", name="New label, with B cell under it")
    field.fill("T cell")
    field.press("Enter")
    expect(view.box.locator(".cxw-popover")).to_contain_text("has a label 'T cell' already")
    field.fill("Lymphocyte")
    field.press("Enter")
    until(lambda: "Lymphocyte" in label_names(widget))
    until(lambda: parents(widget)["B cell"] == "Lymphocyte")
    assert parents(widget)["CD4 T"] == "T cell"


def test_a_label_dropped_on_one_under_it_says_why_not(flat):
    widget, view = flat
    widget.set_parent("cell_type", "CD4 T", "T cell")
    expect(view.row("CD4 T")).to_have_attribute("aria-level", "2")
    drag(view, "T cell", "CD4 T", 0.5)
    view.page.mouse.up()
    expect(view.box.get_by_role("alert")).to_have_text(re.compile("CD4 T is nested under T cell"))
    assert parents(widget)["T cell"] is None


@pytest.mark.parametrize("height", [330, 900])
def test_a_menu_says_what_of_it_is_below(show_page, height):
    widget, view = show_page(height=height)
    widget.create_category("mine")
    widget.add_label("mine", "A")
    widget.add_label("mine", "B")
    expect(view.row("B")).to_have_count(1)
    choose(view, "Menu of label B")
    below = view.box.locator(".cxw-menu-below")
    delete = view.box.get_by_role("menuitem", name="Delete")
    expect(delete).to_be_visible()
    if height == 900:
        expect(below).to_have_count(0)
        return
    expect(below).to_have_text(re.compile(r"\d+ more"))
    view.page.keyboard.press("End")
    expect(delete).to_be_focused()
    expect(below).to_have_text("")
