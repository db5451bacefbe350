"""The past in the view: the history in the dock, versions looked at, and a merge from the draft's card."""

from __future__ import annotations

import re
from itertools import pairwise

import numpy as np
import pytest
from playwright.sync_api import expect

from .places import B_CELLS, color_at, near, position_of, with_company
from .wait import until

LONG = "A label of seventy-five letters, as somebody wrote it for these few cells, ok"


def history_of(view):
    view.box.get_by_role("tab", name="History").click()
    return view.box.get_by_role("region", name="History")


def button(where, name):
    return where.get_by_role("button", name=name, exact=True)


def test_edits_are_listed_shown_found_and_gone_back_to(show_page):
    widget, view = show_page()
    widget.create_category("mine")
    widget.label(LONG, cells=range(163))
    widget.undo()
    for number in range(100):
        widget.label("A", cells=[number])
    history = history_of(view)
    rows = history.get_by_role("listitem")
    expect(history.get_by_role("status")).to_have_text("103 edits")
    expect(rows.first).to_contain_text("label 1 cell as A")
    expect(rows.first).to_contain_text("as it is now")
    # live
    widget.label("B", cells=[5, 6])
    expect(rows.first).to_contain_text("label 2 cells as B")
    # a page further down is asked for when it comes into sight
    rows.first.get_by_role("button").first.focus()
    view.page.keyboard.press("End")
    expect(rows.last).to_contain_text("create category mine")
    # found by a text; Enter shows the cells
    history.get_by_role("textbox", name="Find an edit").fill("undid 163")
    expect(history.get_by_role("status")).to_have_text("1 edit found")
    expect(rows.first).to_contain_text(f"undid: label 163 cells as {LONG}")
    assert rows.first.evaluate("node => node.scrollWidth <= node.clientWidth"), "a long label breaks nothing"
    rows.first.get_by_role("button").first.focus()
    view.page.keyboard.press("Enter")
    until(lambda: widget.n_selected == 163)
    expect(view.selection).to_contain_text("163")
    # back to a state, in two steps, as one edit
    history.get_by_role("textbox", name="Find an edit").fill("label 163")
    rows.nth(1).get_by_role("button", name="Restore to here").click()
    assert widget.annotations["mine"].eq("A").sum() == 98
    button(rows.nth(1), "Back to this state?").click()
    until(lambda: (widget.annotations["mine"] == LONG).sum() == 163)
    expect(view.box.locator(".cxw-message")).to_contain_text("Restored the labels after “label 163 cells")
    button(view.box.locator(".cxw-message"), "Undo").click()
    until(lambda: widget.annotations["mine"].eq("A").sum() == 98)


def saved_twice(widget, view):
    """Return a cell that was red and is blue since the last save, and where it is."""
    widget.create_category("mine")
    cell = 0
    cells = with_company(widget, cell)
    widget.add_label("mine", "red", color="#ff0000")
    widget.add_label("mine", "blue", color="#0000ff")
    widget.label("red", cells=cells)
    widget.save()
    widget.label("blue", cells=cells)
    widget.save()
    return cell, position_of(widget, view, cell)


