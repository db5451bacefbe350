"""A picture of cells in a few hundredths of a second: what ``figure`` draws with matplotlib, with NumPy and Pillow.

Sizes are pixels. The plot and what stands to its right are in the middle of the picture.
"""

from __future__ import annotations

import functools
import itertools
import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw

from .cells import ALIKE, Bools, Drawn, Extent, Labels, Outline, Pane, Values, codes_of, drawn_of, extent_of
from .discs import draw_discs
from .few_colors import in_few_colors
from .legend import PART, Lines, entries_of, legend_lines
from .lettering import fitted, sideways, width_of, write
from .look import LETTER, LIGHT, LINE, NAME_SIZE, NOTE_SIZE, PIXELS, cut, point_style, title_lines
from .names import MOST_NAMES, names_of
from .scale import Ticks, draw_scale, ticks_of, write_number
from .viridis import VIRIDIS

#: Of the picture.
SIZE = (720, 480)
_DPI = 80
_FONT, _TITLE = 10 * _DPI / 72, 12 * _DPI / 72
_PAD = 6
_BACKGROUND, _TEXT, _SOFT, _NONE = LIGHT
#: Width of a scale of numbers, with the room for its numbers; and of the dots of a legend, with the gap behind it.
_SCALE, _DOT, _GAP = 12, 0.7 * _FONT, 1.2 * _FONT


class _Box(NamedTuple):
    """Where the plot is: its corners in the picture, and the places at them; ``low`` is at the bottom."""

    left: int
    top: int
    width: int
    height: int
    limits: Extent

    def at(self, points: npt.NDArray[np.floating]) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
        """Return where points are, in pixels from the corner of the plot."""
        left, right, low, high = self.limits
        x = (points[:, 0].astype(np.float64) - left) * (self.width / (right - left))
        return x, (high - points[:, 1].astype(np.float64)) * (self.height / (high - low))


def still_of_cells(
    pane: Pane, coloring: Labels | Values | None, title: str, most: int, shown: Bools | None = None
) -> Image.Image:
    """Draw cells in the light theme.

    Parameters
    ----------
    pane, coloring, shown
        As of ``figure.cells.figure_of_cells``.
    title
        Stands over the plot.
    most
        How many cells are drawn at the most; of more, a random sample.
    """
    drawn = drawn_of([pane], coloring, shown, most)
    legend, scale = _beside(coloring, drawn)
    titles = title_lines(title, SIZE[0], _TITLE) if title else []
    box = _box(pane, _room_beside(legend, scale), len(titles))
    image = Image.new("RGB", SIZE, _BACKGROUND)
    xy, codes = pane.points[drawn.order], codes_of(coloring, drawn.order)
    _draw_cells(image, box, xy, codes, coloring)
    draw = ImageDraw.Draw(image)
    _draw_frame(image, draw, pane, box, drawn.note)
    for row, line in enumerate(titles):
        base = box.top - 6 - (len(titles) - 1 - row) * 1.2 * _TITLE
        write(draw, (box.left, base), line, _TITLE, _TEXT, bold=True)
    names = _outlined(image, box, pane.outlines)
    if isinstance(coloring, Labels) and len(coloring.names) <= MOST_NAMES:
        found = names_of(coloring.names, codes, xy)
        xs, ys = box.at(np.array([(name.x, name.y) for name in found]).reshape(-1, 2))
        names += [(name.text, x, y) for name, x, y in zip(found, xs.tolist(), ys.tolist(), strict=True)]
    _write_names(image, box, names)
    if legend:
        _draw_legend(image, draw, legend, box.left + box.width + _PAD, box.top)
    if scale is not None and isinstance(coloring, Values):
        middle = box.top + box.height / 2
        draw_scale(draw, coloring, scale, (box.left + box.width + 2 * _PAD, middle), box.height / 2, 0.9 * _FONT)
    colors = [_BACKGROUND, _TEXT, _SOFT, _NONE, *(color for column in legend for color, _ in column.lines if color)]
    kept = _rgb(colors) if scale is None else np.vstack([_rgb(colors), VIRIDIS[::4]])
    return in_few_colors(image, kept.astype(np.intp))


class _Column(NamedTuple):
    """Of a legend: colors with their texts, and how wide they are."""

    lines: list[tuple[str | None, str]]
    width: float


def _beside(coloring: Labels | Values | None, drawn: Drawn) -> tuple[list[_Column], Ticks | None]:
    """Return what stands beside the plot: a legend, or a scale's numbers."""
    if isinstance(coloring, Labels):
        entries = entries_of(coloring, drawn.counts or (), _NONE)
        return (_columns(legend_lines(entries, *SIZE, _FONT)) if entries else []), None
    if coloring is None or coloring.ends is None:
        return [], None
    return [], ticks_of(*coloring.ends, 6)


