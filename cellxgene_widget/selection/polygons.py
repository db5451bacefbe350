"""Points in polygons, exactly and fast: the lasso.

The rule is even-odd, in float64 arithmetic on float32 coordinates, and the formula is the one the browser uses, bit for
bit (``js/src/geometry/lasso.ts``), so that a lasso holds the same cells there and here.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from ..core.cell_sets import Mask

#: The box around a polygon is cut into this many boxes a side.
_GRID = 512
#: Boxes thinner than this share of the coordinates' magnitude can't be told apart safely: then every point is tested.
_FINEST = 1e-9
#: Points tested against one edge at a time; keeps the arrays of a test within the processor's cache.
_CHUNK = 65_536

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
    crossed = np.zeros((_GRID, _GRID), dtype=bool)
    scaled = (polygon - low) / size
    for previous, vertex in zip(np.roll(scaled, 1, axis=0), scaled, strict=True):
        (x0, y0), (x1, y1) = sorted((tuple(previous), tuple(vertex)), key=lambda point: point[1])
        rows = np.arange(max(int(y0) - 1, 0), min(int(y1) + 2, _GRID))
        slope = (x1 - x0) / (y1 - y0) if y1 > y0 else 0.0
        # The stretch of the edge within each row of boxes, a row and a bit taken wider.
        start = x0 + slope * (np.clip(rows - 1, y0, y1) - y0)
        end = x0 + slope * (np.clip(rows + 2, y0, y1) - y0) if y1 > y0 else np.full(rows.size, x1)
        first = np.clip(np.minimum(start, end).astype(np.int64) - 1, 0, _GRID - 1)
        last = np.clip(np.maximum(start, end).astype(np.int64) + 1, 0, _GRID - 1)
        for box_row, left, right in zip(rows, first, last, strict=True):
            crossed[box_row, left : right + 1] = True
    return crossed.reshape(-1)


def _even_odd(points: Polygon, polygon: Polygon) -> Mask:
    inside = np.zeros(len(points), dtype=bool)
    for begin in range(0, len(points), _CHUNK):
        x, y = points[begin : begin + _CHUNK].T
        part = inside[begin : begin + _CHUNK]
        for (xj, yj), (xi, yi) in zip(np.roll(polygon, 1, axis=0).tolist(), polygon.tolist(), strict=True):
            if yi == yj:  # no y lies between the ends: the edge is never crossed
                continue
            part ^= ((yi > y) != (yj > y)) & (x < (xj - xi) * (y - yi) / (yj - yi) + xi)
    return inside