def test_a_version_is_looked_at_and_nothing_can_be_labelled_meanwhile(show_page):
    widget, view = show_page(autosave=None)
    cell, place = saved_twice(widget, view)
    until(lambda: near(color_at(view, place), "#0000ff"))
    view.draft.click()
    versions = view.box.get_by_role("region", name="Earlier versions")
    rows = versions.get_by_role("listitem")
    expect(rows.first).to_contain_text(re.compile(r"\d+ labelled"))
    rows.first.get_by_role("button", name="Preview").click()
    strips = view.box.get_by_role("status", name="Draft")
    expect(strips).to_contain_text(re.compile(r"This is the draft as of \d\d:\d\d"))
    # the strip takes a row from the plot
    until(lambda: near(color_at(view, position_of(widget, view, cell)), "#ff0000"))
    revision = widget.revision
    view.lasso(B_CELLS)
    view.page.keyboard.press("Alt+1")
    expect(view.box.get_by_role("alert")).to_contain_text("labels can’t be changed there: press Back first")
    view.surface.press("Control+z")
    assert (widget.revision, widget.annotations["mine"].iloc[cell]) == (revision, "blue")
    # an edit by code counts, and the plot goes on showing the version
    widget.label("blue", cells=np.arange(30))
    view.expect_counts(blue=int((widget.annotations["mine"] == "blue").sum()))
    widget.clear_selection()  # what is not selected is pale
    button(view.box.get_by_role("alert"), "Dismiss").first.click()  # it lies over the cell
    until(lambda: near(color_at(view, position_of(widget, view, cell)), "#ff0000"))
    button(strips, "Back").click()
    expect(strips).to_be_empty()
    until(lambda: near(color_at(view, place), "#0000ff"))
    view.page.keyboard.press("Control+z")
    until(lambda: widget.revision == revision + 2)


def test_a_version_that_was_looked_at_is_restored(show_page):
    widget, view = show_page(autosave=None)
    cell, _ = saved_twice(widget, view)
    view.draft.click()
    view.box.get_by_role("button", name="Preview").first.click()
    button(view.box.get_by_role("status", name="Draft"), "Restore").click()
    until(lambda: widget.annotations["mine"].iloc[cell] == "red")
    expect(view.box.get_by_role("status", name="Draft")).to_be_empty()
    view.undo()
    until(lambda: widget.annotations["mine"].iloc[cell] == "blue")


def test_labels_are_merged_from_the_card_and_no_column_is_overwritten_unasked(show_page):
    widget, view = show_page()
    widget.create_category("mine")
    widget.label("A", cells=range(9))
    widget.create_category("other")
    widget.adata.obs["taken"] = "by hand"
    view.draft.click()
    merge = view.box.get_by_role("region", name="Merge")
    button(merge, "Merge …").click()
    expect(merge.locator("code")).to_have_text("w.merge()")
    merge.get_by_role("checkbox", name="Merge other").click()
    expect(merge.locator("code")).to_have_text('w.merge("mine")')
    merge.get_by_role("textbox", name="Column of mine").fill("taken")
    expect(merge.locator("code")).to_have_text('w.merge("mine", key_added="taken")')
    button(merge, "Merge").click()
    expect(merge).to_contain_text("adata.obs has 'taken' already")
    assert set(widget.adata.obs["taken"]) == {"by hand"}
    button(merge, "Write over it …").click()
    expect(merge.locator("code")).to_have_text('w.merge("mine", key_added="taken", overwrite=True)')
    button(merge, 'What is in obs["taken"] is lost. Write?').click()
    expect(merge.get_by_role("status")).to_contain_text("Wrote obs['taken']: 1 label on 9 of 700 cells")
    assert (widget.adata.obs["taken"] == "A").sum() == 9
    assert "other" not in widget.adata.obs
    merge.get_by_role("textbox", name="Column of mine").fill(" ")
    button(merge, "Merge").click()
    expect(merge.get_by_role("alert")).to_contain_text("needs a name")


@pytest.mark.parametrize(("width", "height"), [(650, 400), (1200, 640)])
def test_no_part_of_the_card_lies_over_another(show_page, width, height):
    widget, view = show_page(query=f"?width={width}", height=height, autosave=None)
    widget.create_category("mine")
    for number in range(8):
        widget.label(LONG * 2, cells=[number])
        widget.save()
    view.draft.click()
    card = view.box.get_by_role("region", name="Draft", exact=True)
    expect(card.get_by_text(re.compile("7 labelled")).first).to_be_visible()
    boxes = card.evaluate("node => [...node.children].map(x => x.getBoundingClientRect()).map(x => [x.top, x.bottom])")
    assert len(boxes) >= 5
    assert all(lower[0] >= upper[1] for upper, lower in pairwise(boxes)), boxes
    assert card.evaluate("node => node.scrollWidth <= node.clientWidth")
