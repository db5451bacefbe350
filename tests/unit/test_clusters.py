"""Clusters of a part of the cells: those of scanpy, beside the data, in every storage; labels by them in one edit."""

from __future__ import annotations

import warnings

import anndata as ad
import hypothesis.strategies as st
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings

import cellxgene_widget as cxw
from cellxgene_widget import AnnotationError, DataError, LabelError, MergeError, SelectionError
from cellxgene_widget.core.palettes import palette
from cellxgene_widget.statistics.clustering.process import ClusteringProcess

from .clustered import WHERE, bits, directly, of_cells
from .stores import real_cells

# scanpy's own, where the tests call it
pytestmark = pytest.mark.filterwarnings(
    "ignore::pandas.errors.PerformanceWarning", "ignore::RuntimeWarning", "ignore:The inplace keyword"
)


@pytest.fixture(scope="module")
def warm():
    """Give a process that has scanpy loaded and compiled, for all sessions here."""
    process = ClusteringProcess()
    yield process
    process.end()


@pytest.fixture
def open_warm(open_session, warm):
    """Open sessions that go on with one process: to start one takes its time."""
    opened = []

    def open_one(data, **options):
        session = open_session(data, **options)
        runs = session.parts.clustering_runs
        runs._warm = warm
        opened.append(runs)
        return session

    yield open_one
    for runs in opened:
        runs._warm = None  # closing a session ends what it has


@pytest.fixture
def session(adata, open_warm):
    opened = open_warm(adata)
    opened.select(where=WHERE)
    return opened


def test_clusters_and_embedding_are_those_of_scanpy_itself(session, adata):
    table = session.cluster(resolution=1.2, n_neighbors=12, seed=3)
    mask = session.selected
    part = adata[mask].copy()
    expected, points = directly(part, n_neighbors=12, resolution=1.2, seed=3)
    column = of_cells(session)
    assert column[mask].astype(str).tolist() == expected.astype(str).tolist()
    assert column[~mask].isna().all()
    assert table["n_cells"].to_dict() == expected.value_counts().to_dict()
    assert table.index.tolist() == expected.cat.categories.tolist()
    assert table["color"].tolist() == palette(len(table))
    found = session.coordinates("clusters 1")
    np.testing.assert_array_equal(found[mask], points)
    assert np.isnan(found[~mask]).all()
    assert table.index.name == table.attrs["name"] == table.attrs["embedding"] == session.color == "clusters 1"
    again = session.recluster(resolution=0.4)
    expected, _ = directly(part, n_neighbors=12, resolution=0.4, seed=3, embed=False)
    assert of_cells(session)[mask].astype(str).tolist() == expected.astype(str).tolist()
    assert again.attrs["resolution"] == 0.4
    np.testing.assert_array_equal(session.coordinates("clusters 1")[mask], points)


def test_adata_is_the_same_bit_for_bit_until_they_are_kept(session, adata):
    before = bits(adata)
    session.cluster()
    session.recluster(resolution=3.0)
    session.cluster(label="3", category="louvain", embed=False)
    session.cluster_markers()
    session.create_category("mine")
    session.label_clusters({"0": "A"})
    session.select(where={"clusters 1": ["1"]})
    session.drop_clusters("clusters 2")
    assert bits(adata) == before
    assert session.clusters()["name"].tolist() == ["clusters 1"]
    assert session.keep_clusters("sub") == "sub"
    kept = adata.obs.pop("sub")
    colors = adata.uns.pop("sub_colors")
    assert bits(adata) == before
    assert [None if pd.isna(name) else name for name in kept] == of_cells(session).tolist()
    assert list(kept.cat.categories) == session.recluster(resolution=3.0).index.tolist()
    assert colors == palette(len(kept.cat.categories))


def test_a_column_that_is_there_is_kept(session, adata):
    session.cluster(embed=False)
    before = bits(adata)
    with pytest.raises(MergeError, match=r"has a column 'louvain' already"):
        session.keep_clusters("louvain")
    for name in ("", "  ", 3):
        with pytest.raises(MergeError):
            session.keep_clusters(name)
    named = adata.obs.index.name
    adata.obs.index.name = "barcode"
    with pytest.raises(MergeError, match="index"):
        session.keep_clusters("barcode")
    adata.obs.index.name = named
    assert bits(adata) == before
    session.keep_clusters("louvain", overwrite=True)
    assert adata.obs["louvain"].isna().sum() == (~session.selected).sum()


