"""Terms of the Cell Ontology where labels are typed and listed; confidence, words for no cell type, ways out."""

from __future__ import annotations

import json
import threading

import pytest
from playwright.sync_api import expect

from cellxgene_widget.session.term_finder import TermFinder

from .menus import choose
from .places import B_CELLS
from .wait import until
from .without_terms import TREG, label_of, names


def term_options(view):
    return view.box.get_by_role("option").filter(has_text="CL:")


@pytest.fixture
def typing(show_page):
    """A lasso just drawn: the focus is in the label field."""
    widget, view = show_page()
    widget.create_category("cell_type")
    widget.add_label("cell_type", "B cell")
    expect(view.row("B cell")).to_have_count(1)
    view.lasso(B_CELLS)
    expect(view.label_field).to_be_focused()
    return widget, view, view.page.keyboard


def test_enter_takes_what_is_written_and_walking_on_takes_a_term(typing):
    widget, view, keyboard = typing
    keyboard.type("treg")
    first = term_options(view).first
    expect(first).to_contain_text("regulatory T cell")
    expect(first).to_contain_text("CL:0000815")
    expect(first).to_contain_text("Treg")
    keyboard.press("Enter")
    until(lambda: "treg" in names(widget))
    assert label_of(widget, "treg")["term"] is None
    view.lasso(B_CELLS)
    keyboard.type("treg")
    expect(first).to_be_visible()
    # from the label of this name past the new one to the first term
    keyboard.press("ArrowDown")
    expect(first).to_have_attribute("aria-selected", "true")
    keyboard.press("Enter")
    until(lambda: "regulatory T cell" in names(widget))
    assert label_of(widget, "regulatory T cell")["term"] == TREG
    mark = view.box.get_by_role("button", name="Term of regulatory T cell: regulatory T cell")
    expect(mark).to_have_attribute("title", "regulatory T cell\nCL:0000815")
    view.undo()
    until(lambda: "regulatory T cell" not in names(widget))


def test_a_term_walked_to_stays_when_an_answer_comes_without_it(typing, monkeypatch):
    widget, view, keyboard = typing
    asked, go_on, search = threading.Event(), threading.Event(), TermFinder.search

    def slow(self, text, n):
        if text == "cd14 m":
            asked.set()
            assert go_on.wait(30)
        return search(self, text, n)

    monkeypatch.setattr(TermFinder, "search", slow)
    keyboard.type("cd14")
    expect(term_options(view).filter(has_text="intermediate monocyte")).to_be_visible()
    keyboard.type(" m")
    until(asked.is_set)
    chosen = view.box.get_by_role("option", selected=True)
    for _ in range(3):
        keyboard.press("ArrowDown")
    expect(chosen).to_contain_text("intermediate monocyte")
    go_on.set()
    expect(term_options(view).filter(has_text="M cell of gut")).to_be_visible()
    expect(chosen).to_contain_text("intermediate monocyte")
    keyboard.press("Enter")
    until(lambda: len(names(widget)) == 2)
    assert names(widget)[1] == "intermediate monocyte"
    assert label_of(widget, "intermediate monocyte")["term"]["id"] == "CL:0002393"


def test_a_click_takes_a_term_and_one_letter_asks_for_none(typing):
    widget, view, keyboard = typing
    keyboard.type("n")
    expect(view.box.get_by_role("option")).to_have_count(1)
    keyboard.type("k")
    term_options(view).filter(has_text="natural killer cell").first.click()
    until(lambda: "natural killer cell" in names(widget))
    assert label_of(widget, "natural killer cell")["count"] == widget.n_selected


def test_words_for_no_cell_type_are_offered_and_hatched(typing):
    widget, view, keyboard = typing
    keyboard.type("dou")
    word = view.box.get_by_role("option").filter(has_text="two cells or more")
    expect(word).to_contain_text("doublets")
    word.click()
    until(lambda: "doublets" in names(widget))
    expect(view.row("doublets").locator(".cxw-hatched")).to_be_visible()
    view.box.get_by_role("tab", name="Markers").click()
    view.box.get_by_role("checkbox", name="without doublets").check()
    expect(view.box.locator(".cxw-markers").get_by_text("doublets").first).to_be_visible()


