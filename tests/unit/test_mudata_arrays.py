"""MuData: what modalities hold in ``obsm``, ``obs`` and ``uns`` is drawn as an AnnData's is, and live."""

from __future__ import annotations

import warnings

import numpy as np
import pandas as pd
import pytest
from scipy import sparse

from cellxgene_widget import DataError
from cellxgene_widget.data import obsm_arrays
from cellxgene_widget.data.cells import CellTable
from cellxgene_widget.data.modalities import Modalities
from cellxgene_widget.data.placed_rows import PlacedRows

from .multiome import multiome

mudata = pytest.importorskip("mudata")


@pytest.fixture
def mdata():
    return multiome()


def made_of(**modalities):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return mudata.MuData(modalities)


def in_whole(mdata, modality, values):
    """Return values of a modality by the names of the whole, the plain way."""
    return pd.DataFrame(values, index=mdata[modality].obs_names).reindex(mdata.obs_names).to_numpy()


@pytest.fixture
def placements(monkeypatch):
    """Count the arrays that are laid out by the cells of the whole, by their shape."""
    shapes = []
    real = obsm_arrays.placed

    def counted(values, rows):
        shapes.append(values.shape)
        return real(values, rows)

    monkeypatch.setattr(obsm_arrays, "placed", counted)
    return shapes


def table_of(n, rng):
    return pd.DataFrame(rng.random((n, 9)), columns=[f"d{i}" for i in range(9)])


# -- arrays


def test_only_what_is_drawn_is_laid_out_and_of_it_two_columns(mdata, placements):
    rna, rng = mdata["rna"], np.random.default_rng(0)
    for i in range(5):
        rna.obsm[f"table{i}"] = table_of(rna.n_obs, rng).set_index(rna.obs_names)
    table = CellTable(mdata)
    assert {f"rna:table{i}" for i in range(5)} <= set(table.obsm.keys)
    table.look()
    assert placements == []
    points = table.coordinates("rna:table3")
    assert placements == [(600, 2)]
    np.testing.assert_array_equal(points, in_whole(mdata, "rna", rna.obsm["table3"].to_numpy())[:, :2].astype("f4"))
    table.obsm.describe()
    assert len(placements) == 1 + len(table.obsm.keys)


def test_an_array_is_the_same_object_until_it_or_the_cells_are_others(mdata):
    rna = mdata["rna"]
    rna.obsm["table"] = table_of(rna.n_obs, np.random.default_rng(0)).set_index(rna.obs_names)
    modalities = Modalities(mdata)
    for key in ("X_umap", "table"):
        first = modalities.obsm[f"rna:{key}"]
        assert isinstance(first, PlacedRows)
        assert modalities.obsm[f"rna:{key}"] is first
        assert first.source is rna.obsm[key]
        rna.obsm[key] = rna.obsm[key].copy()
        second = modalities.obsm[f"rna:{key}"]
        assert second is not first
        mdata.mod["rna"].obs_names = [f"{name}" for name in rna.obs_names[::-1]]
        assert modalities.obsm[f"rna:{key}"].stamp != second.stamp


def test_keys_are_a_mapping_and_those_of_the_whole_come_first(mdata):
    mdata.obsm["rna:X_pca"] = own = np.ones((mdata.n_obs, 2))
    obsm = Modalities(mdata).obsm
    assert next(iter(obsm)) == "rna:X_pca"
    assert len(obsm) == len(set(obsm)) == len(list(obsm))
    assert "rna" not in obsm
    assert "rna:nope" not in obsm
    np.testing.assert_array_equal(obsm["rna:X_pca"], own)


def test_overwritten_in_place_it_is_read_again(mdata):
    rna = mdata["rna"]
    rna.obsm["table"] = table_of(rna.n_obs, np.random.default_rng(0)).set_index(rna.obs_names)
    table = CellTable(mdata)
    for key, write in (("X_umap", lambda: rna.obsm["X_umap"].__setitem__((0, 0), 77)),
                       ("table", lambda: rna.obsm["table"].__setitem__("d0", 77.0))):  # fmt: skip
        assert table.coordinates(f"rna:{key}")[0, 0] != 77
        write()
        assert table.look().embeddings == {f"rna:{key}"}
        assert table.coordinates(f"rna:{key}")[0, 0] == 77
        assert not table.look().embeddings


def test_arrays_that_are_gone_are_not_kept(mdata):
    modalities = Modalities(mdata)
    kept = [modalities.obsm[key] for key in modalities.obsm]
    assert kept
    del mdata["rna"].obsm["X_umap"]
    list(modalities.obsm)
    assert "rna:X_umap" not in modalities._arrays


def masked(n):
    return np.ma.masked_array(np.arange(2.0 * n).reshape(n, 2), mask=np.arange(2 * n).reshape(n, 2) % 10 == 0)


def objects(n):
    return np.array([[float(i), None if i % 7 == 0 else i] for i in range(n)], dtype=object)


