"""What the colors mean: labels in columns as far as there is room, or a scale of numbers."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Literal, NamedTuple

from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.colors import Colormap, Normalize
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from .look import Look, as_plain, cut

#: Letters are about so wide, lines so high, in parts of the font's size.
LETTER, LINE = 0.58, 1.45
#: Part of the width that a legend takes at the most.
_PART = 0.45
_MOST_COLUMNS = 4


class Entry(NamedTuple):
    """A line of a legend; ``n``: how many cells, None: not told."""

    name: str
    color: str
    n: int | None


def draw_legend(axes: Axes, entries: Sequence[Entry], look: Look) -> None:
    """Put a legend beside the axes: in columns; if that is not enough the last line says how many more there are."""
    width, height = (72 * side for side in axes.figure.get_size_inches())  # type: ignore[union-attr]
    size = look.legend_size
    rows = max(1, int((height - 5 * size) / (LINE * size)))
    room = _PART * width / (LETTER * size) - 4
    longest = max((len(_line(entry, 40)) for entry in entries), default=1)
    columns = min(_MOST_COLUMNS, math.ceil(len(entries) / rows), max(1, int(room / (min(longest, 24) + 4))))
    letters = max(4, int(room / columns) - 4)
    shown = list(entries)
    left_out = len(entries) - rows * columns
    if left_out > 0:
        shown = shown[: rows * columns - 1]
    handles = [_dot(entry.color, size) for entry in shown]
    texts = [_line(entry, letters) for entry in shown]
    if left_out > 0:
        handles.append(_dot("none", size))
        texts.append(f"and {len(entries) - len(shown):,} more")
    legend = axes.legend(
        handles, texts, loc="upper left", bbox_to_anchor=(1.01, 1.0), borderaxespad=0, frameon=False,
        ncols=max(1, math.ceil(len(texts) / rows)), labelcolor=look.text, handlelength=0.9, handletextpad=0.45,
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


def _line(entry: Entry, letters: int) -> str:
    # matplotlib leaves out entries that begin with an underscore
    name = f" {entry.name}" if entry.name.startswith("_") else entry.name
    if entry.n is None:
        return cut(name, letters)
    n = f"  {entry.n:,}"
    return f"{cut(name, max(4, letters - len(n)))}{n}"
