"""Labels: added, renamed, recolored, merged and deleted with the mouse."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from .menus import choose, label_names, retype
from .wait import until


@pytest.fixture
def two_labels(show_page):
    widget, view = show_page()
    widget.create_category("cell_type")
    widget.label("B cell", cells=list(range(40)))
    widget.label("Monocyte", cells=list(range(40, 100)))
    view.expect_counts(**{"B cell": 40, "Monocyte": 60, "unassigned": 600})
    return widget, view


def rename_field(view, label):
    return view.box.get_by_role("textbox", name=f"Rename label {label}")


def test_several_labels_are_added_in_a_row(two_labels):
    widget, view = two_labels
    view.box.get_by_role("button", name="Label", exact=True).click()
    field = view.box.get_by_role("combobox", name="New label in cell_type")
    retype(field, "NK cell")
    expect(field).to_have_value("")
    retype(field, " T cell ")
    expect(view.row("T cell")).to_contain_text("0")
    retype(field, "B cell")
    expect(view.box.get_by_text("has a label 'B cell' already")).to_be_visible()
    field.press("Escape")
    expect(field).to_have_count(0)
    assert label_names(widget) == ["B cell", "Monocyte", "NK cell", "T cell"]


def test_rename_by_double_click_and_by_menu(two_labels):
    widget, view = two_labels
    view.row("B cell").get_by_text("B cell").dblclick()
    expect(rename_field(view, "B cell")).to_be_focused()
    retype(rename_field(view, "B cell"), "naïve B")
    view.expect_counts(**{"naïve B": 40})
    choose(view, "Menu of label naïve B", "Rename")
    rename_field(view, "naïve B").fill("α/β")
    view.label_field.click()  # leaving keeps
    view.expect_counts(**{"α/β": 40})
    assert label_names(widget) == ["α/β", "Monocyte"]


@pytest.mark.parametrize(("name", "sentence"), [("", "A label needs a name"), ("unassigned", "choose another name")])
def test_a_name_that_can_not_be_is_refused_beside_the_field(two_labels, name, sentence):
    _, view = two_labels
    view.row("B cell").get_by_text("B cell").dblclick()
    retype(rename_field(view, "B cell"), name)
    expect(view.box.get_by_role("listitem").get_by_role("alert")).to_contain_text(sentence)
    rename_field(view, "B cell").press("Escape")
    view.expect_counts(**{"B cell": 40})


@pytest.mark.parametrize("with_keys", [False, True])
def test_renaming_to_a_label_there_is_offers_to_merge(two_labels, with_keys):
    widget, view = two_labels
    view.row("B cell").get_by_text("B cell").dblclick()
    retype(rename_field(view, "B cell"), "Monocyte")
    expect(view.box.get_by_role("listitem").get_by_role("alert")).to_have_text("There is a label “Monocyte” already.")
    offer = view.box.get_by_role("button", name="Merge into it")
    if with_keys:
        view.page.keyboard.press("Tab")
        expect(offer).to_be_focused()
        view.page.keyboard.press("Enter")
    else:
        offer.click()
    view.expect_counts(Monocyte=100)
    assert label_names(widget) == ["Monocyte"]


def test_recolour_from_the_palette_and_with_any_colour(two_labels):
    widget, view = two_labels
    view.box.get_by_role("button", name="Colour of B cell", exact=True).click()
    view.box.get_by_role("button", name="Colour #e377c2").click()
    until(lambda: widget.categories[0]["labels"][0]["color"] == "#e377c2")
    swatch = view.row("B cell").locator(".cxw-swatch")
    expect(swatch).to_have_css("background-color", "rgb(227, 119, 194)")
    choose(view, "Menu of label B cell", "Change colour")
    view.box.get_by_label("Another colour").fill("#123456")
    view.box.get_by_role("button", name="Use", exact=True).click()
    expect(swatch).to_have_css("background-color", "rgb(18, 52, 86)")
    assert widget.categories[0]["labels"][0]["color"] == "#123456"


def test_merge_by_menu(two_labels):
    widget, view = two_labels
    choose(view, "Menu of label B cell", "Merge into", "Monocyte")
    view.expect_counts(Monocyte=100)
    assert label_names(widget) == ["Monocyte"]
    expect(view.box.get_by_text("Merged B cell into Monocyte")).to_be_visible()
    view.undo()
    view.expect_counts(**{"B cell": 40, "Monocyte": 60})


def test_delete_sends_the_cells_to_unassigned(two_labels):
    widget, view = two_labels
    choose(view, "Menu of label Monocyte", "Delete")
    view.expect_counts(unassigned=660)
    assert label_names(widget) == ["B cell"]
    view.undo()
    view.expect_counts(Monocyte=60, unassigned=600)


def test_a_labels_cells_are_selected_and_combined_by_its_menu(two_labels):
    widget, view = two_labels
    choose(view, "Menu of label B cell", "Select these")
    expect(view.selection).to_have_text("40 of 700 cells")
    choose(view, "Menu of label Monocyte", "Add to the selection")
    expect(view.selection).to_have_text("100 of 700 cells")
    choose(view, "Menu of label B cell", "Take out of the selection")
    expect(view.selection).to_have_text("60 of 700 cells")
    choose(view, "Menu of unassigned", "Select these")
    expect(view.selection).to_have_text("600 of 700 cells")
    until(lambda: widget.n_selected == 600)
    assert not widget.selected[:100].any()
    expect(view.row("unassigned").get_by_role("button")).to_have_count(1)


def test_typing_unassigned_takes_the_label_away(two_labels):
    _, view = two_labels
    choose(view, "Menu of label B cell", "Select these")
    view.label_selection("unassigned")
    view.expect_counts(**{"B cell": 0, "unassigned": 640})
    assert view.errors() == [""]
