"""Genes: found by symbol or id, and the same values whatever the storage."""

from __future__ import annotations

import shutil
import threading
import tracemalloc

import anndata as ad
import numpy as np
import pandas as pd
import pytest
import scanpy as sc
import scipy.sparse as sp

import cellxgene_widget as cxw
from cellxgene_widget import DataError
from cellxgene_widget.data import genes
from cellxgene_widget.data.cells import CellTable
from cellxgene_widget.data.genes import GeneTable
from cellxgene_widget.data.matrix import ReadSize

from ..page.wait import until
from .stores import KINDS, real_cells, stored


@pytest.fixture(scope="module")
def cells():
    return real_cells()


@pytest.mark.parametrize("kind", KINDS)
def test_values_are_the_same_in_every_storage(kind, cells, tmp_path):
    wanted = ["CD79A", "CD3D", "CD79A", "NKG7"]
    expected = cells[:, wanted].X.toarray()
    expected = (expected * 10).astype("int32") if kind == "int" else expected
    adata = stored(cells, kind, tmp_path)
    got = GeneTable(adata).many(wanted)
    assert all(values.dtype == np.float32 and values.shape == (700,) for values in got)
    np.testing.assert_allclose(np.array(got).T, expected, rtol=1e-6)
    np.testing.assert_allclose(GeneTable(adata).values("CD79A"), expected[:, 0], rtol=1e-6)
    raw = GeneTable(adata, layer="raw").values("CD79A")
    np.testing.assert_allclose(raw, cells.raw[:, ["CD79A"]].X.toarray()[:, 0])


@pytest.mark.parametrize("kind", ["backed dense", "backed csr", "lazy h5ad", "lazy zarr", "dask"])
def test_a_session_on_data_that_is_not_in_memory(kind, cells, tmp_path, open_session):
    adata = stored(cells, kind, tmp_path)
    session = open_session(adata, name="mine")
    assert session.color == "bulk_labels"
    shown, left_out = session.describe_columns()
    assert {column.name for column in shown} == set(cells.obs.columns)
    assert not left_out
    np.testing.assert_array_equal(
        session.parts.columns.coordinates(session.embedding), cells.obsm["X_umap"].astype(np.float32)
    )
    session.create_category("cell_type", like="louvain")
    n = session.select(where={"CD79A": (1, None), "bulk_labels": ["CD19+ B"]})
    assert n == ((cells[:, "CD79A"].X.toarray()[:, 0] >= 1) & (cells.obs["bulk_labels"] == "CD19+ B")).sum()
    session.label("B cell")
    session.save()
    labels = session.annotations["cell_type"]
    session.close()
    again = open_session(adata, name="mine")
    pd.testing.assert_series_equal(again.annotations["cell_type"], labels)
    report = again.merge()
    assert report.columns[0].key == "cell_type"
    assert (np.asarray(adata.obs["cell_type"]) == labels.to_numpy()).all()


def test_a_zarr_store_by_its_path(cells, tmp_path, open_session):
    stored(cells, "lazy zarr", tmp_path)
    path = tmp_path / "pbmc.zarr"
    (tmp_path / "lazy zarr.zarr").rename(path)
    session = open_session(path, annotations_dir=None)
    assert (session.parts.table.name, session.parts.table.title) == ("pbmc.zarr", "pbmc")
    session.create_category("cell_type")
    session.select(where={"CD79A": (1, None)})
    n = session.label("B cell")
    session.save()
    assert session.draft.path.parent == tmp_path
    session.merge(inplace=True)
    session.close()
    again = open_session(path, annotations_dir=None)
    assert (again.annotations["cell_type"] == "B cell").sum() == n
    assert (ad.read_zarr(path).obs["cell_type"] == "B cell").sum() == n
    again.color_by("NKG7")
    shutil.rmtree(path)
    with pytest.raises(DataError, match="moved or deleted"):
        again.color_by("CD3D")
    (tmp_path / "empty.zarr").mkdir()
    with pytest.raises(DataError, match=r"without an AnnData in it"):
        open_session(tmp_path / "empty.zarr")


