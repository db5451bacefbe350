"""Matrices on disk read chunk by chunk on all cores: the same values however they are stored, and few chunks read."""

from __future__ import annotations

import warnings

import anndata as ad
import h5py
import numpy as np
import pytest
import scipy.sparse as sp
import zarr
from anndata.experimental import read_lazy
from anndata.io import sparse_dataset, write_elem
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cellxgene_widget.core import cores
from cellxgene_widget.data import chunked_values, stored_rows
from cellxgene_widget.data.matrix import ReadSize, columns_of, rows_of
from cellxgene_widget.data.sampled_rows import sampled_rows
from cellxgene_widget.data.stored_rows import source_of
from cellxgene_widget.errors import DataError
from cellxgene_widget.statistics.welch import sums_of

from .test_odd_matrices import in_pieces
from .test_sampled_rows import plain

HDF5 = {
    "hdf5": {},
    "hdf5 chunks": {"chunks": (7,)},
    "hdf5 gzip": {"chunks": (7,), "compression": "gzip"},
    "hdf5 gzip, shuffled": {"chunks": (7,), "compression": "gzip", "shuffle": True},
    "hdf5 lzf": {"chunks": (7,), "compression": "lzf", "shuffle": True},
    "hdf5 with sums of checks": {"chunks": (7,), "compression": "gzip", "fletcher32": True},
}
ZARR = {
    "zarr": {"chunks": (7,)},
    "zarr raw": {"chunks": (7,), "compressors": None},
    "zarr gzip": {"chunks": (7,), "compressors": zarr.codecs.GzipCodec()},
    "zarr blosc": {"chunks": (7,), "compressors": zarr.codecs.BloscCodec(cname="lz4", shuffle="shuffle")},
    "zarr checked": {"chunks": (7,), "compressors": zarr.codecs.ZstdCodec(checksum=True)},
    "zarr crc": {"chunks": (7,), "compressors": zarr.codecs.Crc32cCodec()},
    "zarr shards": {"chunks": (7,), "shards": (21,)},
    "zarr 2": {"chunks": (7,), "zarr_format": 2},
}


def group_of(values, storage, folder):
    """Write a sparse matrix with small chunks; return its group."""
    if storage in HDF5:
        with h5py.File(folder / "m.h5", "w") as file:
            for name in ("data", "indices", "indptr"):
                more = {"maxshape": (None,)} if HDF5[storage] else {}  # chunks may be longer than the whole
                file.create_dataset(f"X/{name}", data=getattr(values, name), **HDF5[storage], **more)
            file["X"].attrs.update({"encoding-type": f"{values.format}_matrix", "encoding-version": "0.1.0"})
            file["X"].attrs["shape"] = values.shape
        return h5py.File(folder / "m.h5", "r")["X"]
    keywords = dict(ZARR[storage])
    group = zarr.open_group(folder / "m.zarr", mode="w", zarr_format=keywords.pop("zarr_format", 3)).create_group("X")
    for name in ("data", "indices", "indptr"):
        array = getattr(values, name)
        group.create_array(name, shape=array.shape, dtype=array.dtype, **keywords)[:] = array
    group.attrs.update({"encoding-type": f"{values.format}_matrix", "encoding-version": "0.1.0"})
    group.attrs["shape"] = list(values.shape)
    return zarr.open_group(folder / "m.zarr", mode="r")["X"]


def is_known(values):
    return type(values).__name__ != "_Sliced"


@pytest.fixture(autouse=True)
def several_cores(monkeypatch):
    monkeypatch.setattr(cores, "n_cores", lambda: 3)


@pytest.mark.parametrize("storage", [*HDF5, *ZARR])
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    size=st.tuples(st.integers(1, 30), st.integers(1, 9)),
    form=st.sampled_from(["csr", "csc"]),
    dtype=st.sampled_from(["float32", "float64", "int32", "uint8", "int64"]),
    kept=st.sampled_from([0.0, 0.2, 0.9]),
    odd=st.booleans(),
    seed=st.integers(0, 99),
    n_bytes=st.sampled_from([1, 60, 400, 10**6]),
)
def test_values_are_those_that_were_written(storage, size, form, dtype, kept, odd, seed, n_bytes, tmp_path_factory):
    rng = np.random.default_rng(seed)
    dense = (rng.integers(1, 9, size) * 4 * (rng.random(size) < kept)).astype(dtype)
    values = in_pieces(dense, form, seed) if odd else sp.coo_matrix(dense).asformat(form)
    group = group_of(values, storage, tmp_path_factory.mktemp("stored"))
    matrix = sparse_dataset(group)
    read_size = ReadSize(n_bytes=n_bytes)
    groups = rng.integers(0, 3, size[0]).astype(np.uint8)
    told = []
    for found, right in zip(*(sums_of(m, groups, 2, told.append, read_size) for m in (matrix, dense)), strict=True):
        assert found.n == right.n
        for name in ("total", "squares", "nonzero"):
            np.testing.assert_allclose(getattr(found, name), getattr(right, name))
    assert all(0 <= part <= 1 for part in told)
    wanted = rng.integers(0, size[1], 4)
    columns = columns_of(matrix, wanted, size=read_size)
    np.testing.assert_array_equal(columns, dense[:, wanted])
    assert columns.dtype == dense.dtype
    rows = np.flatnonzero(groups)
    np.testing.assert_array_equal(plain(rows_of(matrix, rows, size=read_size)), dense[rows])
    sample = sampled_rows(matrix, groups == 1, groups == 2, 10, size=read_size)
    np.testing.assert_array_equal(plain(sample.values), dense[sample.positions])


