"""The notebook changes coordinates, columns, genes in place under a session: the cells stay those that were seen."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import scanpy as sc

import cellxgene_widget as cxw
from cellxgene_widget import DataError

from .test_changed_data import LEFT, filtered


@pytest.fixture
def session(adata, open_session):
    session = open_session(adata, dataset="pbmc")
    session.create_category("ct")
    return session


@pytest.mark.parametrize(
    "change",
    [
        lambda adata: adata.obsm.__setitem__("X_umap", -adata.obsm["X_umap"]),
        lambda adata: np.negative(adata.obsm["X_umap"], out=adata.obsm["X_umap"]),
        lambda adata: adata.obsm["X_umap"].__setitem__(slice(7, 9), -adata.obsm["X_umap"][7:9]),
    ],
    ids=["replaced", "in place", "two cells"],
)
def test_other_coordinates(session, adata, change):
    session.select(lasso=LEFT, basis="umap")
    lit = session.selected
    change(adata)
    session.label("as seen")  # those that the person selected, wherever they are drawn now
    np.testing.assert_array_equal(session.annotations["ct"] == "as seen", lit)
    session.select(lasso=LEFT, basis="umap")
    np.testing.assert_array_equal(session.selected, adata.obsm["X_umap"][:, 0] <= 0)


def test_an_embedding_that_is_gone_is_shown_no_more(session, adata):
    session.show_embedding("umap")
    del adata.obsm["X_umap"]
    assert session.select_all() == 700
    assert session.embedding == "X_pca"
    with pytest.raises(DataError, match="no embedding"):
        session.select(lasso=LEFT, basis="umap")


def test_a_filter_on_a_column_that_was_replaced_leaves_the_cells_that_were_seen(session, adata):
    session.set_filter("louvain", ["1"])
    lit, before = session.selected, adata.obs["louvain"].copy()
    adata.obs["louvain"] = pd.Categorical(np.roll(before, 300), categories=before.cat.categories)
    np.testing.assert_array_equal(session.selected, lit)
    assert session.filters == {}, "it is no condition on the column of now"
    session.label("one")
    np.testing.assert_array_equal(session.annotations["ct"] == "one", before == "1")
    session.select(where={"louvain": ["1"]})
    np.testing.assert_array_equal(session.selected, adata.obs["louvain"] == "1")


def test_one_value_of_a_filtered_column_written_in_place_is_seen(session, adata):
    session.set_filter("n_counts", (1000, None))
    lit = adata.obs["n_counts"].to_numpy() >= 1000
    assert lit[3]
    adata.obs.iloc[3, adata.obs.columns.get_loc("n_counts")] = 5
    np.testing.assert_array_equal(session.selected, lit)
    assert session.filters == {}


def test_a_filter_on_labels_goes_on_when_columns_change(session, adata):
    session.label("B", cells=np.arange(20))
    session.set_filter("ct", ["B"])
    session.merge()
    adata.obs["other"] = 1
    assert session.filters == {"ct": ["B"]}
    session.label("T", cells=np.arange(10))
    assert session.n_selected == 10


def test_a_gene_filter_leaves_the_cells_that_were_seen_when_values_change(session, adata):
    session.use_layer("X")
    session.set_filter("LYZ", (1, None))
    lit = session.selected
    adata.X = adata.X * 0.1
    np.testing.assert_array_equal(session.selected, lit)
    assert session.filters == {}


def test_genes_go_by_name(session, adata):
    before = session.column("LYZ", layer="X").values.copy()
    place = adata.var_names.get_loc("LYZ")
    adata._inplace_subset_var(np.r_[place, 0:place][::-1].copy())
    np.testing.assert_array_equal(session.column("LYZ", layer="X").values, before)
    adata._inplace_subset_var(np.arange(10))
    with pytest.raises(DataError, match="no obs column and no gene 'LYZ'"):
        session.column("LYZ", layer="X")


def test_a_layer_that_is_gone_is_not_read(session, adata):
    adata.layers["double"] = adata.X * 2
    session.use_layer("double")
    session.color_by("LYZ")
    del adata.layers["double"]
    assert session.layer != "double"
    session.select_all()
    np.testing.assert_allclose(session.column("LYZ", layer="X").values, sc.get.obs_df(adata, "LYZ")["LYZ"])


def test_a_file_of_figures_goes_on(session, adata):
    widget = cxw.show(adata, dataset="figure", annotations_dir=session.draft.path.parent)
    widget.create_category("mine")
    filtered(adata)
    figure = widget.figure()
    assert "600" in str([text.get_text() for text in figure.findobj(lambda artist: hasattr(artist, "get_text"))])
    widget.close()
