"""What the colors mean: labels in columns as far as there is room, or a scale of numbers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.colors import Colormap, Normalize
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from ..scene.legend import Entry, legend_lines
from ..scene.look import LINE
from .look import Look, as_plain


def draw_legend(axes: Axes, entries: Sequence[Entry], look: Look) -> None:
    """Put a legend beside the axes: in columns; if that is not enough the last line says how many more there are."""
    width, height = (72 * side for side in axes.figure.get_size_inches())  # type: ignore[union-attr]
    size = look.legend_size
    lines = legend_lines(entries, width, height, size)
    handles = [_dot(color or "none", size) for color in lines.colors]
    # matplotlib leaves out entries that begin with an underscore
    texts = [f" {text}" if text.startswith("_") else text for text in lines.texts]
    legend = axes.legend(
        handles, texts, loc="upper left", bbox_to_anchor=(1.01, 1.0), borderaxespad=0, frameon=False,
        ncols=lines.n_columns, labelcolor=look.text, handlelength=0.9, handletextpad=0.45,
        columnspacing=1.2, labelspacing=LINE - 1.2, prop={"family": look.families, "size": size},
    )  # fmt: skip
    for text in legend.get_texts():
        as_plain(text)


def draw_scale(
    out: Figure,
    axes: Sequence[Axes],
    colors: Colormap,
    ends: tuple[float, float],
    look: Look,
    *,
    extend: Literal["neither", "both", "min", "max"] = "neither",
    title: str = "",
) -> None:
    """Put a scale of numbers beside the axes."""
    mappable = ScalarMappable(Normalize(*ends), colors)
    bar = out.colorbar(mappable, ax=list(axes), shrink=0.5, aspect=18, pad=0.02, extend=extend)
    bar.outline.set_visible(False)
    bar.ax.tick_params(colors=look.soft, labelsize=look.legend_size, length=2.5, width=0.6)
    for text in bar.ax.get_yticklabels():
        text.set_fontfamily(look.families)
    if title:
        bar.set_label(title, fontsize=look.legend_size, color=look.text, family=look.families)
        as_plain(bar.ax.yaxis.label)


def _dot(color: str, size: float) -> Line2D:
    return Line2D([], [], marker="o", linestyle="", color=color, markeredgewidth=0, markersize=0.7 * size)
