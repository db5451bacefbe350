"""A sample of the rows of a matrix of any kind, from two sets of cells: what an estimate is made of."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from ..core.cell_sets import Mask
from .matrix import READ_SIZE, ReadSize, kind_of, rows_of, summed


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

    positions: npt.NDArray[np.intp]
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
    """Read some rows of two sets of cells that do not overlap, half of them of each; all of a set that is smaller.

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

    Returns
    -------
    SampledRows
        Drawn at random, each row of a set as likely as any other of it.
    """
    kind_of(matrix)
    rng = np.random.default_rng(seed)
    positions = np.sort(np.concatenate([_drawn(np.flatnonzero(side), n // 2, rng) for side in (inside, outside)]))
    values = rows_of(matrix, positions, progress, size)
    if sp.issparse(values):
        values = summed(values.tocsr())
    return SampledRows(positions, values, inside[positions])


def _drawn(rows: npt.NDArray[np.intp], n: int, rng: np.random.Generator) -> npt.NDArray[np.intp]:
    return rows if rows.size <= n else rng.choice(rows, n, replace=False, shuffle=False)
