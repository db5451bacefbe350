"""Terms and nesting that are proposed for the labels of a category: taken, left out, and as others change labels."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from .menus import choose
from .wait import until
from .without_terms import TREG, label_of


def test_terms_are_proposed_for_all_labels_and_taken_in_one_edit(without_terms):
    widget, view = without_terms
    widget.add_label("cell_type", "B cell")
    choose(view, "Menu of category cell_type", "Find terms …")
    dialog = view.box.get_by_role("dialog", name="Find terms")
    expect(dialog.get_by_role("combobox", name="Term for Treg")).to_have_value("CL:0000815")
    expect(dialog.get_by_role("listitem")).to_have_count(4)  # doublets are no cell type
    dialog.get_by_role("button", name="Accept T cell for T cell").click()
    until(lambda: label_of(widget, "T cell")["term"] is not None)
    expect(dialog.get_by_role("listitem")).to_have_count(3)
    # what is not sure has no box, what is left out is not taken
    expect(dialog.get_by_role("checkbox")).to_have_count(2)
    dialog.get_by_role("checkbox", name="B cell is among all of 0.9 and more").uncheck()
    dialog.get_by_role("button", name="Accept all of 0.9 and more (1)").click()
    until(lambda: label_of(widget, "Treg")["term"] == TREG)
    expect(view.box.get_by_role("button", name="Term of Treg: regulatory T cell")).to_be_visible()
    assert label_of(widget, "Cluster 7")["term"] is None
    assert label_of(widget, "B cell")["term"] is None
    # the button just pressed can't be any more: keys mean the dialog as before
    expect(dialog.get_by_role("button", name="Accept all of 0.9 and more (0)")).to_be_disabled()
    view.page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    view.undo()
    until(lambda: label_of(widget, "Treg")["term"] is None)
    assert label_of(widget, "T cell")["term"] is not None


def test_proposals_out_of_sight_are_counted(without_terms):
    widget, view = without_terms
    for k in range(30):
        widget.add_label("cell_type", f"Subtype {k}")
    choose(view, "Menu of category cell_type", "Find terms …")
    dialog = view.box.get_by_role("dialog", name="Find terms")
    more = dialog.get_by_text("more below")
    expect(more).to_be_visible()
    listed = dialog.get_by_role("list").bounding_box()
    inside = [row.bounding_box() for row in dialog.get_by_role("listitem").all()]
    middles = [row["y"] + row["height"] / 2 for row in inside]
    out = sum(middle > listed["y"] + listed["height"] for middle in middles)
    expect(more).to_have_text(f"{out} more below")
    assert listed["height"] > 0.45 * view.box.bounding_box()["height"]
    expect(dialog.get_by_role("button", name="Accept all of")).to_be_in_viewport()
    dialog.get_by_role("listitem").last.scroll_into_view_if_needed()
    expect(more).to_have_count(0)


@pytest.mark.parametrize("name", ["Find terms", "Propose nesting"])
def test_esc_closes_a_dialog_before_its_answer_and_leaves_the_selection(without_terms, page_server, name):
    widget, view = without_terms
    widget.select([1, 2, 3])
    expect(view.selection).to_contain_text("3 of 700")
    page_server.idle.clear()
    choose(view, "Menu of category cell_type", f"{name} …")
    dialog = view.box.get_by_role("dialog", name=name)
    expect(dialog).to_contain_text("Searching …")
    expect(dialog.get_by_role("button", name="Close")).to_be_focused()
    view.page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    page_server.idle.set()
    expect(view.selection).to_contain_text("3 of 700")
    assert widget.n_selected == 3


def test_nesting_is_proposed_by_the_terms(without_terms):
    widget, view = without_terms
    widget.set_terms("cell_type", {"T cell": "CL:0000084", "Treg": "CL:0000815"})
    choose(view, "Menu of category cell_type", "Propose nesting …")
    dialog = view.box.get_by_role("dialog", name="Propose nesting")
    check = dialog.get_by_role("checkbox", name="Nest Treg under T cell")
    check.click()
    expect(dialog.get_by_role("button", name="Nest 0 labels")).to_be_disabled()
    check.click()
    dialog.get_by_role("button", name="Nest 1 label").click()
    until(lambda: label_of(widget, "Treg")["parent"] == "T cell")
    expect(dialog).to_have_count(0)


def test_proposals_follow_labels_that_others_change(without_terms, page_server):
    widget, view = without_terms
    widget.set_terms("cell_type", {"T cell": "CL:0000084", "Cluster 7": "CL:0000625"})
    choose(view, "Menu of category cell_type", "Find terms …")
    dialog = view.box.get_by_role("dialog", name="Find terms")
    expect(dialog.get_by_role("combobox", name="Term for Treg")).to_have_value("CL:0000815")
    page_server.idle.clear()
    widget.rename_label("cell_type", "Treg", "NK cell")
    expect(dialog.get_by_role("listitem")).to_have_count(0)
    expect(dialog).to_contain_text("Searching …")
    expect(dialog).not_to_contain_text("All labels")
    page_server.idle.set()
    expect(dialog.get_by_role("combobox", name="Term for NK cell")).to_have_value("CL:0000623")
    widget.set_terms("cell_type", {"NK cell": "CL:0000623", "T cell": None})
    expect(dialog.get_by_role("combobox")).to_have_count(1)
    expect(dialog.get_by_role("combobox", name="Term for T cell")).to_have_value("CL:0000084")
    widget.set_term("cell_type", "T cell", "CL:0000084")
    expect(dialog).to_contain_text("All labels of cell types have a term.")


def test_a_nesting_is_proposed_until_others_make_one(without_terms, page_server):
    widget, view = without_terms
    widget.set_terms("cell_type", {"T cell": "CL:0000084", "Treg": "CL:0000815"})
    choose(view, "Menu of category cell_type", "Propose nesting …")
    dialog = view.box.get_by_role("dialog", name="Propose nesting")
    expect(dialog.get_by_role("checkbox", name="Nest Treg under T cell")).to_be_visible()
    page_server.idle.clear()
    widget.set_parent("cell_type", "Treg", "Cluster 7")
    expect(dialog.get_by_role("checkbox")).to_have_count(0)
    expect(dialog).to_contain_text("Searching …")
    page_server.idle.set()
    expect(dialog).to_contain_text("put none under another one")
    widget.set_parent("cell_type", "Treg", None)
    widget.rename_label("cell_type", "T cell", "All T cells")
    expect(dialog.get_by_role("checkbox", name="Nest Treg under All T cells")).to_be_visible()


def test_what_is_left_out_of_a_nesting_stays_so_when_it_is_refused(without_terms, page_server):
    widget, view = without_terms
    widget.set_terms("cell_type", {"T cell": "CL:0000084", "Treg": "CL:0000815", "Cluster 7": "CL:0000625"})
    choose(view, "Menu of category cell_type", "Propose nesting …")
    dialog = view.box.get_by_role("dialog", name="Propose nesting")
    left = dialog.get_by_role("checkbox", name="Nest Treg under T cell")
    left.click()
    page_server.idle.clear()
    dialog.get_by_role("button", name="Nest 1 label").click()
    expect(dialog.get_by_role("button", name="Nest 1 label")).to_be_disabled()
    widget.delete_label("cell_type", "Cluster 7")
    page_server.idle.set()
    expect(view.box.get_by_text("no label 'Cluster 7'")).to_be_visible()
    expect(dialog.get_by_role("checkbox")).to_have_count(1)
    expect(left).not_to_be_checked()
    left.click()
    dialog.get_by_role("button", name="Nest 1 label").click()
    until(lambda: label_of(widget, "Treg")["parent"] == "T cell")
    expect(dialog).to_have_count(0)
