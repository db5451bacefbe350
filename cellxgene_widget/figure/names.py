"""The names of labels over their cells, the larger labels first where two would cover each other.

Where they stand is said in ``scene.names``.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.patheffects import Stroke
from matplotlib.text import Text

from ..scene.look import cut
from ..scene.names import Name
from .look import Look, as_plain


def draw_names(axes: Axes, names: Sequence[Name], look: Look) -> list[Text]:
    """Write names over the cells, with a halo of the background."""
    drawn = []
    for name in names:
        same: dict[str, Any] = {
            "fontsize": 0.92 * look.font_size,
            "fontweight": "bold",
            "family": look.families,
            "clip_on": True,
        }
        same |= {"ha": "center", "va": "center"}
        # The halo is a shape of its own: behind a text with an effect there would be no text in an SVG, only shapes.
        halo = axes.text(
            name.x, name.y, cut(name.text), color=look.background, zorder=5, **same,
            path_effects=[Stroke(linewidth=2.6, foreground=look.background)],
        )  # fmt: skip
        text = axes.text(name.x, name.y, cut(name.text), color=look.text, zorder=6, **same)
        for each in (halo, text):
            as_plain(each)
        drawn += [halo, text]
    return drawn


def hide_covered(axes: Axes, drawn: Sequence[Text]) -> None:
    """Take away names that would cover a larger label's, or that lie outside; once the axes have their place."""
    canvas = axes.figure.canvas
    if not isinstance(canvas, FigureCanvasAgg):
        return
    renderer = canvas.get_renderer()  # type: ignore[no-untyped-call]
    inside = axes.get_window_extent(renderer)
    kept: list[tuple[float, float, float, float]] = []
    for halo, text in zip(drawn[::2], drawn[1::2], strict=True):
        x, y = axes.transData.transform(text.get_position())
        box = text.get_window_extent(renderer)
        left, right, low, high = box.x0, box.x1, box.y0, box.y1
        covers = any(left < r and right > l and low < h and high > b for l, r, b, h in kept)  # noqa: E741
        if covers or not (inside.x0 <= x <= inside.x1 and inside.y0 <= y <= inside.y1):
            halo.set_visible(False)
            text.set_visible(False)
        else:
            kept.append((left, right, low, high))
