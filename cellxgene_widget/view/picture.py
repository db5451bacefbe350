"""The picture of what is on screen, by matplotlib: for papers, and for places where no live widget can be."""

from __future__ import annotations

import base64
import io
import logging
import warnings
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from ..core.palettes import NO_COLOR
from ..data.columns import NumberColumn
from ..data.embeddings import embedding_title
from ..data.pairs import Basis, pair_of
from ..errors import AnnotationError
from ..labels.annotations import Category
from ..session.session import Session

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

#: Cells drawn at the most; of more a random sample is shown, and the picture says so.
MAX_POINTS = 50_000
#: Entries of a legend at the most.
_MAX_LEGEND = 30
_PICTURE_DPI = 80

_log = logging.getLogger(__name__)


def figure(
    session: Session, *, basis: Basis | None = None, color: str | None = None, size: Sequence[float] = (8.0, 6.0)
) -> Figure:
    """Draw an embedding with the labels as they are now.

    Parameters
    ----------
    session
        The labels and the cells.
    basis, color
        The embedding and what to color by; by default as shown.
    size
        Width and height in inches.

    Returns
    -------
    matplotlib.figure.Figure
        Made without pyplot, so that no figure stays open.
    """
    from matplotlib.figure import Figure

    if len(size) != 2 or not min(size) > 0:
        raise AnnotationError("size= takes width and height in inches, such as (8, 6).")
    parts = session.parts
    with parts.gate.lock:
        parts.gate.require_open()
        parts.following.look()
        key = parts.columns.find_basis(parts.shown.embedding if basis is None else basis)
        embeddings = parts.table.embeddings
        pair = None if key in embeddings else pair_of(key)
        of_one_array = pair is not None and parts.columns.is_of_one_array(key)
        name = parts.shown.color if color is None else color
        points = parts.columns.coordinates(key)
        source = None if name is None else parts.columns.column_or_category(name)
        order = _sample(len(points))
        out = Figure(figsize=(size[0], size[1]), layout="constrained")
        axes = out.add_subplot()
        if isinstance(source, NumberColumn):
            _draw_numbers(out, axes, points, source, order)
        else:
            _draw_groups(axes, points, _groups(source, len(points)), order)
    drawn = f", {len(order):,} drawn" if len(order) < len(points) else ""
    axes.set_title(f"{name or ''}", loc="left", fontsize=11, fontweight="bold")
    axes.set_title(f"{len(points):,} cells{drawn}", loc="right", fontsize=9, color="#5d636d")
    if pair is not None:
        axes.set_xlabel(pair[0], parse_math=False)
        axes.set_ylabel(pair[1], parse_math=False)
        if of_one_array:
            axes.set_aspect("equal", adjustable="datalim")
    else:
        title = embedding_title(key)
        axes.set(xlabel=f"{title} 1", ylabel=f"{title} 2", xticks=[], yticks=[])
        if parts.table.obsm.is_tissue(key):
            axes.set_aspect("equal")
            axes.invert_yaxis()
    axes.spines[["top", "right"]].set_visible(False)
    return out


def picture(session: Session) -> dict[str, str]:
    """Return the figure as a notebook keeps it; nothing if it can't be drawn."""
    try:
        return {"image/png": _png(session)}
    except Exception:  # noqa: BLE001 - whatever a plotting library stumbles over must not take the live view away
        _log.warning("no static picture could be drawn", exc_info=True)
        return {}


def _png(session: Session) -> str:
    """Return the figure as a PNG of some 50 to 200 kB, in base64."""
    buffer = io.BytesIO()
    with warnings.catch_warnings():
        # A label in a script that matplotlib's font lacks shows as boxes: no reason for a warning at every display.
        warnings.filterwarnings("ignore", message="Glyph .* missing from", category=UserWarning)
        figure(session, size=(9.0, 6.0)).savefig(buffer, format="png", dpi=_PICTURE_DPI)
    return base64.b64encode(buffer.getvalue()).decode("ascii")


