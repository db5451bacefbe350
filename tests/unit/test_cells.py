"""The data: every kind of column and embedding, what is refused, and that nothing of the caller's is changed."""

from __future__ import annotations

import anndata as ad
import numpy as np
import pandas as pd
import pytest
import scipy.sparse as sp

from cellxgene_widget import DataError, show
from cellxgene_widget.data.cells import CellTable
from cellxgene_widget.data.columns import CategoryColumn, NumberColumn


def made(n=6, **parts):
    parts.setdefault("obsm", {"X_umap": np.arange(2 * n, dtype=float).reshape(n, 2)})
    return ad.AnnData(obs=pd.DataFrame(parts.pop("obs", None), index=[f"c{i}" for i in range(n)]), **parts)


def test_kinds_of_columns():
    obs = {
        "cat": pd.Categorical(["b", "a", None, "b", "a", "b"], categories=["b", "unused", "a"]),
        "numbers_as_levels": pd.Categorical([10, 2, 2, 10, 2, 2]),
        "bool": [True, False, True, True, False, False],
        "bool_missing": pd.array([True, None, False, True, None, True], dtype="boolean"),
        "int": [1, 2, 3, 4, 5, 6],
        "int_missing": pd.array([1, None, 3, 4, 5, 6], dtype="Int64"),
        "float": [0.5, np.nan, np.inf, -1.0, 2.0, 3.0],
        "text": ["x", "y", "x", "NA", "", "001"],
        "text_missing": ["x", None, "x", "y", None, "x"],
        "mixed": pd.Series(["1", 1, 1.5, "a", None, "b"], dtype=object).to_numpy(),
        "lists": pd.Series([[1], [2], [3], [4], [5], [6]], dtype=object).to_numpy(),
        "date": pd.date_range("2026-01-01", periods=6),
    }
    adata = made(obs=obs)
    adata.uns["cat_colors"] = ["red", "#00ff0080", "C0"]
    table = CellTable(adata)
    cat = table.column("cat")
    assert (cat.levels, cat.codes.tolist()) == (("b", "unused", "a"), [1, 3, 0, 1, 3, 1])
    assert cat.colors == ("#ff0000", "#00ff00", "#1f77b4")
    assert cat.mask(["a", None]).tolist() == [False, True, True, False, True, False]
    assert table.column("numbers_as_levels").levels == ("2", "10")
    assert table.column("numbers_as_levels").mask(10).sum() == 2
    assert table.column("bool").codes.tolist() == [2, 1, 2, 2, 1, 1]
    assert table.column("bool_missing").codes.tolist() == [2, 0, 1, 2, 0, 2]
    assert table.column("int").values.tolist() == [1, 2, 3, 4, 5, 6]
    assert np.isnan(table.column("int_missing").values[1])
    assert table.column("float").summary()["n_missing"] == 2
    assert table.column("text").levels == ("", "001", "NA", "x", "y")
    assert table.column("text_missing").codes.tolist() == [1, 0, 1, 2, 0, 1]
    assert isinstance(table.column("mixed"), CategoryColumn)
    for name in ("lists", "date"):
        with pytest.raises(DataError, match="neither categories nor numbers"):
            table.column(name)
    shown, left_out = table.obs.describe(max_items=4)
    assert set(left_out) == {"lists", "date", "text"}
    assert "more than 4" in left_out["text"]
    assert [level.count for level in shown[0].levels] == [3, 0, 2]
    assert shown[0].n_missing == 1


def test_ranges_hold_their_ends_as_the_values_were_rounded():
    column = NumberColumn("x", np.array([0.1, 0.2, np.nan], dtype=np.float32))
    assert column.mask((0.1, 0.2)).tolist() == [True, True, False]
    assert column.mask((None, 0.1)).tolist() == [True, False, False]
    assert NumberColumn("x", np.full(2, np.nan, dtype=np.float32)).summary()["min"] is None


def test_kinds_of_embeddings():
    obsm = {
        "spatial": np.arange(12).reshape(6, 2),
        "X_pca": np.arange(18, dtype=np.float32).reshape(6, 3),
        "frame": pd.DataFrame({"a": np.arange(6.0), "b": np.arange(6.0)}, index=[f"c{i}" for i in range(6)]),
        "sparse": sp.csr_matrix(np.eye(6)),
        "one_column": np.arange(6.0)[:, None],
        "words": np.array([["a", "b"]] * 6),
        "X_tsne": np.array([[0, 1], [np.nan, 1], [np.inf, 1], [1e300, 1], [2, 3], [4, 5]]),
    }
    table = CellTable(made(obsm=obsm))
    assert table.embeddings == ["X_tsne", "X_pca", "spatial", "frame", "sparse"]
    assert table.find_embedding("tsne") == table.find_embedding("X_tsne") == table.find_embedding(None) == "X_tsne"
    points = table.coordinates("X_tsne")
    assert points.dtype == np.float32
    assert np.isnan(points[:, 0]).tolist() == [False, True, True, True, False, False]
    assert table.obsm.n_missing("X_tsne") == 3
    assert table.obsm.n_missing("spatial") == 0
    for key in table.embeddings:
        assert table.coordinates(key).shape == (6, 2)


