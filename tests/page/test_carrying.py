"""Opening an object whose cells a draft of another object knows: its labels are a click away, and undone."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

import cellxgene_widget as cxw

from .data import cells
from .wait import until


@pytest.fixture
def reopened(show_page, tmp_path):
    before = cxw.open_session(cells()[:650].copy(), dataset="pbmc", annotations_dir=tmp_path, name="first")
    before.create_category("cell_type", like="bulk_labels")
    before.close()
    widget, view = show_page(cells(), dataset="pbmc again")
    return widget, view


def strip_of(view):
    return view.box.get_by_role("status", name="Draft")


def test_labels_of_another_draft_are_carried_by_one_click_and_undone(reopened):
    widget, view = reopened
    expect(strip_of(view)).to_contain_text("Your draft first of pbmc knows 650 of 700 cells here: cell_type.")
    view.page.screenshot(path="tests/output/carry-offer.png")
    view.box.get_by_role("button", name="Carry them here").click()
    until(lambda: [each["name"] for each in widget.categories] == ["cell_type"])
    carried = widget.annotations["cell_type"].astype(object)
    assert (carried[:650] == widget.adata.obs["bulk_labels"].astype(object)[:650]).all()
    assert (carried[650:] == "unassigned").all()
    expect(view.box.get_by_text("Carried the labels of first to 650 cells")).to_be_visible()
    expect(view.box.get_by_role("button", name="Carry them here")).to_have_count(0)
    view.undo()
    until(lambda: widget.categories == [])


def test_an_offer_that_is_dismissed_is_gone(reopened):
    widget, view = reopened
    expect(strip_of(view)).to_contain_text("Your draft first")
    strip_of(view).get_by_role("button", name="Dismiss").click()
    expect(view.box.get_by_role("button", name="Carry them here")).to_have_count(0)
    assert widget.revision == 0
