"""Estimates of markers on the page: of a lazy store, and only what was asked for last is drawn."""

from __future__ import annotations

import threading

import anndata as ad
import pytest
from playwright.sync_api import expect

from cellxgene_widget.data import sampled_rows
from cellxgene_widget.statistics import comparison

from .data import cells
from .test_markers_panel import expect_markers, genes, panel, show_markers
from .wait import until


@pytest.fixture
def lazy(tmp_path, monkeypatch):
    """Cells in a .zarr store, opened lazily, of which an estimate is made."""
    for name, value in (("ESTIMATE_CELLS", 120), ("_TIMES", 2)):
        monkeypatch.setattr(comparison, name, value)
    monkeypatch.setattr(sampled_rows, "_STRETCHES", 2)
    adata = cells()
    adata.X = adata.raw.X[:, : adata.n_vars]
    adata.raw = None
    adata = ad.concat([adata] * 10, index_unique="-", merge="same")
    adata.write_zarr(tmp_path / "cells.zarr", chunks=(100, adata.n_vars))
    return ad.experimental.read_lazy(tmp_path / "cells.zarr")


@pytest.fixture
def tests(monkeypatch):
    """The tests that pages ask for, one after the other: those of a number in ``held`` wait until they are let go."""
    welch, begun, held, go_on = comparison.welch, [], set(), threading.Event()

    def counted(*args):
        if threading.current_thread() is not threading.main_thread():
            begun.append(args)
            if len(begun) in held:
                assert go_on.wait(30)
        return welch(*args)

    monkeypatch.setattr(comparison, "welch", counted)
    yield begun, held, go_on
    go_on.set()


def test_of_a_lazy_store_an_estimate_is_shown_until_the_exact_numbers_are_there(show_page, lazy, tests):
    _begun, held, go_on = tests
    held.add(2)
    widget, view = show_page(lazy)
    widget.select(where={"louvain": ["1"]})
    show_markers(view)
    said = panel(view).get_by_role("status").filter(has_text="estimate from")
    guess = widget.markers(n_genes=15, estimate=120)
    expect(said).to_have_text(f"estimate from {guess.attrs['estimate']} cells")
    expect_markers(view, guess)
    go_on.set()
    expect(said).to_have_count(0)
    expect_markers(view, widget.markers(n_genes=15))
    assert not any(view.errors())


def test_an_estimate_stays_when_the_exact_numbers_are_called_off(show_page, lazy, tests):
    _begun, held, go_on = tests
    held.add(2)
    widget, view = show_page(lazy)
    widget.select(where={"louvain": ["1"]})
    show_markers(view)
    guess = widget.markers(n_genes=15, estimate=120)
    expect_markers(view, guess)
    view.box.get_by_role("button", name="Cancel", exact=True).click()
    expect(panel(view)).to_contain_text("Cancelled.")
    expect_markers(view, guess)
    expect(panel(view).get_by_role("status").filter(has_text="estimate from")).to_be_visible()
    go_on.set()
    view.box.get_by_role("button", name="Compare again").click()
    expect(panel(view)).not_to_contain_text("Cancelled.")
    view.page.mouse.move(1, 1)  # rows under the pointer stay where they are
    expect_markers(view, widget.markers(n_genes=15))


@pytest.mark.parametrize("held_at", ["its estimate", "its exact numbers"])
def test_what_was_asked_before_is_drawn_no_more(show_page, lazy, tests, held_at):
    begun, held, go_on = tests
    held.add(1 if held_at == "its estimate" else 2)
    widget, view = show_page(lazy)
    view.page.evaluate("page.model.on('msg:custom', (m) => (window.heard ??= []).push(m))")
    heard = "window.heard.filter((m) => m.event === 'markers_estimate').map((m) => m.request)"
    widget.select(where={"louvain": ["1"]})
    show_markers(view)
    until(lambda: len(begun) in held)
    n_told = view.page.evaluate(heard)
    assert len(n_told) == (held_at == "its exact numbers")
    widget.select(where={"louvain": ["4"]})
    said = panel(view).get_by_role("status").filter(has_text="estimate from")
    until(lambda: len(begun) == max(held) + 2)
    expect_markers(view, widget.markers(n_genes=15))
    expect(said).to_have_count(0)
    before = genes(view).all_inner_texts()
    go_on.set()
    until(lambda: "superseded" in view.page.evaluate("window.heard.map((m) => m.error ?? '')"))
    told = view.page.evaluate(heard)
    assert len(told) == len(n_told) + 1
    assert len(set(told)) == len(told), "of the older request no other estimate is told"
    assert genes(view).all_inner_texts() == before
    assert not any(view.errors())
