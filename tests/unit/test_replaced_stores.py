"""A file or store that is replaced while it is open: what was opened is read, or it is said that it can't be."""

from __future__ import annotations

import contextlib
import os
import shutil
import warnings
from pathlib import Path

import anndata as ad
import h5py
import numpy as np
import pytest
import scipy.sparse as sp
import zarr
from anndata.io import sparse_dataset

import cellxgene_widget as cxw
from cellxgene_widget.data.chunked_values import values_of
from cellxgene_widget.data.matrix import columns_of, reading_token, rows_of
from cellxgene_widget.data.sampled_rows import sampled_rows
from cellxgene_widget.errors import DataError
from cellxgene_widget.statistics.welch import SumsReader, sums_of

from .test_sampled_rows import plain
from .test_stored_rows import HDF5, atlas, group_of, is_known, lazily

ROWS = np.array([2, 3, 40])


def values(seed, n=50, density=0.5):
    return sp.random(n, 9, density, "csr", dtype=np.float32, random_state=seed)


def check(matrix, right):
    dense = right.toarray()
    np.testing.assert_array_equal(columns_of(matrix, [4, 1]), dense[:, [4, 1]])
    np.testing.assert_array_equal(plain(rows_of(matrix, ROWS)), dense[ROWS])
    (found,) = sums_of(matrix, np.ones(dense.shape[0], dtype=np.uint8), 1)
    np.testing.assert_allclose(found.total, dense.sum(axis=0), rtol=1e-5)
    inside = np.arange(dense.shape[0]) % 2 == 0
    sample = sampled_rows(matrix, inside, ~inside, 10)
    np.testing.assert_array_equal(plain(sample.values), dense[sample.positions])


@pytest.mark.parametrize("form", ["csr", "csc"])
@pytest.mark.parametrize("storage", HDF5)
def test_the_file_that_is_open_is_read_whatever_has_its_name(storage, form, tmp_path, monkeypatch):
    old, new = (folder for folder in (tmp_path / "old", tmp_path / "new") if folder.mkdir() is None)
    monkeypatch.chdir(old)
    right = values(0).asformat(form)
    matrix = sparse_dataset(group_of(right, storage, old.relative_to(old)))
    group_of((values(1) * 7).asformat(form), storage, new).file.close()
    check(matrix, right)
    (new / "m.h5").replace("m.h5")
    check(matrix, right)
    monkeypatch.chdir(new)
    check(matrix, right)


def test_a_reader_holds_the_file_for_itself(tmp_path):
    """Another file may get the number that the system had given to one that was closed."""
    group = group_of(values(0), "hdf5", tmp_path)
    reader = values_of(group["data"])
    assert is_known(reader)
    right = group["data"][:]
    number = group.file.id.get_vfd_handle()
    group.file.close()
    (tmp_path / "other").write_bytes(b"\1" * 100_000)
    others = [os.open(tmp_path / "other", os.O_RDONLY) for _ in range(3)]
    try:
        assert number in others
        np.testing.assert_array_equal(reader.read(0, right.size), right)
    finally:
        for each in others:
            os.close(each)


def n_open():
    return sum(1 for _ in Path("/proc/self/fd").iterdir())


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="the system does not tell which files are open")
def test_no_file_stays_open(tmp_path):
    right = values(0)
    matrix = sparse_dataset(group_of(right, "hdf5 gzip", tmp_path))
    check(matrix, right)
    before = n_open()
    check(matrix, right)
    assert n_open() == before


@pytest.mark.parametrize("storage", ["zarr", "zarr crc", "zarr 2"])
@pytest.mark.parametrize("form", ["csr", "csc"])
@pytest.mark.parametrize("now", [{"n": 51}, {"n": 20}, None])
def test_a_store_that_is_another_by_now_is_not_read(now, form, storage, tmp_path):
    matrix = sparse_dataset(group_of(values(0).asformat(form), storage, tmp_path))
    check(matrix, values(0))
    parts = {name: matrix.group[name] for name in ("data", "indices", "indptr")}
    shutil.rmtree(tmp_path / "m.zarr")
    if now is not None:
        group_of(values(1, **now).asformat(form), storage, tmp_path)
    for read in (
        lambda: columns_of(matrix, [4, 1]),
        lambda: rows_of(matrix, ROWS),
        lambda: sums_of(matrix, np.ones(50, dtype=np.uint8), 1),
        lambda: values_of(parts["data"]),
    ):
        with pytest.raises((OSError, KeyError, DataError)):
            read()


def replaced(kind, folder):
    """Return a matrix on disk that is read by its name, and what puts other values of the same shape in its place."""
    path = folder / f"a.{kind}"

    def write(seed):
        cells = ad.AnnData(values(seed))
        if kind == "h5ad":
            cells.write_h5ad(folder / "new")
            (folder / "new").replace(path)
            return
        shutil.rmtree(path, ignore_errors=True)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what zarr will do one day
            cells.write_zarr(path)

    write(0)
    return lazily(path).X, lambda: write(1)


