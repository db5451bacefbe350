"""All cells, the selection before, the rest of a category, and the code of the last action; Alt+Z."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from .menus import choose
from .places import B_CELLS, MONOCYTES
from .test_filters import box_of
from .wait import until, until_selected

MORE = "More about the selection"


def test_everything_is_selected_only_on_demand_and_shows_how_many(show_page):
    widget, view = show_page()
    choose(view, MORE, "Select all 700 cells")
    until(lambda: widget.n_selected == 700)
    expect(view.selection).to_have_text("700 of 700 cells")
    expect(view.box.locator(".cxw-chip")).to_have_text(["all cells"])


def test_selections_have_an_undo_of_their_own(show_page):
    widget, view = show_page()
    view.lasso(B_CELLS)
    until(lambda: widget.n_selected > 50)
    first = widget.selected.copy()
    widget.create_category("mine")
    view.lasso(MONOCYTES)
    until(lambda: widget.n_selected > 50 and (widget.selected != first).any())
    second = widget.selected.copy()
    view.page.keyboard.press("Alt+z")  # in the label field, where the focus is after a lasso
    until_selected(widget, first)
    expect(view.box.locator(".cxw-plot-lasso").first).not_to_have_attribute("d", "")
    view.surface.focus()
    view.page.keyboard.press("Shift+Alt+Z")
    until_selected(widget, second)
    choose(view, MORE, "Selection before")
    until_selected(widget, first)
    assert widget.session.categories, "the labels are as they were"


def test_the_last_action_is_copied_as_code_that_does_it_again(show_page):
    widget, view = show_page()
    view.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    widget.create_category("mine")
    view.lasso(B_CELLS)
    until(lambda: widget.n_selected > 50)
    selected = widget.selected.copy()
    view.label_selection("it's B")
    until(lambda: "it's B" in widget.annotations["mine"].tolist())
    labels = widget.annotations["mine"].tolist()
    choose(view, MORE, "Copy last action as code")
    expect(view.box.get_by_text("Copied the code of the last action")).to_be_visible()
    code = view.page.evaluate("navigator.clipboard.readText()")
    assert code == widget.code
    widget.undo()
    widget.clear_selection()
    exec(code, {"w": widget})
    assert widget.annotations["mine"].tolist() == labels
    assert (widget.selected == selected).all()


def test_escape_takes_what_was_picked_first_then_the_filters(show_page):
    widget, view = show_page()
    view.box.get_by_role("button", name="louvain", exact=True).click()
    box_of(view, "0").click()
    view.lasso(B_CELLS)
    until(lambda: len(widget.recipe) == 2)
    view.page.keyboard.press("Escape")
    until(lambda: widget.recipe == [{"where": {"louvain": {"not": ["0"]}}}])
    view.surface.focus()
    view.page.keyboard.press("Escape")
    until(lambda: widget.recipe == [])
    expect(box_of(view, "0")).to_be_checked()


def test_chips_of_filters_say_what_passes_and_go(show_page):
    widget, view = show_page()
    widget.create_category("mine")
    widget.label("A", cells=range(100))
    widget.set_filter("mine", {"not": [None]})
    widget.set_filter("n_genes", (800, None))
    chips = view.box.locator(".cxw-chip")
    expect(chips).to_have_text(["mine: not unassigned", "n_genes ≥ 800"])
    view.box.get_by_role("button", name="Remove n_genes ≥ 800").click()
    until(lambda: widget.filters == {"mine": {"not": [None]}})
    expect(view.selection).to_have_text("100 of 700 cells")
    view.page.reload()
    view = type(view)(view.page)
    expect(view.box.locator(".cxw-chip")).to_have_text(["mine: not unassigned"])
    expect(view.selection).to_have_text("100 of 700 cells")
    widget.rename_category("mine", "other")
    expect(view.box.locator(".cxw-chip")).to_have_text(["other: not unassigned"])


@pytest.mark.parametrize("filtered", [False, True])
def test_the_rest_gets_a_label(show_page, filtered):
    widget, view = show_page()
    widget.create_category("mine")
    widget.label("A", cells=range(100))
    rest = widget.annotations["mine"] == "unassigned"
    if filtered:
        widget.set_filter("louvain", ["0"])
        rest &= widget.adata.obs["louvain"] == "0"
    n = int(rest.sum())
    expect(view.row("A").first).to_be_visible()
    choose(view, "Menu of label A", f"Give to the rest ({n})")
    until(lambda: set(widget.annotations["mine"][rest]) == {"A"})
    assert (widget.annotations["mine"] == "A").sum() == 100 + n
    expect(view.box.get_by_text(f"Labelled {n} cells as A")).to_be_visible()


def test_the_colours_of_a_category_for_all_kinds_of_vision(show_page):
    from cellxgene_widget.core.palettes import SAFE

    widget, view = show_page()
    widget.create_category("mine", like="louvain")
    expect(view.box.get_by_role("region", name="Category mine")).to_be_visible()
    before = [label["color"] for label in widget.categories[0]["labels"]]
    choose(view, "Menu of category mine", "Colours: colour-vision safe")
    until(lambda: [label["color"] for label in widget.categories[0]["labels"]] == list(SAFE[:11]))
    view.undo()
    until(lambda: [label["color"] for label in widget.categories[0]["labels"]] == before)


def test_a_note_reaches_the_draft(show_page):
    widget, view = show_page()
    widget.create_category("mine")
    widget.add_label("mine", "A")
    expect(view.row("A").first).to_be_visible()
    choose(view, "Menu of label A", "Note…")
    field = view.box.get_by_role("textbox", name="Note of A")
    field.fill("CD3+, CD8-")
    field.press("Enter")
    until(lambda: widget.categories[0]["labels"][0]["note"] == "CD3+, CD8-")
    widget.save()
    assert "CD3+, CD8-" in widget.draft.path.read_text("utf-8")