def _room_beside(legend: list[_Column], scale: Ticks | None) -> float:
    if legend:
        return _PAD + sum(column.width + _GAP for column in legend) - _GAP
    return 0 if scale is None else 2 * _PAD + _SCALE + 8 + max((width_of(text, _FONT) for _, text in scale), default=0)


def _columns(lines: Lines) -> list[_Column]:
    """Return the columns of a legend, their lines cut where letters are wider than usual."""
    most = PART * SIZE[0] / lines.n_columns - _GAP - 1.6 * _FONT
    texts = [fitted(text, max(most, 4 * LETTER * _FONT), _FONT) for text in lines.texts]
    both = list(zip(lines.colors, texts, strict=True))
    ends = np.cumsum([0, *map(len, np.array_split(range(len(both)), lines.n_columns))]).tolist()
    return [
        _Column(both[begin:end], 1.35 * _FONT + max(width_of(text, _FONT) for _, text in both[begin:end]))
        for begin, end in itertools.pairwise(ends)
    ]


def _box(pane: Pane, beside: float, n_titles: int) -> _Box:
    """Find the room for the plot; cells that have a place on one map get it in scale."""
    x0, x1, y0, y1 = extent_of(pane)
    numbers = 0.0
    if pane.is_pair:
        numbers = 6 + max((width_of(text, 0.9 * _FONT) for _, text in ticks_of(y0, y1, 6)), default=0)
    left, top = 2 * _PAD + 1.3 * _FONT + numbers, 2 * _PAD + n_titles * 1.2 * _TITLE
    below = _PAD + 1.5 * _FONT + (1.6 * _FONT if pane.is_pair else 0)
    wide, tall = max(60.0, SIZE[0] - left - beside - 2 * _PAD), max(60.0, SIZE[1] - top - below)
    if not pane.is_pair:
        scale = min(wide / (x1 - x0), tall / (y1 - y0))
        width, height = max(2, round(scale * (x1 - x0))), max(2, round(scale * (y1 - y0)))
        left, top = left + (wide - width) / 2, top + (tall - height) / 2
    else:
        width, height = round(wide), round(tall)
        if pane.is_even:
            unit = max((x1 - x0) / wide, (y1 - y0) / tall)
            more_x, more_y = (unit * wide - (x1 - x0)) / 2, (unit * tall - (y1 - y0)) / 2
            x0, x1, y0, y1 = x0 - more_x, x1 + more_x, y0 - more_y, y1 + more_y
    return _Box(round(left), round(top), width, height, (x0, x1, y1, y0) if pane.y_down else (x0, x1, y0, y1))


def _draw_cells(
    image: Image.Image,
    box: _Box,
    xy: npt.NDArray[np.floating],
    codes: npt.NDArray[np.intp],
    coloring: Labels | Values | None,
) -> None:
    """Draw those without a label first, the others on top."""
    x, y = box.at(xy)
    if isinstance(coloring, Values):
        palette = np.vstack([_rgb([_NONE]), VIRIDIS])
    else:
        palette = _rgb([_NONE, *(coloring.colors if coloring is not None else [ALIKE])])
    wide, tall = (side * PIXELS / _DPI for side in SIZE)
    diameter, opacity = point_style(len(x), 0.75 * wide, tall)
    pixels = np.full((box.height, box.width, 3), 255, dtype=np.float32)
    for lot in (codes == 0, codes != 0):
        draw_discs(pixels, x[lot], y[lot], codes[lot], palette, round(diameter * _DPI / PIXELS, 2), opacity)
    image.paste(Image.fromarray(np.rint(pixels).astype(np.uint8)), (box.left, box.top))


def _rgb(colors: Sequence[str]) -> npt.NDArray[np.float32]:
    """Return colors such as ``#1f77b4``, 0 to 255."""
    return np.array([[int(color[at : at + 2], 16) for at in (1, 3, 5)] for color in colors], dtype=np.float32)


def _draw_frame(image: Image.Image, draw: ImageDraw.ImageDraw, pane: Pane, box: _Box, note: str) -> None:
    """Draw the axes with their names, numbers where they mean something, and how many cells there are."""
    left, bottom, right = box.left - 1, box.top + box.height, box.left + box.width
    draw.line([(left, box.top), (left, bottom), (right, bottom)], fill=_SOFT)
    base, ahead = bottom + 1.25 * _FONT, left - 4.0
    if pane.is_pair:
        x0, x1, y0, y1 = box.limits
        for value, text in ticks_of(x0, x1, 8):
            x = box.left + (value - x0) / (x1 - x0) * box.width
            write_number(draw, (x, bottom), text, 0.9 * _FONT, below=True)
        ticks = ticks_of(y0, y1, 6)
        for value, text in ticks:
            y = box.top + (y1 - value) / (y1 - y0) * box.height
            write_number(draw, (left, y), text, 0.9 * _FONT, below=False)
        base += 1.6 * _FONT
        ahead -= 6 + max((width_of(text, 0.9 * _FONT) for _, text in ticks), default=0)
    middle = box.left + box.width / 2
    room = box.width - 2 * (
        width_of(note, NOTE_SIZE * _FONT) + _PAD
    )  # the note is at the right, the name in the middle
    name = fitted(cut(pane.x), max(room, 0.3 * box.width), _FONT)
    fits = width_of(name, _FONT) <= room
    write(draw, (middle if fits else box.left, base), name, _FONT, _SOFT, anchor="ms" if fits else "ls")
    write(draw, (right, base), note, NOTE_SIZE * _FONT, _SOFT, anchor="rs")
    upwards = sideways(fitted(cut(pane.y), box.height, _FONT), _FONT)
    image.paste(_SOFT, (round(ahead - upwards.width), round(box.top + (box.height - upwards.height) / 2)), upwards)