def test_a_new_label_may_be_a_term(without_terms):
    widget, view = without_terms
    view.box.get_by_role("button", name="Label", exact=True).click()
    field = view.box.get_by_role("combobox", name="New label in cell_type")
    field.press_sequentially("CD14 mono")
    term_options(view).filter(has_text="CD14-positive monocyte").first.click()
    until(lambda: "CD14-positive monocyte" in names(widget))
    assert label_of(widget, "CD14-positive monocyte")["term"]["id"] == "CL:0001054"
    expect(field).to_be_focused()
    field.press("Escape")
    expect(field).to_have_count(0)


def test_a_labels_term_is_searched_read_and_removed(without_terms):
    widget, view = without_terms
    choose(view, "Menu of label Treg", "Cell Ontology term …")
    field = view.box.get_by_role("combobox", name="Search terms for Treg")
    expect(field).to_be_focused()
    expect(field).to_have_value("Treg")
    card = view.box.get_by_role("region", name="Term of Treg")
    expect(card.get_by_role("option").first).to_contain_text("regulatory T cell")
    # the first is looked at: where it stands, what it is, where that is from
    expect(card).to_contain_text("T cell › ")
    expect(card).to_contain_text("Cell Ontology 20")
    expect(card).to_contain_text("CC BY 4.0")
    expect(card.get_by_role("link", name="CL:0000815")).to_have_attribute(
        "href", "http://purl.obolibrary.org/obo/CL_0000815"
    )
    field.press("Enter")
    until(lambda: label_of(widget, "Treg")["term"] == TREG)
    view.box.get_by_role("button", name="Term of Treg: regulatory T cell").click()
    expect(card).to_contain_text("regulates overall immune responses")
    card.get_by_role("button", name="Remove").click()
    until(lambda: label_of(widget, "Treg")["term"] is None)


def test_enter_takes_no_term_that_was_found_for_the_text_before(without_terms, page_server):
    widget, view = without_terms
    choose(view, "Menu of label Treg", "Cell Ontology term …")
    card = view.box.get_by_role("region", name="Term of Treg")
    first = card.get_by_role("option").first
    expect(first).to_contain_text("regulatory T cell")
    page_server.idle.clear()
    field = card.get_by_role("combobox", name="Search terms for Treg")
    field.fill("nk cell")
    for key in ("Enter", "ArrowDown", "Enter"):
        field.press(key)
    expect(card.get_by_role("listbox", name="Terms")).to_have_attribute("aria-busy", "true")
    expect(first).to_have_attribute("aria-selected", "false")
    page_server.idle.set()
    expect(first).to_contain_text("natural killer cell")
    expect(first).to_have_attribute("aria-selected", "true")
    assert label_of(widget, "Treg")["term"] is None
    field.press("Enter")
    until(lambda: label_of(widget, "Treg")["term"] is not None)
    assert label_of(widget, "Treg")["term"]["id"] == "CL:0000623"


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("CL_0000236", "B cell"),
        ("http://purl.obolibrary.org/obo/CL_0000236", "B cell"),
        ("UBERON:0002048", "UBERON:0002048 is no term of the Cell Ontology"),
        ("CL:0099999", "has no term CL:0099999"),
        ("CL:0000003", "CL:0000003"),
    ],
)
def test_an_id_finds_its_term_or_says_why_not(without_terms, typed, told):
    _, view = without_terms
    choose(view, "Menu of label Cluster 7", "Cell Ontology term …")
    field = view.box.get_by_role("combobox", name="Search terms for Cluster 7")
    field.fill(typed)
    card = view.box.get_by_role("region", name="Term of Cluster 7")
    if told == "B cell":
        expect(card.get_by_role("option")).to_contain_text("B cell")
        expect(card.get_by_role("option")).to_contain_text("1.00")
    else:
        expect(card.get_by_role("status")).to_contain_text(told)
        expect(card).not_to_contain_text("No term is like this")