KINDS = {
    "masked": masked,
    "masked whole numbers": lambda n: masked(n).astype(np.int32),
    "objects": objects,
    "whole numbers": lambda n: np.arange(2 * n).reshape(n, 2),
    "flags": lambda n: np.arange(2 * n).reshape(n, 2) % 3 == 0,
    "half floats": lambda n: np.arange(2 * n).reshape(n, 2).astype(np.float16),
    "sparse": lambda n: sparse.csr_matrix(np.arange(2.0 * n).reshape(n, 2)),
}
TABLES = {
    "with text": lambda n: {"name": ["x"] * n, "x": np.arange(n), "y": np.arange(n) / 2},
    "of numbers that may be missing": lambda n: {
        "x": pd.array([None, *range(1, n)], dtype="Int64"), "y": pd.array(np.arange(n) / 2, dtype="Float64")},
    "of objects": lambda n: {"x": np.array([None, *range(1, n)], dtype=object), "y": np.arange(n)},
}  # fmt: skip


@pytest.mark.parametrize("kind", [*KINDS, *TABLES])
def test_each_kind_of_array_is_drawn_as_in_an_anndata(mdata, kind):
    rna = mdata["rna"]
    rna.obsm["odd"] = KINDS[kind](600) if kind in KINDS else pd.DataFrame(TABLES[kind](600), index=rna.obs_names)
    alone = CellTable(rna).coordinates("odd")
    table = CellTable(mdata)
    np.testing.assert_array_equal(table.coordinates("rna:odd"), in_whole(mdata, "rna", alone))
    assert table.obsm.n_missing("rna:odd") == 100 + np.isnan(alone).any(axis=1).sum()


def test_what_is_no_embedding_says_the_same_as_in_an_anndata(mdata):
    rna = mdata["rna"]
    rna.obsm["words"] = np.full((600, 2), "x")
    rna.obsm["one"] = np.ones((600, 1))
    rna.obsm["text"] = pd.DataFrame({"a": ["x"] * 600, "b": np.arange(600)}, index=rna.obs_names)
    alone = CellTable(rna).obsm.left_out
    assert set(alone) == {"words", "one", "text"}
    assert CellTable(mdata).obsm.left_out == {f"rna:{key}": why for key, why in alone.items()}


def test_a_modality_with_the_separator_in_its_name(mdata):
    rna, raw = mdata["rna"].copy(), mdata["rna"][:500].copy()
    rna.obsm["raw:pca"], raw.obsm["umap"] = rna.obsm["X_pca"] * 2, raw.obsm["X_umap"] * 3
    rna.obs["raw:n"], raw.obs["m"] = np.arange(600), np.arange(500)
    both = made_of(**{"rna": rna, "rna:raw": raw, "prot": mdata["prot"].copy()})
    table = CellTable(both)
    assert {"rna:raw:pca", "rna:raw:umap"} <= set(table.obsm.keys)
    np.testing.assert_array_equal(
        table.coordinates("rna:raw:pca"), in_whole(both, "rna", rna.obsm["raw:pca"][:, :2].astype("f4"))
    )
    np.testing.assert_array_equal(table.column("rna:raw:n").values, in_whole(both, "rna", np.arange(600))[:, 0])
    np.testing.assert_array_equal(table.column("rna:raw:m").values, in_whole(both, "rna:raw", np.arange(500))[:, 0])


def test_cells_of_a_modality_with_one_name_are_refused(mdata):
    mdata["rna"].obs_names = ["twice", "twice", *mdata["rna"].obs_names[2:]]
    with pytest.raises(DataError, match=r"modality 'rna' have the same name: make them unique first"):
        CellTable(mdata)


# -- columns and their colors


def levels_of(table, name):
    column = table.column(name)
    return dict(zip(column.levels, column.colors, strict=True))


def test_a_column_that_was_computed_again_is_that_of_the_modality(mdata):
    # as mudata before 0.4 does when a MuData is made
    mdata.obs["rna:louvain"] = mdata["rna"].obs["louvain"].reindex(mdata.obs_names)
    table = CellTable(mdata)
    mdata["rna"].obs["louvain"] = pd.Categorical(np.array(["p", "q", "r"])[np.arange(600) % 3])
    assert table.look(["rna:louvain"]).columns == {"rna:louvain"}
    column = table.column("rna:louvain")
    assert list(column.levels) == ["p", "q", "r"]
    expected = in_whole(mdata, "rna", mdata["rna"].obs["louvain"].cat.codes.to_numpy() + 1)[:, 0]
    np.testing.assert_array_equal(column.codes, np.nan_to_num(expected))
    assert table.obs_columns.count("rna:louvain") == 1


def test_a_column_that_only_the_whole_has_is_its_own(mdata):
    mdata.obs["rna:mine"] = pd.Categorical(["a"] * mdata.n_obs)
    mdata.uns["rna:mine_colors"] = ["#123456"]
    assert levels_of(CellTable(mdata), "rna:mine") == {"a": "#123456"}


