"""Categories: made, copied, renamed, duplicated and deleted with the mouse; the draft named once."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from .menus import choose, retype
from .wait import until


def form(view):
    return view.box.get_by_role("form", name="New category")


def new_category(view):
    view.box.get_by_role("button", name="Category", exact=True).click()
    return form(view)


def field(view, name):
    return form(view).get_by_role("textbox", name=name)


def block(view, name):
    return view.box.get_by_role("region", name=f"Category {name}", exact=True)


def test_the_first_category_asks_for_the_drafts_name_and_no_other_does(show_page, tmp_path):
    widget, view = show_page()
    expect(view.box.get_by_text("A category holds your labels")).to_be_visible()
    expect(view.draft).to_have_accessible_name("Draft: No draft yet")
    new_category(view)
    expect(field(view, "Category")).to_be_focused()
    expect(field(view, "Draft name")).to_have_value("my-labels")
    expect(form(view)).to_contain_text(f"my-labels-ID.csv in {tmp_path}")
    field(view, "Draft name").fill("ada")
    expect(form(view)).to_contain_text("ada-ID.csv")
    retype(field(view, "Category"), "  tissue ")
    expect(form(view)).to_have_count(0)
    expect(block(view, "tissue")).to_be_visible()
    assert widget.category == widget.color == "tissue"
    until(lambda: widget.draft.saved)
    assert widget.draft.path.name.startswith("ada-")
    new_category(view)
    expect(field(view, "Draft name")).to_have_count(0)
    form(view).get_by_role("button", name="Cancel").click()
    expect(form(view)).to_have_count(0)
    assert view.errors() == [""]


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("louvain", "adata.obs has a column 'louvain'"),
        ("tissue", "There is a category 'tissue' already"),
        (" ", "A category needs a name"),
        ("x" * 201, "use at most 200"),
    ],
)
def test_a_name_that_can_not_be_is_refused_beside_the_field(show_page, name, sentence):
    widget, view = show_page()
    widget.create_category("tissue")
    expect(block(view, "tissue")).to_be_visible()
    new_category(view)
    retype(field(view, "Category"), name)
    expect(form(view).get_by_role("alert")).to_contain_text(sentence)
    expect(field(view, "Category")).to_have_attribute("aria-invalid", "true")
    expect(field(view, "Category")).to_have_value(name)
    retype(field(view, "Category"), "other")
    expect(block(view, "other")).to_be_visible()
    assert list(widget.annotations) == ["tissue", "other"]


def test_a_draft_name_that_can_not_be_is_refused_beside_its_field(show_page, tmp_path):
    widget, view = show_page()
    new_category(view)
    field(view, "Draft name").fill("a/b")
    retype(field(view, "Category"), "tissue")
    expect(form(view).get_by_role("alert")).to_contain_text("A draft name becomes a file name")
    expect(field(view, "Draft name")).to_have_attribute("aria-invalid", "true")
    assert list(tmp_path.iterdir()) == []
    retype(field(view, "Draft name"), "ab")
    expect(block(view, "tissue")).to_be_visible()
    assert widget.draft.name == "ab"


def test_rename_by_double_click_and_by_menu(show_page):
    widget, view = show_page()
    widget.create_category("tissue")
    widget.create_category("other")
    block(view, "tissue").get_by_role("button", name="tissue", exact=True).dblclick()
    rename = view.box.get_by_role("textbox", name="Rename category tissue")
    expect(rename).to_be_focused()
    retype(rename, "other")
    expect(block(view, "tissue").get_by_role("alert")).to_contain_text("There is a category 'other' already")
    retype(rename, "organ")
    expect(block(view, "organ")).to_be_visible()
    choose(view, "Menu of category organ", "Rename")
    rename = view.box.get_by_role("textbox", name="Rename category organ")
    rename.fill("nothing of it")
    rename.press("Escape")
    assert list(widget.annotations) == ["organ", "other"]
    assert view.errors() == [""]


def test_duplicate_and_delete(show_page):
    widget, view = show_page()
    widget.create_category("tissue")
    widget.label("blood", cells=list(range(40)))
    choose(view, "Menu of category tissue", "Duplicate")
    retype(field(view, "Category, a copy of tissue"), "tissue 2")
    expect(block(view, "tissue 2").get_by_role("listitem").first).to_contain_text("40")
    assert (widget.annotations["tissue"] == widget.annotations["tissue 2"]).all()
    choose(view, "Menu of category tissue", "Delete")
    expect(block(view, "tissue")).to_have_count(0)
    view.undo()
    expect(block(view, "tissue")).to_be_visible()
    assert list(widget.annotations) == ["tissue", "tissue 2"]
    choose(view, "Menu of category tissue", "Delete")
    choose(view, "Menu of category tissue 2", "Delete")
    expect(view.box.get_by_text("A category holds your labels")).to_be_visible()
    assert widget.color not in ("tissue", "tissue 2")
    assert view.errors() == [""]


def test_a_column_of_the_data_is_copied_to_labels(show_page):
    widget, view = show_page()
    choose(view, "Menu of column louvain", "Copy to labels")
    retype(field(view, "Category, a copy of louvain"), "mine")
    expect(block(view, "mine").get_by_role("listitem")).to_have_count(12)
    column = widget.adata.obs["louvain"]
    assert (widget.annotations["mine"].astype(str) == column.astype(str)).all()
    colors = [label["color"] for label in widget.categories[0]["labels"]]
    assert colors == list(widget.adata.uns["louvain_colors"])


def test_the_category_looked_at_gets_the_labels(show_page):
    widget, view = show_page()
    widget.create_category("tissue")
    widget.create_category("state")
    block(view, "tissue").get_by_role("button", name="tissue", exact=True).click()
    until(lambda: widget.category == widget.color == "tissue")
    view.surface.focus()
    view.page.keyboard.press("c")
    until(lambda: widget.category == widget.color == "state")
    widget.color = "louvain"
    expect(view.box.get_by_role("button", name="Colour by: louvain")).to_be_visible()
    view.page.keyboard.press("c")
    until(lambda: widget.category == "tissue")
    assert widget.color == "louvain"
