"""Which gene, and which values of it, are meant where a name or a layer could mean several."""

from __future__ import annotations

import anndata as ad
import numpy as np
import pandas as pd
import pytest

from cellxgene_widget import DataError, SelectionError
from cellxgene_widget.data.cells import CellTable

from .test_gene_layers import all_genes


def with_names(x, raw):
    """Return cells with these genes in X, and in raw."""
    full = all_genes(n_genes=len(raw))
    full.var_names = raw
    cut = full[:, [raw.index(name) if name in raw else 0 for name in x]].copy()
    cut.var_names = x
    cut.X = cut.X + 1
    cut.raw = full
    return cut


@pytest.mark.parametrize(
    ("x", "raw", "name"),
    [
        (["mm10_CD4", "g2"], ["CD4", "mm10_CD4", "g2"], "CD4"),
        (["hg19___CD4", "g2"], ["CD4", "hg19___CD4", "g2"], "CD4"),
        (["ENSG00000000001.5", "g2"], ["ENSG00000000001", "ENSG00000000001.5", "g2"], "ENSG00000000001"),
        ([" CD4", "g2"], ["CD4", " CD4", "g2"], "CD4"),
    ],
)
def test_a_name_as_it_is_written_comes_before_what_it_may_stand_for(x, raw, name, open_session):
    data = with_names(x, raw)
    table = CellTable(data)
    np.testing.assert_array_equal(table.column(name).values, np.asarray(data.raw[:, name].X).ravel())
    np.testing.assert_array_equal(table.column(x[0]).values, np.asarray(data[:, x[0]].X).ravel())
    assert name in [gene.name for gene in table.gene_layers.search(name, 5)]
    assert table.gene_layers.n_genes == 3
    session = open_session(data)
    session.select(cells=range(20))
    markers = session.parts.markers.of_selection(layer="raw", n_genes=3)
    for gene, key in zip(markers.index, markers.attrs["keys"], strict=True):  # what a click on the row asks for
        np.testing.assert_array_equal(session.column(key).values[:9] % 1, session.column(gene).values[:9] % 1)
        assert table.gene_layers.table_with(key).find(key).name == gene


def test_what_a_name_stands_for_is_found_where_no_gene_is_called_so():
    table = CellTable(with_names(["mm10_CD4", "g2"], ["mm10_CD4", "g2", "ENSG00000000001.5"]))
    np.testing.assert_array_equal(table.column("CD4").values, table.column("mm10_CD4").values)
    np.testing.assert_array_equal(table.column("ENSG00000000001").values, table.column("ENSG00000000001.5").values)


def test_the_mean_of_a_set_that_comes_from_another_layer_is_told(open_session):
    data = with_names(["a", "b"], ["a", "b", "c", "d"])
    session = open_session(data)
    session.create_gene_set("two", ["a", "b"])
    session.color = "set: two"
    assert not session.warnings
    session.create_gene_set("three", ["a", "b", "c"])
    session.color = "set: three"
    assert ["'set: three' with the values of raw" in sentence for sentence in session.warnings] == [True]


@pytest.mark.parametrize(
    ("change_x", "layer"),
    [(lambda x: x, "X"), (lambda x: x - x.mean(axis=0), "raw"), (lambda x: np.expm1(x).round(), "raw")],
    ids=["log values", "scaled", "counts"],
)
def test_markers_are_of_x_only_where_it_is_better_than_counts_in_raw(change_x, layer, open_session):
    data = all_genes()
    data.raw = ad.AnnData(np.expm1(data.X).round(), obs=data.obs, var=data.var)
    data.X = change_x(data.X)
    session = open_session(data)
    session.select(cells=range(20))
    told = session.parts.markers.of_selection(n_genes=3).attrs
    assert told["layer"] == layer
    assert any("raw counts" in sentence for sentence in told["warnings"]) is (layer == "raw")


def test_two_whole_numbers_are_no_range_where_clusters_are_numbers(open_session):
    data = all_genes()
    data.obs["cluster"] = np.arange(60) % 10
    session = open_session(data)
    for wanted in ([4, 8], [8, 4], [np.int64(4), 8], [0, 1, 4], [4]):
        with pytest.raises(SelectionError, match=r"give a range such as \(1.2, None\).*astype\('category'\)"):
            session.select(where={"cluster": wanted})
        with pytest.raises(SelectionError, match="give a range"):
            session.set_filter("cluster", wanted)
    assert session.select(where={"cluster": (4, 8)}) == 30
    (step,) = session.recipe
    assert session.select(**step) == 30, "a recipe has lists"
    data.obs["cluster"] = data.obs["cluster"].astype("category")  # the way out that the sentence names
    assert session.select(where={"cluster": [4, 8]}) == 12


def test_cells_that_are_only_counted_are_told_of(open_session):
    counted = ad.AnnData(obsm={"X_umap": np.arange(12.0).reshape(6, 2)})
    assert any("only counted, 0, 1, 2" in sentence for sentence in open_session(counted).warnings)
    named = ad.AnnData(obs=pd.DataFrame(index=list("12345a")), obsm={"X_umap": np.arange(12.0).reshape(6, 2)})
    assert not open_session(named).warnings


def test_the_data_that_can_not_be_shown_is_named_with_its_package():
    class AnnData:
        """Stands for the class of another package with this name."""

    AnnData.__module__ = "snapatac2._core"
    with pytest.raises(DataError, match=r"not an AnnData of snapatac2: turn it .* data\.to_memory\(\)"):
        CellTable(AnnData())
    AnnData.__name__, AnnData.__module__ = "SpatialData", "spatialdata._core.spatialdata"
    with pytest.raises(DataError, match=r"not a SpatialData: show one of its tables, as in sdata\['table'\]"):
        CellTable(AnnData())