@pytest.mark.parametrize(
    ("storage", "directly"),
    [(storage, storage not in {"hdf5 lzf", "hdf5 with sums of checks", "zarr crc", "zarr shards"})
     for storage in (*HDF5, *ZARR)],
)  # fmt: skip
def test_chunks_of_the_usual_kinds_are_unpacked_here(storage, directly, tmp_path):
    group = group_of(sp.random(50, 9, 0.5, "csr", dtype=np.float32, random_state=0), storage, tmp_path)
    for name in ("data", "indices", "indptr"):
        assert is_known(chunked_values.values_of(group[name])) == directly


@pytest.mark.parametrize("chunks", [(7, 3), (50, 9), (1, 9), None])
@pytest.mark.parametrize("kind", ["h5ad", "zarr"])
def test_dense_matrices(kind, chunks, tmp_path):
    dense = np.random.default_rng(0).poisson(1, (50, 9)).astype(np.float32)
    path = tmp_path / f"m.{kind}"
    store = zarr.open_group(path, mode="w") if kind == "zarr" else h5py.File(path, "w")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what zarr will do one day
        write_elem(store, "/", ad.AnnData(np.zeros((50, 9), dtype=np.float32)))
        write_elem(store, "X", dense, dataset_kwargs={} if chunks is None else {"chunks": chunks})
    if kind == "h5ad":
        store.close()
    lazy = lazily(path).X
    assert source_of(lazy) is not None
    groups = np.random.default_rng(1).integers(0, 3, 50).astype(np.uint8)
    for n_bytes in (1, 500, 10**6):
        size = ReadSize(n_bytes=n_bytes)
        for found, right in zip(*(sums_of(m, groups, 2, size=size) for m in (lazy, dense)), strict=True):
            np.testing.assert_allclose(found.squares, right.squares)
        np.testing.assert_array_equal(columns_of(lazy, [4, 1, 4], size=size), dense[:, [4, 1, 4]])
        np.testing.assert_array_equal(rows_of(lazy, np.array([3, 4, 49]), size=size), dense[[3, 4, 49]])


def lazily(path):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # that its descriptions are not in one place
        return read_lazy(path)


def atlas(path, n=4000, n_genes=20):
    x = sp.random(n, n_genes, 0.5, "csr", dtype=np.float32, random_state=0)
    store = zarr.open_group(path, mode="w", zarr_format=3)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what zarr will do one day
        write_elem(store, "/", ad.AnnData(x))
    group = store["X"]
    for name in ("data", "indices"):
        values = group[name][:]
        group.create_array(name, shape=values.shape, chunks=(200,), dtype=values.dtype, overwrite=True)[:] = values
    return x


@pytest.fixture
def n_unpacked(monkeypatch):
    """Count the chunks that are unpacked."""
    count, unpacked = [], chunked_values._unpacked
    monkeypatch.setattr(chunked_values, "_unpacked", lambda *args: count.append(1) or unpacked(*args))
    return lambda: (len(count), count.clear())[0]


