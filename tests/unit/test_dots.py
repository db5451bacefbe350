"""The dot plot's numbers: those of scanpy, also while labels change, and what the view is told of them."""

from __future__ import annotations

import comm
import numpy as np
import pandas as pd
import pytest
import scanpy as sc
from hypothesis import given
from hypothesis import strategies as st

import cellxgene_widget as cxw
from cellxgene_widget.errors import DataError
from cellxgene_widget.session import dot_tables
from cellxgene_widget.statistics.dots import Grouping, dots_of
from cellxgene_widget.statistics.ordering import clustered

from .gates import hold
from .test_gene_requests import Asked
from .test_widget import Page, Recorder

GENES = ["CD3D", "CD79A", "FCER1A"]


def expect_scanpy(table, drawn):
    """The table has scanpy's means and fractions, by its groups."""
    genes = list(dict.fromkeys(table.genes))
    columns = [table.genes.index(gene) for gene in genes]
    rows = [name or "unassigned" for name in table.groups]
    np.testing.assert_allclose(table.means[:, columns], drawn.dot_color_df.loc[rows, genes], rtol=1e-5, atol=1e-7)
    np.testing.assert_allclose(table.fractions[:, columns], drawn.dot_size_df.loc[rows, genes], rtol=1e-6)


@pytest.mark.parametrize("layer", [None, "X", "raw"])
def test_scanpys_values_by_labels_and_by_a_column(open_session, adata, layer):
    session = open_session(adata)
    session.create_category("mine", like="bulk_labels")
    session.delete_label("mine", "Dendritic")
    session.add_label("mine", "nobody")
    genes = [*GENES, "CD3D"]
    table = session.parts.dots.by_label(genes, by="mine", layer=layer)
    assert table.groups[-1] is None
    assert "nobody" not in table.groups
    assert table.n_cells.sum() == 700
    expect_scanpy(table, session.dotplot(genes[:3], category="mine", layer=layer, return_fig=True))
    use_raw = layer != "X"
    drawn = sc.pl.dotplot(adata, genes[:3], groupby="louvain", use_raw=use_raw, return_fig=True)
    expect_scanpy(session.parts.dots.by_label(genes[:3], by="louvain", layer=layer), drawn)


@given(
    st.lists(st.tuples(st.integers(0, 3), st.floats(-5, 5, width=32) | st.just(np.nan)), min_size=1, max_size=40),
)
def test_means_and_fractions_are_those_of_pandas(cells):
    codes = np.array([code for code, _ in cells])
    values = np.array([value for _, value in cells], dtype=np.float32)
    grouping = Grouping.of(["a", "b", None, "d"], codes)
    sizes, means, fractions = dots_of([values], grouping)
    by = pd.Series(values.astype(float)).groupby(codes)
    np.testing.assert_array_equal(sizes, by.size())
    np.testing.assert_allclose(means[:, 0], by.mean(), rtol=1e-6, atol=1e-9)
    known = pd.Series(np.where(np.isnan(values), np.nan, values > 0))
    np.testing.assert_allclose(fractions[:, 0], known.groupby(codes).mean())


def test_clustered_rows_have_those_alike_beside_each_other(open_session, adata):
    table = open_session(adata).parts.dots
    genes = ["CD3D", "CD79A", "FCER1A", "NKG7", "LYZ", "CST3"]
    by_label = table.by_label(genes, by="bulk_labels")
    together = table.by_label(genes, by="bulk_labels", order="clustered")
    rows = [by_label.groups.index(group) for group in together.groups]
    assert sorted(rows) == list(range(len(rows))) != rows
    np.testing.assert_array_equal(together.n_cells, by_label.n_cells[rows])
    np.testing.assert_array_equal(together.means, by_label.means[rows])
    np.testing.assert_array_equal(together.fractions, by_label.fractions[rows])
    for alike in ({"CD4+/CD25 T Reg", "CD4+/CD45RO+ Memory"}, {"CD14+ Monocyte", "Dendritic"}):
        first, second = sorted(together.groups.index(name) for name in alike)
        assert second == first + 1, together.groups


