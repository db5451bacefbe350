"""Neighbours computed in the session: scanpy's own graph, in no adata, taken by all that goes along one."""

import anndata as ad
import numpy as np
import pytest
import scanpy as sc

from cellxgene_widget.errors import DataError, SelectionError
from cellxgene_widget.view.registry import Call, Superseded
from cellxgene_widget.view.requests import read, run


@pytest.fixture
def bare(adata):
    """Real cells without a graph."""
    for key in list(adata.obsp):
        del adata.obsp[key]
    del adata.uns["neighbors"]
    return adata


@pytest.fixture
def session(bare, open_session):
    return open_session(bare)


def direct(adata, key="X_pca", rows=slice(None), n_neighbors=15):
    """Compute the same by scanpy itself."""
    alone = ad.AnnData(obs=adata.obs[[]].iloc[rows], obsm={key: adata.obsm[key][rows]})
    sc.pp.neighbors(alone, n_neighbors=n_neighbors, use_rep=key, random_state=0)
    return alone.obsp["connectivities"].toarray().astype(np.float32)


def test_the_graph_is_scanpys_own_in_no_adata_and_taken_by_all_that_goes_along_one(session, bare, open_session):
    before = bare.copy()
    name = session.compute_neighbors(n_neighbors=8)
    assert name == "neighbors of X_pca"
    assert session.parts.graphs.names() == [name]
    wanted = direct(before, n_neighbors=8)
    np.testing.assert_array_equal(session.parts.graphs.matrix().toarray(), wanted)
    assert not list(bare.obsp)
    assert "neighbors" not in bare.uns
    assert session.doubt("louvain").between(0, 1).all()
    session.create_category("ct", like="louvain")
    session.smooth_preview("ct")

    # steps along it name their cells: nobody could run them again
    session.select(where={"louvain": ["3"]})
    near, cells = wanted > 0, session.selected
    session.select_neighbors()
    once = cells | near[cells].any(axis=0)
    np.testing.assert_array_equal(session.selected, once)
    assert session.recipe[1]["chosen_by"] == "grown by 1 along neighbors of X_pca"
    session.shrink_selection()
    cells = session.selected
    np.testing.assert_array_equal(cells, once & ~near[:, ~once].any(axis=1))
    recipe = session.recipe

    # it is of these coordinates, and forgotten with them
    bare.obsm["X_pca"] = bare.obsm["X_pca"][:, ::-1].copy()
    session.select_all()
    with pytest.raises(DataError, match="no graph of neighbours"):
        session.parts.graphs.find()
    session.close()
    later = open_session(bare)
    for step in recipe:
        later.select(**step)
    np.testing.assert_array_equal(later.selected, cells)


def test_cells_without_values_have_no_neighbors(bare, open_session):
    lost = np.array([3, 50, 699])
    bare.obsm["X_pca"][lost] = np.nan
    session = open_session(bare)
    session.compute_neighbors()
    graph = session.parts.graphs.matrix().toarray()
    assert not graph[lost].any()
    assert not graph[:, lost].any()
    rest = np.setdiff1d(np.arange(700), lost)
    np.testing.assert_array_equal(graph[np.ix_(rest, rest)], direct(bare, rows=rest))


def test_a_plot_is_taken_only_where_there_is_nothing_else(bare, open_session):
    session = open_session(bare)
    assert [each.key for each in session.parts.neighbor_runs.choices()] == ["X_pca"]
    bare.obsm["X_pca_harmony"] = bare.obsm["X_pca"].copy()
    assert session.parts.neighbor_runs.choices()[0].key == "X_pca_harmony"
    del bare.obsm["X_pca"], bare.obsm["X_pca_harmony"]
    session.select_all()
    choices = session.parts.neighbor_runs.choices()
    assert [each.key for each in choices] == ["X_umap"]
    assert session.parts.neighbor_runs.is_plot(choices[0])


@pytest.mark.parametrize("n", [1, 0, -3, True, 2.5, 700, "15"])
def test_a_number_of_neighbors_that_can_not_be_is_refused(n, session):
    words = r"n_neighbors= takes a number from 2, fewer than there are cells with values in 'X_pca' \(700\)"
    with pytest.raises(SelectionError, match=words):
        session.compute_neighbors(n_neighbors=n)


def test_a_representation_that_is_not_there_is_told(session):
    with pytest.raises(DataError, match="no representation 'X_scVI'"):
        session.compute_neighbors(use_rep="X_scVI")


def test_a_page_that_gives_up_leaves_nothing(session):
    def give_up(_done):
        raise Superseded

    request = read({"id": "p-1", "kind": "compute_neighbors", "use_rep": "X_pca"}, ())
    with pytest.raises(Superseded):
        run(session, request, Call("p-1", progress=give_up))
    assert session.parts.graphs.names() == []