def _outlined(image: Image.Image, box: _Box, outlines: Sequence[Outline]) -> list[tuple[str, float, float]]:
    """Draw the outlines of regions on a rim of the background; return their names, which stand at their tops."""
    names = []
    for outline in outlines:
        rings = [np.column_stack(box.at(np.asarray([*ring, ring[0]], dtype=np.float64))) for ring in outline.rings]
        for color, width in ((_BACKGROUND, 7), (outline.color, 3)):
            mask = Image.new("L", (2 * box.width, 2 * box.height))  # twice as large: Pillow's lines have hard edges
            for ring in rings:
                ImageDraw.Draw(mask).line([(2 * x, 2 * y) for x, y in ring.tolist()], 255, width, joint="curve")
            image.paste(color, (box.left, box.top), mask.reduce(2))
        if outline.name and rings:
            corners = np.concatenate(rings)
            x = float(corners[:, 0].min() + corners[:, 0].max()) / 2
            names.append((outline.name, x, float(corners[:, 1].min()) - 0.6 * _FONT))
    return names


def _write_names(image: Image.Image, box: _Box, names: list[tuple[str, float, float]]) -> None:
    """Write names, the first ones first, where they cover none before and their middle is in the plot."""
    size, mask = NAME_SIZE * _FONT, Image.new("L", SIZE)
    draw, taken = ImageDraw.Draw(mask), np.empty((0, 4))
    for name, x, y in names:
        text = cut(name)
        half, tall = width_of(text, size, bold=True) / 2, 0.6 * size
        covers = (abs(taken[:, 0] - x) < taken[:, 2] + half) & (abs(taken[:, 1] - y) < 2 * tall)
        if covers.any() or not (0 <= x <= box.width and 0 <= y <= box.height):
            continue
        taken = np.vstack([taken, (x, y, half, tall)])
        write(draw, (box.left + x, box.top + y), text, size, 255, anchor="mm", bold=True)
    if not len(taken):
        return
    left, top, right, bottom = mask.getbbox() or (0, 0, 1, 1)
    letters = mask.crop((left - 3, top - 3, right + 3, bottom + 3))
    image.paste(_BACKGROUND, (left - 3, top - 3), Image.fromarray(_grown(_grown(np.asarray(letters)))))
    image.paste(_TEXT, (left - 3, top - 3), letters)


def _grown(mask: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
    """Return a mask with a pixel more around; it has room at its edges."""
    tall = mask.copy()
    np.maximum(tall[1:], mask[:-1], out=tall[1:])
    np.maximum(tall[:-1], mask[1:], out=tall[:-1])
    wide = tall.copy()
    np.maximum(wide[:, 1:], tall[:, :-1], out=wide[:, 1:])
    np.maximum(wide[:, :-1], tall[:, 1:], out=wide[:, :-1])
    return wide


def _draw_legend(image: Image.Image, draw: ImageDraw.ImageDraw, legend: list[_Column], left: float, top: float) -> None:
    """Draw dots and names, column by column."""
    top = max(_PAD, min(top, SIZE[1] - _PAD - len(legend[0].lines) * LINE * _FONT))  # a plot may be lower than these
    dot = _dot()
    for column in legend:
        for row, (color, text) in enumerate(column.lines):
            middle = top + (row + 0.6) * LINE * _FONT
            if color is not None:
                image.paste(color, (round(left), round(middle - dot.height / 2)), dot)
            write(draw, (left + 1.35 * _FONT, middle + 0.36 * _FONT), text, _FONT, _TEXT)
        left += column.width + _GAP


@functools.cache
def _dot() -> Image.Image:
    """Return the mask of a legend's dot, with smooth edges."""
    side = math.ceil(_DOT) + 1
    mask = Image.new("L", (8 * side, 8 * side))
    ImageDraw.Draw(mask).ellipse([4 * (side - _DOT), 4 * (side - _DOT), 4 * (side + _DOT), 4 * (side + _DOT)], fill=255)
    return mask.reduce(8)