def with_symbols(names, ids, **var):
    x = np.arange(4.0 * len(ids)).reshape(4, len(ids))
    obsm = {"X_umap": np.arange(8.0).reshape(4, 2)}
    return ad.AnnData(x, var=pd.DataFrame({"feature_name": names, **var}, index=ids), obsm=obsm)


def test_symbols_are_found_by_themselves():
    ids = [f"ENSG0000000000{i}" for i in range(5)]
    adata = with_symbols(["CD3D", "CD79A", "DUP", "DUP", None], ids)
    table = CellTable(adata)
    assert table.genes.names.tolist() == ["CD3D", "CD79A", "DUP", "DUP", ids[4]]
    assert table.column("CD79A").values.tolist() == [1, 6, 11, 16]
    assert table.column(ids[1]).values.tolist() == [1, 6, 11, 16]
    assert table.column("DUP").values.tolist() == [2, 7, 12, 17]
    assert {name: note for name, note in table.notes.items() if name != "(names)"} == {
        "DUP": f"2 genes are called 'DUP': the values are those of {ids[2]!r}."
    }
    assert CellTable(adata, gene_symbols=None).has(ids[3])
    # the gene that has the symbol as its id too is meant
    own = with_symbols(["A", "B", "B"], ["x", "y", "B"])
    assert GeneTable(own, gene_symbols="feature_name").find("B").position == 2
    # names that are no ids are what people know
    assert GeneTable(with_symbols(["x1", "x2"], ["CD3D", "CD79A"])).names.tolist() == ["CD3D", "CD79A"]
    mouse = with_symbols(["Cd3d", "Cd4"], ["ENSMUSG00000032094.5", "ENSMUSG00000023274.1"])
    assert GeneTable(mouse).names.tolist() == ["Cd3d", "Cd4"]
    categorical = with_symbols(pd.Categorical(["CD3D", "CD4"]), ids[:2])
    assert GeneTable(categorical).find("CD4").position == 1


def test_search():
    ids = [f"ENSG{i:011d}" for i in range(7)]
    table = GeneTable(with_symbols(["CD300LB", "CD3D", "CD3E", "CD3", "MCD3X", "FOXP3", "FOXP3"], ids))
    assert [gene.name for gene in table.search("cd3")] == ["CD3", "CD3D", "CD3E", "CD300LB", "MCD3X"]
    assert [gene.name for gene in table.search("CD3", 2)] == ["CD3", "CD3D"]
    assert table.search("foxp4")[0].n_same == 2
    assert [gene.id for gene in table.search(ids[5].lower())][:1] == [ids[5]]
    assert table.search("  ") == table.search("zzzzzz") == []


def test_genes_that_are_not_there(adata):
    table = CellTable(adata)
    with pytest.raises(DataError, match=r"no gene 'CD79C'\. Did you mean 'CD79.', 'CD79.'"):
        table.column("CD79C")
    with pytest.raises(DataError, match="Did you mean 'NKG7'"):
        table.genes.find("nkg7")
    with pytest.raises(DataError, match="no layer 'counts'"):
        table.gene_layers.table("counts")
    without = adata.copy()
    without.raw = None
    with pytest.raises(DataError, match="has no raw"):
        CellTable(without, layer="raw")


@pytest.mark.filterwarnings("ignore:.*:FutureWarning")
def test_values_that_are_no_numbers(adata):
    odd = adata[:, :3].copy()
    odd.X = np.array([["a", "b", "c"]] * 700, dtype=object)
    with pytest.raises(DataError, match="holds no real numbers"):
        CellTable(odd).column(odd.var_names[0])
    odd.X = np.tile(np.array([[np.nan, np.inf, -1.0]]), (700, 1))
    odd.X[0] = 1e300
    table = CellTable(odd)
    assert np.isnan(table.column(odd.var_names[0]).values[1:]).all()
    assert np.isinf(table.column(odd.var_names[1]).values).all()
    assert table.column(odd.var_names[2]).summary()["min"] == -1
    table.column(odd.var_names[1]).summary()


