"""Sums by gene of a matrix in memory: on all cores, in pieces that fit the caches, and without a copy of all cells."""

from __future__ import annotations

import functools
from collections.abc import Callable
from contextlib import closing
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from ..core.cores import on_all_cores
from ..data.counts import look_at
from ..data.matrix import summed
from ..data.memory_pieces import pieces_of, view_of

Floats = npt.NDArray[np.float64]


class PieceSums(NamedTuple):
    """Sums, squares and numbers of values that are not zero, shape (3, n_columns), and what the values look like."""

    sums: Floats
    whole: bool
    negative: bool
    #: No entry is in several pieces, which count as their sum.
    single: bool


def sums_in_memory(
    matrix: Any,
    rows: npt.NDArray[np.intp] | None = None,
    progress: Callable[[float], None] = lambda _: None,
    *,
    single: bool | None = None,
) -> PieceSums:
    """Return the sums over some rows of a matrix.

    Parameters
    ----------
    matrix
        An ndarray, or CSR.
    rows
        Which rows, sorted; None: all.
    progress
        Told the part that is done, 0 to 1; it may raise to stop.
    single
        Whether it is known that no entry is in several pieces; None: it is looked at.
    """
    n_columns = matrix.shape[1]
    sums = np.zeros((3, n_columns))
    whole, negative, all_single = True, False, True
    with np.errstate(all="ignore"):  # a gene with infinite values is ranked last
        of_piece = functools.partial(_of_piece, matrix, rows, single=single)
        with closing(on_all_cores(of_piece, pieces_of(matrix, rows), progress)) as pieces:
            for piece in pieces:
                sums += piece.sums
                whole, negative = whole and piece.whole, negative or piece.negative
                all_single = all_single and piece.single
    return PieceSums(sums, whole, negative, all_single)


def _of_piece(matrix: Any, rows: npt.NDArray[np.intp] | None, piece: slice, *, single: bool | None) -> PieceSums:
    with np.errstate(all="ignore"):  # numpy's error state is that of a thread
        if not sp.issparse(matrix):
            return _of_dense(matrix[piece] if rows is None else matrix[rows[piece]])
        return _of_stored(view_of(matrix, piece) if rows is None else matrix[rows[piece]], single=single)


def _of_stored(values: Any, *, single: bool | None) -> PieceSums:
    """Return the sums over all rows of a CSR matrix, of a size to be copied."""
    is_single = single if single is not None else _is_single(values)
    if not is_single:
        values = summed(values)
    n_rows, n_columns = values.shape
    data = values.data.astype(np.float64)
    by_column = sp.csc_array((data, values.indices, values.indptr), shape=(n_columns, n_rows))
    ones = np.ones(n_rows)
    look = look_at(data)
    total = by_column @ ones
    nonzero = data != 0
    np.multiply(data, data, out=data)
    squares = by_column @ ones
    data[:] = nonzero
    return PieceSums(np.stack([total, squares, by_column @ ones]), look.whole, look.negative, is_single)


def _is_single(values: Any) -> bool:
    """Tell whether no entry of a CSR matrix is in several pieces; it need not be sorted."""
    marks = np.zeros(values.indices.size, dtype=np.int8)
    own = sp.csr_array((marks, values.indices, values.indptr), shape=values.shape)  # no mark is left on the caller's
    if own.has_canonical_format:
        return True
    by_column = own.tocsc()  # stable: the rows of a column come in order, those of an entry in pieces together
    again = by_column.indices[1:] == by_column.indices[:-1]
    begins = by_column.indptr[1:-1]
    again[begins[(begins > 0) & (begins < by_column.indices.size)] - 1] = False
    return not again.any()


def _of_dense(values: Any) -> PieceSums:
    look = look_at(values.reshape(-1))
    own = np.asarray(values, dtype=np.float64)
    nonzero = np.add.reduce((own != 0).view(np.uint8), axis=0, dtype=np.uint8)  # of fewer than 256 rows
    sums = np.stack([own.sum(axis=0), np.einsum("ij,ij->j", own, own), nonzero])
    return PieceSums(sums, look.whole, look.negative, single=True)
