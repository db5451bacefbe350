"""A selection grown or shrunk along a graph of neighbours. Pure.

A graph is a CSR matrix, shape (n_cells, n_cells), that stores no 0: the neighbours of each cell are in its row.
"""

from __future__ import annotations

import numpy as np
import scipy.sparse as sp

from ..core.cell_sets import Mask


def grown(graph: sp.csr_matrix, mask: Mask, n: int, within: Mask | None = None) -> Mask:
    """Return these cells and all that are ``n`` or fewer steps from them.

    ``within``: only by way of these cells, which alone are added.
    """
    found, frontier = mask.copy(), np.flatnonzero(mask if within is None else mask & within)
    for _ in range(n):
        new = np.zeros_like(mask)
        new[graph[frontier].indices] = True
        new &= ~found
        if within is not None:
            new &= within
        frontier = np.flatnonzero(new)
        if not frontier.size:
            break
        found |= new
    return found


def shrunk(graph: sp.csr_matrix, mask: Mask, n: int, within: Mask | None = None) -> Mask:
    """Return these cells without those that have a neighbour outside, and that ``n`` times.

    ``within``: as if there were only these cells; others stay as they are.
    """
    found = mask.copy()
    for _ in range(n):
        cells = np.flatnonzero(found if within is None else found & within)
        rows = graph[cells]
        outside = ~found if within is None else ~found & within
        ends = np.concatenate([[0], np.cumsum(outside[rows.indices])])
        lost = cells[np.diff(ends[rows.indptr]) > 0]
        if not lost.size:
            break
        found[lost] = False
    return found
