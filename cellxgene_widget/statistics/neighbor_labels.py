"""What the neighbours of cells are called: where that differs from a cell's own label, one of them may be wrong. Pure.

A graph is a CSR matrix of weights, shape (n_cells, n_cells), the neighbours of each cell in its row; it need not be
symmetric. A cell is no neighbour of itself. Codes are labels, one a cell; 0 stands for no label.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from ..core.cell_sets import Codes

#: Weights that are worked on at a time: they stay in the processor's cache.
_BLOCK = 1_000_000
#: Of a table of rows by labels so many fields are filled at a time.
_FIELDS = 2_000_000


def doubt(graph: sp.csr_matrix, codes: Codes | npt.NDArray[np.int64]) -> npt.NDArray[np.float32]:
    """Return which share of the weight of a cell's neighbours is with those of another label.

    Parameters
    ----------
    graph
        Weights of 0 or more.
    codes
        The label of each cell; shape (n_cells,). Neighbours without one count neither for nor against.

    Returns
    -------
    ndarray of float32, shape (n_cells,)
        0: all have the same label. NaN: the cell has none, or none of its neighbours has.
    """
    share = np.full(codes.size, np.nan, dtype=np.float32)
    for rows, block in _blocks(graph, _BLOCK):
        theirs, own = codes[block.indices], np.repeat(codes[rows], np.diff(block.indptr))
        labelled = _row_sums(block, block.data * (theirs != 0))
        other = _row_sums(block, block.data * ((theirs != own) & (theirs != 0)))
        known = (labelled > 0) & (codes[rows] != 0)
        np.divide(other, labelled, out=share[rows], where=known, casting="same_kind")
    return share


def likely_other(
    graph: sp.csr_matrix, codes: Codes | npt.NDArray[np.int64]
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float32]]:
    """Return what else each cell may be called: the label but its own that most of its neighbours' weight is with.

    Returns
    -------
    codes, shape (n_cells,)
        0: none. Of two with the same weight the lower one. Cells without a label have one here, too.
    share, float32, shape (n_cells,)
        Its part of the weight of all neighbours with a label; NaN where there are none.
    """
    n_codes = int(codes.max(initial=0)) + 1
    best = np.zeros(codes.size, dtype=np.int64)
    share = np.full(codes.size, np.nan, dtype=np.float32)
    for rows, block in _blocks(graph, _BLOCK, max(1, _FIELDS // n_codes)):
        n_rows = block.shape[0]
        at = np.repeat(np.arange(n_rows, dtype=np.int64) * n_codes, np.diff(block.indptr)) + codes[block.indices]
        table = np.bincount(at, block.data, minlength=n_rows * n_codes).reshape(n_rows, n_codes)
        table[:, 0] = 0
        labelled = table.sum(axis=1)
        table[np.arange(n_rows), codes[rows]] = 0
        found = table.argmax(axis=1)
        most = table[np.arange(n_rows), found]
        best[rows] = np.where(most > 0, found, 0)
        np.divide(most, labelled, out=share[rows], where=labelled > 0, casting="same_kind")
    return best, share


def connected(graph: sp.csr_matrix, groups: Codes | npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Return which cells hang together: those of one group that the graph connects within the group.

    Parameters
    ----------
    graph
        A weight in one direction is enough.
    groups
        The group of each cell; shape (n_cells,). 0: none.

    Returns
    -------
    ndarray of int64, shape (n_cells,)
        A number of each component from 0 on, in the order of their first cells; -1 where a cell is in no group.
    """
    ids = np.full(groups.size, -1, dtype=np.int64)
    cells = np.flatnonzero(groups)
    if not cells.size:
        return ids
    part = sp.coo_matrix(graph[cells][:, cells])
    its_groups = groups[cells]
    same = (its_groups[part.row] == its_groups[part.col]) & (part.data > 0)
    within = sp.coo_matrix((part.data[same], (part.row[same], part.col[same])), shape=part.shape)
    from scipy.sparse.csgraph import connected_components  # it takes long to be imported

    _, found = connected_components(within, directed=False)
    _, first, inverse = np.unique(found, return_index=True, return_inverse=True)
    ids[cells] = np.argsort(np.argsort(first))[inverse]
    return ids


def _blocks(graph: sp.csr_matrix, n_weights: int, most_rows: int = _BLOCK) -> Iterator[tuple[slice, sp.csr_matrix]]:
    """Give a graph in blocks of rows without its diagonal, that share what it holds where they can."""
    n_rows, ends = graph.shape[0], graph.indptr
    begin = 0
    while begin < n_rows:
        end = int(np.searchsorted(ends, ends[begin] + n_weights, side="right")) - 1
        end = min(max(end, begin + 1), n_rows, begin + most_rows)
        first, last = ends[begin], ends[end]
        indices, data = graph.indices[first:last], graph.data[first:last]
        counts = np.diff(ends[begin : end + 1])
        own = indices == np.repeat(np.arange(begin, end, dtype=indices.dtype), counts)
        if own.any():
            data = np.where(own, 0, data)
        block = sp.csr_matrix((end - begin, n_rows), dtype=data.dtype)
        block.indptr, block.indices, block.data = ends[begin : end + 1] - first, indices, data
        yield slice(begin, end), block
        begin = end


def _row_sums(block: sp.csr_matrix, values: npt.NDArray[np.float32]) -> npt.NDArray[np.float64]:
    """Return the sums of some values that lie as those of the block do, by row."""
    rows = np.repeat(np.arange(block.shape[0]), np.diff(block.indptr))
    return np.bincount(rows, values, minlength=block.shape[0]).astype(np.float64, copy=False)
