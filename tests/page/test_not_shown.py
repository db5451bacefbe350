"""No label reaches cells that nobody sees, without a question; an earlier version on screen is only looked at."""

from __future__ import annotations

import numpy as np
from playwright.sync_api import expect

from .wait import until


def test_a_label_for_cells_that_are_not_shown_is_asked_about_first(show_page):
    widget, view = show_page()
    widget.create_category("mine")
    louvain = widget.adata.obs["louvain"]
    widget.isolate((louvain == "4").to_numpy())
    widget.select(where={"louvain": ["4", "0"]})
    shown, hidden = (int((louvain == name).sum()) for name in ("4", "0"))
    expect(view.box).to_contain_text(f"{hidden} not shown")
    view.label_selection("B cell")
    question = view.box.get_by_role("group", name="Question")
    expect(question).to_contain_text(f"{hidden} of them are not shown. Label {shown + hidden} cells as B cell?")
    assert not (widget.annotations["mine"] != "unassigned").any()
    question.get_by_role("button", name="No").click()
    view.label_selection("B cell")
    question.get_by_role("button", name="Yes").click()
    until(lambda: (widget.annotations["mine"] == "B cell").sum() == shown + hidden)


def test_a_set_is_selected_within_what_is_shown(show_page):
    widget, view = show_page(name="x")
    louvain = widget.adata.obs["louvain"]
    widget.select(where={"louvain": ["4", "0"]})
    widget.remember_selection("both")
    widget.clear_selection()
    widget.isolate((louvain == "4").to_numpy())
    view.box.get_by_role("listitem").get_by_text("both", exact=True).click()
    until(lambda: widget.n_selected == (louvain == "4").sum())
    assert np.array_equal(widget.selected, louvain == "4")


def test_nothing_can_be_typed_or_pictured_while_an_earlier_version_is_shown(show_page):
    widget, view = show_page()
    widget.create_category("mine")
    widget.label("B", cells=[0, 1, 2])
    widget.save()
    widget.label("T", cells=[4, 5])
    widget.save()
    view.box.get_by_role("tab", name="History").click()
    view.box.get_by_role("button", name="Dock over the whole box").click()
    view.draft.click()
    view.box.get_by_role("button", name="Preview").first.click()
    expect(view.box.get_by_text("This is the draft as of")).to_be_visible()
    expect(view.label_field).to_be_disabled()
    expect(view.box.get_by_role("button", name="Picture", exact=True)).to_have_attribute("aria-disabled", "true")
    # the dock does not cover it
    expect(view.box.get_by_role("button", name="Dock over the whole box")).to_have_attribute("aria-pressed", "false")
    view.box.get_by_role("button", name="Back", exact=True).click()
    expect(view.label_field).to_be_enabled()


def test_markers_and_dots_are_asked_for_anew_when_the_values_change(show_page):
    widget, view = show_page()
    widget.select(where={"louvain": ["4"]})
    view.box.get_by_role("tab", name="Markers").click()
    table = view.box.get_by_role("table", name="Marker genes")
    expect(table).to_contain_text("CD79A")
    values = np.random.default_rng(0).random((700, widget.adata.raw.n_vars)).astype(np.float32)
    raw = widget.adata.raw.to_adata()
    raw.X = values
    widget.adata.raw = raw
    widget.clear_filters()  # any verb about cells looks
    expect(table.get_by_role("row").nth(1)).not_to_contain_text("CD79A")
