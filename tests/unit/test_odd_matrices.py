"""Matrices as they come: entries in pieces, odd numbers, odd kinds; and what looks like counts."""

from __future__ import annotations

import itertools
import warnings

import anndata as ad
import h5py
import numpy as np
import pandas as pd
import pytest
import scipy.sparse as sp
import zarr
from anndata.experimental import read_lazy
from anndata.io import sparse_dataset
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from cellxgene_widget import write_gene_index
from cellxgene_widget.data.counts import look_of
from cellxgene_widget.data.genes import GeneTable
from cellxgene_widget.data.matrix import ReadSize, columns_of, in_memory, rows_of
from cellxgene_widget.statistics.welch import sums_of

N, N_GENES = 60, 8
SHAPES = hnp.array_shapes(min_dims=2, max_dims=2, min_side=2, max_side=9)


def values(n=N, n_genes=N_GENES):
    return np.log1p(np.random.default_rng(0).poisson(1.5, (n, n_genes))).astype(np.float32)


def in_pieces(dense, form="csr", seed=0):
    """Return a sparse matrix with some entries in two or three pieces, rows out of order, and zeros that are stored."""
    rng = np.random.default_rng(seed)
    whole = sp.coo_matrix(dense)
    diagonal, zeros = np.arange(min(dense.shape)), np.zeros(min(dense.shape))
    parts = [(whole.row, whole.col, whole.data * part) for part in (0.5, 0.25, 0.25)] + 2 * [
        (diagonal, diagonal, zeros)
    ]
    row, col, data = (np.concatenate(each) for each in zip(*parts, strict=True))
    shuffled = rng.permutation(row.size)
    row, col, data = row[shuffled], col[shuffled], data[shuffled].astype(dense.dtype)
    major, minor, n = (row, col, dense.shape[0]) if form == "csr" else (col, row, dense.shape[1])
    order = np.argsort(major, kind="stable")
    pointers = np.r_[0, np.cumsum(np.bincount(major, minlength=n))]
    make = sp.csr_matrix if form == "csr" else sp.csc_matrix
    made = make((data[order], minor[order], pointers), shape=dense.shape)
    assert not made.has_canonical_format
    return make((data[order], minor[order], pointers), shape=dense.shape)


def cells(x):
    n, n_genes = x.shape
    obs, var = (pd.DataFrame(index=[f"{kind}{i}" for i in range(size)]) for kind, size in (("c", n), ("G", n_genes)))
    return ad.AnnData(x, obs=obs, var=var, obsm={"X_umap": np.c_[np.arange(n), np.arange(n) % 3].astype(np.float32)})


def written(adata, storage, folder):
    if storage == "memory":
        return adata
    path = folder / f"{storage.replace(' ', '-')}.{'zarr' if 'zarr' in storage else 'h5ad'}"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        (adata.write_zarr if "zarr" in storage else adata.write_h5ad)(path)
    return read_lazy(path) if "lazy" in storage else path


@pytest.mark.parametrize("place", ["X", "double", "raw"])
@pytest.mark.parametrize("form", ["csr", "csc"])
@pytest.mark.parametrize("storage", ["memory", "h5ad", "zarr", "lazy h5ad"])
def test_entries_in_pieces_count_as_their_sum(storage, form, place, tmp_path, open_session):
    dense, odd = values(), in_pieces(values(), form)
    adata = cells(dense)
    if place == "X":
        adata.X = odd
    elif place == "raw":
        adata.raw = cells(odd)
    else:
        adata.layers[place] = odd
    before = [each.copy() for each in (odd.data, odd.indices, odd.indptr)]
    session = open_session(written(adata, storage, tmp_path), layer=place, name="odd")
    expected = open_session(cells(dense), name="plain")
    for each in (session, expected):
        each.select(cells=range(20))
        each.create_category("mine")
        each.label("B")
    np.testing.assert_allclose(session.column("G3").values, dense[:, 3], rtol=1e-6)
    for method in ("t-test", "wilcoxon"):
        found, right = (each.markers(n_genes=N_GENES, method=method) for each in (session, expected))
        pd.testing.assert_frame_equal(found, right, rtol=1e-4)
        assert found["pct_in"].max() <= 1
    dots, right_dots = (each.parts.dots.by_label(["G0", "G3"]) for each in (session, expected))
    np.testing.assert_allclose(dots.fractions, right_dots.fractions)
    np.testing.assert_allclose(dots.means, right_dots.means, rtol=1e-5)
    session.rank_genes(category="mine", key_added="ranked", method="wilcoxon")
    for now, then in zip((odd.data, odd.indices, odd.indptr), before, strict=True):
        np.testing.assert_array_equal(now, then)


