"""Sums of a matrix in memory, in pieces on all cores, are those of its dense array."""

from __future__ import annotations

import numpy as np
import pytest
import scipy.sparse as sp
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from cellxgene_widget.core.cores import n_cores, on_all_cores
from cellxgene_widget.data import memory_pieces
from cellxgene_widget.statistics.memory_sums import sums_in_memory
from cellxgene_widget.statistics.welch import SumsReader

_VALUES = st.floats(-100, 100, width=32).map(lambda value: 0.0 if abs(value) < 20 else value)
_MATRICES = hnp.arrays(np.float32, hnp.array_shapes(min_dims=2, max_dims=2, min_side=1, max_side=12), elements=_VALUES)


@given(_MATRICES, st.data())
def test_sums_are_those_of_the_array_however_small_the_pieces(dense: np.ndarray, data: st.DataObject) -> None:
    rows = data.draw(st.none() | st.lists(st.integers(0, dense.shape[0] - 1), unique=True).map(sorted))
    picked = None if rows is None else np.array(rows, dtype=np.intp)
    of_rows = (dense if picked is None else dense[picked]).astype(np.float64)
    expected = [of_rows.sum(axis=0), np.square(of_rows).sum(axis=0), (of_rows != 0).sum(axis=0)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(memory_pieces, "_STORED", data.draw(st.integers(1, 40)))
        patch.setattr(memory_pieces, "_DENSE", data.draw(st.integers(1, 40)))
        for matrix in (dense, sp.csr_matrix(dense), _in_pieces(dense), _unsorted(dense)):
            found = sums_in_memory(matrix, picked)
            np.testing.assert_allclose(found.sums, expected, rtol=1e-9, atol=1e-9)
            assert found.negative == bool((of_rows < 0).any())


@given(_MATRICES.filter(lambda dense: dense.shape[0] > 3), st.integers(0, 2**12))
def test_an_entry_in_pieces_is_one_value_of_a_part_too(dense: np.ndarray, bits: int) -> None:
    inside = np.array([bool(bits >> at & 1) for at in range(dense.shape[0])])
    reader = SumsReader()
    for matrix in (_in_pieces(dense), _unsorted(dense)):
        for first, second in (reader.read(matrix, inside, ~inside), reader.read(matrix, ~inside, inside)[::-1]):
            for sums, rows in ((first, dense[inside]), (second, dense[~inside])):
                assert sums.n == len(rows)
                np.testing.assert_allclose(sums.total, rows.sum(axis=0, dtype=np.float64), rtol=1e-6, atol=1e-6)
                np.testing.assert_array_equal(sums.nonzero, (rows != 0).sum(axis=0))


@given(_MATRICES, st.data())
def test_columns_are_those_of_the_array_in_any_order_and_twice(dense: np.ndarray, data: st.DataObject) -> None:
    wanted = np.array(data.draw(st.lists(st.integers(0, dense.shape[1] - 1))), dtype=np.intp)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(memory_pieces, "_STORED", data.draw(st.integers(1, 40)))
        for matrix in (sp.csr_matrix(dense), sp.csr_array(dense), _in_pieces(dense), _unsorted(dense)):
            found = memory_pieces.columns_in_memory(matrix, wanted)
            assert found.dtype == dense.dtype
            np.testing.assert_allclose(found, dense[:, wanted], rtol=1e-6)


def test_an_infinite_value_is_of_its_own_cells_alone() -> None:
    dense = np.ones((6, 2), dtype=np.float32)
    dense[5, 0] = np.inf
    inside = np.arange(6) < 3
    for _ in range(2):  # also when the totals are known
        first, second = SumsReader().read(sp.csr_matrix(dense), inside, ~inside)
        assert first.total.tolist() == [3, 3]
        assert second.total.tolist() == [np.inf, 3]


def test_the_callers_matrix_stays_as_it_is() -> None:
    matrix = _unsorted(np.arange(12, dtype=np.float32).reshape(3, 4))
    before = matrix.indices.copy(), matrix.data.copy(), dict(vars(matrix))
    sums_in_memory(matrix)
    assert np.array_equal(matrix.indices, before[0])
    assert np.array_equal(matrix.data, before[1])
    assert vars(matrix).keys() == before[2].keys()


def test_who_stops_it_begins_no_other_piece() -> None:
    begun: list[int] = []

    def stop(_: float) -> None:
        raise InterruptedError

    with pytest.raises(InterruptedError):
        list(on_all_cores(begun.append, range(100), stop))
    assert len(begun) <= n_cores() + 2


@given(st.lists(st.integers(), max_size=20))
def test_results_come_in_the_order_of_items(items: list[int]) -> None:
    assert list(on_all_cores(lambda item: item + 1, items)) == [item + 1 for item in items]


def _in_pieces(dense: np.ndarray) -> sp.csr_matrix:
    """Return a matrix each entry of which is there twice, as halves."""
    rows, columns = np.nonzero(dense)
    halves = (np.tile(dense[rows, columns] / 2, 2), (np.tile(rows, 2), np.tile(columns, 2)))
    order = np.argsort(halves[1][0], kind="stable")
    ends = np.concatenate([[0], np.cumsum(np.bincount(halves[1][0], minlength=dense.shape[0]))])
    return sp.csr_matrix((halves[0][order], halves[1][1][order], ends), shape=dense.shape)


def _unsorted(dense: np.ndarray) -> sp.csr_matrix:
    """Return a matrix the entries of whose rows come from right to left."""
    turned = sp.csr_matrix(dense[:, ::-1])
    columns = (dense.shape[1] - 1 - turned.indices).astype(turned.indices.dtype)
    return sp.csr_matrix((turned.data, columns, turned.indptr), shape=dense.shape)
