"""MuData: names of modalities, cells that a modality does not have, gates across, merge, drafts, files."""

from __future__ import annotations

import re
import warnings

import anndata as ad
import numpy as np
import pandas as pd
import pytest

from cellxgene_widget import AnnotationError, DataError, SelectionError

from ..page.data import cells
from .multiome import multiome

mudata = pytest.importorskip("mudata")


@pytest.fixture
def mdata():
    return multiome()


def values_of(adata, gene):
    return np.asarray(adata[:, gene].X).ravel()


def in_whole(mdata, modality, values):
    """Return values of a modality by the names of the whole, the plain way."""
    return pd.Series(values, index=mdata[modality].obs_names).reindex(mdata.obs_names).to_numpy()


def test_genes_columns_and_embeddings_of_modalities(mdata, open_session):
    session = open_session(mdata)
    rna = in_whole(mdata, "rna", values_of(mdata["rna"], "CD79A"))
    proteins = in_whole(mdata, "prot", values_of(mdata["prot"], "CD79A"))
    np.testing.assert_array_equal(session.column("rna:CD79A").values, rna.astype(np.float32))
    np.testing.assert_array_equal(session.column("prot:CD79A").values, proteins.astype(np.float32))
    assert np.isnan(rna).sum() == 100
    assert np.isnan(proteins).sum() == 50
    shown, left_out = session.describe_columns()
    assert not left_out
    by_name = {info.name: info for info in shown}
    assert by_name["batch"].kind == "category"
    assert by_name["prot:n"].kind == "number"
    assert by_name["prot:n"].n_missing == 50
    assert [(level.name, level.color) for level in by_name["prot:clone"].levels] == [("x", "#111111"), ("y", "#222222")]
    louvain = {level.name: level.color for level in by_name["rna:louvain"].levels}
    rna_obs = mdata["rna"].obs["louvain"]
    assert louvain == dict(zip(rna_obs.cat.categories, mdata["rna"].uns["louvain_colors"], strict=True))
    umap = session.parts.table.coordinates("rna:umap")
    np.testing.assert_array_equal(
        umap[:, 0], in_whole(mdata, "rna", mdata["rna"].obsm["X_umap"][:, 0]).astype(np.float32)
    )
    assert session.embedding == "rna:X_umap"


def test_the_embedding_of_the_whole_comes_first(mdata, open_session):
    mdata.obsm["X_umap"] = np.random.default_rng(0).random((mdata.n_obs, 2))
    session = open_session(mdata)
    assert session.embedding == "X_umap"
    session.embedding = "rna:pca"
    assert session.embedding == "rna:X_pca"


def test_a_gene_by_its_plain_name_is_that_of_the_modality_in_use(mdata, open_session):
    session = open_session(mdata)
    same = session.column("rna:CD79A").values
    np.testing.assert_array_equal(session.column("CD79A").values, same)
    np.testing.assert_array_equal(session.column("CD3").values, session.column("prot:CD3").values)
    session.close()
    session = open_session(mdata, modality="prot")
    np.testing.assert_array_equal(session.column("CD79A").values, session.column("prot:CD79A").values)


def test_layers_are_those_of_the_modalities(mdata, open_session):
    session = open_session(mdata)
    assert session.layers == ["rna", "rna:halved", "rna:raw", "prot"]
    assert session.layer == "rna"
    whole = session.column("rna:CD79A").values
    session.use_layer("rna:halved")
    np.testing.assert_allclose(session.column("rna:CD79A").values, whole / 2)
    session.use_layer("prot")
    np.testing.assert_array_equal(session.column("rna:CD79A").values, whole)
    session.close()
    for layer in ("halved", "rna:halved"):
        session = open_session(mdata, layer=layer)
        assert session.layer == "rna:halved"
        session.close()
    with pytest.raises(DataError, match=r"no layer 'nope'.*rna:halved"):
        open_session(mdata, layer="nope")
    with pytest.raises(DataError, match=r"no modality 'atac'.*'rna', 'prot'"):
        open_session(mdata, modality="atac")
    with pytest.raises(DataError, match="modality= is for a MuData"):
        open_session(cells(), modality="rna")


def test_a_gate_across_modalities(mdata, open_session):
    session = open_session(mdata)
    gene, protein = session.column("rna:CD79A").values, session.column("prot:CD79A").values
    session.select(where={"rna:CD79A": (1, None), "prot:CD79A": (2, None)})
    with np.errstate(invalid="ignore"):
        assert session.selected.tolist() == ((gene >= 1) & (protein >= 2)).tolist()
    session.show_embedding(("rna:CD79A", "prot:CD79A"))
    square = [(0.5, 1.0), (9.0, 1.0), (9.0, 9.0), (0.5, 9.0)]
    session.select(lasso=square, basis=("rna:CD79A", "prot:CD79A"))
    with np.errstate(invalid="ignore"):
        assert session.selected.tolist() == ((gene > 0.5) & (gene < 9) & (protein > 1) & (protein < 9)).tolist()


