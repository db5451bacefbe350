"""Numbers along an axis or a scale of colors."""

from __future__ import annotations

import math

from PIL import ImageDraw

from .cells import Values, beyond_ends
from .lettering import write
from .look import LIGHT
from .viridis import VIRIDIS

#: Values with their texts.
Ticks = list[tuple[float, str]]
_SOFT = LIGHT[2]
_ASPECT = 18


def ticks_of(low: float, high: float, most: int) -> Ticks:
    """Return round numbers from one to the other, a step of 1, 2, 2.5 or 5 times a power of ten between them."""
    span = abs(high - low)
    least, greatest = min(low, high), max(low, high)
    if not (math.isfinite(span) and span > 1e-12 * max(1e-290, abs(low), abs(high))):
        return [(low, _number(low, None))]
    power = 10.0 ** math.floor(math.log10(span / most))
    step = next(power * times for times in (1, 2, 2.5, 5, 10) if span / (power * times) <= most)
    first = math.ceil(least / step - 1e-9)
    values = [at * step for at in range(first, math.floor(greatest / step + 1e-9) + 1)]
    return [(value, _number(value, step)) for value in values]


def _number(value: float, step: float | None) -> str:
    """Write a number with as many digits as its neighbours differ by."""
    if step is None or not 1e-4 <= step < 1e6:
        text = f"{value:.4g}"
    else:
        digits = max(0, -math.floor(math.log10(step) + 1e-9))
        digits += abs(round(step, digits) - step) > 1e-6 * step  # of 2.5
        text = f"{value + 0.0:.{digits}f}"
    return text.replace("-", "−")


def write_number(draw: ImageDraw.ImageDraw, place: tuple[float, float], text: str, size: float, *, below: bool) -> None:
    """Write a number with its tick, below an axis or at its left."""
    x, y = place
    draw.line([(x, y), (x, y + 4)] if below else [(x - 4, y), (x, y)], fill=_SOFT)
    if below:
        write(draw, (x, y + 6 + 0.8 * size), text, size, _SOFT, anchor="ms")
    else:
        write(draw, (x - 6, y + 0.36 * size), text, size, _SOFT, anchor="rs")


def draw_scale(
    draw: ImageDraw.ImageDraw,
    values: Values,
    ticks: Ticks,
    place: tuple[float, float],
    height: float,
    size: float,
) -> None:
    """Draw a scale of colors: pointed where there are values beyond its end.

    Parameters
    ----------
    draw
        Of the picture.
    values, ticks
        What has the colors; the numbers beside them.
    place
        Its left side and the middle of its height.
    height, size
        How high it is, and of the font.
    """
    assert values.ends is not None  # noqa: S101 - of these there is no scale
    low, high = values.ends
    left, top, bottom = place[0], round(place[1] - height / 2), round(place[1] + height / 2)
    right = left + max(8, round(height / _ASPECT))
    colors = [tuple(map(int, color)) for color in VIRIDIS.tolist()]
    for row in range(top, bottom):
        part = (bottom - 0.5 - row) / max(1, bottom - top)
        draw.line([(left, row), (right, row)], fill=colors[min(len(colors) - 1, int(part * len(colors)))])
    beyond, tip = beyond_ends(values), right - left
    if beyond in ("max", "both"):
        draw.polygon([(left, top), (right, top), ((left + right) / 2, top - tip)], fill=colors[-1])
    if beyond in ("min", "both"):
        draw.polygon([(left, bottom), (right, bottom), ((left + right) / 2, bottom + tip)], fill=colors[0])
    for value, text in ticks:
        part = (value - low) / ((high - low) or 1.0)
        y = bottom - min(1.0, max(0.0, part)) * (bottom - top)
        draw.line([(right + 1, y), (right + 4, y)], fill=_SOFT)
        write(draw, (right + 7, y + 0.36 * size), text, size, _SOFT)
