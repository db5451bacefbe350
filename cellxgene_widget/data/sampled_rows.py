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

Positions = npt.NDArray[np.intp]

#: Stretches of rows that the sample of a set is taken from, where not all are read. Batches may follow one another in
#: the file: so many places catch each that has more than a few percent of the cells. More where a set has few in each.
_STRETCHES, _MOST_STRETCHES = 64, 192
#: So many times the stretches that are needed where all rows of each are taken: those with many rows can be met more
#: often then, and give fewer each.
_SPARE = 1.5


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
    drawn from 64 to 192 chunks (two stages: chunks with a chance that grows with the set's rows in them, then so many
    rows of each that every row of the set has the same chance). Means over the sample are right on average. But
    neighbours in the file are drawn together: where cells are sorted in it (by batch, say) a sample of n rows with m of
    a chunk tells as much as n / (1 + (m - 1) * r) rows drawn one by one, r being the correlation of two cells of a
    chunk. Of a set that is strewn over many more chunks there are fewer rows, and their number hangs a little on chance
    where some chunks have many and others few: it may be somewhat more than half.

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


def is_had_for_less(matrix: Any, inside: Mask, outside: Mask, n: int, *, seed: int = 0) -> bool:
    """Tell whether a sample takes reading at most half of what all rows of both sets do; arguments as above."""
    if kind_of(matrix) in ("rows", "columns"):
        return True
    bounds = bounds_of(matrix)
    if bounds is None or is_by_genes(matrix):
        return False
    rng = np.random.default_rng(seed)
    all_rows = [np.flatnonzero(side) for side in (inside, outside)]
    of_sample, of_all = (
        np.unique(np.searchsorted(bounds, np.concatenate(rows), side="right")).size
        for rows in ([_drawn(rows, n // 2, bounds, rng) for rows in all_rows], all_rows)
    )
    return bool(2 * of_sample <= of_all)


def _drawn(rows: Positions, n: int, bounds: npt.NDArray[np.int64] | None, rng: np.random.Generator) -> Positions:
    """Return some of the rows of a set; ``bounds`` tell where stretches begin that are read together."""
    if rows.size <= n and bounds is None:
        return rows
    if bounds is not None and rows.size:
        ends = np.unique(np.searchsorted(rows, bounds))  # of stretches that have rows of the set
        if ends.size - 1 > _STRETCHES:
            found = _near_each_other(rows, ends, n, rng)
            if found is not None:
                return found
    return rows if rows.size <= n else rng.choice(rows, n, replace=False, shuffle=False)


def _near_each_other(rows: Positions, ends: Positions, n: int, rng: np.random.Generator) -> Positions | None:
    """Return rows from a few stretches, each row with the same chance; None: all stretches are to be read.

    ``ends``: where the rows of each stretch begin and end.
    """
    own = np.diff(ends)
    part = min(n / rows.size, 1, _MOST_STRETCHES / (_SPARE * own.size))
    n_met = min(max(int(np.ceil(_SPARE * part * own.size)), _STRETCHES), _MOST_STRETCHES)
    if own.size <= n_met:
        return None
    chance = _chances(own, n_met, part)
    # One draw at even distances; those of one kind follow one another, so that their numbers hang little on chance
    order = np.argsort(chance <= part, kind="stable")
    met = np.sort(order[np.diff(np.floor(np.cumsum(chance[order]) + rng.random()), prepend=0) > 0])
    # So many of each, up or down to whole numbers by chance, and all together as many as that comes to
    wanted = np.floor(np.cumsum(own[met] * (part / chance[met])) + rng.random())
    numbers = np.minimum(np.diff(wanted, prepend=0).astype(np.intp), own[met])
    return np.concatenate(
        [
            rng.choice(rows[ends[i] : ends[i + 1]], number, replace=False, shuffle=False)
            for i, number in zip(met.tolist(), numbers.tolist(), strict=True)
        ]
    )


def _chances(own: Positions, n_met: int, least: float) -> npt.NDArray[np.float64]:
    """Return the chance of each stretch to be met: as its number of rows, but at least so much and at most 1.

    They add up to ``n_met``. A row has at most the chance of its stretch, so that may not be less than a row's.
    """
    low, high = 0.0, 1.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if np.clip(middle * own, least, 1).sum() < n_met else (low, middle)
    found: npt.NDArray[np.float64] = np.clip(high * own, least, 1)
    return found