def test_a_view_takes_them_and_can_be_written(adata, open_warm, tmp_path):
    view = adata[50:]
    session = open_warm(view)
    session.select(where=WHERE)
    session.cluster(embed=False)
    session.keep_clusters("sub")
    assert "sub" not in adata.obs
    view.write_h5ad(tmp_path / "kept.h5ad")
    read = ad.read_h5ad(tmp_path / "kept.h5ad")
    assert read.obs["sub"].cat.categories.tolist() == view.obs["sub"].cat.categories.tolist()


def test_they_become_labels(session):
    table = session.cluster(embed=False)
    session.create_category("mine", like="clusters 1")
    assert session.labels("mine").set_index("label")["n_cells"].to_dict() == table["n_cells"].to_dict()
    assert session.labels("mine")["color"].tolist() == table["color"].tolist()


def test_labels_by_cluster_are_one_edit_that_names_its_cells(session):
    table = session.cluster(embed=False)
    session.create_category("mine")
    n = session.label_clusters({"0": "CD4 T", "1": "CD4 T", "2": "Treg"}, clusters="clusters 1", category="mine")
    assert n == table["n_cells"].iloc[:3].sum()
    assert session.labels("mine").set_index("label")["n_cells"].to_dict() == {
        "CD4 T": table["n_cells"].iloc[:2].sum(),
        "Treg": table["n_cells"].iloc[2],
    }
    last = session.history.iloc[-1]
    assert last["text"] == f"label {n:,} cells of clusters 1 as 2 labels"
    assert [step["chosen_by"] for step in last["recipe"]] == [f"clusters 1: {n}" for n in range(3)]
    given = session.annotations["mine"].isin(["CD4 T", "Treg"])
    session.drop_clusters()
    session.clear_selection()
    for step in last["recipe"]:
        session.select(**step)
    assert session.selected.tolist() == given.tolist()
    assert session.undo() == last["text"]
    assert session.labels("mine").empty


def test_the_report_knows_who_gave_them_and_how_many(session):
    from cellxgene_widget.exchange.deeds import Deeds

    table = session.cluster(embed=False)
    session.create_category("mine")
    session.label("Treg", category="mine", cells=session.selected & (of_cells(session) == "2").to_numpy())
    session.label_clusters({"0": "CD4 T", "1": "CD4 T", "2": "Treg"})
    found = Deeds.of_entries(session.parts.history.entries)
    sizes = table["n_cells"].tolist()
    assert found.of("mine", "CD4 T").n_changed == sizes[0] + sizes[1]
    assert found.of("mine", "Treg").n_changed == sizes[2]
    assert found.tell_of("mine", "CD4 T", sizes[0] + sizes[1]) == "all"
    assert "clusters 0 and 1 of clusters 1 (Leiden at resolution 1.0 on X_pca of " in session.report()


@pytest.fixture(scope="module")
def kept_open(warm, tmp_path_factory):
    """Give a session with clusters, and what each cell's cluster is, for many examples."""
    folder = tmp_path_factory.mktemp("profile")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CONFIG_HOME", str(folder))
        patch.setenv("XDG_DATA_HOME", str(folder))
        session = cxw.open_session(real_cells(), annotations_dir=folder, autosave=None)
        session.parts.clustering_runs._warm = warm
        session.select(where=WHERE)
        session.cluster(embed=False)
        session.create_category("mine")
        yield session
        session.parts.clustering_runs._warm = None
        session.close()


NAMES = st.sampled_from(["CD4 T", "Treg", "B", "junk", " Treg ", "unassigned", ""])


@given(st.dictionaries(st.sampled_from(["0", "1", "2", "3", "none"]), NAMES), st.lists(NAMES, max_size=1))
@settings(max_examples=40)
def test_every_mapping_labels_exactly_its_clusters_or_nothing(kept_open, mapping, there):
    session = kept_open
    start = session.revision
    for name in there:
        if name.strip() not in ("", "unassigned"):
            session.add_label("mine", name)
            session.select(where={"louvain": ["0"]})
            session.label(name.strip(), category="mine")
    before = session.annotations["mine"].astype(str)
    revision = session.revision
    if "none" in mapping or not mapping or any(name.strip() in ("", "unassigned") for name in mapping.values()):
        with pytest.raises((DataError, LabelError)):
            session.label_clusters(mapping)
        assert session.revision == revision
    else:
        of = of_cells(session)
        expected = of.map({cluster: name.strip() for cluster, name in mapping.items()}).where(
            of.isin(list(mapping)), before
        )
        n = session.label_clusters(mapping)
        after = session.annotations["mine"].astype(str)
        assert after.tolist() == expected.tolist()
        assert n == (after != before).sum()
        if n:
            assert session.revision == revision + 1
            session.undo()
    assert session.annotations["mine"].astype(str).tolist() == before.tolist()
    while session.undo() != "create category mine":
        pass
    session.redo()
    assert start <= session.revision


