"""Which genes tell one set of cells from another: Welch's t-test from sums that are read once, and AUC from ranks.

The values and their order are those of scanpy's ``rank_genes_groups(method="t-test")``.
"""

from __future__ import annotations

import functools
from collections import OrderedDict
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.special import stdtr

from ..core.cell_sets import Mask
from ..core.cores import on_all_cores
from ..data.gene_index import Totals
from ..data.matrix import READ_SIZE, ReadSize, kind_of, over_blocks, reading_token
from ..data.reading import reading
from .block_sums import block_sums
from .memory_sums import sums_in_memory

Floats = npt.NDArray[np.float64]

#: Matrices whose totals are kept: X, raw and a layer.
_TOTALS_KEPT = 3


@dataclass(frozen=True, eq=False)
class Sums:
    """What Welch's test needs of some cells.

    Attributes
    ----------
    n
        How many cells.
    total, squares, nonzero
        By gene the sum, the sum of squares and the number of values that are not zero; float64, shape (n_genes,).
    whole
        Whether all values looked at are whole numbers, 0 or more: counts, most likely.
    negative
        Whether some of them are below 0: scaled values, most likely.
    """

    n: int
    total: Floats
    squares: Floats
    nonzero: Floats
    whole: bool
    negative: bool = False

    def __add__(self, other: Sums) -> Sums:
        """Return the sums of both sets of cells."""
        return Sums(
            self.n + other.n,
            self.total + other.total,
            self.squares + other.squares,
            self.nonzero + other.nonzero,
            self.whole and other.whole,
            self.negative or other.negative,
        )

    def __sub__(self, part: Sums) -> Sums:
        """Return the sums of the cells that are not in a part."""
        nonzero = self.nonzero - part.nonzero
        # Counts are exact; where there is nothing left, neither is a rest of rounding.
        left = nonzero > 0
        with np.errstate(invalid="ignore"):  # of a gene with an infinite value nothing can be said
            total, squares = self.total - part.total, self.squares - part.squares
        return Sums(
            self.n - part.n, np.where(left, total, 0), np.where(left, squares, 0), nonzero, self.whole, self.negative
        )

    @property
    def mean(self) -> Floats:
        """Mean by gene."""
        return self.total / self.n

    @property
    def variance(self) -> Floats:
        """Unbiased variance by gene (ddof=1)."""
        raw: Floats = self.squares / self.n - np.square(self.mean)
        # The difference of two nearly equal numbers: below this it is rounding, of a gene that does not vary.
        raw[raw < 1e-13 * self.squares / self.n] = 0
        variance: Floats = raw * (self.n / (self.n - 1))
        return variance


def sums_of(
    matrix: Any,
    groups: npt.NDArray[np.uint8],
    n_groups: int,
    progress: Callable[[float], None] = lambda _: None,
    size: ReadSize = READ_SIZE,
) -> list[Sums]:
    """Read the sums of groups of cells, in one pass over blocks of bounded size.

    Parameters
    ----------
    matrix
        Of any kind that :mod:`.matrix` knows; shape (n_cells, n_genes).
    groups
        One a cell, from 1; 0 for cells that are not needed. Shape (n_cells,).
    n_groups
        How many groups.
    progress
        Told the part that is done; it may raise to stop.
    size
        How much is read at a time.
    """
    sums = np.zeros((n_groups, 3, matrix.shape[1]))
    whole, negative = True, False
    # a gene with infinite values is ranked last
    with reading(), np.errstate(over="ignore", invalid="ignore"):
        work = functools.partial(block_sums, n_groups=n_groups)
        with closing(over_blocks(matrix, work, groups, progress, size)) as blocks:
            for columns, (part, is_whole, is_negative) in blocks:
                sums[:, :, columns] += part
                whole, negative = whole and is_whole, negative or is_negative
    counts = np.bincount(groups, minlength=n_groups + 1)[1:]
    return [Sums(int(n), each[0], each[1], each[2], whole, negative) for n, each in zip(counts, sums, strict=True)]


