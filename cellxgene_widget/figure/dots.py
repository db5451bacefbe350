"""The dot plot: a row a label, a column a gene; size is the part of the cells that express it, color the mean."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import matplotlib as mpl
import numpy as np
import numpy.typing as npt
from matplotlib.axes import Axes
from matplotlib.collections import EllipseCollection

from ..scene.look import cut
from ..statistics.dots import DotTable
from .cells import Style, draw_head, map_of
from .legend import draw_scale
from .look import Look, as_plain, checked_size, look_of
from .picture import Picture, new_picture

#: More rows or columns than these are not drawn: the picture says so.
MOST_ROWS, MOST_COLUMNS = 300, 200
#: Inches of a dot's place; and the longest side of a picture, where places get smaller.
_PLACE, _LONGEST = 0.27, 40.0
_SIZES = (25, 50, 75, 100)
#: Part of its place that the largest dot takes.
_LARGEST = 0.92


def figure_of_dots(table: DotTable, style: Style, *, scaled: bool, none: str, cmap: str | None = None) -> Picture:
    """Draw a dot plot.

    Parameters
    ----------
    table
        Means and fractions by group and gene.
    style
        ``names`` and what is about points count for nothing here.
    scaled
        Colors from 0 to 1 in each gene.
    none
        What to call the cells without a label or value.
    cmap
        A color map of matplotlib; None: what matplotlib is set to.
    """
    look = look_of(style.theme, transparent=style.transparent)
    groups = [none if group is None else group for group in table.groups][:MOST_ROWS]
    genes = table.genes[:MOST_COLUMNS]
    means, fractions = (numbers[: len(groups), : len(genes)] for numbers in (table.means, table.fractions))
    notes = [
        f"and {left:,} more {what}"
        for left, what in ((len(table.groups) - len(groups), "rows"), (len(table.genes) - len(genes), "genes"))
        if left
    ]
    sizes = table.n_cells.tolist()[: len(groups)]
    rows = [cut(f"{group}  ({n:,})" if style.counts else group, 48) for group, n in zip(groups, sizes, strict=True)]
    size = _size_for(rows, genes, style, look) if style.size is None else checked_size(style.size)
    out = new_picture(size, look, style.dpi)
    axes = out.subplots()
    _frame(axes, rows, genes, look)
    shades, ends = _shades(means, scaled=scaled)
    colors = map_of(cmap)(np.nan_to_num(shades))
    colors[np.isnan(shades)] = (*_rgb(look.none), 1.0)
    at = np.stack(np.meshgrid(np.arange(len(genes)), np.arange(len(groups))), axis=-1).reshape(-1, 2)
    _add_dots(axes, at, np.nan_to_num(fractions).ravel(), colors.reshape(-1, 4))
    if style.legend:
        _sizes(axes, len(genes), look)
        if ends is not None:
            draw_scale(
                out, [axes], map_of(cmap), ends, look, title="mean, scaled" if scaled else f"mean in {table.layer}"
            )
    draw_head(out, axes, style, look, ", ".join(notes))
    return out


def _size_for(rows: Sequence[str], genes: Sequence[str], style: Style, look: Look) -> tuple[float, float]:
    letter = 0.58 * look.font_size / 72
    wide = letter * max((len(row) for row in rows), default=0) + _PLACE * len(genes) + (2.2 if style.legend else 0.5)
    longest = max((len(cut(gene, 24)) for gene in genes), default=0)
    high = letter * longest + _PLACE * len(rows) + (0.6 if style.title else 0.3)
    return min(_LONGEST, max(3.0, wide)), min(_LONGEST, max(2.6, high))


def _frame(axes: Axes, rows: Sequence[str], genes: Sequence[str], look: Look) -> None:
    axes.set_facecolor("none")
    for spine in axes.spines.values():
        spine.set_color(look.soft)
        spine.set_linewidth(0.5)
    axes.grid(visible=False)
    axes.set(xlim=(-0.6, len(genes) - 0.4), ylim=(len(rows) - 0.4, -0.6))
    axes.set_aspect("equal", adjustable="box")
    axes.set_xticks(range(len(genes)), [cut(gene, 24) for gene in genes], rotation=90)
    axes.set_yticks(range(len(rows)), rows)
    axes.tick_params(
        top=True, labeltop=True, bottom=False, labelbottom=False, length=2, width=0.5, color=look.soft,
        labelcolor=look.text, labelsize=look.font_size,
    )  # fmt: skip
    for text in (*axes.get_xticklabels(), *axes.get_yticklabels()):
        text.set_fontfamily(look.families)
        as_plain(text)


def _add_dots(axes: Axes, at: npt.NDArray[np.number], parts: npt.NDArray[np.float64], colors: object) -> None:
    """Draw dots in the units of the axes: their places may get any size."""
    across = _LARGEST * np.sqrt(parts)
    axes.add_collection(
        EllipseCollection(
            across, across, np.zeros_like(across), units="xy", offsets=at, offset_transform=axes.transData,
            facecolors=colors, linewidths=0, clip_on=False,
        ),
        autolim=False,
    )  # fmt: skip


def _sizes(axes: Axes, n_genes: int, look: Look) -> None:
    """Say beside the table what the sizes mean."""
    x = n_genes + 0.4
    at = np.array([(x, row + 0.9) for row in range(len(_SIZES))])
    _add_dots(axes, at, np.array(_SIZES) / 100, look.soft)
    same: dict[str, Any] = {"fontsize": look.legend_size, "color": look.text, "family": look.families, "va": "center"}
    as_plain(axes.text(x - 0.5, 0, "% of cells", ha="left", **same))
    for (_, y), percent in zip(at, _SIZES, strict=True):
        as_plain(axes.text(x + 0.8, y, str(percent), ha="left", **same))


def _shades(
    means: npt.NDArray[np.float64], *, scaled: bool
) -> tuple[npt.NDArray[np.float64], tuple[float, float] | None]:
    """Return where the means lie from 0 to 1 and what the ends stand for; NaN: no value."""
    finite = np.where(np.isfinite(means), means, np.nan)
    if np.isnan(finite).all():
        return np.full(means.shape, np.nan), None
    with np.errstate(invalid="ignore"):
        known = np.ma.masked_invalid(finite)
        low = known.min(axis=0).filled(np.nan) if scaled else known.min()
        high = known.max(axis=0).filled(np.nan) if scaled else known.max()
        span = np.where(np.asarray(high - low) > 0, high - low, 1.0)
        shades = (finite - low) / span
    return shades, (0.0, 1.0) if scaled else (float(low), float(high))


def _rgb(color: str) -> tuple[float, float, float]:
    return mpl.colors.to_rgb(color)