Group = tuple[str, str, npt.NDArray[np.bool_]]


def _sample(n: int) -> npt.NDArray[np.intp]:
    # Random order, so that no label hides another by its place in the file; the same picture each time.
    return np.random.default_rng(0).choice(n, min(n, MAX_POINTS), replace=False)


def _groups(source: Any, n: int) -> list[Group]:
    if source is None:
        return [("", NO_COLOR, np.ones(n, dtype=bool))]
    if isinstance(source, Category):
        named = [(x.name, x.color, source.codes[:n] == x.code) for x in source.labels]
    else:
        pairs = zip(source.levels, source.colors, strict=True)
        named = [(level, color, source.codes == code) for code, (level, color) in enumerate(pairs, start=1)]
    missing = "unassigned" if isinstance(source, Category) else "missing"
    groups = [*named, (missing, NO_COLOR, source.codes[:n] == 0)]
    return [group for group in groups if group[2].any()]


def _draw_groups(axes: Axes, points: npt.NDArray[np.float32], groups: list[Group], order: npt.NDArray[np.intp]) -> None:
    from matplotlib.colors import to_rgb
    from matplotlib.lines import Line2D
    from matplotlib.patheffects import withStroke

    drawn = points[order]
    colors = np.empty((len(order), 3))
    for _, color, mask in groups:
        colors[mask[order]] = to_rgb(color)
    axes.scatter(drawn[:, 0], drawn[:, 1], c=colors, s=_point_size(len(order)), linewidths=0, rasterized=True)
    halo = [withStroke(linewidth=2.5, foreground="white")]
    for name, _, mask in groups:
        if not name or name in ("unassigned", "missing"):
            continue
        # of those drawn; a label that has none among them has few
        mine = drawn[mask[order]]
        mine = mine if np.isfinite(mine).any() else points[mask]
        center = np.nanmedian(mine, axis=0) if np.isfinite(mine).any() else None
        if center is not None and len(groups) <= _MAX_LEGEND:
            # parse_math: a label such as "$x$" is text, not a formula
            axes.text(
                float(center[0]),
                float(center[1]),
                _short(name),
                fontsize=8,
                fontweight="bold",
                ha="center",
                path_effects=halo,
                parse_math=False,
            )
    if 1 < len(groups) <= _MAX_LEGEND:
        handles = [
            Line2D([], [], marker="o", linestyle="", color=color, markersize=6, label=_entry(name, mask))
            for name, color, mask in groups
        ]
        legend = axes.legend(handles=handles, loc="center left", bbox_to_anchor=(1.0, 0.5), frameon=False, fontsize=8)
        for text in legend.get_texts():
            text.set_parse_math(False)


def _draw_numbers(
    out: Figure, axes: Axes, points: npt.NDArray[np.float32], column: NumberColumn, order: npt.NDArray[np.intp]
) -> None:
    summary = column.summary()
    values = column.values[order]
    missing = ~np.isfinite(values)
    size = _point_size(len(order))
    axes.scatter(
        points[order][missing, 0], points[order][missing, 1], c=NO_COLOR, s=size, linewidths=0, rasterized=True
    )
    drawn = axes.scatter(
        points[order][~missing, 0],
        points[order][~missing, 1],
        c=values[~missing],
        s=size,
        linewidths=0,
        rasterized=True,
        vmin=summary["low"],
        vmax=summary["high"],
        cmap="viridis",
    )
    if not missing.all():
        out.colorbar(drawn, ax=axes, shrink=0.6)


def _point_size(n: int) -> float:
    return float(np.clip(120_000 / max(n, 1), 1.0, 24.0))


def _entry(name: str, mask: npt.NDArray[np.bool_]) -> str:
    # matplotlib leaves out entries that begin with an underscore
    return f"{' ' if name.startswith('_') else ''}{_short(name)}  {int(mask.sum()):,}"


def _short(name: str) -> str:
    return name if len(name) <= 40 else f"{name[:39]}…"