def test_an_id_typed_as_a_label_offers_its_term(typing):
    widget, view, keyboard = typing
    keyboard.type("CL:0000623")
    term_options(view).filter(has_text="natural killer cell").first.click()
    until(lambda: "natural killer cell" in names(widget))
    assert label_of(widget, "natural killer cell")["term"]["id"] == "CL:0000623"


@pytest.mark.parametrize("height", [340, 480, 800])
def test_three_terms_are_in_sight_wherever_the_card_opens(show_page, height):
    widget, view = show_page(height=height)
    widget.create_category("cell_type")
    for k in range(12):
        widget.add_label("cell_type", f"T cell {k}")
    widget.set_term("cell_type", "T cell 5", "CL:0000815")
    expect(view.row("T cell 5")).to_have_count(1)
    choose(view, "Menu of label T cell 5", "Cell Ontology term …")
    options = view.box.get_by_role("listbox", name="Terms").get_by_role("option")
    expect(options.nth(2)).to_be_visible()
    view.page.keyboard.press("ArrowDown")
    listed = view.box.get_by_role("listbox", name="Terms").bounding_box()
    box, card = view.box.bounding_box(), view.box.locator(".cxw-popover").bounding_box()
    assert listed["height"] >= 3 * options.first.bounding_box()["height"]
    assert card["y"] >= box["y"]
    assert card["y"] + card["height"] <= box["y"] + box["height"]
    assert listed["y"] + listed["height"] <= card["y"] + card["height"]


def test_confidence_is_set_and_marked(without_terms):
    widget, view = without_terms
    choose(view, "Menu of label Treg", "Confidence", "medium")
    until(lambda: label_of(widget, "Treg")["confidence"] == "medium")
    view.box.get_by_role("button", name="Confidence in Treg: medium").click()
    view.box.get_by_role("menuitemradio", name="none").click()
    until(lambda: label_of(widget, "Treg")["confidence"] is None)
    expect(view.box.get_by_role("button", name="Confidence in Treg")).to_have_count(0)


def test_export_says_what_is_missing_and_report_is_markdown(without_terms, tmp_path):
    _, view = without_terms
    choose(view, "Menu of category cell_type", "Export …")
    dialog = view.box.get_by_role("dialog", name="Export")
    field = dialog.get_by_role("textbox", name="File, where the kernel runs")
    expect(field).to_have_value("my-labels-cell_type.cas.json")
    field.fill("")
    dialog.get_by_role("button", name="Export", exact=True).click()
    expect(dialog.get_by_text("Give the file a name.")).to_be_visible()
    field.fill(str(tmp_path / "out.cas.json"))
    dialog.get_by_role("button", name="Export", exact=True).click()
    expect(dialog).to_contain_text("Still to be said or done")
    exported = json.loads((tmp_path / "out.cas.json").read_text())
    assert "Treg" in {one["cell_label"] for one in exported["annotations"]}
    dialog.get_by_role("button", name="Export", exact=True).click()
    expect(dialog.get_by_role("alert")).to_contain_text("overwrite=True")  # it is there already
    expect(dialog).to_contain_text("Here that is the box below")
    dialog.get_by_role("checkbox", name="Write over").check()
    dialog.get_by_role("button", name="Export", exact=True).click()
    expect(dialog.get_by_role("status")).to_contain_text("out.cas.json")
    dialog.get_by_role("button", name="Close").click()
    view.draft.click()
    view.box.get_by_role("button", name="Report …").click()
    expect(view.box.get_by_role("textbox", name="Report")).not_to_have_value("Writing …")
    assert "Treg" in view.box.get_by_role("textbox", name="Report").input_value()


def test_merge_makes_a_column_a_level(without_terms):
    widget, view = without_terms
    widget.set_parent("cell_type", "Treg", "T cell")
    view.draft.click()
    view.box.get_by_role("button", name="Merge …").click()
    view.box.get_by_role("checkbox", name="One column a level").check()
    expect(view.box.get_by_text("w.merge(levels=True)")).to_be_visible()
    view.box.get_by_role("button", name="Merge", exact=True).click()
    expect(view.box.get_by_text("Wrote").first).to_be_visible()
    assert set(widget.adata.obs["cell_type_level_1"].dropna().unique()) >= {"T cell", "Cluster 7"}