class SumsReader:
    """Reads sums of cells against others, and keeps the totals: later only the smaller of the two sets is read.

    Parameters
    ----------
    size
        How much is read at a time.
    """

    def __init__(self, size: ReadSize = READ_SIZE) -> None:
        self._size = size
        self._totals: OrderedDict[str, Sums] = OrderedDict()
        #: Of a matrix in memory, whether each entry of it is in one piece; as many as totals are kept.
        self._single: OrderedDict[str, bool] = OrderedDict()

    def read(
        self,
        matrix: Any,
        inside: Mask,
        outside: Mask,
        progress: Callable[[float], None] = lambda _: None,
        known: Callable[[], Totals | None] = lambda: None,
    ) -> tuple[Sums, Sums]:
        """Return the sums of two sets of cells that do not overlap; masks of shape (n_cells,).

        ``known`` may have the totals of all cells, from a gene index.
        """
        if kind_of(matrix) == "rows":
            return self._read_in_memory(matrix, inside, outside, progress)
        if not (inside | outside).all():
            groups = inside.astype(np.uint8) + 2 * outside.astype(np.uint8)
            first, second = sums_of(matrix, groups, 2, progress, self._size)
            return first, second
        token = reading_token(matrix)
        totals = self._totals.get(token) or _sums_of_all(known(), matrix)
        if totals is None:
            first, second = sums_of(matrix, inside + 2 * outside.astype(np.uint8), 2, progress, self._size)
            self._keep(token, first + second)
            return first, second
        self._keep(token, totals)
        if np.count_nonzero(inside) <= np.count_nonzero(outside):
            (first,) = sums_of(matrix, inside.astype(np.uint8), 1, progress, self._size)
            return first, totals - first
        (second,) = sums_of(matrix, outside.astype(np.uint8), 1, progress, self._size)
        return totals - second, second

    def _read_in_memory(
        self, matrix: Any, inside: Mask, outside: Mask, progress: Callable[[float], None]
    ) -> tuple[Sums, Sums]:
        """Return the same of rows in memory: all are summed as they lie, only those of the smaller set are picked."""
        token = reading_token(matrix)

        def sums(cells: Mask | None) -> Sums:
            rows = None if cells is None else np.flatnonzero(cells)
            found = sums_in_memory(matrix, rows, progress, single=self._single.get(token))
            if cells is None:
                self._single[token] = found.single
                while len(self._single) > _TOTALS_KEPT:
                    self._single.popitem(last=False)
            n = int(matrix.shape[0]) if rows is None else rows.size
            return Sums(n, found.sums[0], found.sums[1], found.sums[2], found.whole, found.negative)

        if not (inside | outside).all():
            return sums(inside), sums(outside)
        totals = self._totals.get(token) or sums(None)
        self._keep(token, totals)
        if not np.isfinite(totals.squares).all():  # infinite less infinite is nothing that could be said of the rest
            return sums(inside), sums(outside)
        if np.count_nonzero(inside) <= np.count_nonzero(outside):
            first = sums(inside)
            return first, totals - first
        second = sums(outside)
        return totals - second, second

    def _keep(self, token: str, totals: Sums) -> None:
        self._totals[token] = totals
        while len(self._totals) > _TOTALS_KEPT:
            self._totals.popitem(last=False)


def _sums_of_all(totals: Totals | None, matrix: Any) -> Sums | None:
    if totals is None:
        return None
    total, squares, nonzero = totals.sums
    return Sums(int(matrix.shape[0]), total, squares, nonzero, totals.whole, totals.negative)


def welch(inside: Sums, outside: Sums, base: float | None = None) -> pd.DataFrame:
    """Test every gene by Welch's t-test, as scanpy does.

    Parameters
    ----------
    inside, outside
        Two cells or more each.
    base
        Of the logarithm the values are in, as in ``uns["log1p"]["base"]``; None: e.

    Returns
    -------
    DataFrame
        One row a gene, in their order: ``scores`` (t), ``logfoldchanges`` (log2 of the ratio of the exponentials of the
        means, less 1, plus 1e-9), ``pvals``, ``pvals_adj`` (Benjamini-Hochberg), ``pct_in``, ``pct_out``.
    """
    with np.errstate(all="ignore"):
        scores, pvals = _t_test(inside, outside)
        # Neither set varies: nothing can be said, also where rounding makes the means differ.
        rounding = np.abs(inside.mean - outside.mean) <= 1e-9 * np.abs(inside.mean)
        unclear = np.isnan(scores) | (np.isinf(scores) & rounding)
        scores, pvals = np.where(unclear, 0, scores), np.where(unclear, 1, pvals)
        changes = log_fold_changes(inside, outside, base)
    return pd.DataFrame(
        {
            "scores": scores,
            "logfoldchanges": changes,
            "pvals": pvals,
            "pvals_adj": benjamini_hochberg(pvals),
            "pct_in": inside.nonzero / inside.n,
            "pct_out": outside.nonzero / outside.n,
        }
    )


