"""The picture of cells in an embedding, or in two side by side: points, names at the centres of labels, a legend."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import matplotlib as mpl
import numpy as np
import numpy.typing as npt
from matplotlib.axes import Axes
from matplotlib.colors import Colormap, to_rgb

from ..core.counted import counted
from ..errors import AnnotationError
from .beneath import Beneath, draw_beneath
from .legend import LETTER, Entry, draw_legend, draw_scale
from .look import PIXELS, Look, Theme, as_plain, check_number, check_text, checked_size, cut, look_of
from .names import MOST_NAMES, draw_names, hide_covered, names_of
from .outlines import Outline, draw_outlines
from .picture import Picture, new_picture
from .points import VECTOR_UP_TO, Points, Progress, draw_points, point_style

Bools = npt.NDArray[np.bool_]
Extent = tuple[float, float, float, float]

#: Steps of a color map.
_STEPS = 128
_TITLE_LINES = 4
#: How much of its color a cell keeps that is not selected; of one without a label; and in the dark.
_KEPT, _KEPT_GREY, _KEPT_DARK = 0.3, 0.55, 0.42


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
    n_cells = len(panes[0].points)
    drawn_at_all = np.any([np.isfinite(pane.points).all(axis=1) for pane in panes], axis=0)
    if shown is not None:
        drawn_at_all &= shown
    n_shown = int(np.count_nonzero(drawn_at_all))
    palette, codes = _colors(coloring, n_cells, look)
    order = np.random.default_rng(0).permutation(np.flatnonzero(drawn_at_all))[: style.most]
    drawn = f", {len(order):,} drawn" if len(order) < n_shown else ""
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

        _draw(axes, xy[placed], codes[here], palette, None if selected is None else selected[here], style, look, told)
        if style.names and isinstance(coloring, Labels) and len(coloring.names) <= MOST_NAMES:
            named.append((axes, draw_names(axes, names_of(coloring.names, codes[here], xy[placed]), look)))
    whole = counted(n_cells) if n_shown == n_cells else f"{n_shown:,} of {counted(n_cells)}"
    draw_head(out, all_axes[0], style, look, f"{whole}{drawn}" if style.counts else "")
    if style.legend:
        _legend(out, all_axes, coloring, codes[drawn_at_all], style, look)
    engine = out.get_layout_engine()
    if engine is not None and named:
        engine.execute(out)
        for axes, texts in named:
            axes.apply_aspect()
            hide_covered(axes, texts)
    return out


def _colors(
    coloring: Labels | Values | None, n: int, look: Look
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.intp]]:
    """Return RGB by code, 0 for what has no label or value, and the code of each cell."""
    none = to_rgb(look.none)
    if coloring is None:
        return np.array([none, to_rgb("#7c8491")]), np.ones(n, dtype=np.intp)
    if isinstance(coloring, Labels):
        return np.array([none, *map(to_rgb, coloring.colors)]), coloring.codes.astype(np.intp)
    colors = map_of(coloring.cmap)(np.linspace(0, 1, _STEPS))[:, :3]
    low, high = coloring.ends or (0.0, 1.0)
    with np.errstate(invalid="ignore"):
        at = (coloring.values.astype(np.float64) - low) / ((high - low) or 1.0)
    finite = np.isfinite(coloring.values)
    steps = np.clip(np.where(finite, at, 0), 0, 1) * (_STEPS - 1)
    return np.array([none, *colors]), np.where(finite, np.rint(steps).astype(np.intp) + 1, 0)


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
    left, right, low, high = pane.limits or _around(pane.points)
    axes.set_xlim(left, right)
    axes.set_ylim((high, low) if pane.y_down else (low, high))
    if pane.is_pair:
        axes.tick_params(colors=look.soft, labelsize=0.9 * look.font_size, width=0.7)
        if pane.is_even:
            axes.set_aspect("equal", adjustable="datalim")
    else:
        axes.set(xticks=[], yticks=[])
        axes.set_aspect("equal")


def _around(points: npt.NDArray[np.float32]) -> Extent:
    finite = points[np.isfinite(points).all(axis=1)]
    if not len(finite):
        return 0.0, 1.0, 0.0, 1.0
    (x0, y0), (x1, y1) = finite.min(axis=0).tolist(), finite.max(axis=0).tolist()
    wide, tall = 0.03 * (x1 - x0) or 0.5, 0.03 * (y1 - y0) or 0.5
    return x0 - wide, x1 + wide, y0 - tall, y1 + tall


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
        letters = max(8, int(0.94 * width / (LETTER * 1.15 * look.title_size)))
        lines = textwrap.wrap(style.title, letters, max_lines=_TITLE_LINES, placeholder="…")
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
    codes: npt.NDArray[np.intp],
    style: Style,
    look: Look,
) -> None:
    if isinstance(coloring, Values):
        if coloring.ends is not None:
            low, high = coloring.ends
            finite = coloring.values[np.isfinite(coloring.values)]
            below, above = (
                bool(np.float32(finite.min()) < np.float32(low)),
                bool(np.float32(finite.max()) > np.float32(high)),
            )
            extend: Literal["neither", "both", "min", "max"] = (
                "both" if below and above else "min" if below else "max" if above else "neither"
            )
            draw_scale(out, axes, map_of(coloring.cmap), (low, high), look, extend=extend)
    elif coloring is not None:
        counts = np.bincount(codes, minlength=len(coloring.names) + 1).tolist()
        entries = [
            Entry(name, color, n if style.counts else None)
            for name, color, n in zip(
                (*coloring.names, coloring.none), (*coloring.colors, look.none), (*counts[1:], counts[0]), strict=True
            )
            if n
        ]
        if entries:
            draw_legend(axes[-1], entries, look)