def test_values_are_kept_until_the_matrix_changes(cells, monkeypatch):
    adata = cells.copy()
    table = GeneTable(adata)
    first = table.values("CD79A")
    assert table.values("CD79A") is first
    with pytest.raises(ValueError, match="read-only"):
        first[0] = 1
    adata.X.data *= 2  # as sc.pp.log1p and the like do
    np.testing.assert_allclose(table.values("CD79A"), first * 2)
    monkeypatch.setattr(genes, "CACHE_BYTES", 700 * 4 * 2)
    for name in adata.var_names[:5]:
        table.values(name)
    assert len(table._kept) == 2


def test_raw_in_a_session(adata, open_session):
    session = open_session(adata, layer="raw", color="CD79A")
    expected = adata.raw[:, ["CD79A"]].X.toarray()[:, 0]
    np.testing.assert_array_equal(session.parts.table.column("CD79A").values, expected)
    assert not np.array_equal(session.parts.table.gene_layers.table("raw").values("CD79A"), adata[:, "CD79A"].X[:, 0])


def test_reading_never_holds_the_whole_matrix(tmp_path):
    n = 40_000
    x = sp.random(n, 500, density=0.2, format="csr", dtype=np.float32, random_state=0)
    adata = ad.AnnData(x, obsm={"X_umap": np.zeros((n, 2), dtype=np.float32)})
    adata.write_h5ad(tmp_path / "big.h5ad")
    table = CellTable(tmp_path / "big.h5ad", read_size=ReadSize(n_bytes=2_000_000))
    tracemalloc.start()
    values = table.genes.many(list(table.genes.names[1:4]))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    table.release()
    np.testing.assert_array_equal(values[0], x[:, [1]].toarray()[:, 0])
    assert peak < x.nnz * 8 / 3


def test_public_face_takes_a_store(cells, tmp_path):
    stored(cells, "lazy zarr dense", tmp_path)
    widget = cxw.show(tmp_path / "lazy zarr dense.zarr", annotations_dir=tmp_path, color="CD79A")
    assert widget.color == "CD79A"
    widget.close()


def test_scanpy_agrees_on_raw(adata):
    np.testing.assert_array_equal(
        CellTable(adata, layer="raw").column("LYZ").values, sc.get.obs_df(adata, "LYZ", use_raw=True)["LYZ"]
    )


def test_genes_that_others_wait_for_are_read_along(adata, monkeypatch):
    table = GeneTable(adata)
    reading, go_on, reads = threading.Event(), threading.Event(), []
    read = genes._read

    def slow(matrix, positions, progress, size):
        reads.append(len(positions))
        reading.set()
        assert go_on.wait(60)
        return read(matrix, positions, progress, size)

    monkeypatch.setattr(genes, "_read", slow)
    names, found = adata.var_names[:6].tolist(), {}
    threads = [threading.Thread(target=lambda name=name: found.update({name: table.values(name)})) for name in names]
    threads[0].start()
    assert reading.wait(60)
    for thread in threads[1:]:
        thread.start()
    until(lambda: sum(table._wanted.values()) == 6)
    go_on.set()
    for thread in threads:
        thread.join(20)
    assert reads == [1, 5], "two passes over the matrix, not six"
    for name in names:
        np.testing.assert_array_equal(found[name], adata[:, name].X.ravel().astype(np.float32))
    assert not table._wanted


def test_a_mean_is_kept_until_the_matrix_changes(adata, monkeypatch):
    adata = adata.copy()
    table, names = GeneTable(adata), ["CD79A", "CD79B", "MS4A1"]
    expected = adata[:, names].X.mean(axis=1)
    mean = table.mean(names)
    np.testing.assert_allclose(mean, expected, rtol=1e-5, atol=1e-6)
    monkeypatch.setattr(genes, "_read", lambda *_: pytest.fail("read again"))
    assert table.mean(names) is mean
    monkeypatch.undo()
    adata.X = adata.X + 1
    np.testing.assert_allclose(table.mean(names), expected + 1, rtol=1e-5, atol=1e-6)
