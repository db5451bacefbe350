"""What a picture of cells shows, whoever draws it: where the cells are, which of them are drawn, in what colors."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

import numpy as np
import numpy.typing as npt

from ..core.counted import counted

Bools = npt.NDArray[np.bool_]
Extent = tuple[float, float, float, float]

#: Steps of a color map.
STEPS = 128
#: Of cells that are colored by nothing.
ALIKE = "#7c8491"


@dataclass(frozen=True)
class Beneath:
    """An image to lie beneath cells.

    Attributes
    ----------
    data
        A file that Pillow reads.
    scale
        Its pixels to one unit of the coordinates; its first row is at the top, where y is 0.
    opacity
        0 to 1.
    """

    data: bytes
    scale: float
    opacity: float


@dataclass(frozen=True)
class Outline:
    """A region to draw.

    Attributes
    ----------
    name
        Empty: it stands elsewhere.
    color
        As ``#rrggbb``.
    rings
        Each of shape (n, 2), not closed.
    """

    name: str
    color: str
    rings: Sequence[Any]


@dataclass(frozen=True, eq=False)
class Pane:
    """Where the cells are.

    Attributes
    ----------
    points
        Shape (n_cells, 2); not finite: the cell has no place.
    x, y
        Names of the axes.
    is_pair
        Two numbers against each other: each axis has a scale of its own, with numbers.
    is_even
        A step along one axis is as long as along the other also then: components of one array.
    y_down
        On tissue y grows downwards.
    limits
        Left, right, lowest and highest place shown; None: all cells.
    beneath
        An image of tissue; None: there is none.
    outlines
        Of the regions on it.
    """

    points: npt.NDArray[np.float32]
    x: str
    y: str
    is_pair: bool = False
    is_even: bool = False
    y_down: bool = False
    limits: Extent | None = None
    beneath: Beneath | None = None
    outlines: Sequence[Outline] = ()


@dataclass(frozen=True, eq=False)
class Labels:
    """Colors by label: the names and colors of code 1, 2, ...; 0 is ``none``. ``codes``: shape (n_cells,)."""

    names: Sequence[str]
    colors: Sequence[str]
    codes: npt.NDArray[np.integer]
    none: str


@dataclass(frozen=True, eq=False)
class Values:
    """Colors by a number: shape (n_cells,), and what the ends of the color map mean; None: no value is finite."""

    values: npt.NDArray[np.float32]
    ends: tuple[float, float] | None
    cmap: str | None = None


class Drawn(NamedTuple):
    """The cells of a picture.

    Attributes
    ----------
    order
        The positions of those that are drawn, in random order, so that no label covers the others.
    n_shown
        How many there are to be drawn; more than are drawn, of a sample.
    counts
        How many of them have code 0, 1, ... of the labels; None: they are not colored by labels.
    note
        How many cells are seen, in words.
    """

    order: npt.NDArray[np.intp]
    n_shown: int
    counts: list[int] | None
    note: str


def drawn_of(panes: Sequence[Pane], coloring: Labels | Values | None, shown: Bools | None, most: int | None) -> Drawn:
    """Choose the cells to draw: those with a place, of many a sample.

    Parameters
    ----------
    panes
        One or two.
    coloring
        None: all cells alike.
    shown
        The only cells that are drawn, shape (n_cells,); None: all. Those without a place are neither drawn nor counted.
    most
        How many are drawn at the most; None: all.
    """
    n_cells = len(panes[0].points)
    placed = _has_place(panes[0].points)
    for pane in panes[1:]:
        placed |= _has_place(pane.points)
    if shown is not None:
        placed &= shown
    n_shown = int(np.count_nonzero(placed))
    at = np.arange(n_cells) if n_shown == n_cells else np.flatnonzero(placed)
    random = np.random.default_rng(0)
    # of a million cells it takes longer to put them all into an order than to draw the sample
    few = most is not None and most < n_shown
    order = at[random.choice(n_shown, most, replace=False)] if few else random.permutation(at)
    counts = None
    if isinstance(coloring, Labels):
        codes = coloring.codes if n_shown == n_cells else coloring.codes[placed]
        counts = np.bincount(codes, minlength=len(coloring.names) + 1).tolist()
    whole = counted(n_cells) if n_shown == n_cells else f"{n_shown:,} of {counted(n_cells)}"
    return Drawn(order, n_shown, counts, f"{whole}, {len(order):,} drawn" if few else whole)


def codes_of(coloring: Labels | Values | None, at: npt.NDArray[np.intp]) -> npt.NDArray[np.intp]:
    """Return which color cells have: 0 without a label or value, else the label, or the step of the color map from 1.

    Parameters
    ----------
    coloring
        None: all have color 1.
    at
        The positions of the cells.
    """
    if coloring is None:
        return np.ones(len(at), dtype=np.intp)
    if isinstance(coloring, Labels):
        return coloring.codes[at].astype(np.intp)
    values = coloring.values[at].astype(np.float64)
    low, high = coloring.ends or (0.0, 1.0)
    finite = np.isfinite(values)
    part = (np.where(finite, values, low) - low) / ((high - low) or 1.0)
    return np.where(finite, np.rint(np.clip(part, 0, 1) * (STEPS - 1)).astype(np.intp) + 1, 0)


def beyond_ends(values: Values) -> Literal["neither", "both", "min", "max"]:
    """Tell at which ends of the color map there are values beyond it."""
    if values.ends is None:
        return "neither"
    finite = values.values[np.isfinite(values.values)]
    low, high = np.float32(values.ends[0]), np.float32(values.ends[1])
    below, above = bool(np.float32(finite.min()) < low), bool(np.float32(finite.max()) > high)
    return "both" if below and above else "min" if below else "max" if above else "neither"


def extent_of(pane: Pane) -> Extent:
    """Return left, right, lowest and highest place of a plot: a little more than its cells take."""
    if pane.limits is not None:
        return pane.limits
    x, y = pane.points[:, 0], pane.points[:, 1]
    placed = _has_place(pane.points)
    if not placed.all():
        x, y = x[placed], y[placed]
    if not len(x):
        return 0.0, 1.0, 0.0, 1.0
    # a column at a time: NumPy takes ten times as long for the least of each column
    x0, x1, y0, y1 = float(x.min()), float(x.max()), float(y.min()), float(y.max())
    # around a single place so much that the numbers can tell it from none
    wide = 0.03 * (x1 - x0) or max(0.5, 1e-6 * abs(x0))
    tall = 0.03 * (y1 - y0) or max(0.5, 1e-6 * abs(y0))
    return x0 - wide, x1 + wide, y0 - tall, y1 + tall


def _has_place(points: npt.NDArray[np.float32]) -> Bools:
    """Tell which places are finite; a column at a time, which is thirty times as fast as ``all(axis=1)``."""
    placed: Bools = np.isfinite(points[:, 0])
    placed &= np.isfinite(points[:, 1])
    return placed