@pytest.mark.filterwarnings("ignore:Some values are below 0")
def test_markers_compare_the_cells_that_the_modality_has(mdata, open_session):
    session = open_session(mdata)
    session.select(where={"rna:louvain": ["1"]})
    markers = session.markers(n_genes=10, layer="rna")
    assert all(name.startswith("rna:") for name in markers.index)
    rna = mdata["rna"].copy()
    alone = open_session(rna, dataset="alone")
    alone.select(where={"louvain": ["1"]})
    expected = alone.markers(n_genes=10, layer="X")
    assert [name.removeprefix("rna:") for name in markers.index] == expected.index.tolist()
    np.testing.assert_allclose(markers["scores"], expected["scores"])
    proteins = session.markers(n_genes=3, layer="prot")
    assert set(proteins.index) == {"prot:CD3", "prot:CD79A", "prot:CD8"}
    n = int(session.selected[np.isin(mdata.obs_names, mdata["prot"].obs_names)].sum())
    assert proteins.attrs["n_in"] == n
    session.select(cells=~np.isin(mdata.obs_names, mdata["prot"].obs_names))
    with pytest.raises(SelectionError, match="prot"):
        session.markers(layer="prot")


def test_labels_are_merged_into_the_whole(mdata, open_session):
    session = open_session(mdata)
    session.create_category("cell_type")
    session.select(where={"rna:louvain": ["1"]})
    n = session.label("B cell")
    before = {name: list(modality.obs.columns) for name, modality in mdata.mod.items()}
    session.merge()
    assert (mdata.obs["cell_type"] == "B cell").sum() == n
    assert (mdata.obs["cell_type"] == "B cell").to_numpy().tolist() == session.selected.tolist()
    own = session.find_category("cell_type").find("B cell").color
    assert dict(zip(mdata.obs["cell_type"].cat.categories, mdata.uns["cell_type_colors"], strict=True))["B cell"] == own
    assert {name: list(modality.obs.columns) for name, modality in mdata.mod.items()} == before
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        mdata.update()
    assert (mdata.obs["cell_type"] == "B cell").sum() == n


def test_a_category_copies_a_column_of_a_modality(mdata, open_session):
    session = open_session(mdata)
    session.create_category("clusters", like="rna:louvain")
    expected = in_whole(mdata, "rna", mdata["rna"].obs["louvain"].astype(object).to_numpy())
    got = session.annotations["clusters"].astype(object).to_numpy()
    assert [g == e or (g == "unassigned" and pd.isna(e)) for g, e in zip(got, expected, strict=True)] == [True] * 700
    with pytest.raises(AnnotationError, match="rna:louvain"):
        session.create_category("rna:louvain")


def test_the_draft_is_found_again(mdata, open_session):
    session = open_session(mdata)
    session.create_category("k")
    session.label("x", cells=[0, 1])
    session.save()
    session.close()
    again = open_session(multiome())
    assert (again.annotations["k"] == "x").sum() == 2


@pytest.mark.parametrize("suffix", [".h5mu", ".H5MU", ".zarr"])
def test_by_path(mdata, open_session, tmp_path, suffix):
    path = tmp_path / f"cite{suffix}"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        if suffix == ".zarr":
            mdata.write_zarr(path)
        else:
            mdata.write_h5mu(path)
    before = path.read_bytes() if path.is_file() else None
    session = open_session(path)
    np.testing.assert_array_equal(
        session.column("prot:CD3").values, in_whole(mdata, "prot", values_of(mdata["prot"], "CD3")).astype(np.float32)
    )
    session.create_category("cell_type")
    session.select(where={"rna:CD79A": (1, None)})
    n = session.label("B cell")
    assert before is None or path.read_bytes() == before
    session.merge(into=tmp_path / f"copy{suffix}")
    session.merge(inplace=True)
    np.testing.assert_array_equal(np.isnan(session.column("rna:CD3D").values).sum(), 100)
    session.close()
    for found in (path, tmp_path / f"copy{suffix}"):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            read = mudata.read_zarr(found) if suffix == ".zarr" else mudata.read_h5mu(found)
        assert (read.obs["cell_type"] == "B cell").sum() == n
        assert list(read.mod) == ["rna", "prot"]
    again = open_session(path)
    assert (again.annotations["cell_type"] == "B cell").sum() == n


def test_a_copy_of_another_kind_is_refused(mdata, open_session, tmp_path):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        mdata.write_h5mu(tmp_path / "cite.h5mu")
    session = open_session(tmp_path / "cite.h5mu")
    session.create_category("k")
    session.label("x", cells=[0])
    with pytest.raises(AnnotationError, match=re.escape("ends in .h5mu")):
        session.merge(into=tmp_path / "copy.h5ad")