@given(st.integers(1, 6), st.integers(0, 4), st.integers(0, 1000))
def test_whatever_the_numbers_each_row_is_there_once(n_groups, n_genes, seed):
    rng = np.random.default_rng(seed)
    means = rng.choice([0, 1, -2.5, 1e30, np.nan, np.inf], (n_groups, n_genes))
    assert sorted(clustered(means).tolist()) == list(range(n_groups))


def test_what_can_not_be_drawn_is_said(open_session, adata):
    session = open_session(adata)
    with pytest.raises(cxw.LabelError):
        session.parts.dots.by_label(["CD3D"])
    for genes, by, message in (
        (["CD3D", "CD3DD"], "louvain", "no gene 'CD3DD'. Did you mean"),
        (["CD3D"], "n_genes", "holds numbers"),
        (["CD3D"], "nope", "no obs column"),
    ):
        with pytest.raises(DataError, match=message):
            session.parts.dots.by_label(genes, by=by)


@pytest.fixture
def widget(adata, tmp_path, monkeypatch):
    monkeypatch.setattr(comm, "create_comm", Recorder)
    widget = cxw.show(adata, annotations_dir=tmp_path)
    yield widget
    widget.close()


def numbers(widget, asked):
    """The means and fractions that came with the answer to a request."""
    buffers = [
        buffers for _, data, buffers in widget.comm.messages if (data or {}).get("content", {}).get("id") == asked.id
    ]
    body = asked.reply()["body"]
    shape = (2, len(body["groups"]), len(body["genes"]))
    return np.frombuffer(b"".join(buffers[0]), dtype=np.float32).reshape(shape)


def test_the_view_gets_them_beside_everything_else(widget):
    Page(widget)
    widget.create_category("mine")
    widget.label("T", cells=np.arange(100))
    asked = Asked(widget, kind="dots", by="mine", genes=["CD3D", "nope", "CD79A", "CD3D"])
    body = asked.reply()["body"]
    assert (body["groups"], body["n_cells"]) == (["T", None], [100, 600])
    assert (body["genes"], body["unknown"], body["layer"]) == (["CD3D", "CD79A"], ["nope"], "raw")
    table = widget.session.parts.dots.by_label(["CD3D", "CD79A"], by="mine")
    means, fractions = numbers(widget, asked)
    np.testing.assert_array_equal(means, table.means.astype(np.float32))
    np.testing.assert_array_equal(fractions, table.fractions.astype(np.float32))
    # after an edit the same question has another answer
    widget.unlabel(cells=np.arange(40))
    assert Asked(widget, kind="dots", by="mine", genes=["CD3D"]).reply()["body"]["n_cells"] == [60, 640]
    # the markers of the selection join
    widget.select(where={"louvain": ["5"]})
    body = Asked(widget, kind="dots", by="louvain", genes=["CD3D"], n_markers=4).reply()["body"]
    assert body["genes"] == list(dict.fromkeys(["CD3D", *widget.markers(n_genes=4).index]))
    for message, error in (
        ({"by": "mine", "genes": ["nope"]}, "None of these genes"),
        ({"by": "gone", "genes": ["CD3D"]}, "gone"),
        ({"by": "mine"}, "does not fit this version"),
    ):
        assert error in Asked(widget, kind="dots", **message).reply()["error"]


def test_only_the_newest_of_a_kind_is_answered(widget, monkeypatch):
    widget.select(where={"louvain": ["5"]})
    begun, go = hold(monkeypatch, dot_tables, "dots_of")
    first = Asked(widget, kind="dots", by="louvain", genes=["CD3D"])
    assert begun.wait(10)
    # meanwhile one may label, and markers are another kind
    widget.create_category("meanwhile")
    markers = Asked(widget, n_genes=2)
    second = Asked(widget, kind="dots", by="louvain", genes=["CD79A"])
    go.set()
    assert first.reply()["error"] == "superseded"
    assert second.reply()["body"]["genes"] == ["CD79A"]
    assert len(markers.reply()["body"]["genes"]) == 2