@pytest.mark.parametrize("storage", ["h5ad", "zarr"])
def test_the_gene_index_sums_entries_in_pieces(storage, tmp_path, open_session):
    dense = values()
    path = written(cells(in_pieces(dense)), storage, tmp_path)
    write_gene_index(path)
    session = open_session(path, name="odd")
    assert session.parts.table.genes.is_quick
    np.testing.assert_allclose(session.column("G3").values, dense[:, 3], rtol=1e-6)
    session.select(cells=range(20))
    plain = open_session(cells(dense), name="plain")
    plain.select(cells=range(20))
    pd.testing.assert_frame_equal(session.markers(), plain.markers(), rtol=1e-4)


@settings(max_examples=60, deadline=None)
@given(
    dense=hnp.arrays(np.float64, SHAPES, elements=st.sampled_from([0, 0, 1, 2.5, -3])),
    form=st.sampled_from(["csr", "csc"]),
    seed=st.integers(0, 99),
    data=st.data(),
)
def test_any_matrix_in_pieces_is_what_its_array_is(dense, form, seed, data):
    odd = in_pieces(dense, form, seed)
    groups = np.array(data.draw(st.lists(st.integers(0, 2), min_size=len(dense), max_size=len(dense))), dtype=np.uint8)
    for found, right in zip(*(sums_of(m, groups, 2, size=ReadSize(n_bytes=64)) for m in (odd, dense)), strict=True):
        assert found.n == right.n
        for name in ("total", "squares", "nonzero"):
            np.testing.assert_allclose(getattr(found, name), getattr(right, name), atol=1e-9)
    rows = groups > 0
    np.testing.assert_allclose(in_memory(odd, rows, 10**9).toarray(), dense[rows])
    table = GeneTable(cells(odd))
    np.testing.assert_allclose(np.stack(table.many(table.ids.tolist()), axis=1), dense)
    assert look_of(odd) == look_of(dense)


def test_zeros_that_are_stored_are_zeros(open_session):
    stored = sp.csr_matrix(values())
    stored.data[::2] = 0
    session = open_session(cells(stored))
    session.select(cells=range(20))
    inside = (stored.toarray()[:20] != 0).mean(axis=0)
    markers = session.markers(n_genes=N_GENES)
    np.testing.assert_allclose(markers["pct_in"], [inside[int(gene[1:])] for gene in markers.index])


@pytest.mark.filterwarnings("ignore:Some values are below 0")
@pytest.mark.parametrize("odd", [np.nan, np.inf, -np.inf])
@pytest.mark.parametrize("form", ["dense", "csr"])
def test_a_gene_with_a_value_that_is_not_finite_is_no_marker(form, odd, open_session):
    x = values()
    x[:20, 2] += 3
    x[:20, 5] += 2
    x[3, 2] = odd
    session = open_session(cells(x if form == "dense" else sp.csr_matrix(x)))
    session.select(cells=range(20))
    for method in ("t-test", "wilcoxon"):
        markers = session.markers(n_genes=N_GENES, method=method)
        if method == "t-test":
            assert markers.index[0] == "G5"
        rest = markers.drop("G2")
        assert np.isfinite(rest.drop(columns="auc")).all().all()
    assert session.column("G2").summary()["max"] < 100


@pytest.mark.parametrize("dtype", [np.float16, ">f4", np.float64, np.longdouble, np.int64, np.uint8, bool])
def test_numbers_of_any_kind(dtype, open_session):
    x = (values() * 2).round().astype(dtype)
    session = open_session(cells(x))
    np.testing.assert_array_equal(session.column("G1").values, x[:, 1].astype(np.float32))
    session.select(cells=range(20))
    session.create_category("mine")
    session.label("B")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for method in ("t-test", "wilcoxon"):
            assert np.isfinite(session.markers(method=method)["scores"]).all()
    session.rank_genes(category="mine")
    assert np.isfinite(session.parts.table.adata.uns["rank_genes_groups"]["scores"]["B"]).all()


