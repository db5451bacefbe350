"""The nearest of some cells to others, and what most of these are called. Pure: rows of coordinates in, numbers out."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from ..core.optional import require

#: Pairs of cells up to which all distances are looked at: exact, and a minute or two at most.
_MOST_PAIRS = 6_000_000_000
#: Of a table of cells by codes so many fields are filled at a time.
_FIELDS = 2_000_000
_SEED = 0
#: How much less the farthest neighbour counts than one at no distance: exp(-2), about an eighth.
_FALL = 2.0

Rows = npt.NDArray[np.floating[Any]]
Places = npt.NDArray[np.intp]
Distances = npt.NDArray[np.float32]


class Near(NamedTuple):
    """The nearest rows of a reference to each cell; both of shape (n_cells, n_neighbors), the nearest first.

    Attributes
    ----------
    places
        In the reference; -1: there is none.
    distances
        From the cell; infinite where there is none.
    """

    places: Places
    distances: Distances


def nearest(reference: Rows, cells: Rows, n_neighbors: int, own: Places | None = None) -> Near:
    """Return the nearest rows of a reference to each cell.

    Parameters
    ----------
    reference, cells
        Coordinates, finite; shape (n, n_columns).
    n_neighbors
        How many; fewer where the reference has no more.
    own
        Where each cell is in the reference itself, or -1: a cell is no neighbour of itself.
    """
    shape = (len(cells), n_neighbors)
    out = Near(np.full(shape, -1, dtype=np.intp), np.full(shape, np.inf, dtype=np.float32))
    known = own is not None and bool((own >= 0).any())
    wanted = min(n_neighbors + known, len(reference))
    if not wanted or not len(cells):
        return out
    found = _approximate if len(reference) * len(cells) > _MOST_PAIRS else _exact
    near = found(np.ascontiguousarray(reference, dtype=np.float32), np.asarray(cells, dtype=np.float32), wanted)
    if own is not None and known:
        near = _without(near, own)
    n = min(n_neighbors, near.places.shape[1])
    out.places[:, :n], out.distances[:, :n] = near.places[:, :n], near.distances[:, :n]
    return out


def votes(
    near: Near, codes: npt.NDArray[Any], own: npt.NDArray[Any]
) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.float32], npt.NDArray[np.float32]]:
    """Return what most of the neighbours of each cell are called; nearer ones count more.

    The weight of a neighbour at a distance d is exp(-2 (d / D)²), where D is that of the farthest: the scale is each
    cell's own, so that it does not matter how dense its surroundings are, and no single neighbour decides.

    Parameters
    ----------
    near
        As of :func:`nearest`.
    codes
        Of the reference; 0: none, which is a vote for none.
    own
        A code of each cell.

    Returns
    -------
    best, shape (n_cells,)
        The code with most of the votes; 0: no code has more of them than none has, or a cell has no neighbours.
    share_of_best, share_of_own, float32, shape (n_cells,)
        The share of the votes for the code (other than none) with most of them, and for the cell's own one.
    """
    neighbors, weights = near.places, _weights(near.distances)
    n_cells = len(neighbors)
    n_codes = int(max(np.max(codes, initial=0), np.max(own, initial=0), 1)) + 1
    best = np.zeros(n_cells, dtype=np.intp)
    of_best, of_own = np.zeros(n_cells, dtype=np.float32), np.zeros(n_cells, dtype=np.float32)
    step = max(1, _FIELDS // n_codes)
    for begin in range(0, n_cells, step):
        rows = slice(begin, begin + step)
        there = neighbors[rows] >= 0
        theirs = np.where(there, np.asarray(codes, dtype=np.intp)[neighbors[rows]], 0)
        each = np.arange(len(there))
        at = each[:, None] * n_codes + theirs
        fields = np.bincount(at.ravel(), weights[rows].ravel(), minlength=each.size * n_codes)
        table = fields.reshape(each.size, n_codes)
        likeliest = table[:, 1:].argmax(axis=1) + 1
        most = table[each, likeliest]
        best[rows] = np.where(most > table[:, 0], likeliest, 0)
        whole = table.sum(axis=1)
        whole[whole == 0] = 1  # no neighbours, no votes
        of_best[rows] = np.minimum(most / whole, 1)
        of_own[rows] = np.minimum(table[each, np.asarray(own)[rows]] / whole, 1)
    return best, of_best, of_own


def _weights(distances: Distances) -> npt.NDArray[np.float64]:
    """Return how much each neighbour counts; 0: there is none."""
    is_there = np.isfinite(distances)
    farthest = np.max(distances, axis=1, initial=0, where=is_there)[:, None].astype(np.float64)
    farthest[farthest == 0] = 1  # all of them at the very place of the cell
    relative = np.where(is_there, distances, 0) / farthest
    return np.where(is_there, np.exp(-_FALL * relative**2), 0.0)


def _without(near: Near, own: Places) -> Near:
    """Return neighbours without the cells themselves: none in their place, after all others."""
    is_own = near.places == own[:, None]
    order = np.argsort(is_own, axis=1, kind="stable")
    return Near(
        np.take_along_axis(np.where(is_own, -1, near.places), order, axis=1),
        np.take_along_axis(np.where(is_own, np.float32(np.inf), near.distances), order, axis=1),
    )


def _exact(reference: Rows, cells: Rows, n: int) -> Near:
    require("sklearn", "replay() by neighbours")
    from sklearn.neighbors import NearestNeighbors

    distances, places = NearestNeighbors(n_neighbors=n).fit(reference).kneighbors(cells)
    return Near(np.asarray(places, dtype=np.intp), np.asarray(distances, dtype=np.float32))


def _approximate(reference: Rows, cells: Rows, n: int) -> Near:
    require("pynndescent", "replay() by neighbours of so many cells")
    from pynndescent import NNDescent

    places, distances = NNDescent(reference, n_neighbors=max(n, 15), random_state=_SEED).query(cells, k=n)
    return Near(np.asarray(places, dtype=np.intp), np.asarray(distances, dtype=np.float32))