def test_markers_are_those_among_the_clustered_cells(session, adata):
    import scanpy as sc

    session.cluster(embed=False, resolution=0.5)
    found = session.cluster_markers(n_genes=4)
    part = adata[session.selected].copy()
    part.X = part.raw[:, part.var_names].X if found.attrs["layer"] == "raw" else part.X
    part.obs["c"] = of_cells(session)[session.selected].to_numpy()
    raw = found.attrs["layer"] == "raw"
    sc.tl.rank_genes_groups(part, "c", method="t-test", n_genes=4, use_raw=raw)
    for cluster, rows in found.groupby("cluster"):
        expected = sc.get.rank_genes_groups_df(part, cluster).head(len(rows))
        assert rows["gene"].tolist() == expected["names"].tolist()
        np.testing.assert_allclose(rows["scores"], expected["scores"], rtol=1e-3)


@pytest.mark.parametrize("kind", ["backed", "lazy h5ad", "lazy zarr", "dask", "frame", "sparse", "path"])
def test_the_representation_is_read_from_every_storage(kind, adata, open_warm, tmp_path):
    from anndata.experimental import read_lazy

    cells = adata.copy()
    path = tmp_path / ("cells.zarr" if "zarr" in kind else "cells.h5ad")
    if kind == "dask":
        import dask.array as da

        cells.obsm["X_pca"] = da.from_array(np.asarray(cells.obsm["X_pca"]), chunks=(160, 50))
    elif kind == "frame":
        cells.obsm["X_pca"] = pd.DataFrame(cells.obsm["X_pca"], index=cells.obs_names).add_prefix("PC")
    elif kind == "sparse":
        import scipy.sparse as sp

        cells.obsm["X_pca"] = sp.csr_matrix(cells.obsm["X_pca"])
    else:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            (cells.write_zarr if "zarr" in kind else cells.write_h5ad)(path)
        backed = (lambda path: ad.read_h5ad(path, backed="r")) if kind == "backed" else read_lazy
        cells = path if kind == "path" else backed(path)
    session = open_warm(cells)
    session.select(where=WHERE)
    session.cluster(embed=False)
    mask = session.selected
    expected, _ = directly(adata[mask].copy(), embed=False)
    assert of_cells(session)[mask].astype(str).tolist() == expected.astype(str).tolist()


def test_an_integrated_representation_comes_before_a_mere_pca(adata, open_warm):
    rng = np.random.default_rng(0)
    adata.obsm["X_three"] = rng.normal(size=(700, 3))
    session = open_warm(adata)
    session.select(where=WHERE)
    assert session.cluster(embed=False).attrs["use_rep"] == "X_pca"
    adata.obsm["X_pca_harmony"] = np.asarray(adata.obsm["X_pca"])[:, :20] * 2.0
    adata.obsm["X_other"] = rng.normal(size=(700, 10))
    assert session.cluster(embed=False).attrs["use_rep"] == "X_pca_harmony"
    named = session.cluster(embed=False, use_rep="umap")
    assert named.attrs["use_rep"] == "X_umap"
    assert named.attrs["notes"] == ["'X_umap' is a plot: distances in it are those of a picture."]
    with pytest.raises(DataError, match=r"no representation 'nope' in adata.obsm. There are: 'X_pca_harmony', 'X_pca'"):
        session.cluster(use_rep="nope")
    for key in ("X_pca", "X_pca_harmony", "X_other"):
        del adata.obsm[key]
    with pytest.raises(DataError, match=r"nothing to cluster by.*X_umap.*name a plot with use_rep="):
        session.cluster()


def test_cells_without_values_stay_outside_and_are_told(adata, open_warm):
    adata.obsm["X_pca"] = np.array(adata.obsm["X_pca"])
    adata.obsm["X_pca"][::10] = np.nan
    session = open_warm(adata)
    cells = np.arange(200)
    table = session.cluster(cells, embed=False)
    assert table.attrs["notes"] == ["20 cells have no value in 'X_pca', and no cluster."]
    assert table["n_cells"].sum() == 180
    assert of_cells(session)[::10].isna().all()
    adata.obsm["X_pca"][:] = np.nan
    with pytest.raises(DataError, match="None of these cells has a value in 'X_pca'"):
        session.cluster(cells)


