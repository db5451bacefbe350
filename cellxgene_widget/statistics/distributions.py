"""How numbers are spread by group: quartiles, and the curves of a violin plot. Only these leave; the cells stay."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from .dots import Grouping

Floats = npt.NDArray[np.float64]

#: What is told of each group and name, in this order. ``n``: cells with a finite value. Whiskers reach to the last
#: value within 1.5 times the distance of the quartiles from them, as Tukey drew them.
SUMMARY = (
    "n", "mean", "median", "q25", "q75", "min", "max", "whisker_low", "whisker_high", "pct_above_0",
)  # fmt: skip
#: Points of a curve, from the lowest value of its group to the highest.
N_POINTS = 64
#: More values than this are counted in as many bins first.
_BINS = 512


@dataclass(frozen=True, eq=False)
class Distributions:
    """How numbers are spread.

    Attributes
    ----------
    n_cells
        By group; shape (n_groups,).
    summary
        float64, shape (n_names, n_groups, len(SUMMARY)): NaN, but for ``n``, where no cell has a finite value.
    curves
        The density at ``N_POINTS`` points from ``min`` to ``max``, 0 throughout where all values are the same or there
        is none; float64, shape (n_names, n_groups, N_POINTS).
    """

    n_cells: npt.NDArray[np.intp]
    summary: Floats
    curves: Floats


def distributions_of(
    values: Sequence[npt.NDArray[np.float32]],
    grouping: Grouping,
    progress: Callable[[float], None] = lambda _: None,
) -> Distributions:
    """Sum up numbers by group; values that are not finite are left out.

    Parameters
    ----------
    values
        Of each name, shape (n_cells,).
    grouping
        The cells in groups.
    progress
        Told the part that is done, 0 to 1; may raise to stop.
    """
    n_groups = len(grouping.names)
    sizes = np.bincount(grouping.codes, minlength=n_groups)
    # 16 bits are sorted by counting
    order = np.argsort(grouping.codes.astype(np.uint16) if n_groups <= 2**16 else grouping.codes, kind="stable")
    starts = np.cumsum(sizes)[:-1]
    summary = np.full((len(values), n_groups, len(SUMMARY)), np.nan)
    curves = np.zeros((len(values), n_groups, N_POINTS))
    for row, of_name in enumerate(values):
        progress(row / len(values))
        for group, part in enumerate(np.split(of_name[order], starts)):
            known = part[np.isfinite(part)]
            known.sort()
            summary[row, group] = _summed_up(known)
            curves[row, group] = density(known)
    return Distributions(sizes, summary, curves)


def _summed_up(known: npt.NDArray[np.float32]) -> Sequence[float]:
    """Sum up sorted values, in the order of SUMMARY."""
    n = known.size
    if not n:
        return [0.0, *[np.nan] * (len(SUMMARY) - 1)]
    q25, median, q75 = (_quantile(known, part) for part in (0.25, 0.5, 0.75))
    reach = 1.5 * (q75 - q25)
    # a quartile lies between two values where few are: a whisker never ends within the box
    low = min(float(known[np.searchsorted(known, q25 - reach)]), q25)
    high = max(float(known[np.searchsorted(known, q75 + reach, side="right") - 1]), q75)
    above = n - int(np.searchsorted(known, 0, side="right"))
    mean = float(known.mean(dtype=np.float64))
    return [float(n), mean, median, q25, q75, float(known[0]), float(known[-1]), low, high, above / n]


def _quantile(known: npt.NDArray[np.float32], part: float) -> float:
    """Return a quantile of sorted values, between two of them on a straight line, as numpy does."""
    place = part * (known.size - 1)
    below = int(place)
    low, high = float(known[below]), float(known[min(below + 1, known.size - 1)])
    return low + (high - low) * (place - below)


def density(known: npt.NDArray[np.float32]) -> Floats:
    """Return the density of sorted values at ``N_POINTS`` points from the lowest to the highest.

    A Gaussian kernel with Scott's bandwidth, as in scipy and scanpy's violins, but half the distance of two points at
    the least. Many values are counted in bins, which are narrow beside the kernel.

    Returns
    -------
    ndarray of float64, shape (N_POINTS,)
        0 throughout where there are no two different values.
    """
    n = known.size
    if n < 2 or known[0] == known[-1]:
        return np.zeros(N_POINTS)
    low, high = float(known[0]), float(known[-1])
    points = np.linspace(low, high, N_POINTS)
    # in parts of the range: numbers may be so large that their squares are not
    spread = float(((known - np.float64(low)) / (high - low)).std(ddof=1)) * (high - low)
    width = max(spread * n**-0.2, (points[1] - points[0]) / 2)
    at, weights = known.astype(np.float64), np.ones(n)
    if n > _BINS:
        edges = np.linspace(low, high, _BINS + 1)
        at = (edges[:-1] + edges[1:]) / 2
        ends = np.searchsorted(known, edges[1:-1].astype(np.float32))
        weights = np.diff(ends, prepend=0, append=n).astype(np.float64)
    kernel = np.exp(-0.5 * ((points[:, None] - at[None]) / width) ** 2)
    found: Floats = kernel @ weights / (n * width * np.sqrt(2 * np.pi))
    return found
