"""Markers that come as an estimate first: what one looks at stays where it is when the exact numbers come."""

from __future__ import annotations

import threading

import pytest
from playwright.sync_api import expect

from cellxgene_widget.statistics import comparison

from .test_markers_panel import AROUND_B, expect_markers, genes, panel, row_of, show_markers
from .wait import until


@pytest.fixture
def estimated(monkeypatch):
    """Make an estimate of few cells, and hold the exact numbers back until told."""
    go_on, tests = threading.Event(), []
    welch = comparison.welch

    def held(*args):
        tests.append(1)
        assert len(tests) == 1 or go_on.wait(30)  # the first is the estimate
        return welch(*args)

    monkeypatch.setattr(comparison, "welch", held)
    for name, value in (("ESTIMATE_CELLS", 120), ("_TIMES", 2), ("_MANY_VALUES", 1)):
        monkeypatch.setattr(comparison, name, value)
    return go_on


def show_an_estimate(widget, view):
    widget.create_category("cell_type")
    widget.label("B", cells=widget.adata.obs["louvain"] == "8")
    view.lasso(AROUND_B)
    expect(view.selection).to_contain_text("of 700 cells")
    until(lambda: widget.n_selected > 0)
    show_markers(view)
    said = panel(view).get_by_role("status").filter(has_text="estimate from")
    expect(said).to_have_text("estimate from 120 cells")
    return said


def test_an_estimate_is_shown_first_and_keeps_its_rows_under_the_pointer(show_page, estimated):
    widget, view = show_page()
    said = show_an_estimate(widget, view)
    expect(view.box.get_by_role("progressbar", name="Comparing")).to_be_visible()
    keep = panel(view).get_by_role("button", name="Keep")
    expect(keep.first).to_be_disabled()
    genes(view).nth(2).hover()
    before = genes(view).all_inner_texts()[:10]
    estimated.set()
    assert before == widget.markers(n_genes=10, estimate=120).index.tolist()
    expect(said).to_have_count(0)
    expect(keep.first).to_be_enabled()
    exact = widget.markers(n_genes=10)
    assert before != exact.index.tolist()
    assert genes(view).all_inner_texts()[:10] == before, "nothing jumps under the pointer"
    best = row_of(view, before[0])
    expect(best).to_contain_text(f"{widget.markers(n_genes=None)['logfoldchanges'][before[0]]:.2f}")
    view.page.mouse.move(5, 5)
    expect_markers(view, exact)


def test_exact_numbers_do_not_scroll_the_table_under_the_pointer(show_page, estimated):
    widget, view = show_page()
    said = show_an_estimate(widget, view)
    pane = panel(view).locator(".cxw-table-pane")
    genes(view).nth(2).hover()
    view.page.mouse.wheel(0, 900)
    until(lambda: pane.evaluate("pane => pane.scrollTop") > 600)
    under = pane.locator("tr:hover")
    gene = under.get_by_role("button", name="Colour by ").inner_text()
    top = pane.evaluate("pane => pane.scrollTop")
    estimated.set()
    expect(said).to_have_count(0)
    expect(under.get_by_role("button", name="Colour by ")).to_have_text(gene)
    assert pane.evaluate("pane => pane.scrollTop") == top
    view.page.mouse.move(5, 5)
    expect_markers(view, widget.markers(n_genes=10))


def test_exact_numbers_leave_the_focus_where_it_is(show_page, estimated):
    widget, view = show_page()
    said = show_an_estimate(widget, view)
    genes(view).first.focus()
    for _ in range(6):
        view.page.keyboard.press("PageDown")
    focused = panel(view).locator("tr:focus-within").get_by_role("button", name="Colour by ")
    gene = focused.inner_text()
    estimated.set()
    expect(said).to_have_count(0)
    expect(focused).to_have_text(gene)
    view.box.get_by_role("tab", name="Markers").focus()
    expect_markers(view, widget.markers(n_genes=10))