def _t_test(inside: Sums, outside: Sums) -> tuple[Floats, Floats]:
    """Return t and p as ``scipy.stats.ttest_ind_from_stats(equal_var=False)`` does: to import that takes 0.3 s."""
    of_mean, of_other = inside.variance / inside.n, outside.variance / outside.n
    freedom = (of_mean + of_other) ** 2 / (of_mean**2 / (inside.n - 1) + of_other**2 / (outside.n - 1))
    scores = (inside.mean - outside.mean) / np.sqrt(of_mean + of_other)
    pvals: Floats = 2 * stdtr(np.where(np.isnan(freedom), 1, freedom), -np.abs(scores))
    return scores, pvals


def log_fold_changes(inside: Sums, outside: Sums, base: float | None) -> Floats:
    """Return scanpy's log2 fold changes of values in a logarithm of this base (None: e); shape (n_genes,)."""
    scale = 1.0 if base is None else np.log(base)
    with np.errstate(all="ignore"):
        ratio = (np.expm1(inside.mean * scale) + 1e-9) / (np.expm1(outside.mean * scale) + 1e-9)
        changes: Floats = np.log2(ratio)
    return changes


def benjamini_hochberg(pvals: Floats) -> Floats:
    """Return p-values adjusted for the false discovery rate (Benjamini and Hochberg 1995); shape (n,)."""
    order = np.argsort(pvals)[::-1]
    ranks = np.arange(pvals.size, 0, -1)
    adjusted = np.empty_like(pvals)
    adjusted[order] = np.minimum(np.minimum.accumulate(pvals[order] * pvals.size / ranks), 1)
    return adjusted


def auc_of(values: npt.NDArray[Any], inside: Mask, outside: Mask) -> Floats:
    """Return how often a cell inside has a higher value than one outside, ties counted half.

    It is U / (n_inside * n_outside) of the exact Wilcoxon (Mann-Whitney) test.

    Parameters
    ----------
    values
        Shape (n_cells, n_genes).
    inside, outside
        Shape (n_cells,).

    Returns
    -------
    ndarray of float64, shape (n_genes,), 0 to 1; NaN for a gene with missing values
    """
    sizes = int(inside.sum()), int(outside.sum())
    columns = list(np.ascontiguousarray(values.T))
    return np.array(list(on_all_cores(lambda column: _auc(column, inside, outside, sizes), columns)), dtype=np.float64)


def _auc(column: npt.NDArray[Any], inside: Mask, outside: Mask, sizes: tuple[int, int]) -> float:
    n_in, n_out = sizes
    # Most values are zero: they are one tie, and only the others need an order.
    stored = np.flatnonzero(column != 0)  # of a mask they are found in a tenth of the time
    values, is_ours = column[stored], inside[stored]
    ours, theirs = np.sort(values[is_ours]), np.sort(values[outside[stored]])  # what is in order is looked up faster
    if np.isnan(ours[-1:]).any() or np.isnan(theirs[-1:]).any():
        return np.nan
    zeros_in, zeros_out = n_in - ours.size, n_out - theirs.size
    below, up_to = np.searchsorted(theirs, ours, "left"), np.searchsorted(theirs, ours, "right")
    n_negative = int(np.searchsorted(theirs, 0))
    wins = (below.sum() + up_to.sum()) / 2 + zeros_out * np.count_nonzero(ours > 0)
    return float((wins + zeros_in * (n_negative + zeros_out / 2)) / (n_in * n_out))