@pytest.mark.parametrize(
    ("storage", "dtype"),
    [
        *itertools.product(["h5ad", "zarr"], [np.float16, ">f4", ">f8", ">i4", np.uint8, bool]),
        ("h5ad", np.longdouble),  # zarr has none
    ],
)
@pytest.mark.parametrize("form", ["csr", "csc"])
def test_sparse_numbers_of_any_kind_on_disk(form, storage, dtype, tmp_path):
    """scipy makes no matrix of some: what is read becomes a usual number."""
    dense = (values() * 2).round().astype(dtype)
    whole = sp.csr_matrix(dense.astype(np.float64)).asformat(form)
    file = h5py.File(tmp_path / "x.h5", "w") if storage == "h5ad" else zarr.open_group(tmp_path / "x.zarr", mode="w")
    parts = {"data": whole.data.astype(dtype), "indices": whole.indices, "indptr": whole.indptr}
    for name, part in parts.items():
        file.create_dataset(name, data=part) if storage == "h5ad" else file.create_array(name, data=part)
    file.attrs.update({"shape": whole.shape, "encoding-type": f"{form}_matrix", "encoding-version": "0.1.0"})
    matrix = sparse_dataset(file)
    expected, some = dense.astype(np.float64), np.array([0, 3, 40])
    np.testing.assert_array_equal(columns_of(matrix, [3, 1]), expected[:, [3, 1]])
    np.testing.assert_array_equal(rows_of(matrix, some).toarray(), expected[some])
    np.testing.assert_array_equal(in_memory(matrix, np.arange(N) % 2 == 0, 10**9).toarray(), expected[::2])
    first, second = sums_of(matrix, np.repeat(np.array([1, 2], dtype=np.uint8), N // 2), 2)
    np.testing.assert_allclose(first.total, expected[: N // 2].sum(axis=0))
    np.testing.assert_allclose(second.squares, np.square(expected[N // 2 :]).sum(axis=0))


@pytest.mark.parametrize(
    "make",
    [np.matrix, np.asfortranarray, sp.csr_array, sp.csc_array, sp.csc_matrix, np.ma.masked_array, pd.DataFrame],
)
@pytest.mark.parametrize("place", ["X", "layer"])
@pytest.mark.filterwarnings("ignore:the matrix subclass:PendingDeprecationWarning")
@pytest.mark.filterwarnings("ignore:.*should not be a np.matrix")
def test_matrices_of_any_kind(place, make, open_session):
    adata = cells(values())
    given = make(values())
    if place == "X":
        adata.X = given
    else:
        adata.layers["layer"] = given
    session = open_session(adata, layer=place)
    np.testing.assert_array_equal(session.column("G1").values, values()[:, 1])
    assert session.select(where={"G1": (0.5, None)}) == (values()[:, 1] >= 0.5).sum()
    assert np.isfinite(session.markers()["scores"]).all()


def counted(n=N):
    return np.random.default_rng(1).poisson(2, (n, N_GENES)).astype(np.float32)


@pytest.mark.parametrize("storage", ["memory", "h5ad", "zarr", "lazy h5ad"])
@pytest.mark.parametrize("form", ["dense", "csr", "csc"])
def test_counts_are_told_from_other_values_wherever_they_are(form, storage, tmp_path):
    for x, expected in ((counted(), True), (values(), False), (counted() - 1, False), (counted() * 0, False)):
        adata = cells({"dense": np.asarray, "csr": sp.csr_matrix, "csc": sp.csc_matrix}[form](x))
        place = tmp_path / f"{expected}{x.sum():.0f}"
        place.mkdir()
        stored = written(adata, storage, place)
        if storage == "h5ad":
            stored = ad.read_h5ad(stored, backed="r")
        elif storage == "zarr":
            stored = read_lazy(stored)
        assert (GeneTable(stored).look == "counts") is expected


def test_only_some_rows_are_looked_at(monkeypatch):
    x = sp.random(5000, 200, density=0.3, format="csr", random_state=0)
    read = []

    class Counting(sp.csr_matrix):
        def __getitem__(self, key):
            got = super().__getitem__(key)
            read.append(got.shape[0])
            return got

    assert look_of(Counting(x)) != "counts"
    assert 0 < sum(read) < 100


@pytest.mark.parametrize("storage", ["memory", "h5ad", "zarr"])
@pytest.mark.parametrize(
    ("x", "raw", "taken"),
    [
        ("normalised", "counts", "X"),
        ("counts", "counts", "raw"),
        ("counts", "normalised", "raw"),
        ("normalised", "normalised", "raw"),
    ],
)
def test_tests_take_normalised_values_by_default(x, raw, taken, storage, tmp_path, open_session):
    made = {"counts": counted(), "normalised": values()}
    adata = cells(sp.csr_matrix(made[x]))
    adata.raw = cells(sp.csr_matrix(made[raw]))
    session = open_session(written(adata, storage, tmp_path))
    session.create_category("mine")
    session.label("B", cells=range(20))
    session.select(cells=range(20))
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        assert session.markers().attrs["layer"] == taken
        session.keep_evidence("B", n_genes=1)
    assert any("raw counts" in str(each.message) for each in said) is (x == raw == "counts")
    assert session.evidence["layer"].tolist() == [taken]
    assert session.parts.dots.by_label(["G1"]).layer == taken
    session.rank_genes(category="mine")
    params = session.parts.table.adata.uns["rank_genes_groups"]["params"]
    assert params["use_raw"] is (taken == "raw")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for layer in ("X", "raw"):
            assert session.markers(layer=layer).attrs["layer"] == layer
        session.use_layer("X")
        assert session.markers().attrs["layer"] == "X"


def test_counts_are_looked_at_once_until_they_change(open_session, monkeypatch):
    from cellxgene_widget.data import genes

    looked = []
    monkeypatch.setattr(genes, "look_of", lambda matrix: looked.append(1) or look_of(matrix))
    adata = cells(values())
    adata.raw = cells(counted())
    session = open_session(adata)
    session.select(cells=range(20))
    for _ in range(3):
        assert session.markers().attrs["layer"] == "X"
    assert len(looked) == 2
    adata.X = counted()
    with pytest.warns(UserWarning, match="raw counts"):
        assert session.markers().attrs["layer"] == "raw"
