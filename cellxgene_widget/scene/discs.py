"""Cells as small discs with smooth edges, all of them at once.

Each disc is laid over the ones before it. A pixel is as opaque as the discs over it are together, and its color is a
mean in which each of them counts much more than the one beneath it: sums over the discs, for which NumPy has
``bincount``.
"""

from __future__ import annotations

import functools
import math
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.floating]

#: How much more the upper ones count: the uppermost of many has about 0.7 of the color.
_UPPER = 2.2
#: Places of a disc's centre within a pixel that are told apart, along each axis; and parts of a pixel, for its edge.
_PLACES, _PARTS = 4, 8


class _Stamp(NamedTuple):
    """The pixels that a disc covers, from its centre's: rows, columns, and the part of each that is covered."""

    rows: npt.NDArray[np.intp]
    columns: npt.NDArray[np.intp]
    covered: Floats


def draw_discs(
    pixels: npt.NDArray[np.float32],
    x: Floats,
    y: Floats,
    colors: npt.NDArray[np.integer],
    palette: Floats,
    diameter: float,
    opacity: float,
) -> None:
    """Lay discs over an image.

    Parameters
    ----------
    pixels
        Shape (height, width, 3); changed.
    x, y
        Of their centres, the last ones on top, in pixels from the upper left corner; those outside are not drawn.
    colors
        Of each, a row of ``palette``.
    palette
        RGB in the scale of the pixels.
    diameter
        In pixels.
    opacity
        Of one disc.
    """
    height, width = pixels.shape[:2]
    inside = (x >= 0) & (x < width) & (y >= 0) & (y < height)
    if not inside.all():
        x, y, colors = x[inside], y[inside], colors[inside]
    if not len(x):
        return
    rim = math.ceil(diameter / 2) + 1  # discs reach over the edge: there is room for that around
    wide, n_pixels = width + 2 * rim, (width + 2 * rim) * (height + 2 * rim)
    column, row = x.astype(np.intp), y.astype(np.intp)
    place = ((y - row) * _PLACES).astype(np.intp) * _PLACES + ((x - column) * _PLACES).astype(np.intp)
    order = np.argsort(place.astype(np.uint8), kind="stable")
    base = ((row + rim) * wide + column + rim)[order]
    upper = ((len(x) - order) / len(x)) ** -_UPPER
    of_color = palette[colors[order]] * upper[:, None]
    at, faintness = [], []
    stamps, sizes = _stamps(diameter), np.bincount(place, minlength=_PLACES**2)
    ends = np.cumsum(sizes)
    for stamp, begin, end in zip(stamps, [0, *ends[:-1]], ends, strict=True):
        at.append((base[begin:end, None] + (stamp.rows * wide + stamp.columns)).ravel())
        lets_through = -np.log1p(-min(opacity, 0.999) * stamp.covered)
        faintness.append(np.broadcast_to(lets_through, (end - begin, len(lets_through))).ravel())
    where, weight = np.concatenate(at), np.concatenate(faintness)
    discs = np.repeat(np.arange(len(x)), np.repeat([len(stamp.rows) for stamp in stamps], sizes))

    def summed(weights: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        sums = np.bincount(where, weights, minlength=n_pixels).astype(np.float64, copy=False)
        return sums.reshape(-1, wide)[rim:-rim, rim:-rim]

    kept = np.exp(-summed(weight)).astype(np.float32)
    share = (1 - kept) / np.maximum(summed(weight * upper[discs]), 1e-12)
    for channel in range(3):
        pixels[:, :, channel] *= kept
        pixels[:, :, channel] += summed(weight * of_color[discs, channel]) * share


@functools.lru_cache(maxsize=16)
def _stamps(diameter: float) -> tuple[_Stamp, ...]:
    """Return a disc for each place of its centre within a pixel."""
    reach = math.ceil(diameter / 2) + 1
    parts = (np.arange((2 * reach + 1) * _PARTS) + 0.5) / _PARTS - reach
    stamps = []
    for place in range(_PLACES**2):
        y, x = ((part + 0.5) / _PLACES for part in divmod(place, _PLACES))
        inside = (parts[:, None] - y) ** 2 + (parts - x) ** 2 <= (diameter / 2) ** 2
        covered = inside.reshape(2 * reach + 1, _PARTS, 2 * reach + 1, _PARTS).mean(axis=(1, 3))
        rows, columns = np.nonzero(covered)
        stamps.append(_Stamp(rows - reach, columns - reach, covered[rows, columns]))
    return tuple(stamps)
