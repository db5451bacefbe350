"""Embeddings of every kind that ``obsm`` can hold, in memory and on disk: two columns of numbers, or a reason."""

from __future__ import annotations

import decimal

import anndata as ad
import numpy as np
import pandas as pd
import pytest
import scipy.sparse as sp
from anndata.experimental import read_lazy

from cellxgene_widget.data.cells import CellTable
from cellxgene_widget.data.obsm_arrays import first_two, why_not_drawn
from cellxgene_widget.data.watch import DataWatch
from cellxgene_widget.errors import DataError

N = 6
NAMES = [f"c{i}" for i in range(N)]
X = np.array([0, 1.5, 2, 3, 4, np.nan])
Y = np.arange(N) + 1.0
#: Where both are.
WHOLE = np.c_[X, Y]


def made(value):
    adata = ad.AnnData(np.ones((N, 2), np.float32), obs=pd.DataFrame(index=NAMES))
    adata.obsm["X_umap"] = np.c_[Y, Y].astype(np.float32)
    adata.obsm["spatial"] = value
    return adata


def table(**columns):
    return pd.DataFrame(columns, index=NAMES)


def nullable(dtype, values=(0, 1, 2, 3, 4, None)):
    return pd.array(list(values), dtype=dtype)


WITH_ONE_MISSING = {
    "floats": WHOLE,
    "doubles with more columns": np.c_[WHOLE, Y],
    "float32": WHOLE.astype(np.float32),
    "float16": WHOLE.astype(np.float16),
    "long doubles": WHOLE.astype(np.longdouble),
    "infinite": np.where(np.isnan(WHOLE), np.inf, WHOLE),
    "masked": np.ma.masked_array(np.nan_to_num(WHOLE), mask=np.isnan(WHOLE)),
    "masked whole numbers": np.ma.masked_array(np.c_[np.arange(N), np.arange(N)], mask=np.isnan(WHOLE)),
    "objects": np.array([[0, 1], [1.5, 2], [2, 3], [3, 4], [4, 5], [None, 6]], dtype=object),
    "sparse": sp.csr_matrix(WHOLE),
    "sparse array": sp.csc_array(WHOLE),
    "table": table(x=X, y=Y),
    "table of Float64": table(x=nullable("Float64"), y=nullable("Int64", range(N))),
    "table of Int64": table(x=nullable("Int64"), y=nullable("Int64", range(N))),
    "table of UInt8": table(x=nullable("UInt8"), y=nullable("UInt8", range(N))),
    "table of boolean": table(x=nullable("boolean", [True, False, True, False, True, None]), y=Y),
    "table of pyarrow": table(x=nullable("double[pyarrow]"), y=nullable("int64[pyarrow]", range(N))),
    "table of objects": table(x=pd.Series([0, 1.5, 2, 3, 4, None], dtype=object, index=NAMES), y=Y),
    "table of decimals": table(x=pd.Series([*map(decimal.Decimal, range(5)), None], dtype=object, index=NAMES), y=Y),
    "table of sparse columns": table(x=pd.arrays.SparseArray(X), y=pd.arrays.SparseArray(Y)),
    "table with words first": table(region=list("aabbcc"), x=X, y=Y),
    "table with a category between": table(x=X, region=pd.Categorical(list("aabbcc")), y=Y),
    "table with numbers for names": pd.DataFrame({0: X, 1: Y}, index=NAMES),
    "table with twice a third column": pd.DataFrame(np.c_[X, Y, X, X], index=NAMES, columns=["x", "y", "z", "z"]),
}
#: What anndata can write as it is.
ON_DISK = (
    "floats", "doubles with more columns", "float32", "float16", "infinite", "sparse", "sparse array", "table",
    "table of Int64", "table of boolean", "table with words first", "table with a category between",
)  # fmt: skip
WHOLE_NUMBERS = {
    "whole numbers": np.c_[np.arange(N), np.arange(N)],
    "unsigned": np.c_[np.arange(N), np.arange(N)].astype(np.uint64),
    "true and false": np.c_[np.arange(N) > 2, np.arange(N) > 3],
    "table of whole numbers": table(x=np.arange(N), y=np.arange(N, dtype=np.uint16)),
}
LEFT_OUT = {
    "one column": (Y, "one column"),
    "three dimensions": (np.zeros((N, 2, 2)), "3 dimensions"),
    "words": (np.array([["a", "b"]] * N), "numbers"),
    "complex": (WHOLE + 1j, "numbers"),
    "dates": (np.zeros((N, 2), dtype="datetime64[s]"), "numbers"),
    "objects that are no numbers": (np.array([[1, "b"]] * N, dtype=object), "numbers"),
    "a table of words": (table(x=["1"] * N, y=["2"] * N), "no two columns of numbers"),
    "a table with one column of numbers": (table(region=list("aabbcc"), x=X), "no two columns of numbers"),
    "a table with two columns of one name": (
        pd.DataFrame(np.c_[X, Y], index=NAMES, columns=["x", "x"]),
        "columns are called 'x'",
    ),
    "a table with another y": (pd.DataFrame(np.c_[X, Y, Y], index=NAMES, columns=["x", "y", "y"]), "are called 'y'"),
}


def check_missing(points):
    assert points.dtype == np.float32
    assert points.shape == (N, 2)
    assert np.flatnonzero(np.isnan(points[:, 0])).tolist() == [5]
    assert np.isnan(points[5]).all()