def test_a_modality_changes_under_the_session(mdata, open_session):
    session = open_session(mdata)
    session.create_category("k")
    session.select(where={"rna:CD79A": (1, None)})
    session.label("B cell")
    labels = session.annotations["k"].copy()
    rna = mdata["rna"][np.arange(mdata["rna"].n_obs) % 2 == 0].copy()
    mdata.mod["rna"] = rna  # as a notebook does, without mdata.update()
    values = session.column("rna:CD3D").values
    np.testing.assert_array_equal(values, in_whole(mdata, "rna", values_of(rna, "CD3D")).astype(np.float32))
    assert session.annotations["k"].equals(labels)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        mdata.update()
    gone = labels.index.difference(mdata.obs_names)
    pd.testing.assert_series_equal(session.annotations["k"], labels.reindex(mdata.obs_names), check_index=False)
    assert len(gone) + mdata.n_obs == 700


def test_mudata_that_can_not_be_shown(mdata, open_session):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        shared_genes = mudata.MuData({"a": cells()[:10].copy(), "b": cells()[10:30].copy()}, axis=1)
    with pytest.raises(DataError, match="share their genes, not their cells"):
        open_session(shared_genes)
    for modality in mdata.mod.values():
        for key in list(modality.obsm):
            del modality.obsm[key]
    with pytest.raises(DataError, match="no embedding to draw"):
        open_session(mdata)


def test_rank_genes_and_dotplot(mdata, open_session):
    session = open_session(mdata)
    session.create_category("k", like="rna:louvain")
    session.rank_genes(category="k", layer="rna", n_genes=5)
    names = mdata["rna"].uns["rank_genes_groups"]["names"]["1"]
    assert len(names) == 5
    assert set(names) <= set(mdata["rna"].raw.var_names)
    plot = session.dotplot(["rna:CD79A", "prot:CD3"], category="k", return_fig=True)
    assert list(plot.var_names) == ["rna:CD79A", "prot:CD3"]


def test_search_over_all_modalities(mdata, open_session):
    session = open_session(mdata)
    names = [gene.name for gene in session.parts.table.gene_layers.search("CD79A", 5)]
    assert names[:2] == ["rna:CD79A", "prot:CD79A"]


def test_an_anndata_of_one_modality_has_its_own_names(mdata, open_session):
    session = open_session(mdata["rna"])
    assert "CD79A" in session.parts.table.genes
    assert isinstance(session.adata, ad.AnnData)


def test_a_recipe_names_the_modality_of_a_layer_that_was_said_in_short(mdata, open_session):
    session = open_session(mdata)
    n = session.select(where={"rna:CD79A": (0.4, None)}, layer="halved")
    (step,) = session.recipe
    assert step["layer"] == "rna:halved"
    session.use_layer("prot")
    assert session.select(**step) == n


@pytest.mark.filterwarnings("ignore:Some values are below 0")
def test_rank_genes_leaves_out_rows_that_are_no_cell_of_the_whole(mdata, open_session):
    session = open_session(mdata)
    more = mdata["rna"].copy()
    more.obs_names = [f"{name}-new" if i >= 500 else name for i, name in enumerate(more.obs_names)]
    mdata.mod["rna"] = more  # as a notebook does, without mdata.update()
    session.select(cells=np.arange(60))
    session.rank_genes(method="t-test", layer="rna", n_genes=5)
    ranked = mdata["rna"].uns["rank_genes_groups"]
    markers = session.markers(layer="rna", n_genes=5)
    assert ranked["names"]["selection"].tolist() == [name.removeprefix("rna:") for name in markers.index]
    np.testing.assert_allclose(ranked["scores"]["selection"], markers["scores"], rtol=1e-4)


def test_fractions_are_of_the_cells_that_a_modality_has(mdata, open_session):
    session = open_session(mdata)
    session.create_category("half")
    has = np.isin(mdata.obs_names, mdata["prot"].obs_names)
    session.label("a", cells=np.arange(mdata.n_obs) < 80)
    table = session.parts.dots.by_label(["prot:CD3", "rna:CD3D"], by="half")
    values = session.column("prot:CD3").values[:80]
    assert has[:80].sum() < 80
    assert table.fractions[0, 0] == pytest.approx((values[has[:80]] > 0).mean())
    assert table.layer == "prot, rna:raw"


def test_evidence_of_two_modalities_at_once_is_refused_in_a_sentence(mdata, open_session):
    session = open_session(mdata)
    session.create_category("k")
    session.select(cells=np.arange(100))
    session.label("x")
    with pytest.raises(DataError, match=r"'prot:CD3' is not in 'rna:raw'.*one layer or modality at a time"):
        session.keep_evidence("x", ["rna:CD79A", "rna:CD3D", "prot:CD3"])
    assert session.evidence.empty
