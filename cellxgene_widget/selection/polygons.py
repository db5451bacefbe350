"""Points in polygons, exactly and fast: the lasso.

The rule is even-odd, in float64 arithmetic on float32 coordinates, and the formula is the one the browser uses, bit for
bit (``js/src/geometry/lasso.ts``), so that a lasso holds the same cells there and here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt

from ..core.cell_sets import Mask

#: The box around a polygon is cut into this many boxes a side.
_GRID = 512
#: Boxes thinner than this share of the coordinates' magnitude can't be told apart safely: then every point is tested.
_FINEST = 1e-9
#: Pairs of a point and an edge that are tested at a time.
_CHUNK = 1_000_000

Points = npt.NDArray[np.float32]
Polygon = npt.NDArray[np.float64]


def in_polygons(points: Points, polygons: Sequence[Polygon]) -> Mask:
    """Return which points lie in at least one polygon.

    Parameters
    ----------
    points
        Shape (n, 2), ``float32``. A point with NaN is in no polygon.
    polygons
        Each of shape (n_vertices, 2), ``float64``, closed from the last vertex to the first.

    Returns
    -------
    ndarray of bool, shape (n,)
    """
    inside = np.zeros(len(points), dtype=bool)
    for polygon in polygons:
        low, high = _frame(polygon)
        x, y = points[:, 0], points[:, 1]
        with np.errstate(invalid="ignore"):
            near = np.flatnonzero((x >= low[0]) & (x <= high[0]) & (y >= low[1]) & (y <= high[1]) & ~inside)
        if near.size:
            inside[near] = _in_polygon(points[near].astype(np.float64), polygon, low, high)
    return inside


def _frame(polygon: Polygon) -> tuple[Polygon, Polygon]:
    """Return the corners of the box that holds every vertex and, rounding included, every crossing of the formula.

    The formula is monotone in y, and exact at one end of an edge: its value at the other end bounds it.
    """
    (xi, yi), (xj, yj) = polygon.T, np.roll(polygon, 1, axis=0).T
    with np.errstate(invalid="ignore", over="ignore"):
        ends = np.where(yi == yj, xj, (xj - xi) * (yj - yi) / np.where(yi == yj, 1.0, yj - yi) + xi)
    low, high = polygon.min(axis=0), polygon.max(axis=0)
    low[0], high[0] = min(low[0], ends.min()), max(high[0], ends.max())
    return low, high


def _in_polygon(points: Polygon, polygon: Polygon, low: Polygon, high: Polygon) -> Mask:
    """Test points inside the box of a polygon: boxes of a grid that no edge crosses are in or out as a whole."""
    fine = high - low > _FINEST * np.maximum(abs(low), abs(high))
    if len(points) < _GRID or not fine.all():
        return _even_odd(points, polygon)
    size = np.where(high > low, (high - low) / _GRID, 1.0)
    column, row = np.minimum((points - low) // size, _GRID - 1).astype(np.int64).T
    crossed = _crossed_boxes(polygon, low, size)
    boxes = row * _GRID + column
    unsure = crossed[boxes]
    inside = np.zeros(len(points), dtype=bool)
    inside[unsure] = _even_odd(points[unsure], polygon)
    # No edge runs through a stretch of uncrossed boxes in one row, so all its points share the answer of any one.
    row_starts = np.arange(_GRID * _GRID) % _GRID == 0
    stretches = np.cumsum(crossed | row_starts)
    sure = np.flatnonzero(~unsure)
    stretch = stretches[boxes[sure]]
    example = np.full(int(stretches[-1]) + 1, -1)
    example[stretch] = sure
    present = example >= 0
    answers = np.zeros(present.size, dtype=bool)
    answers[present] = _even_odd(points[example[present]], polygon)
    inside[sure] = answers[stretch]
    return inside


def _crossed_boxes(polygon: Polygon, low: Polygon, size: Polygon) -> Mask:
    """Return which boxes an edge may touch, row by row, one box more than needed on each side (rounding)."""
    ends = (polygon - low) / size
    starts = np.roll(ends, 1, axis=0)
    upwards = (starts[:, 1] <= ends[:, 1])[:, None]
    (x0, y0), (x1, y1) = np.where(upwards, starts, ends).T, np.where(upwards, ends, starts).T
    first_row = np.maximum(y0.astype(np.int64) - 1, 0)
    edge, place = _numbered(np.maximum(np.minimum(y1.astype(np.int64) + 2, _GRID) - first_row, 0))
    rows = first_row[edge] + place
    x0, y0, x1, y1 = x0[edge], y0[edge], x1[edge], y1[edge]
    slope = np.where(y1 > y0, (x1 - x0) / np.where(y1 > y0, y1 - y0, 1.0), 0.0)
    # The stretch of the edge within each row of boxes, a row and a bit taken wider.
    start = x0 + slope * (np.clip(rows - 1, y0, y1) - y0)
    end = np.where(y1 > y0, x0 + slope * (np.clip(rows + 2, y0, y1) - y0), x1)
    first = np.clip(np.minimum(start, end).astype(np.int64) - 1, 0, _GRID - 1)
    last = np.clip(np.maximum(start, end).astype(np.int64) + 1, 0, _GRID - 1)
    # In each row: how many stretches begin in a box, less those that ended before it.
    width = _GRID + 1
    begun = np.bincount(rows * width + first, minlength=_GRID * width)
    ended = np.bincount(rows * width + last + 1, minlength=_GRID * width)
    return (np.cumsum((begun - ended).reshape(_GRID, width), axis=1) > 0)[:, :_GRID].reshape(-1)


def _even_odd(points: Polygon, polygon: Polygon) -> Mask:
    """Test every point. An edge is tested against those only that are as high as it: some few of a million."""
    order = np.argsort(points[:, 1], kind="stable")
    x, y = points[order].T
    (xi, yi), (xj, yj) = polygon.T, np.roll(polygon, 1, axis=0).T
    # (yi > y) != (yj > y), as a stretch of the points by height; empty where the edge is level
    begin = np.searchsorted(y, np.minimum(yi, yj), side="left")
    n_beside = np.searchsorted(y, np.maximum(yi, yj), side="left") - begin
    inside = np.zeros(len(points), dtype=bool)
    crossings = np.zeros(len(points), dtype=np.int64)
    for edges in _portions(np.flatnonzero(n_beside), n_beside):
        edge, place = _numbered(n_beside[edges])
        edge, at = edges[edge], begin[edges][edge] + place
        with np.errstate(over="ignore", invalid="ignore"):
            hit = x[at] < (xj[edge] - xi[edge]) * (y[at] - yi[edge]) / (yj[edge] - yi[edge]) + xi[edge]
        first = int(at.min())
        counted = np.bincount(at[hit] - first)
        crossings[first : first + counted.size] += counted
    inside[order] = crossings % 2 == 1
    return inside


def _numbered(counts: npt.NDArray[np.int64]) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Return for each of so many things a kind which kind it is of, and its number among them from 0."""
    kinds = np.repeat(np.arange(counts.size), counts)
    return kinds, np.arange(kinds.size) - np.repeat(np.cumsum(counts) - counts, counts)


def _portions(edges: npt.NDArray[np.int64], sizes: npt.NDArray[np.int64]) -> Iterator[npt.NDArray[np.int64]]:
    """Yield edges some at a time, so many that what they are tested with stays of bearable size."""
    total = np.cumsum(sizes[edges])
    begin = 0
    while begin < edges.size:
        before = int(total[begin - 1]) if begin else 0
        end = max(begin + 1, int(np.searchsorted(total, before + _CHUNK, side="right")))
        yield edges[begin:end]
        begin = end
