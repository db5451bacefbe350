"""What Python does shows in the view, two views keep in step, and a busy kernel is waited for."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.view import View

from .menus import choose, label_names
from .places import B_CELLS, MONOCYTES, NOWHERE
from .wait import until, until_selected


def test_edits_by_the_api_show(show_page):
    widget, view = show_page()
    widget.create_category("cell_type")
    widget.label("B cell", cells=list(range(30)))
    widget.add_label("cell_type", "T cell", color="red")
    view.expect_counts(**{"B cell": 30, "T cell": 0, "unassigned": 670})
    widget.merge_labels("cell_type", ["B cell"], "T cell")
    view.expect_counts(**{"T cell": 30})
    expect(view.row("B cell")).to_have_count(0)
    widget.reorder_labels("cell_type", ["T cell"])
    widget.rename_category("cell_type", "mine")
    expect(view.box.get_by_role("region", name="Category mine")).to_be_visible()
    widget.undo()
    expect(view.box.get_by_role("region", name="Category cell_type")).to_be_visible()
    assert view.errors() == [""]


def test_a_hundred_edits_in_a_loop_show(show_page):
    widget, view = show_page()
    widget.create_category("cell_type")
    for i in range(100):
        widget.label(f"label {i % 3}", cells=list(range(7 * i, 7 * i + 7)))
    view.expect_counts(**{"label 0": 238, "label 1": 231, "label 2": 231})
    choose(view, "Menu of label label 1", "Select these")
    expect(view.selection).to_have_text("231 of 700 cells")
    until_selected(widget, widget.annotations["cell_type"] == "label 1")


def test_two_views_keep_in_step_but_have_tools_of_their_own(show_page):
    widget, first = show_page(query="?views=2")
    second = View(first.page, nth=1)
    first.lasso(B_CELLS)
    until(lambda: widget.n_selected)
    n = widget.n_selected
    expect(second.selection).to_have_text(f"{n} of 700 cells")
    first.label_selection("B cell", category="cell_type")
    second.expect_counts(**{"B cell": n})
    second.lasso(MONOCYTES)
    second.label_selection("Monocyte")
    until(lambda: "Monocyte" in label_names(widget))
    first.expect_counts(Monocyte=widget.n_selected)
    expect(first.selection).to_have_text(f"{widget.n_selected} of 700 cells")
    second.box.get_by_role("button", name="Pan", exact=True).click()
    expect(first.box.get_by_role("button", name="Lasso", exact=True)).to_have_attribute("aria-pressed", "true")
    first.page.evaluate("page.closeView()")
    expect(second.box).to_have_count(0)
    first.undo()
    expect(first.row("Monocyte")).to_have_count(0)


def test_a_busy_kernel_is_waited_for_and_gets_every_edit_in_order(show_page, page_server):
    widget, view = show_page()
    widget.create_category("cell_type")
    for label in ("A", "B", "C"):
        widget.add_label("cell_type", label)
    expect(view.row("C")).to_have_count(1)
    page_server.idle.clear()
    view.lasso(B_CELLS)
    expect(view.selection).to_have_text(re.compile(r"^\d+ of 700 cells$"))
    view.page.keyboard.press("Alt+1")
    view.lasso(MONOCYTES)
    view.page.keyboard.press("Alt+2")
    view.page.keyboard.press("Alt+3")
    expect(view.draft).to_have_accessible_name("Draft: Waiting for the kernel (3)")
    assert widget.revision == 4
    page_server.idle.set()
    expect(view.draft).to_have_accessible_name(re.compile("Saved"))
    labels = widget.annotations["cell_type"]
    assert widget.history["label"].tolist()[-3:] == ["A", "B", "C"]
    assert (labels[widget.selected] == "C").all()
    assert labels.value_counts()["B"] == 0
    view.expect_counts(A=(labels == "A").sum(), B=0, C=widget.n_selected)
    for undone in ("C", "B", "A"):
        view.undo()
        until(lambda undone=undone: (widget.annotations["cell_type"] == undone).sum() == 0)
    assert view.errors() == [""]


def test_what_python_refuses_shows_as_its_sentence(show_page):
    widget, view = show_page()
    widget.create_category("cell_type")
    view.lasso(B_CELLS)
    view.label_selection("x" * 201)
    alert = view.box.locator(".cxw-problems")
    expect(alert).to_contain_text("This label name has 201 characters; use at most 200.")
    assert set(widget.annotations["cell_type"]) == {"unassigned"}
    view.box.get_by_role("button", name="Dismiss").click()
    expect(alert).to_be_empty()


@pytest.mark.filterwarnings("ignore::cellxgene_widget.UnsavedWarning")  # also told on the thread that saves
def test_a_draft_that_can_not_be_written_shows_until_it_can(show_page, tmp_path):
    folder = tmp_path / "drafts"
    widget, view = show_page(annotations_dir=folder)
    widget.create_category("cell_type")
    expect(view.draft).to_have_accessible_name(re.compile("Saved"))
    folder.rename(tmp_path / "gone")
    folder.write_text("in the way")
    widget.label("A", cells=[1])
    expect(view.draft).to_have_accessible_name(re.compile(r"^Draft: Could not save: .+ \(trying again\)$"))
    folder.unlink()
    expect(view.draft).to_have_accessible_name(re.compile("Saved"))


def test_without_autosave_one_saves_from_the_drafts_state_or_by_key(show_page):
    widget, view = show_page(autosave=None)
    widget.create_category("cell_type")
    expect(view.draft).to_have_accessible_name("Draft: Unsaved")
    view.draft.click()
    view.box.get_by_role("button", name="Save now").click()
    expect(view.draft).to_have_accessible_name(re.compile("Saved"))
    assert widget.draft.saved
    widget.label("A", cells=[1])
    expect(view.draft).to_have_accessible_name("Draft: Unsaved")
    view.plot.click(position=NOWHERE)
    view.page.keyboard.press("Control+s")
    expect(view.draft).to_have_accessible_name(re.compile("Saved"))


def test_the_drafts_path_is_behind_its_state(show_page):
    widget, view = show_page()
    view.draft.click()
    expect(view.box.get_by_text("The first category makes a draft in")).to_be_visible()
    view.draft.click()
    expect(view.box.get_by_text("The first category makes a draft in")).to_have_count(0)
    widget.create_category("cell_type")
    expect(view.draft).to_have_accessible_name(re.compile("Saved"))
    view.draft.click()
    expect(view.box.get_by_role("textbox", name="Path of the draft")).to_have_value(str(widget.draft.path))
