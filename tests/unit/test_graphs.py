"""Graphs of neighbours are read from `obsp`, however it is stored; what is none of weights is told in a sentence."""

import anndata
import mudata
import numpy as np
import pytest
import scipy.sparse as sp
from anndata.experimental import read_lazy

from cellxgene_widget.data.graphs import weights
from cellxgene_widget.errors import DataError


def in_memory(adata, path):
    return adata


def a_view(adata, path):
    wider = anndata.concat({"one": adata, "two": adata[:50]}, index_unique="-", pairwise=True)
    wider.obsm["X_umap"] = np.concatenate([adata.obsm["X_umap"], adata.obsm["X_umap"][:50]])
    return wider[: adata.n_obs]


def backed(adata, path):
    adata.write_h5ad(path / "cells.h5ad")
    return str(path / "cells.h5ad")


def zarr(adata, path):
    adata.write_zarr(path / "cells.zarr")
    return str(path / "cells.zarr")


def lazy(adata, path):
    adata.write_h5ad(path / "cells.h5ad")
    return read_lazy(path / "cells.h5ad")


def dense(adata, path):
    adata.obsp["connectivities"] = adata.obsp["connectivities"].toarray()
    return adata


def dask_dense(adata, path):
    import dask.array as da

    adata.obsp["connectivities"] = da.from_array(adata.obsp["connectivities"].toarray(), chunks=(100, 100))
    return adata


def by_columns(adata, path):
    adata.obsp["connectivities"] = adata.obsp["connectivities"].tocsc().astype(np.float64)
    return adata


def of_the_whole(adata, path):
    mdata = mudata.MuData({"rna": adata})
    mdata.obsp["connectivities"] = adata.obsp["connectivities"]
    return mdata


@pytest.mark.filterwarnings("ignore::FutureWarning", "ignore::UserWarning", "ignore:The inplace keyword")
@pytest.mark.parametrize(
    "stored",
    [in_memory, a_view, backed, zarr, lazy, dense, dask_dense, by_columns, of_the_whole],
    ids=lambda f: f.__name__,
)
def test_a_graph_is_the_same_however_it_is_stored(stored, adata, tmp_path, open_session):
    wanted = adata.obsp["connectivities"].toarray().astype(np.float32)
    session = open_session(stored(adata, tmp_path))
    graphs = session.parts.graphs
    assert graphs.names()[0] == "connectivities"
    assert not any("distances" in name for name in graphs.names())
    graph = graphs.matrix("connectivities")
    assert graph.format == "csr"
    assert graph.dtype == np.float32
    np.testing.assert_array_equal(graph.toarray(), wanted)
    assert graphs.matrix("connectivities") is graph or stored is a_view


@pytest.mark.filterwarnings("ignore::FutureWarning", "ignore::UserWarning", "ignore:The inplace keyword")
def test_a_graph_of_a_modality_is_placed_by_the_names_of_its_cells(adata, open_session):
    part = adata[::-2].copy()
    mdata = mudata.MuData({"rna": adata[:, :5].copy(), "prot": part})
    del mdata["rna"].obsp["connectivities"]
    session = open_session(mdata)
    graphs = session.parts.graphs
    assert graphs.names() == ["prot:connectivities"]
    assert graphs.find() == "prot:connectivities"
    places = mdata.obs_names.get_indexer(part.obs_names)
    wanted = np.zeros((adata.n_obs, adata.n_obs), dtype=np.float32)
    wanted[np.ix_(places, places)] = part.obsp["connectivities"].toarray()
    np.testing.assert_array_equal(graphs.matrix().toarray(), wanted)


def test_neighbors_computed_anew_are_seen(adata, open_session):
    graphs = open_session(adata).parts.graphs
    before = graphs.matrix()
    other = adata.obsp["connectivities"].copy()
    other.data[:] = 0.5
    adata.obsp["connectivities"] = other
    assert (graphs.matrix().data == 0.5).all()
    assert not (before.data == 0.5).all()


def test_distances_are_no_weights(adata, open_session):
    adata.obsp["far"] = adata.obsp["distances"]
    adata.uns["neighbors"] = {"distances_key": "far", "connectivities_key": "connectivities"}
    graphs = open_session(adata).parts.graphs
    assert graphs.names() == ["connectivities"]
    for name in ("distances", "far"):
        with pytest.raises(DataError, match=rf"'{name}' holds distances.*'connectivities'"):
            graphs.matrix(name)


def test_a_graph_that_is_not_there_is_told_with_those_that_are(adata, open_session):
    graphs = open_session(adata).parts.graphs
    with pytest.raises(DataError, match=r"There is no graph 'snn'. Graphs of neighbours: 'connectivities'"):
        graphs.matrix("snn")
    del adata.obsp["connectivities"]
    with pytest.raises(DataError, match=r"no graph of neighbours.*compute_neighbors"):
        graphs.matrix()
    with pytest.raises(DataError, match="graph= takes the name"):
        graphs.matrix(3)


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        (sp.csr_matrix((3, 4)), "a row and a column for each cell"),
        (np.zeros(3), "a row and a column for each cell"),
        (sp.csr_matrix([[0, -1.0], [0, 0]]), "negative weights"),
        (np.array([[0, np.nan], [0, 0]]), "missing or infinite"),
        (np.array([[0, np.inf], [0, 0]]), "missing or infinite"),
        (np.array([["a", "b"], ["c", "d"]]), "no numbers"),
        (np.array([[1j, 0], [0, 0]]), "no numbers"),
    ],
)
def test_what_is_no_graph_of_weights_is_refused_in_a_sentence(value, sentence):
    with pytest.raises(DataError, match=sentence):
        weights(value, "odd")


def test_entries_in_pieces_and_stored_zeros_count_as_they_mean_and_stay():
    pieces = sp.csr_matrix((np.array([1.0, 2.0, 0.0, 4.0]), np.array([1, 1, 0, 0]), np.array([0, 2, 4])), shape=(2, 2))
    graph = weights(pieces, "pieces")
    np.testing.assert_array_equal(graph.toarray(), [[0, 3], [4, 0]])
    assert graph.nnz == 2
    assert pieces.nnz == 4
    flags = weights(sp.coo_matrix(np.eye(3, dtype=bool)), "flags")
    assert flags.dtype == np.float32
