"""Two categories against each other: the counts of pandas, the agreement of scikit-learn, and the diagonal."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import adjusted_rand_score, cohen_kappa_score

import cellxgene_widget as cxw
from cellxgene_widget.session import confusion_tables
from cellxgene_widget.statistics.confusion import along_diagonal, confusion_of
from cellxgene_widget.statistics.dots import Grouping

NAMES = ["a", "b", "c", None]
CODES = st.integers(0, 3)


@settings(max_examples=40)
@given(st.lists(st.tuples(CODES, CODES), min_size=1, max_size=60))
def test_counts_are_those_of_pandas_and_agreement_that_of_scikit_learn(cells):
    codes = np.array(cells)
    rows, columns = (Grouping.of(NAMES, codes[:, side]) for side in (0, 1))
    found = confusion_of(rows, columns)
    np.testing.assert_array_equal(found.counts, pd.crosstab(codes[:, 0], codes[:, 1]))
    assert sorted(found.row_order) == list(range(len(found.rows)))
    assert sorted(found.column_order) == list(range(len(found.columns)))
    for names, order in ((found.rows, found.row_order), (found.columns, found.column_order)):
        assert None not in names or names[order[-1]] is None
    named = codes[(codes < 3).all(axis=1)]
    assert found.n_named == len(named)
    if not len(named):
        assert np.isnan([found.adjusted_rand, found.kappa]).all()
        return
    assert found.adjusted_rand == pytest.approx(adjusted_rand_score(*named.T))
    if not np.isnan(found.kappa) and len(np.unique(named)) > 1:
        assert found.kappa == pytest.approx(cohen_kappa_score(*named.T))


def test_an_order_along_the_diagonal():
    counts = np.array([[0, 9, 1, 4], [8, 0, 0, 0], [1, 0, 7, 0]])
    # the fourth column is part of the first row, and stands beside what is its best match
    assert along_diagonal(counts) == ([0, 1, 2], [1, 3, 0, 2])
    assert along_diagonal(counts.T) == ([1, 3, 0, 2], [0, 1, 2])
    assert along_diagonal(np.zeros((0, 2), dtype=int)) == ([], [0, 1])


def test_labels_against_a_column(open_session, adata):
    session = open_session(adata)
    session.create_category("mine", like="louvain")
    session.rename_label("mine", "4", "B")
    session.unlabel(cells=np.flatnonzero(adata.obs["louvain"] == "0"))
    table = session.confusion("mine", "louvain")
    assert (table.index.name, table.columns.name) == ("mine", "louvain")
    assert table.index[-1] == "unassigned"
    assert "0" not in table.index
    assert table.loc["B", "4"] == table.loc["B"].sum() == (adata.obs["louvain"] == "4").sum()
    assert table.loc["unassigned", "0"] == (adata.obs["louvain"] == "0").sum()
    assert table.to_numpy().sum() == 700
    assert table.attrs["adjusted_rand"] == 1
    # other names: no kappa
    assert np.isnan(table.attrs["kappa"])
    session.rename_label("mine", "B", "4")
    assert session.confusion("mine", "louvain").attrs["kappa"] == 1
    # of the selected cells
    session.select(where={"louvain": ["4", "0"]})
    table = session.confusion("louvain", "mine", selected=True)
    assert (list(table.index), list(table.columns)) == (["0", "4"], ["4", "unassigned"])


def test_what_can_not_be_compared_is_said(open_session, adata):
    session = open_session(adata)
    with pytest.raises(cxw.DataError, match="'n_genes' holds numbers: a confusion table goes by labels"):
        session.confusion("louvain", "n_genes")
    with pytest.raises(cxw.DataError, match="nope"):
        session.confusion("nope", "louvain")
    with pytest.raises(cxw.SelectionError, match="No cell is selected"):
        session.confusion("phase", "louvain", selected=True)


def test_columns_of_very_many_values_are_refused(open_session, adata):
    adata.obs["barcode"] = [f"b{i}" for i in range(700)]
    session = open_session(adata, max_category_items=699)
    for asked in (
        lambda: session.confusion("barcode", "louvain"),
        lambda: session.confusion("louvain", "barcode"),
        lambda: session.distributions(["n_genes"], by="barcode"),
        lambda: session.parts.dots.by_label(["CD3D"], by="barcode"),
    ):
        with pytest.raises(cxw.DataError, match="'barcode' has 700 different values, more than 699"):
            asked()


def test_a_huge_table_is_refused(open_session, adata, monkeypatch):
    monkeypatch.setattr(confusion_tables, "_MOST", 700 * 700 - 1)
    adata.obs["barcode"] = [f"b{i}" for i in range(700)]
    session = open_session(adata)
    with pytest.raises(cxw.DataError, match="would have 700 rows and 700 columns"):
        session.confusion("barcode", "barcode")
    session.select(range(50))
    assert session.confusion("barcode", "barcode", selected=True).shape == (50, 50)
