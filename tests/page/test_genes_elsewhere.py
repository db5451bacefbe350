"""Genes that X has not, by symbol or by an id in a column; and values that look like counts."""

from __future__ import annotations

import numpy as np
import pytest
from playwright.sync_api import expect

from .data import cells
from .places import B_CELLS
from .test_genes import colour, gene, search
from .test_numbers import brush
from .wait import until


@pytest.fixture
def cut(show_page):
    """A widget and its view on cells whose X has 100 of the genes in raw, with an id each."""
    adata = cells()[:, :100].copy()
    adata.var["gene_ids"] = [f"ENSG{i:011d}.3" for i in range(100)]
    return show_page(adata)


def find(view, text):
    search(view).fill(text)
    return view.box.get_by_role("option")


def test_a_gene_that_only_raw_has_is_found_coloured_by_and_brushed(cut):
    widget, view = cut
    only_raw = widget.adata.raw.var_names[-1]
    assert only_raw not in widget.adata.var_names
    option = find(view, only_raw)
    expect(option).to_have_count(1)
    expect(option).to_have_attribute("title", "Its values come from raw.")
    view.page.keyboard.press("Enter")
    expect(colour(view)).to_have_accessible_name(f"Colour by: {only_raw}")
    expect(gene(view, only_raw)).to_be_visible()
    said = f"Not in X, so shown from elsewhere: '{only_raw}' with the values of raw."
    until(lambda: said in widget.status["warnings"])
    brush(view, only_raw, 0.3, 1.05)
    until(lambda: only_raw in widget.filters)
    low = widget.filters[only_raw][0]
    values = widget.adata.raw[:, only_raw].X.toarray().ravel()
    assert widget.n_selected == (values >= np.float32(low)).sum() > 0
    assert widget.recipe[-1]["layer"] == "raw"


def test_enter_takes_a_gene_by_its_id_in_a_column(cut):
    widget, view = cut
    for typed in ("ENSG00000000007.3", "ensg00000000007", "ENSG00000000007.11"):
        name = widget.adata.var_names[7]
        expect(find(view, typed).first).to_contain_text(name)
        expect(view.box.get_by_role("option").first).to_have_attribute("aria-selected", "true")
    view.page.keyboard.press("Enter")
    expect(colour(view)).to_have_accessible_name(f"Colour by: {name}")


def test_that_values_look_like_counts_is_said_above_the_markers(show_page):
    adata = cells()
    adata.X, adata.raw = np.abs(adata.X).round(), None
    _, view = show_page(adata)
    view.lasso(B_CELLS)
    view.box.get_by_role("tab", name="Markers").click()
    warning = view.box.get_by_text("These values look like raw counts")
    expect(warning).to_be_visible()
    table = view.box.get_by_role("table", name="Marker genes")
    expect(table).to_be_visible()
    assert warning.bounding_box()["y"] < table.bounding_box()["y"]