@pytest.mark.parametrize("kind", ["h5ad", "zarr"])
def test_no_sums_of_one_file_are_mixed_with_those_of_another(kind, tmp_path):
    matrix, replace = replaced(kind, tmp_path)
    reader, dense = SumsReader(), values(1).toarray()
    inside = np.arange(50) < 20
    reader.read(matrix, inside, ~inside)
    token = reading_token(matrix)
    assert token == reading_token(matrix)
    replace()
    assert token != reading_token(matrix)
    try:
        first, second = reader.read(matrix, ~inside, inside)
    except OSError:  # zarr keeps what it knew of the store
        assert kind == "zarr"
        return
    np.testing.assert_allclose(first.total, dense[~inside].sum(axis=0), rtol=1e-5)
    np.testing.assert_allclose(second.total, dense[inside].sum(axis=0), rtol=1e-5)


def test_chunks_of_another_length_are_not_taken_for_those_that_were_opened(tmp_path):
    group = zarr.open_group(tmp_path / "m.zarr", mode="w")
    group.create_array("data", shape=(100,), chunks=(10,), dtype="f4")[:] = np.arange(100)
    reader = values_of(group["data"])
    group.create_array("data", shape=(100,), chunks=(20,), dtype="f4", overwrite=True)[:] = np.arange(100)
    with pytest.raises(OSError, match="too long"):
        reader.read(0, 30)


@pytest.mark.parametrize("kind", ["csr", "dense"])
def test_a_lazy_file_with_another_shape_by_now_is_not_read(kind, tmp_path):
    def write(n):
        x = values(0, n)
        ad.AnnData(x if kind == "csr" else x.toarray()).write_h5ad(tmp_path / "new.h5ad")
        (tmp_path / "new.h5ad").replace(tmp_path / "a.h5ad")

    write(50)
    lazy = lazily(tmp_path / "a.h5ad").X
    np.testing.assert_array_equal(columns_of(lazy, [1]), values(0).toarray()[:, [1]])
    write(60)
    with pytest.raises(OSError, match="by now"):
        columns_of(lazy, [1])


def test_a_lazy_dense_store_with_another_form_by_now_is_not_read(tmp_path):
    array = zarr.create_array(tmp_path / "m.zarr", shape=(50, 9), chunks=(10, 9), dtype="f4")
    array[:] = 1
    assert columns_of(array, [1]).sum() == 50
    shutil.rmtree(tmp_path / "m.zarr")
    with pytest.raises(OSError, match="any more"):
        columns_of(array, [1])
    zarr.create_array(tmp_path / "m.zarr", shape=(60, 9), chunks=(10, 9), dtype="f4")
    with pytest.raises(OSError, match="another"):
        columns_of(array, [1])


def test_a_row_that_ends_beyond_the_values_is_an_error_of_the_file(tmp_path):
    atlas(tmp_path / "a.zarr")
    begins = zarr.open_group(tmp_path / "a.zarr", mode="a")["X/indptr"]
    for at, wrong in ((4000, 10**6), (2000, 0)):
        right = begins[at]
        begins[at] = wrong
        with pytest.raises(DataError, match="beyond its values"):
            sums_of(lazily(tmp_path / "a.zarr").X, np.ones(4000, dtype=np.uint8), 1)
        begins[at] = right


@pytest.mark.parametrize("compression", [None, "gzip"])
def test_a_session_has_the_numbers_of_the_file_that_it_opened(compression, tmp_path, monkeypatch):
    def write(seed, name):
        cells = ad.AnnData(sp.random(600, 40, 0.3, "csr", dtype=np.float32, random_state=seed))
        cells.obsm["X_umap"] = np.random.default_rng(0).normal(size=(600, 2)).astype("f4")
        cells.write_h5ad(name, compression=compression)

    monkeypatch.chdir(tmp_path)
    write(1, "a.h5ad")
    write(2, "b.h5ad")
    adata = ad.read_h5ad("a.h5ad", backed="r")
    with contextlib.closing(cxw.open_session(adata, annotations_dir=tmp_path / "drafts", dataset="a")) as session:
        session.select(np.arange(100))
        session.markers(n_genes=3)
        (tmp_path / "b.h5ad").replace("a.h5ad")
        session.select(np.arange(100, 300))
        found = session.markers(n_genes=40)
        x = adata.X[:].toarray()[100:300]
    genes = found.index.astype(int)
    np.testing.assert_allclose(found["pct_in"], (x[:, genes] > 0).mean(axis=0))


def test_a_session_says_so_where_a_store_was_replaced(tmp_path):
    def write(n):
        shutil.rmtree(tmp_path / "a.zarr", ignore_errors=True)
        atlas(tmp_path / "a.zarr", n)

    write(600)
    cells = ad.AnnData(obsm={"X_umap": np.random.default_rng(0).normal(size=(600, 2))})
    cells.obs_names = [f"c{i}" for i in range(600)]
    cells = ad.AnnData(lazily(tmp_path / "a.zarr").X, obs=cells.obs, obsm=dict(cells.obsm))
    with contextlib.closing(cxw.open_session(cells, annotations_dir=tmp_path / "drafts", dataset="a")) as session:
        session.select(np.arange(100))
        session.markers(n_genes=3)
        write(700)
        session.select(np.arange(100, 300))
        with pytest.raises(DataError, match="could not be read"):
            session.markers(n_genes=3)


def test_a_file_that_was_closed_is_an_error(tmp_path):
    group = group_of(values(0), "hdf5", tmp_path)
    matrix = sparse_dataset(group)
    assert isinstance(group.file, h5py.File)
    group.file.close()
    with pytest.raises((OSError, KeyError, RuntimeError, ValueError)):
        columns_of(matrix, [1])
