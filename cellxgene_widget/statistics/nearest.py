"""The nearest of some cells to others, and what most of these are called. Pure: rows of coordinates in, numbers out."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from ..core.optional import require

#: Pairs of cells up to which all distances are looked at: exact, and a minute or two at most.
_MOST_PAIRS = 6_000_000_000
#: Of a table of cells by codes so many fields are filled at a time.
_FIELDS = 2_000_000
_SEED = 0

Rows = npt.NDArray[np.floating[Any]]
Places = npt.NDArray[np.intp]


def nearest(reference: Rows, cells: Rows, n_neighbors: int, own: Places | None = None) -> Places:
    """Return the nearest rows of a reference to each cell.

    Parameters
    ----------
    reference, cells
        Coordinates, finite; shape (n, n_columns).
    n_neighbors
        How many; fewer where the reference has no more.
    own
        Where each cell is in the reference itself, or -1: a cell is no neighbour of itself.

    Returns
    -------
    ndarray of shape (n_cells, n_neighbors)
        Places in the reference, the nearest first; -1: there is none.
    """
    known = own is not None and bool((own >= 0).any())
    wanted = min(n_neighbors + known, len(reference))
    if not wanted or not len(cells):
        return np.full((len(cells), n_neighbors), -1, dtype=np.intp)
    found = _approximate if len(reference) * len(cells) > _MOST_PAIRS else _exact
    places = found(np.ascontiguousarray(reference, dtype=np.float32), np.asarray(cells, dtype=np.float32), wanted)
    if own is not None and known:
        places = _without(places, own)
    out = np.full((len(cells), n_neighbors), -1, dtype=np.intp)
    out[:, : min(n_neighbors, places.shape[1])] = places[:, :n_neighbors]
    return out


def votes(
    neighbors: Places, codes: npt.NDArray[Any], own: npt.NDArray[Any]
) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.float32], npt.NDArray[np.float32]]:
    """Return what most of the neighbours of each cell are called.

    Parameters
    ----------
    neighbors
        As of :func:`nearest`.
    codes
        Of the reference; from 1.
    own
        A code of each cell.

    Returns
    -------
    best, shape (n_cells,)
        The code of most neighbours, of two the one that nearer ones have; 0: a cell has none.
    share_of_best, share_of_own, float32, shape (n_cells,)
        The share of the neighbours that have that code, and that have the cell's own one.
    """
    n_cells, width = neighbors.shape
    n_codes = int(max(np.max(codes, initial=0), np.max(own, initial=0))) + 1
    best = np.zeros(n_cells, dtype=np.intp)
    of_best, of_own = np.zeros(n_cells, dtype=np.float32), np.zeros(n_cells, dtype=np.float32)
    # the nearest count a little more, so that they decide between two with the same number of votes
    weight = 1 + 1e-6 * np.arange(width, 0, -1)
    step = max(1, _FIELDS // n_codes)
    for begin in range(0, n_cells, step):
        rows = slice(begin, begin + step)
        there = neighbors[rows] >= 0
        theirs = np.where(there, np.asarray(codes, dtype=np.intp)[neighbors[rows]], 0)
        each = np.arange(len(there))
        at = each[:, None] * n_codes + theirs
        votes = np.bincount(at.ravel(), (there * weight).ravel(), minlength=each.size * n_codes)
        table = votes.reshape(each.size, n_codes)
        best[rows] = table.argmax(axis=1)
        n = np.maximum(there.sum(axis=1), 1)
        of_best[rows] = np.round(table[each, best[rows]]) / n
        of_own[rows] = np.round(table[each, np.asarray(own)[rows]]) / n
    return best, of_best, of_own


def _without(places: Places, own: Places) -> Places:
    """Return neighbours without the cells themselves: -1 in their place, after all others."""
    is_own = places == own[:, None]
    order = np.argsort(is_own, axis=1, kind="stable")
    rest: Places = np.take_along_axis(np.where(is_own, -1, places), order, axis=1)
    return rest


def _exact(reference: Rows, cells: Rows, n: int) -> Places:
    require("sklearn", "replay() by neighbours")
    from sklearn.neighbors import NearestNeighbors

    found = NearestNeighbors(n_neighbors=n).fit(reference).kneighbors(cells, return_distance=False)
    return np.asarray(found, dtype=np.intp)


def _approximate(reference: Rows, cells: Rows, n: int) -> Places:
    require("pynndescent", "replay() by neighbours of so many cells")
    from pynndescent import NNDescent

    found, _ = NNDescent(reference, n_neighbors=max(n, 15), random_state=_SEED).query(cells, k=n)
    return np.asarray(found, dtype=np.intp)
