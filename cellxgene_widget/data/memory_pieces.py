"""A matrix in memory in pieces that fit the caches of a core, on its own buffers; some columns of it, on all cores."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from ..core.cores import on_all_cores

#: Values of a piece: as float64 they fit a core's caches, and Python is asked for few of them.
_STORED, _DENSE = 1_000_000, 400_000


def pieces_of(matrix: Any, rows: npt.NDArray[np.intp] | None = None) -> Sequence[slice]:
    """Return slices of the rows of a matrix (or of ``rows``, which are some of them) with so many values each.

    Parameters
    ----------
    matrix
        An ndarray, in slices of fewer than 256 rows; or CSR.
    rows
        Which rows; None: all.
    """
    n_rows = matrix.shape[0] if rows is None else rows.size
    if not sp.issparse(matrix):
        step = max(1, min(255, _DENSE // max(1, matrix.shape[1])))
        return [slice(begin, min(begin + step, n_rows)) for begin in range(0, n_rows, step)]
    indptr = matrix.indptr
    ends = indptr if rows is None else np.concatenate([[0], np.cumsum(np.diff(indptr)[rows], dtype=np.int64)])
    cuts = np.searchsorted(ends, np.arange(_STORED, int(ends[-1]), _STORED)).tolist()
    edges = [0, *sorted({cut for cut in cuts if 0 < cut < n_rows}), n_rows]
    return [slice(begin, end) for begin, end in itertools.pairwise(edges) if end > begin]


def view_of(matrix: Any, piece: slice) -> Any:
    """Return rows of a CSR matrix that follow each other, on the same buffers."""
    ends = matrix.indptr[piece.start : piece.stop + 1]
    first, last = int(ends[0]), int(ends[-1])
    parts = (matrix.data[first:last], matrix.indices[first:last], ends - first)
    return sp.csr_array(parts, shape=(piece.stop - piece.start, matrix.shape[1]))


def columns_in_memory(matrix: Any, wanted: npt.NDArray[np.intp]) -> npt.NDArray[Any]:
    """Return some columns of a CSR matrix, each in one stretch; shape (n_rows, len(wanted)), of its dtype.

    The column of each value is looked up once in a table of those wanted, however many they are.
    """
    n_rows, n_columns = matrix.shape
    places, order = np.unique(wanted, return_inverse=True)
    columns = np.zeros((places.size, n_rows), dtype=matrix.dtype)
    flat = columns.reshape(-1)
    is_wanted = np.zeros(n_columns, dtype=bool)
    is_wanted[places] = True
    begins = np.zeros(n_columns, dtype=np.intp)
    begins[places] = np.arange(places.size) * n_rows

    def place(piece: slice) -> None:
        ends = matrix.indptr[piece.start : piece.stop + 1]
        first, last = int(ends[0]), int(ends[-1])
        indices = matrix.indices[first:last]
        at = np.flatnonzero(np.take(is_wanted, indices))
        rows = piece.start - 1 + np.searchsorted(ends, (at + first).astype(ends.dtype), side="right")
        # added up: an entry may be in several pieces, which count as their sum
        np.add.at(flat, begins[indices[at]] + rows, matrix.data[first:last][at])

    for _ in on_all_cores(place, pieces_of(matrix)):
        pass
    return columns.T if np.array_equal(order, np.arange(order.size)) else columns[order].T
