"""The picture of cells in an embedding, or in two side by side: points, names at the centres of labels, a legend."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import matplotlib as mpl
import numpy as np
import numpy.typing as npt
from matplotlib.axes import Axes
from matplotlib.colors import Colormap, to_rgb

from ..errors import AnnotationError
from ..scene.cells import (
    ALIKE,
    STEPS,
    Bools,
    Labels,
    Pane,
    Values,
    beyond_ends,
    codes_of,
    drawn_of,
    extent_of,
)
from ..scene.legend import entries_of
from ..scene.look import PIXELS, cut, point_style, title_lines
from ..scene.names import MOST_NAMES, names_of
from .beneath import draw_beneath
from .legend import draw_legend, draw_scale
from .look import Look, Theme, as_plain, check_number, check_text, checked_size, look_of
from .names import draw_names, hide_covered
from .outlines import draw_outlines
from .picture import Picture, new_picture
from .points import VECTOR_UP_TO, Points, Progress, draw_points

#: How much of its color a cell keeps that is not selected; of one without a label; and in the dark.
_KEPT, _KEPT_GREY, _KEPT_DARK = 0.3, 0.55, 0.42


@dataclass(frozen=True)
class Style:
    """What else is drawn, and how; see ``Session.figure``."""

    title: str = ""
    names: bool = True
    legend: bool = True
    counts: bool = True
    size: Sequence[float] | None = None
    dpi: float | None = None
    theme: Theme | None = None
    transparent: bool = False
    point_size: float = 1.0
    opacity: float = 1.0
    most: int | None = None
    image: float = 1.0
    outlines: bool = True

    def __post_init__(self) -> None:
        """Raise an :class:`AnnotationError` where an option is of another kind."""
        check_text("title", self.title)
        if self.dpi is not None:
            check_number("dpi", self.dpi, above=0)
        for name in ("point_size", "opacity", "image"):
            check_number(name, getattr(self, name))


def figure_of_cells(
    panes: Sequence[Pane],
    coloring: Labels | Values | None,
    selected: Bools | None,
    style: Style,
    progress: Progress = lambda _: None,
    shown: Bools | None = None,
) -> Picture:
    """Draw cells.

    Parameters
    ----------
    panes
        One or two, side by side.
    coloring
        None: all cells alike.
    selected
        Which cells are set off from the others; shape (n_cells,).
    style
        What else is drawn.
    progress
        Told the part that is done while the picture is saved, 0 to 1, if there are many cells; may raise to stop.
    shown
        The only cells that are drawn, shape (n_cells,); None: all. Those without a place are neither drawn nor counted.

    Raises
    ------
    AnnotationError
        An option can't be.
    """
    look = look_of(style.theme, transparent=style.transparent)
    out = new_picture(checked_size(style.size), look, style.dpi)
    drawn = drawn_of(panes, coloring, shown, style.most)
    palette, order = _palette(coloring, look), drawn.order
    all_axes = list(np.atleast_1d(out.subplots(1, len(panes))))
    named = []
    for at, (axes, pane) in enumerate(zip(all_axes, panes, strict=True)):
        xy = pane.points[order]
        placed = np.isfinite(xy).all(axis=1)
        here = order[placed]
        _frame(axes, pane, look)
        if style.outlines:
            draw_outlines(axes, pane.outlines, look, names=style.names)

        def told(done: float, at: int = at) -> None:
            progress((at + done) / len(panes))

        codes = codes_of(coloring, here)
        _draw(axes, xy[placed], codes, palette, None if selected is None else selected[here], style, look, told)
        if style.names and isinstance(coloring, Labels) and len(coloring.names) <= MOST_NAMES:
            named.append((axes, draw_names(axes, names_of(coloring.names, codes, xy[placed]), look)))
    draw_head(out, all_axes[0], style, look, drawn.note if style.counts else "")
    if style.legend:
        _legend(out, all_axes, coloring, drawn.counts, style, look)
    engine = out.get_layout_engine()
    if engine is not None and named:
        engine.execute(out)
        for axes, texts in named:
            axes.apply_aspect()
            hide_covered(axes, texts)
    return out


def _palette(coloring: Labels | Values | None, look: Look) -> npt.NDArray[np.float64]:
    """Return RGB by code, 0 for what has no label or value."""
    none = to_rgb(look.none)
    if coloring is None:
        return np.array([none, to_rgb(ALIKE)])
    if isinstance(coloring, Labels):
        return np.array([none, *map(to_rgb, coloring.colors)])
    return np.array([none, *map_of(coloring.cmap)(np.linspace(0, 1, STEPS))[:, :3]])


def map_of(name: str | None) -> Colormap:
    """Return a color map of matplotlib; None: the one that it is set to."""
    try:
        return mpl.colormaps[mpl.rcParams["image.cmap"] if name is None else name]
    except (KeyError, TypeError):
        raise AnnotationError(f"There is no colour map {name!r} in matplotlib: 'viridis' is one.") from None


def _frame(axes: Axes, pane: Pane, look: Look) -> None:
    """Set the axes up: limits, names, ticks where they mean something."""
    axes.set_facecolor("none")
    axes.spines[["top", "right"]].set_visible(False)
    for spine in axes.spines.values():
        spine.set_color(look.soft)
        spine.set_linewidth(0.7)
    axes.set_axisbelow(True)
    small: dict[str, Any] = {"fontsize": look.font_size, "color": look.soft, "family": look.families}
    for text in (axes.set_xlabel(cut(pane.x), **small), axes.set_ylabel(cut(pane.y), **small)):
        as_plain(text)
    if pane.beneath is not None:
        draw_beneath(axes, pane.beneath)
    left, right, low, high = extent_of(pane)
    axes.set_xlim(left, right)
    axes.set_ylim((high, low) if pane.y_down else (low, high))
    if pane.is_pair:
        axes.tick_params(colors=look.soft, labelsize=0.9 * look.font_size, width=0.7)
        if pane.is_even:
            axes.set_aspect("equal", adjustable="datalim")
    else:
        axes.set(xticks=[], yticks=[])
        axes.set_aspect("equal")


def _draw(
    axes: Axes,
    xy: npt.NDArray[np.float32],
    codes: npt.NDArray[np.intp],
    palette: npt.NDArray[np.float64],
    selected: Bools | None,
    style: Style,
    look: Look,
    progress: Progress,
) -> None:
    """Draw the cells: those without a label first, the selected ones on top and a little larger, the others faded."""
    width, height = (PIXELS * side for side in axes.figure.get_size_inches())  # type: ignore[union-attr]
    left, right, low, high = *sorted(axes.get_xlim()), *sorted(axes.get_ylim())
    inside = (xy[:, 0] >= left) & (xy[:, 0] <= right) & (xy[:, 1] >= low) & (xy[:, 1] <= high)
    xy, codes = xy[inside], codes[inside]  # a file would have the others, too
    n_panes = len(axes.figure.axes)
    room = (0.75 if style.legend else 1) * width * height / n_panes
    diameter, opacity = point_style(len(xy), room / height, height, style.point_size, style.opacity)
    diameter *= 72 / PIXELS
    as_image = len(xy) > VECTOR_UP_TO
    chosen = None if selected is None or not selected.any() else selected[inside]
    rest = np.ones(len(xy), dtype=bool) if chosen is None else ~chosen
    colors = palette
    if chosen is not None:
        dark = sum(to_rgb(look.background)) < 1.5
        kept = np.full(len(palette), _KEPT_DARK if dark else _KEPT)
        kept[0] = _KEPT_GREY
        colors = palette * kept[:, None] + np.array(to_rgb(look.background)) * (1 - kept[:, None])
    lots = [(rest & (codes == 0), colors, diameter, opacity), (rest & (codes != 0), colors, diameter, opacity)]
    if chosen is not None:
        outline = np.tile(to_rgb(look.text), (len(palette), 1))
        behind = np.tile(to_rgb(look.background), (len(palette), 1))
        lots += [
            (chosen, outline, 1.25 * diameter + 2.2, 1.0),
            (chosen, behind, 1.25 * diameter + 1.2, 1.0),
            (chosen, palette, 1.25 * diameter, min(1.0, 1.6 * opacity)),
        ]
    lots = [lot for lot in lots if lot[0].any()]
    for at, (which, of, size, alpha) in enumerate(lots):

        def told(done: float, at: int = at) -> None:
            progress((at + done) / len(lots))

        rgba = np.column_stack([of, np.full(len(of), alpha)])
        draw_points(
            axes, Points(xy[which], codes[which], rgba, size), as_image=as_image, progress=told, zorder=1 + 0.1 * at
        )


def draw_head(out: Picture, axes: Axes, style: Style, look: Look, counted: str) -> None:
    """Write the title above the axes, and at their lower right corner how many cells there are."""
    width = 72 * out.get_size_inches()[0]
    if style.title:
        lines = title_lines(style.title, width, look.title_size)
        title = axes.set_title(
            "\n".join(lines), loc="left", fontsize=look.title_size, fontweight="bold", color=look.text,
            family=look.families,
        )  # fmt: skip
        as_plain(title)
    if counted:
        note = axes.annotate(
            counted, (1, 0), xycoords="axes fraction", xytext=(0, -3), textcoords="offset points", ha="right", va="top",
            fontsize=0.85 * look.font_size, color=look.soft, family=look.families, annotation_clip=False,
        )  # fmt: skip
        as_plain(note)
        if any(axes.get_xticks()) and axes.get_aspect() == "auto":  # the numbers of an axis are there
            note.set_position((0, -2.9 * look.font_size))


def _legend(
    out: Picture,
    axes: Sequence[Axes],
    coloring: Labels | Values | None,
    counts: Sequence[int] | None,
    style: Style,
    look: Look,
) -> None:
    if isinstance(coloring, Values):
        if coloring.ends is not None:
            draw_scale(out, axes, map_of(coloring.cmap), coloring.ends, look, extend=beyond_ends(coloring))
    elif coloring is not None:
        entries = entries_of(coloring, counts or (), look.none, tell=style.counts)
        if entries:
            draw_legend(axes[-1], entries, look)