@pytest.mark.parametrize("kind", WITH_ONE_MISSING)
def test_what_is_missing_is_nan(kind, open_session):
    adata = made(WITH_ONE_MISSING[kind])
    session = open_session(adata, basis="spatial")
    check_missing(session.coordinates())
    assert session.select(lasso=[[-1, -1], [99, -1], [99, 99], [-1, 99]]) == 5
    session.create_category("mine")
    assert session.label("here") == 5


@pytest.mark.parametrize("kind", WHOLE_NUMBERS)
def test_whole_numbers_are_drawn(kind, open_session):
    points = open_session(made(WHOLE_NUMBERS[kind])).coordinates("spatial")
    np.testing.assert_array_equal(points, np.asarray(WHOLE_NUMBERS[kind], dtype=np.float32))


@pytest.mark.parametrize("kind", LEFT_OUT)
def test_what_can_not_be_drawn_is_left_out_and_the_reason_told(kind, open_session):
    value, why = LEFT_OUT[kind]
    adata = made(value)
    session = open_session(adata)
    assert session.embedding == "X_umap"
    assert why in session.parts.table.obsm.left_out["spatial"]
    with pytest.raises(DataError, match=f"'spatial' can't be drawn: .*{why}"):
        session.coordinates("spatial")
    del adata.obsm["X_umap"]
    with pytest.raises(DataError, match=f"no embedding to draw.*'spatial': .*{why}"):
        CellTable(adata)


@pytest.mark.parametrize("suffix", ["h5ad", "zarr"])
@pytest.mark.parametrize("kind", ON_DISK)
def test_it_is_read_the_same_from_disk(kind, suffix, tmp_path):
    getattr(made(WITH_ONE_MISSING[kind]), f"write_{suffix}")(tmp_path / f"a.{suffix}")
    opened = [read_lazy(tmp_path / f"a.{suffix}")]
    if suffix == "h5ad":
        opened.append(ad.read_h5ad(tmp_path / "a.h5ad", backed="r"))
    for data in opened:
        check_missing(CellTable(data).coordinates("spatial"))


@pytest.mark.parametrize("suffix", ["h5ad", "zarr"])
def test_x_and_y_of_a_table_on_disk_are_its_first_columns(suffix, tmp_path):
    """A lazy table lists its columns in another order each time Python starts."""
    extra = {f"more {i}": Y for i in range(9)}
    adata = made(table(**{"where": X + 100, "also": Y + 200, **extra}))
    getattr(adata, f"write_{suffix}")(tmp_path / f"a.{suffix}")
    points = CellTable(tmp_path / f"a.{suffix}" if suffix == "zarr" else read_lazy(tmp_path / "a.h5ad"))
    here = CellTable(adata).coordinates("spatial")
    np.testing.assert_array_equal(points.coordinates("spatial"), here)
    np.testing.assert_array_equal(here[:5], np.c_[X + 100, Y + 200][:5].astype(np.float32))


@pytest.mark.parametrize("kind", [kind for kind in WITH_ONE_MISSING if "masked" not in kind])
def test_a_view_of_part_of_the_cells(kind, open_session):
    view = made(WITH_ONE_MISSING[kind])[2:]
    if "twice" in kind:  # anndata makes no view of such a table: it can't be had, all else can
        assert "can't be read" in open_session(view).parts.table.obsm.left_out["spatial"]
        return
    points = open_session(view).coordinates("spatial")
    assert np.isnan(points[:, 0]).tolist() == [False] * 3 + [True]


@pytest.mark.parametrize("kind", [*WITH_ONE_MISSING, *WHOLE_NUMBERS, *LEFT_OUT])
def test_another_value_is_seen_and_the_same_one_is_no_change(kind):
    value = {**WITH_ONE_MISSING, **WHOLE_NUMBERS, **{key: each for key, (each, _) in LEFT_OUT.items()}}[kind]
    adata = made(value)
    watch = DataWatch(adata)
    assert not watch.look()
    if why_not_drawn(adata.obsm["spatial"]) is not None or sp.issparse(value):
        return
    assert np.asarray(first_two(adata.obsm["spatial"], np.array([0, 5]))).shape == (2, 2)
    other = value.copy()
    if isinstance(value, pd.DataFrame):
        name = 1 if 1 in other.columns else "y"
        other[name] = other[name].to_numpy()[::-1]
    else:
        other[1, 1] = 1 - other[1, 1] if other.dtype == bool else 0
    adata.obsm["spatial"] = other
    assert watch.look().embeddings == {"spatial"}
    assert not watch.look()


def test_coordinates_are_a_copy_of_what_a_lasso_is_in(adata, open_session):
    session = open_session(adata)
    points = session.coordinates()
    np.testing.assert_array_equal(points, np.asarray(adata.obsm["X_umap"], dtype=np.float32))
    points[:] = 0
    assert session.coordinates("umap").any()
    np.testing.assert_array_equal(session.coordinates("X_pca"), np.asarray(adata.obsm["X_pca"][:, :2], np.float32))
    pair = session.coordinates(("CD79A", "n_genes"))
    np.testing.assert_array_equal(pair[:, 1], adata.obs["n_genes"].to_numpy(np.float32))
    session.show_embedding(("CD79A", "n_genes"))
    np.testing.assert_array_equal(session.coordinates(), pair)
    with pytest.raises(DataError, match="no embedding 'nope'"):
        session.coordinates("nope")
    with pytest.raises(DataError, match="two names"):
        session.coordinates(("CD3E",))
