"""Cells as points: few of them one by one, so that a drawing program can take hold of each, many as an image."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from matplotlib.artist import Artist, allow_rasterization
from matplotlib.axes import Axes
from matplotlib.backend_bases import RendererBase
from matplotlib.path import Path
from matplotlib.transforms import Affine2D

Floats = npt.NDArray[np.floating]
Progress = Callable[[float], None]

#: Cells drawn one by one at the most; of more there is an image.
VECTOR_UP_TO = 20_000
#: Cells drawn at a time: between two lots others get a turn, and the drawing can be stopped.
_LOT = 25_000


@dataclass(frozen=True, eq=False)
class Points:
    """Cells to draw, the last ones on top.

    Attributes
    ----------
    xy
        Shape (n, 2), finite.
    codes
        The color of each, a row of ``palette``; shape (n,).
    palette
        RGBA from 0 to 1; shape (n_colors, 4).
    diameter
        In points of the paper.
    """

    xy: Floats
    codes: npt.NDArray[np.integer]
    palette: Floats
    diameter: float


def draw_points(axes: Axes, points: Points, *, as_image: bool, progress: Progress, zorder: float) -> None:
    """Draw cells; ``progress`` is told the part that is done, 0 to 1, while an image is made, and may raise."""
    if not as_image:
        axes.scatter(
            points.xy[:, 0], points.xy[:, 1], c=points.palette[points.codes], s=points.diameter**2, linewidths=0,
            zorder=zorder,
        )  # fmt: skip
        return
    many = ManyPoints(points, progress)
    many.set_zorder(zorder)
    axes.add_artist(many)


class ManyPoints(Artist):
    """Points as an image in whatever the picture is saved to; a million of them take about a second."""

    def __init__(self, points: Points, progress: Progress) -> None:
        super().__init__()
        self.set_rasterized(True)
        self.set_in_layout(False)
        self._points = points
        self._progress = progress

    def get_offsets(self) -> Floats:
        """Return the places of the cells; shape (n, 2)."""
        return self._points.xy

    def __getstate__(self) -> dict[str, object]:
        """Return what is kept in a copy: whoever hears of the progress is not."""
        state: Any = super().__getstate__()
        return {**state, "_progress": _nobody}

    @allow_rasterization  # type: ignore[untyped-decorator]
    def draw(self, renderer: RendererBase) -> None:
        """Draw lot by lot, in each the cells of one color at a time: each is a stamp, far faster than a path."""
        points = self._points
        transform = self.axes.transData  # type: ignore[union-attr]
        stamp = Affine2D().scale(float(renderer.points_to_pixels(points.diameter)) / 2)  # type: ignore[arg-type]
        circle = Path.unit_circle()
        context = renderer.new_gc()
        self._set_gc_clip(context)  # type: ignore[attr-defined]
        context.set_linewidth(0)
        for begin in range(0, len(points.xy), _LOT):
            self._progress(begin / len(points.xy))
            xy, codes = points.xy[begin : begin + _LOT], points.codes[begin : begin + _LOT]
            order = np.argsort(codes, kind="stable")
            xy, codes = xy[order], codes[order]
            for of_color in np.split(np.arange(len(codes)), np.flatnonzero(np.diff(codes)) + 1):
                red, green, blue, alpha = points.palette[codes[of_color[0]]].tolist()
                context.set_alpha(alpha)
                context.set_foreground((red, green, blue, alpha), isRGBA=True)
                renderer.draw_markers(context, circle, stamp, Path(xy[of_color]), transform, (red, green, blue, alpha))
        context.restore()


def _nobody(_: float) -> None:
    """Hear of nothing."""