def test_each_chunk_is_read_about_once_and_only_those_that_are_needed(tmp_path, n_unpacked):
    x = atlas(tmp_path / "a.zarr")
    lazy = lazily(tmp_path / "a.zarr").X
    n_chunks = -(-x.nnz // 200)
    size = ReadSize(n_bytes=12 * 20_000)
    n_unpacked()
    sums_of(lazy, np.ones(4000, dtype=np.uint8), 1, size=size)
    assert n_unpacked() <= 2 * (n_chunks + 2) + 8
    some = np.zeros(4000, dtype=np.uint8)
    some[1000:1100] = 1
    some[3000:3020] = 2
    found = sums_of(lazy, some, 2, size=size)
    assert n_unpacked() <= 2 * (1200 // 200 + 4) + 2
    np.testing.assert_allclose(found[1].total, np.asarray(x[3000:3020].sum(axis=0)).ravel(), rtol=1e-5)


def test_a_sample_is_from_few_chunks_spread_over_the_file(tmp_path, n_unpacked, monkeypatch):
    monkeypatch.setattr(stored_rows, "_FEWEST_BYTES", 1)
    x = atlas(tmp_path / "a.zarr", n=20_000)
    lazy = lazily(tmp_path / "a.zarr").X
    inside = np.random.default_rng(0).random(20_000) < 0.3
    n_unpacked()
    sample = sampled_rows(lazy, inside, ~inside, 400)
    n_chunks = -(-x.nnz // 200)
    assert n_unpacked() < 2 * 2 * 2 * 64 + 10 < n_chunks
    np.testing.assert_allclose(plain(sample.values), x[sample.positions].toarray())
    assert [np.count_nonzero(sample.inside), np.count_nonzero(~sample.inside)] == pytest.approx([200, 200], abs=2)
    # from everywhere in the file
    assert np.bincount(sample.positions // 2000, minlength=10).min() > 20
    again = sampled_rows(lazy, inside, ~inside, 400)
    np.testing.assert_array_equal(again.positions, sample.positions)
    # a set that lies in one place is taken from there
    run = np.zeros(20_000, dtype=bool)
    run[5000:5300] = True
    assert np.count_nonzero(sampled_rows(lazy, run, ~run, 400).inside) == 200


def test_every_row_of_a_set_is_about_as_likely_to_be_drawn(tmp_path, monkeypatch):
    monkeypatch.setattr(stored_rows, "_FEWEST_BYTES", 1)
    atlas(tmp_path / "a.zarr")
    lazy = lazily(tmp_path / "a.zarr").X
    inside = np.random.default_rng(0).random(4000) < np.linspace(0, 1, 4000)  # dense at the end, scarce at first
    drawn = np.zeros(4000)
    for seed in range(60):
        positions = sampled_rows(lazy, inside, ~inside, 300, seed=seed).positions
        drawn[positions] += 1
    of_set = drawn[inside]
    first, last = of_set[: of_set.size // 2].mean(), of_set[of_set.size // 2 :].mean()
    assert first == pytest.approx(last, rel=0.15)


def test_of_a_subset_or_of_what_is_computed_dask_does_the_reading(tmp_path):
    x = atlas(tmp_path / "a.zarr")
    lazy = lazily(tmp_path / "a.zarr")
    odd = lazy.X[::2], lazy.X.map_blocks(lambda block: block * 2), lazy[:1000].X
    right = x[::2], x * 2, x[:1000]
    for matrix, expected in zip(odd, right, strict=True):
        assert source_of(matrix) is None
        np.testing.assert_allclose(columns_of(matrix, [3]), expected[:, [3]].toarray())
        (found,) = sums_of(matrix, np.ones(expected.shape[0], dtype=np.uint8), 1)
        np.testing.assert_allclose(found.total, np.asarray(expected.sum(axis=0)).ravel(), rtol=1e-5)


def test_a_damaged_chunk_is_an_error_of_the_file(tmp_path):
    atlas(tmp_path / "a.zarr")
    chunk = tmp_path / "a.zarr" / "X" / "indices" / "c" / "5"
    packed = chunk.read_bytes()
    lazy = lazily(tmp_path / "a.zarr").X
    for damaged in (packed[:20], b"", packed[:-8] + b"\xff" * 8):
        chunk.write_bytes(damaged)
        with pytest.raises(OSError, match=r"chunk|damaged"):
            columns_of(lazy, [1])


def test_an_index_beyond_the_size_is_an_error_of_the_file(tmp_path):
    atlas(tmp_path / "a.zarr")
    zarr.open_group(tmp_path / "a.zarr", mode="a")["X/indices"][500] = 20
    with pytest.raises(DataError, match="beyond its size"):
        sums_of(lazily(tmp_path / "a.zarr").X, np.ones(4000, dtype=np.uint8), 1)


def test_threads_stop_when_nobody_asks_any_more():
    begun = []
    results = cores.in_threads(lambda i: begun.append(i) or i * i, range(1000))
    assert [next(results) for _ in range(4)] == [0, 1, 4, 9]
    results.close()
    assert len(begun) <= 4 + 3 + 1
    assert list(cores.in_threads(lambda i: -i, range(20))) == [-i for i in range(20)]