def test_genes_by_symbol_and_layer():
    adata = made(
        X=sp.csr_matrix(np.arange(12.0).reshape(6, 2)),
        var=pd.DataFrame({"symbol": ["CD3D", "CD79A"]}, index=["E1", "E2"]),
    )
    adata.layers["counts"] = np.ones((6, 2))
    assert CellTable(adata).column("E2").values.tolist() == [1, 3, 5, 7, 9, 11]
    assert CellTable(adata, gene_symbols="symbol").column("CD3D").values.tolist() == [0, 2, 4, 6, 8, 10]
    assert CellTable(adata, layer="counts").column("E1").values.tolist() == [1] * 6
    with pytest.raises(DataError, match="no gene 'CD3D'"):
        CellTable(adata).column("CD3D")
    del adata.X
    assert CellTable(adata).column("E1").values.tolist() == [1] * 6, "of the first layer that there is"
    del adata.layers["counts"]
    table = CellTable(adata)
    assert table.has("E1")
    assert [gene.id for gene in table.gene_layers.search("e1")] == ["E1"]
    with pytest.raises(DataError, match="has no X"):
        table.column("E1")


def test_names_of_the_dataset(tmp_path):
    adata = made()
    assert CellTable(adata).name.startswith("cells-")
    assert CellTable(made()).name == CellTable(adata).name, "the same cells are the same dataset"
    adata.uns["title"] = "PBMC"
    assert CellTable(adata).name == CellTable(adata).title == "PBMC"
    assert CellTable(adata, dataset="mine").name == "mine"
    adata.write_h5ad(tmp_path / "my data.h5ad")
    table = CellTable(tmp_path / "my data.h5ad")
    assert (table.name, table.title) == ("my data.h5ad", "my data")
    table.release()


@pytest.mark.parametrize("data", [None, 3, [1, 2], pd.DataFrame({"a": [1]}), {"X_umap": 1}])
def test_neither_anndata_nor_path(data):
    with pytest.raises(DataError, match="draws an AnnData, a MuData, or the path"):
        show(data)


def test_files_that_can_not_be_read(tmp_path, adata):
    with pytest.raises(DataError, match="no file"):
        show(tmp_path / "nope.h5ad")
    with pytest.raises(DataError, match=r"no \.h5ad or \.h5mu file and no \.zarr store"):
        show(tmp_path / "data.csv")
    (tmp_path / "text.h5ad").write_text("hello")
    with pytest.raises(DataError, match="can't be read"):
        show(tmp_path / "text.h5ad")
    adata.write_h5ad(tmp_path / "whole.h5ad")
    whole = (tmp_path / "whole.h5ad").read_bytes()
    (tmp_path / "cut.h5ad").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(DataError, match="can't be read"):
        show(tmp_path / "cut.h5ad")
    (tmp_path / "folder.h5ad").mkdir()
    with pytest.raises(DataError, match=r"is a folder, but an \.h5ad is a file"):
        show(tmp_path / "folder.h5ad")


def test_data_that_can_not_be_shown():
    with pytest.raises(DataError, match="no embedding to draw"):
        CellTable(made(obsm={"one": np.ones((6, 1))}))
    with pytest.raises(DataError, match="0 cells"):
        CellTable(made(0))
    twice = made()
    twice.obs_names = ["a", "a", "b", "c", "c", "d"]
    with pytest.raises(DataError, match=r"2 cell names occur more than once \('a', 'c'\)"):
        CellTable(twice)


def test_no_genes_is_fine():
    assert len(CellTable(made()).genes) == 0


def test_the_object_is_neither_copied_nor_changed(adata, open_session):
    untouched = adata.copy()
    session = open_session(adata)
    assert session.adata is adata
    session.create_category("mine", like="louvain")
    session.select(where={"CD79A": (1, None)})
    session.label("x")
    session.save()
    pd.testing.assert_frame_equal(adata.obs, untouched.obs)
    assert adata.uns.keys() == untouched.uns.keys()
    assert adata.obsm.keys() == untouched.obsm.keys()
    np.testing.assert_array_equal(adata.obsm["X_umap"], untouched.obsm["X_umap"])