def test_few_cells_are_told_in_a_sentence(session):
    with pytest.raises(SelectionError, match=r"Clusters are of 5 cells or more: 1 cell is too few"):
        session.cluster([0])
    with pytest.raises(SelectionError, match="2 cells are too few"):
        session.cluster([0, 1])
    with pytest.raises(SelectionError, match=r"12 cells can't have 15 neighbors each.*at most 11"):
        session.cluster(range(12))
    table = session.cluster(range(12), n_neighbors=11)
    assert table["n_cells"].sum() == 12
    assert session.cluster(range(5), n_neighbors=3)["n_cells"].sum() == 5
    session.clear_selection()
    with pytest.raises(SelectionError, match="No cell is selected"):
        session.cluster()


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"resolution": 0}, "resolution="), ({"resolution": float("nan")}, "resolution="),
        ({"resolution": "high"}, "resolution="), ({"n_neighbors": 1}, "n_neighbors="),
        ({"n_neighbors": 2.5}, "n_neighbors="), ({"seed": -1}, "seed="), ({"seed": None}, "seed="),
        ({"label": "no such", "category": "louvain"}, "no such"), ({"category": "louvain"}, "goes with label="),
        ({"cells": [1], "label": "3"}, "not both"),
    ],
)  # fmt: skip
def test_what_can_not_be_is_one_sentence(session, wrong, words):
    with pytest.raises(AnnotationError, match=words):
        session.cluster(**wrong)
    assert session.clusters().empty


def test_the_cells_of_a_label_and_those_nested_under_it(session):
    session.create_category("mine")
    session.label("T", category="mine", cells=range(100))
    session.label("Treg", category="mine", cells=range(100, 150))
    session.set_parent("mine", "Treg", "T")
    assert session.cluster(label="T", embed=False).attrs["n_cells"] == 150
    assert session.cluster(label="3", category="louvain", embed=False).attrs["n_cells"] == (
        (session.adata.obs["louvain"] == "3").sum()
    )


def test_clusters_follow_their_cells_and_are_named_on(session, adata):
    session.cluster(embed=False)
    assert session.cluster(embed=False, resolution=2).attrs["name"] == "clusters 2"
    assert session.recluster("clusters 1", resolution=2.0)["n_cells"].tolist() == (
        session.recluster("clusters 2", resolution=2.0)["n_cells"].tolist()
    )
    before = of_cells(session)
    adata._inplace_subset_obs(np.arange(699, -1, -1))
    pd.testing.assert_series_equal(of_cells(session), before.iloc[::-1])
    adata._inplace_subset_obs(np.flatnonzero(adata.obs["louvain"] != "2"))
    assert session.clusters()["n_cells"].tolist() == [of_cells(session).notna().sum()] * 2
    with pytest.raises(DataError, match=r"of 'clusters 1' are gone: cluster anew"):
        session.recluster("clusters 1", resolution=1.0)
    with pytest.raises(DataError, match=r"no clustering 'clusters 7'. There are: 'clusters 1', 'clusters 2'"):
        session.recluster("clusters 7", resolution=1.0)


def test_a_graph_that_is_gone_is_made_again_of_the_same_values_only(session, adata):
    first = session.cluster(embed=False)
    session.cluster(range(100), embed=False)  # the graph of the first is gone
    pd.testing.assert_frame_equal(session.recluster("clusters 1", resolution=1.0), first)
    session.cluster(range(100), embed=False)
    adata.obsm["X_pca"] = np.array(adata.obsm["X_pca"]) + 1.0
    # of the first the graph is gone, of the newest it is kept
    for name in ("clusters 1", "clusters 3"):
        with pytest.raises(DataError, match=f"'X_pca' has other values since '{name}' was made"):
            session.recluster(name, resolution=1.0)


def test_without_any_clusters_each_verb_says_so(session):
    for ask in (
        lambda: session.recluster(resolution=1.0), session.cluster_markers, session.drop_clusters,
        lambda: session.keep_clusters("x"), lambda: session.label_clusters({"0": "A"}),
    ):  # fmt: skip
        with pytest.raises(DataError, match="no clusters yet"):
            ask()
    assert session.cancel_clustering() is False