@pytest.mark.parametrize("more", [0, 3])
def test_colors_are_those_of_the_modality_then_those_of_the_whole_each_by_its_level(mdata, more):
    rna = mdata["rna"]
    rna.obs["k"] = pd.Categorical(np.array(["b", "a"])[np.arange(600) % 2], categories=["b", "a"])
    mdata.obs["rna:k"] = pd.Categorical(rna.obs["k"].astype(object).reindex(mdata.obs_names), categories=["a", "b"])
    mdata.uns["rna:k_colors"] = ["#aaaaaa", "#bbbbbb"] + ["#000000"] * more
    table = CellTable(mdata)
    assert levels_of(table, "rna:k") == {"b": "#bbbbbb", "a": "#aaaaaa"}
    rna.uns["k_colors"] = np.array(["#0000bb", "#0000aa"] + ["#ffffff"] * more)
    assert levels_of(table, "rna:k") == {"b": "#0000bb", "a": "#0000aa"}
    assert "rna:k" not in table.notes


def test_colors_of_levels_that_are_numbers_and_of_another_kind_each(mdata):
    rna = mdata["rna"]
    rna.obs["k"] = pd.Categorical(np.array([1.0, 2.5])[np.arange(600) % 2])
    rna.uns["k_colors"] = [(1.0, 0.0, 0.0), "#0000aa"]
    table = CellTable(mdata)
    assert levels_of(table, "rna:k") == levels_of(CellTable(rna), "k")
    assert list(levels_of(table, "rna:k").values()) == ["#ff0000", "#0000aa"]


@pytest.mark.parametrize(
    "values",
    [np.arange(600), np.arange(600) % 2 == 0, np.arange(600) / 2, np.arange(600, dtype=np.uint32),
     np.array(["x", "y"] * 300, dtype=object), pd.array(["x", None] * 300, dtype="string"),
     pd.array([1, None] * 300, dtype="Int64"), pd.Categorical(["x", "y"] * 300, categories=["z", "y", "x"]),
     pd.date_range("2020", periods=600), np.arange(600).astype(np.float32)],
    ids=["int", "bool", "float", "uint", "objects", "string", "Int64", "category", "dates", "float32"],
)  # fmt: skip
def test_a_column_of_a_modality_is_laid_out_as_pandas_does(mdata, values):
    mdata["rna"].obs["v"] = values
    found = Modalities(mdata).obs["rna:v"]
    pd.testing.assert_series_equal(
        found, mdata["rna"].obs["v"].reindex(mdata.obs_names).astype(found.dtype), check_names=False
    )
    assert found.isna().sum() >= 100


# -- tissue


def on_tissue(n=600):
    mdata = multiome()
    rna = mdata["rna"]
    rna.obsm["spatial"] = np.random.default_rng(1).random((n, 2)) * 100
    return mdata


def test_tissue_of_a_modality_is_drawn_as_tissue(open_session):
    session = open_session(on_tissue(), basis="rna:spatial")
    y_down = {info.key: info.y_down for info in session.parts.table.obsm.describe()}
    assert y_down == {key: key == "rna:spatial" for key in y_down}
    axes = session.figure().axes[0]
    assert axes.yaxis_inverted()
    assert axes.get_aspect() == 1


def test_a_key_of_an_anndata_has_no_modality():
    adata = on_tissue()["rna"]
    adata.obsm["a:spatial"] = adata.obsm["spatial"]
    y_down = {info.key: info.y_down for info in CellTable(adata).obsm.describe()}
    assert y_down["spatial"]
    assert not y_down["a:spatial"]


@pytest.mark.parametrize("column", ["library_id", "place"])
def test_one_section_of_the_tissue_of_a_modality(open_session, column):
    mdata = on_tissue()
    rna = mdata["rna"]
    of_a = np.arange(600) % 3 == 0
    rna.obs[column] = pd.Categorical(np.where(of_a, "A", "B"))
    rna.uns["spatial"] = {"A": {"images": {}}, "B": {"images": {}}}
    if column == "place":
        rna.uns["spatialdata_attrs"] = {"region": ["A", "B"], "region_key": column, "instance_key": "id"}
    session = open_session(mdata, library_id="A", basis="rna:spatial")
    assert session.libraries == ["A", "B"]
    shown = ~np.isnan(session.coordinates("rna:spatial")[:, 0])
    np.testing.assert_array_equal(shown, in_whole(mdata, "rna", of_a.astype(float))[:, 0] == 1)
    session.select(lasso=[[-1, -1], [101, -1], [101, 101], [-1, 101]], basis="rna:spatial")
    np.testing.assert_array_equal(session.selected, shown)
    session.close()
    assert [said for said in open_session(mdata).warnings if "over each other" in said]


def test_libraries_of_two_modalities_are_put_together():
    mdata = on_tissue()
    mdata["rna"].uns["spatial"] = {"A": {"n": 1}}
    mdata["prot"].uns["spatial"] = {"A": {"n": 2}, "B": {}}
    uns = Modalities(mdata).uns
    assert uns["spatial"] == {"A": {"n": 1}, "B": {}}
    mdata.uns["spatial"] = {"C": {}}
    assert uns["spatial"] == {"C": {}}
