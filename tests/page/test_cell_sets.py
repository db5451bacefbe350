"""Sets of cells with names, as a person makes, selects, compares, renames and drops them."""

from __future__ import annotations

import numpy as np
import pytest
from playwright.sync_api import expect

from tests.view import View

from .axe import findings
from .menus import choose, retype
from .places import B_CELLS, MONOCYTES
from .wait import until, until_selected

LONG = "A name of two hundred letters " * 6


def rows(view):
    return view.box.get_by_role("list", name="Sets of cells").get_by_role("listitem")


def row(view, name):
    return rows(view).filter(has=view.page.get_by_text(name, exact=True)).get_by_role("button").first


@pytest.fixture
def two(show_page):
    """A view with two sets: B of the clusters 1 and 4, and a long one of 4 and 8."""
    widget, view = show_page(color="louvain")
    for name, of in (("B", ["1", "4"]), (LONG, ["4", "8"])):
        widget.select(where={"louvain": of})
        widget.remember_selection(name)
    widget.clear_selection()
    expect(rows(view)).to_have_count(2)
    return widget, view


def test_the_selected_cells_are_remembered_and_there_after_a_reload(show_page):
    widget, view = show_page()
    more = view.box.get_by_role("button", name="Set of cells", exact=True)
    expect(more).to_be_disabled()
    expect(rows(view)).to_have_count(0)
    view.lasso(B_CELLS)
    more.click()
    field = view.box.get_by_role("textbox", name="Remember ")
    expect(field).to_have_value("B")
    view.page.keyboard.type("my α/β cells")
    field.press("Enter")
    until(lambda: widget.remembered.index.tolist() == ["my α/β cells"])
    expect(view.box.locator(".cxw-message")).to_contain_text(f"in the draft {widget.draft.name}")
    lassoed = widget.selected.copy()
    view.lasso(MONOCYTES)
    until(lambda: widget.n_selected and not (widget.selected & lassoed).any())
    others = widget.selected.copy()
    choose(view, "More about the selection", "Remember as")
    field = view.box.get_by_role("textbox", name=f"Remember {others.sum()} cells as")
    expect(field).to_be_focused()
    field.press("Enter")
    expect(row(view, "B")).to_contain_text(f"{others.sum()}")
    # taken: what that means is said before it is done, and it can be taken back
    view.surface.focus()
    view.page.keyboard.press("i")
    until_selected(widget, ~others)
    more.click()
    view.box.get_by_role("textbox", name="Remember ").fill("B")
    expect(view.box.get_by_text(f"B is a set of {others.sum()} cells: these take its place.")).to_be_visible()
    assert findings(view) == []
    view.box.get_by_role("button", name="Replace", exact=True).click()
    expect(row(view, "B")).to_contain_text(f"{(~others).sum()}")
    view.box.locator(".cxw-message").get_by_role("button", name="Undo").click()
    expect(row(view, "B")).to_contain_text(f"{others.sum()}")
    view.page.reload()
    view = View(view.page)
    expect(rows(view)).to_have_count(2)
    row(view, "my α/β cells").click()
    until_selected(widget, lassoed)


def test_a_click_selects_and_keys_say_how(two):
    widget, view = two
    louvain = widget.adata.obs["louvain"].astype(str)
    row(view, "B").click()
    until_selected(widget, np.isin(louvain, ["1", "4"]))
    expect(view.selection).to_contain_text(f"{np.isin(louvain, ['1', '4']).sum()} of 700 cells")
    expect(view.box.get_by_role("button", name="Remove B", exact=True)).to_be_visible()
    row(view, LONG.strip()).click(modifiers=["Alt"])
    until_selected(widget, louvain == "1")
    row(view, LONG.strip()).click(modifiers=["Shift"])
    until_selected(widget, np.isin(louvain, ["1", "4", "8"]))
    row(view, "B").click(modifiers=["Shift", "Alt"])
    until_selected(widget, np.isin(louvain, ["1", "4"]))
    choose(view, "Menu of the set B", "Take out of the selection")
    until(lambda: widget.n_selected == 0)
    assert [step.get("remembered") for step in widget.recipe] == ["B", LONG.strip(), LONG.strip(), "B", "B"]
    row(view, LONG.strip()).focus()
    view.page.keyboard.press("Enter")
    until_selected(widget, np.isin(louvain, ["4", "8"]))


def test_sets_are_compared_renamed_and_dropped_for_a_while(two):
    widget, view = two
    widget.select(where={"louvain": ["8"]})
    against = view.box.get_by_role("button", name="Compare with: ")
    marker_genes = view.box.get_by_role("table", name="Marker genes").get_by_role("button", name="Colour by ").first
    choose(view, "Menu of the set B", "Markers of the selection against it")
    expect(view.box.get_by_role("tab", name="Markers")).to_have_attribute("aria-selected", "true")
    expect(against).to_have_text("the set B")
    expect(marker_genes).to_have_text(widget.markers(n_genes=1, against="B").index[0])
    row(view, "B").focus()
    view.page.keyboard.press("F2")
    field = view.box.get_by_role("textbox", name="Rename the set B")
    retype(field, LONG)
    expect(view.box.get_by_role("alert").filter(has_text="already")).to_be_visible()
    retype(field, "T cells")
    expect(against).to_have_text("the set T cells")
    until(lambda: widget.remembered.index.tolist() == ["T cells", LONG.strip()])
    # as many other cells are another set
    widget.select(where={"louvain": ["5"]})
    widget.remember_selection("T cells")
    widget.select(where={"louvain": ["8"]})
    expect(marker_genes).to_have_text(widget.markers(n_genes=1, against={"louvain": ["5"]}).index[0])
    row(view, "T cells").focus()
    view.page.keyboard.press("Delete")
    expect(rows(view)).to_have_count(1)
    expect(against).to_have_text("the rest")
    view.box.locator(".cxw-message").get_by_role("button", name="Undo").click()
    expect(rows(view)).to_have_count(2)
    assert widget.remembered.loc["T cells", "n_cells"] == (widget.adata.obs["louvain"] == "5").sum()
    assert not any(view.errors())
