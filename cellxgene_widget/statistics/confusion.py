"""Two ways to name the same cells: how many have which names, how far they agree, and an order along the diagonal."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from .dots import Grouping

Counts = npt.NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class Confusion:
    """How many cells have which two names.

    Attributes
    ----------
    rows, columns
        The names that cells have; None, the last: those without one.
    counts
        shape (n_rows, n_columns).
    row_order, column_order
        Places of rows and columns in an order along the diagonal: each beside what it has most in common with.
    n_named
        Cells that have both names: those that agreement is told of.
    adjusted_rand
        The adjusted Rand index: 1 the same groups, 0 as by chance; NaN where no cell has both names.
    kappa
        Cohen's kappa, where the names of one are all among those of the other; else NaN.
    """

    rows: tuple[str | None, ...]
    columns: tuple[str | None, ...]
    counts: Counts
    row_order: list[int]
    column_order: list[int]
    n_named: int
    adjusted_rand: float
    kappa: float


def confusion_of(rows: Grouping, columns: Grouping) -> Confusion:
    """Count the cells of two groupings, which are of the same cells."""
    shape = (len(rows.names), len(columns.names))
    counts = np.bincount(rows.codes * shape[1] + columns.codes, minlength=shape[0] * shape[1]).reshape(shape)
    named_rows = [name for name in rows.names if name is not None]
    named_columns = [name for name in columns.names if name is not None]
    named = counts[: len(named_rows), : len(named_columns)]
    by_row, by_column = along_diagonal(named)
    return Confusion(
        rows.names,
        columns.names,
        counts,
        # cells without a name stay last
        [*by_row, *range(len(named_rows), shape[0])],
        [*by_column, *range(len(named_columns), shape[1])],
        int(named.sum()),
        adjusted_rand(named),
        cohens_kappa(named, named_rows, named_columns),
    )


def along_diagonal(counts: Counts) -> tuple[list[int], list[int]]:
    """Return an order of rows and one of columns that puts what belongs together on the diagonal.

    The fewer stay as they are. Each of the others follows the one that it is the best match of, pair by pair (the
    assignment with the most cells in common of all that either has), or else has the most cells in.
    """
    if counts.shape[0] > counts.shape[1]:
        columns, rows = along_diagonal(counts.T)
        return rows, columns
    n_rows, n_columns = counts.shape
    if not n_rows:
        return [], list(range(n_columns))
    from scipy.optimize import linear_sum_assignment

    either = counts.sum(axis=1, keepdims=True) + counts.sum(axis=0, keepdims=True) - counts
    common = counts / np.maximum(either, 1)
    place = counts.argmax(axis=0)
    is_match = np.zeros(n_columns, dtype=bool)
    for row, column in zip(*linear_sum_assignment(common, maximize=True), strict=True):
        if counts[row, column]:
            place[column], is_match[column] = row, True
    within = common[place, np.arange(n_columns)]
    order = sorted(range(n_columns), key=lambda each: (place[each], not is_match[each], -within[each]))
    return list(range(n_rows)), order


def adjusted_rand(counts: Counts) -> float:
    """Return the adjusted Rand index of Hubert and Arabie (1985); NaN of no cells."""
    n = int(counts.sum())
    if not n:
        return float("nan")
    both, rows, columns = (_pairs(each) for each in (counts, counts.sum(axis=1), counts.sum(axis=0)))
    total = _pairs(np.asarray(n))
    by_chance = rows * columns / total if total else 0.0
    most = (rows + columns) / 2
    # one group each, or each cell for itself: there is nothing that they could disagree on
    return 1.0 if most == by_chance else (both - by_chance) / (most - by_chance)


def _pairs(counts: Counts) -> float:
    n = counts.astype(np.float64)
    return float((n * (n - 1) / 2).sum())


def cohens_kappa(counts: Counts, rows: list[str], columns: list[str]) -> float:
    """Return the kappa of Cohen (1960); NaN where each has names that the other has not, or of no cells."""
    n = counts.sum()
    shared = set(rows) & set(columns)
    if not n or len(shared) < min(len(rows), len(columns)):
        return float("nan")
    of_rows, of_columns = counts.sum(axis=1) / n, counts.sum(axis=0) / n
    places = [(rows.index(name), columns.index(name)) for name in shared]
    same = sum(counts[row, column] for row, column in places) / n
    by_chance = sum(of_rows[row] * of_columns[column] for row, column in places)
    return 1.0 if by_chance == 1 else float((same - by_chance) / (1 - by_chance))
