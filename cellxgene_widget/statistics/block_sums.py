"""Sums by gene of groups of cells in a block of a matrix, in pieces that fit the caches of a core.

What takes long is done by scipy's compiled products, which hold no lock of Python's: blocks are summed side by side.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from ..data.counts import LOOKED_AT, look_at
from ..data.matrix import summed

Floats = npt.NDArray[np.float64]

#: Values of a piece: a few arrays of them, as float64, are held.
_PIECE = 500_000


def block_sums(values: Any, groups: npt.NDArray[np.uint8], n_groups: int) -> tuple[Floats, bool, bool]:
    """Return the sums, squares and numbers of nonzeros of each group in a block, and what its values look like.

    Parameters
    ----------
    values
        An ndarray, CSR or CSC; shape (n_cells, n_columns).
    groups
        One a cell, from 1; 0 for those that are not summed. Shape (n_cells,).
    n_groups
        How many groups.

    Returns
    -------
    sums : ndarray, shape (n_groups, 3, n_columns)
    whole, negative : bool
        As in :class:`~cellxgene_widget.data.counts.Look`.
    """
    sums = np.zeros((n_groups, 3, values.shape[1]))
    if sp.issparse(values):
        with np.errstate(over="ignore", invalid="ignore"):  # a gene with infinite values is ranked last
            if values.format == "csr":
                look = look_at(summed(values[: np.searchsorted(values.indptr, LOOKED_AT)]).data)
                _add_rows(sums, values, groups)
            else:
                values = summed(values)
                look = look_at(values.data)
                _add_columns(sums, values, groups)
    else:
        for group in range(1, n_groups + 1):
            of_group = np.asarray(values)[groups == group].astype(np.float64)
            with np.errstate(over="ignore", invalid="ignore"):
                sums[group - 1, 0] = of_group.sum(axis=0)
                sums[group - 1, 1] = np.einsum("ij,ij->j", of_group, of_group)
            sums[group - 1, 2] = np.count_nonzero(of_group, axis=0)
        look = look_at(np.asarray(values).reshape(-1))
    return sums, look.whole, look.negative


def _pieces(indptr: npt.NDArray[Any]) -> Iterator[tuple[int, int]]:
    """Give the rows of each piece (columns of CSC), of which none is cut."""
    cuts = np.searchsorted(indptr, np.arange(_PIECE, int(indptr[-1]), _PIECE)).tolist()
    edges = sorted({0, *cuts, indptr.size - 1})
    yield from itertools.pairwise(edges)


def _add_rows(sums: Floats, values: Any, groups: npt.NDArray[np.uint8]) -> None:
    n_columns = values.shape[1]
    for begin, end in _pieces(values.indptr):
        first, last = int(values.indptr[begin]), int(values.indptr[end])
        parts = values.data[first:last], values.indices[first:last], values.indptr[begin : end + 1] - first
        piece = sp.csr_matrix(parts, shape=(end - begin, n_columns))
        of = groups[begin:end]
        # Group by group: what is infinite in one must not touch the others, as it would in a product with zeros.
        for group in np.unique(of[of > 0]).tolist():
            rows = np.flatnonzero(of == group)
            own = piece if rows.size == of.size else piece[rows]
            if not own.has_canonical_format:
                # Rows are not sorted: by columns they are in order, and an entry in pieces is side by side.
                own = own.tocsc()
                own.sum_duplicates()
            data = own.data.astype(np.float64)
            # The columns of rows, or the columns themselves.
            kind = sp.csc_matrix if own.format == "csr" else sp.csr_matrix
            by_column = kind((data, own.indices, own.indptr), shape=(n_columns, rows.size))
            ones = np.ones(rows.size)
            sums[group - 1, 0] += by_column @ ones
            nonzero = data != 0
            np.multiply(data, data, out=data)
            sums[group - 1, 1] += by_column @ ones
            data[:] = nonzero
            sums[group - 1, 2] += by_column @ ones


def _add_columns(sums: Floats, values: Any, groups: npt.NDArray[np.uint8]) -> None:
    for begin, end in _pieces(values.indptr):
        first, last = int(values.indptr[begin]), int(values.indptr[end])
        data, of = values.data[first:last].astype(np.float64), groups[values.indices[first:last]]
        begins = values.indptr[begin : end + 1] - first
        columns = np.flatnonzero(np.diff(begins))
        if not columns.size:
            continue
        for group in range(1, len(sums) + 1):
            own = np.where(of == group, data, 0.0)
            sums[group - 1, 0, begin + columns] = np.add.reduceat(own, begins[columns])
            sums[group - 1, 2, begin + columns] = np.add.reduceat((own != 0).astype(np.int64), begins[columns])
            np.multiply(own, own, out=own)
            sums[group - 1, 1, begin + columns] = np.add.reduceat(own, begins[columns])
