"""A sample of the rows of a matrix of any kind, from two sets of cells: what an estimate is made of."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from ..core.cell_sets import Mask
from .matrix import READ_SIZE, ReadSize, bounds_of, is_by_genes, kind_of, rows_of, summed
from .stored_rows import source_of

Positions = npt.NDArray[np.intp]

#: Stretches of rows that the sample of a set is taken from, where not all are read. Batches may follow one another in
#: the file: so many places catch each that has more than a few percent of the cells. More where a set has few in each.
_STRETCHES, _MOST_STRETCHES = 64, 192


@dataclass(frozen=True, eq=False)
class SampledRows:
    """Some rows of a matrix.

    Attributes
    ----------
    positions
        Which rows, sorted; shape (k,).
    values
        CSR, each entry in one piece, or an ndarray; shape (k, n_genes).
    inside
        Whether each is of the first set; shape (k,). The others are of the second.
    """

    positions: Positions
    values: Any
    inside: Mask


def has_rows_apart(matrix: Any) -> bool:
    """Tell whether a sample of the rows of a matrix on disk, or lazy, is had for a good deal less than all rows."""
    if is_by_genes(matrix):
        return False
    if kind_of(matrix) != "lazy" or source_of(matrix) is not None:
        return True
    return len(matrix.chunks[0]) > 4 * _STRETCHES  # of both sets so many blocks are computed, half of them at most


def sampled_rows(
    matrix: Any,
    inside: Mask,
    outside: Mask,
    n: int = 20_000,
    *,
    seed: int = 0,
    progress: Callable[[float], None] = lambda _: None,
    size: ReadSize = READ_SIZE,
) -> SampledRows:
    """Read some rows of two sets of cells that do not overlap, at most half of them of each.

    In memory the rows of each set are drawn at random, one by one; all of a set that is not larger.

    On disk rows are stored in chunks, and one is read no faster than all of its chunk. So the rows of each set are
    drawn from 64 to 192 chunks, which lie at even distances among the set's rows, from a random beginning: each row is
    about as likely to be drawn as any other of its set, but neighbours in the file are drawn together. Where cells are
    sorted in the file (by batch, say) a sample tells less than as many rows drawn one by one: means are still right on
    average, with an error as of so many groups of cells. Of a small set that is strewn over more chunks there are fewer
    rows than it has.

    Parameters
    ----------
    matrix
        As for :func:`~.matrix.columns_of`; shape (n_cells, n_genes).
    inside, outside
        Shape (n_cells,).
    n
        How many rows at most.
    seed
        The same rows are drawn for the same seed.
    progress
        Told the part that is done, 0 to 1. It may raise, to stop.
    size
        How much is read at a time.
    """
    kind_of(matrix)
    rng = np.random.default_rng(seed)
    bounds = bounds_of(matrix)
    positions = np.sort(
        np.concatenate([_drawn(np.flatnonzero(side), n // 2, bounds, rng) for side in (inside, outside)])
    )
    values = rows_of(matrix, positions, progress, size)
    if sp.issparse(values):
        values = summed(values.tocsr())
    return SampledRows(positions, values, inside[positions])


def _drawn(rows: Positions, n: int, bounds: npt.NDArray[np.int64] | None, rng: np.random.Generator) -> Positions:
    """Return some of the rows of a set; ``bounds`` tell where stretches begin that are read together."""
    if bounds is not None and rows.size:
        rows = _near_each_other(rows, n, bounds, rng)
    return rows if rows.size <= n else rng.choice(rows, n, replace=False, shuffle=False)


def _near_each_other(rows: Positions, n: int, bounds: npt.NDArray[np.int64], rng: np.random.Generator) -> Positions:
    """Return the rows in a few stretches, as many of each as makes all rows about as likely."""
    stretch = np.searchsorted(bounds, rows, side="right") - 1
    n_there = 1 + np.count_nonzero(np.diff(stretch))
    enough = -(-min(n, rows.size) * int(n_there) // rows.size)
    n_met: int = min(max(enough, _STRETCHES), _MOST_STRETCHES)
    if n_there <= n_met:
        return rows
    # At even distances: a stretch with more rows is met more often, and each time as many of its rows are taken
    met = ((rng.random() + np.arange(n_met)) * rows.size / n_met).astype(np.intp)
    chosen, times = np.unique(stretch[met], return_counts=True)
    each = -(-n // n_met)
    parts = []
    for number, count in zip(chosen.tolist(), times.tolist(), strict=True):
        own = rows[np.searchsorted(stretch, number) : np.searchsorted(stretch, number, side="right")]
        parts.append(own if own.size <= count * each else rng.choice(own, count * each, replace=False, shuffle=False))
    return np.concatenate(parts)
