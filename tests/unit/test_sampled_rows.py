"""Samples of rows of two sets of cells: of every kind of matrix the rows they say they are."""

from __future__ import annotations

import numpy as np
import pytest
import scipy.sparse as sp
from hypothesis import given, settings
from hypothesis import strategies as st

from cellxgene_widget.data.matrix import ReadSize
from cellxgene_widget.data.sampled_rows import sampled_rows
from cellxgene_widget.data.stored import x_of

from .stores import KINDS, real_cells, stored
from .test_odd_matrices import in_pieces

SMALL = ReadSize(n_bytes=40_000, n_lazy_blocks=2)


def plain(values):
    return values.toarray() if sp.issparse(values) else np.asarray(values)


def sides(n=700):
    chosen = np.random.default_rng(3).random(n)
    return chosen < 0.3, chosen > 0.4


@pytest.mark.parametrize("kind", KINDS)
def test_the_rows_are_those_of_the_matrix_whatever_its_kind(kind, tmp_path):
    cells = real_cells()
    expected = plain(cells.X)
    expected = (expected * 10).astype("int32") if kind == "int" else expected
    matrix = x_of(stored(cells, kind, tmp_path))
    inside, outside = sides()
    for n in (100, 10_000):
        found = sampled_rows(matrix, inside, outside, n, size=SMALL)
        assert isinstance(found.values, np.ndarray) or found.values.format == "csr"
        np.testing.assert_allclose(plain(found.values), expected[found.positions], rtol=1e-6)
        assert (np.diff(found.positions) > 0).all()
        np.testing.assert_array_equal(found.inside, inside[found.positions])
        np.testing.assert_array_equal(~found.inside, outside[found.positions])
        for side, mask in ((found.inside, inside), (~found.inside, outside)):
            assert np.count_nonzero(side) == min(n // 2, np.count_nonzero(mask))
        again = sampled_rows(matrix, inside, outside, n, size=SMALL)
        np.testing.assert_array_equal(again.positions, found.positions)
        assert n > 700 or (sampled_rows(matrix, inside, outside, n, seed=1).positions != found.positions).any()


@settings(max_examples=40, deadline=None)
@given(
    sizes=st.tuples(st.integers(1, 40), st.integers(1, 9)),
    form=st.sampled_from(["csr", "csc", "dense"]),
    n=st.integers(2, 30),
    seed=st.integers(0, 99),
)
def test_any_matrix_and_any_two_sets(sizes, form, n, seed):
    rng = np.random.default_rng(seed)
    dense = rng.integers(0, 3, sizes).astype(np.float64)
    matrix = dense if form == "dense" else in_pieces(dense, form, seed)
    of = rng.integers(0, 3, sizes[0])
    found = sampled_rows(matrix, of == 1, of == 2, n, seed=seed)
    np.testing.assert_allclose(plain(found.values), dense[found.positions])
    np.testing.assert_array_equal(of[found.positions], np.where(found.inside, 1, 2))
    assert found.positions.size == sum(min(n // 2, np.count_nonzero(of == side)) for side in (1, 2))


def test_reading_a_sample_can_be_stopped(tmp_path):
    matrix = x_of(stored(real_cells(), "lazy zarr", tmp_path))

    def stop(_):
        raise InterruptedError

    with pytest.raises(InterruptedError):
        sampled_rows(matrix, *sides(), progress=stop, size=SMALL)
