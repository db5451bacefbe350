"""Colors of labels: scanpy's palettes, so that plots made later look alike, and more when those run out."""

from __future__ import annotations

import colorsys
import itertools
import threading
from collections.abc import Iterable, Iterator, Sequence
from typing import Literal

from ..errors import LabelError


def _colors(digits: str) -> tuple[str, ...]:
    return tuple(f"#{color}" for color in digits.split())


#: 10 colors: matplotlib's own (``tab10``), which scanpy takes for a column of few levels.
TAB_10 = _colors("1f77b4 ff7f0e 2ca02c d62728 9467bd 8c564b e377c2 7f7f7f bcbd22 17becf")

#: 20 colors: vega's category20 as scanpy orders and corrects it (``scanpy.plotting.palettes.default_20``).
SCANPY_20 = _colors(
    "1f77b4 ff7f0e 279e68 d62728 aa40fc 8c564b e377c2 b5bd61 17becf aec7e8 ffbb78 98df8a ff9896 c5b0d5 "
    "c49c94 f7b6d2 dbdb8d 9edae5 ad494a 8c6d31 "
)

#: Colors of the 10 that scanpy's 20 have in another shade: two labels of them could not be told apart.
_TWINS = {"#2ca02c": "#279e68", "#9467bd": "#aa40fc", "#bcbd22": "#b5bd61"}

#: 28 colors by Zeileis, Hornik and Murrell (``scanpy.plotting.palettes.default_28``).
SCANPY_28 = _colors(
    "023fa5 7d87b9 bec1d4 d6bcc0 bb7784 8e063b 4a6fe3 8595e1 b5bbe3 e6afb9 e07b91 d33f6a 11c638 8dd593 "
    "c6dec7 ead3c6 f0b98d ef9708 0fcfc0 9cded6 d5eae7 f3e1eb f6c4e1 f79cd4 7f7f7f c7c7c7 1ce6ff 336600 "
)

#: 102 colors from http://godsnotwheregodsnot.blogspot.com (``scanpy.plotting.palettes.default_102``).
SCANPY_102 = _colors(
    "ffff00 1ce6ff ff34ff ff4a46 008941 006fa6 a30059 ffdbe5 7a4900 0000a6 63ffac b79762 004d43 8fb0ff "
    "997d87 5a0007 809693 6a3a4c 1b4400 4fc601 3b5dff 4a3b53 ff2f80 61615a ba0900 6b7900 00c2a0 ffaa92 "
    "ff90c9 b903aa d16100 ddefff 000035 7b4f4b a1c299 300018 0aa6d8 013349 00846f 372101 ffb500 c2ffed "
    "a079bf cc0744 c0b9b2 c2ff99 001e09 00489c 6f0062 0cbd66 eec3ff 456d75 b77b68 7a87a1 788d66 885578 "
    "fad09f ff8a9a d157a0 bec459 456648 0086ed 886f4c 34362d b4a8bd 00a6aa 452c2c 636375 a3c8c9 ff913f "
    "938a81 575329 00fecf b05b6f 8cd0ff 3b9700 04f757 c8a1a1 1e6e00 7900d7 a77500 6367a9 a05837 6b002c "
    "772600 d790ff 9b9700 549e79 fff69f 201625 72418f bc23ff 99adc0 3a2465 922329 5b4534 fde8dc 404e55 "
    "0089a3 cb7e98 a4e804 324e72 "
)

#: Told apart also with a red-green or blue weakness: Okabe and Ito's (https://jfly.uni-koeln.de/color/) without black,
#: then Paul Tol's "muted" (https://sronpersonalpages.nl/~pault/) without those that come close.
SAFE = _colors(
    "0072b2 e69f00 009e73 cc79a7 56b4e9 d55e00 f0e442 332288 999933 882255 88ccee 117733 ddcc77 aa4499 44aa99 661100 "
)

#: Cells without a label, or whose value is missing.
NO_COLOR = "#c4c8ce"


#: How many steps of the golden angle are taken: after some 2,400 all that can be told apart in 8 bits are there.
_STEPS = 4000
_ALL = 1 << 24


def generated(index: int) -> str:
    """Return the ``index``-th color of a long row: steps of the golden angle, at changing lightness."""
    hue = (index * 0.618033988749895) % 1.0
    lightness = (0.42, 0.58, 0.5)[index % 3]
    return _hex(*colorsys.hls_to_rgb(hue, lightness, 0.62))


def _everything() -> Iterator[str]:
    """Yield all colors there are, near ones far apart; at first those that are seen on white and on black."""
    for seen in (True, False):
        for index in range(1, _ALL + 1):
            value = index * 10_368_889 % _ALL  # an odd factor: each once
            red, green, blue = value >> 16, value >> 8 & 255, value & 255
            if (60 <= (2 * red + 5 * green + blue) // 8 <= 190 and max(red, green, blue) >= 90) is seen:
                yield f"#{value:06x}"


#: Colors that labels get unasked.
FROM_PALETTES = frozenset((*TAB_10, *SCANPY_20, *SCANPY_28, *SCANPY_102, *SAFE))


class _Row:
    """Colors one after the other, each once; kept as far as they were asked for."""

    def __init__(self, colors: Iterable[str]) -> None:
        self._source = _once(colors)
        self._known: list[str] = []
        self._lock = threading.Lock()

    def __iter__(self) -> Iterator[str]:
        for at in itertools.count():
            if at == len(self._known) and not self._extend(at):
                return
            yield self._known[at]

    def _extend(self, at: int) -> bool:
        with self._lock:  # threads answer requests of the page
            if at < len(self._known):
                return True
            color = next(self._source, None)
            if color is None:
                return False
            self._known.append(color)
            return True


def _once(colors: Iterable[str]) -> Iterator[str]:
    seen: set[str] = set()
    for color in colors:
        if color not in seen:
            seen.add(color)
            yield color


Scheme = Literal["scanpy", "safe"]


def palette(n: int, scheme: object = "scanpy") -> list[str]:
    """Return ``n`` colors of a scheme.

    Parameters
    ----------
    n
        How many.
    scheme
        ``"scanpy"``: as scanpy chooses them for a column of ``n`` levels as long as nobody changed its settings or
        those of matplotlib, so that two people see the same. It draws more than 102 levels grey: here generated colors
        follow.
        ``"safe"``: for all kinds of color vision as far as 16 colors go; then darker and lighter ones, since
        lightness is seen by everyone.

    Raises
    ------
    LabelError
        There is no such scheme.
    """
    if scheme == "safe":
        return _first(n, _SAFE_ROW)
    if scheme != "scanpy":
        raise LabelError(f"There is no colour scheme {scheme!r}: use 'scanpy' or 'safe'.")
    for colors in (TAB_10, SCANPY_20, SCANPY_28, SCANPY_102):
        if n <= len(colors):
            return list(colors[:n])
    return _first(n, _LONG_ROW)


def _first(n: int, row: _Row) -> list[str]:
    # As often as all colors there are go into it: they come again.
    return list(itertools.islice(itertools.chain(row, itertools.cycle(SCANPY_102)), n))


def next_color(used: Iterable[str]) -> str:
    """Return the first color not in use, so that adding a label never changes the color of another.

    The row begins with scanpy's 20, not with the 10 of :func:`palette`: nobody knows how many labels there will be, and
    the 20 are the longest row whose first ones stay when more come. Those that look like one in use are left out.

    Where all colors are of the safe scheme, the next one is too.
    """
    return next(next_colors(used))


def next_colors(used: Iterable[str]) -> Iterator[str]:
    """Yield what :func:`next_color` gives again and again, each in use from then on; without an end."""
    taken = set(used)
    twins = {other for color, other in _TWINS.items() if color in taken}
    first = (*SAFE, _safe(len(SAFE))) if taken and taken <= set(SAFE) else ()
    for color in itertools.chain(first, _NEXT_ROW):
        if color not in taken and color not in twins:
            taken.add(color)
            yield color
    yield from itertools.cycle(SCANPY_20)  # all there are, are in use


def told_apart(wanted: Sequence[str | None], used: Iterable[str] = ()) -> list[str]:
    """Return a color for each that no other has: the one wanted where it is free, else the next free of the palette.

    Parameters
    ----------
    wanted
        In order: of two that want the same, or one that looks like it, the first has it. None: any.
    used
        Colors that are in use already.
    """
    taken = set(used)
    kept: list[str | None] = []
    for color in wanted:
        free = color is not None and not taken & {color, *_alike(color)}
        kept.append(color if free else None)
        if color is not None and free:
            taken.add(color)
    fresh = next_colors(taken)
    return [color or next(fresh) for color in kept]


def _alike(color: str) -> Iterator[str]:
    yield from (twin for pair in _TWINS.items() if color in pair for twin in pair)


#: How light the shades of one hue are, and how far its neighbours in hue: near ones are not told apart on a plot.
_SHADES = tuple((lightness / 100, turn) for turn in (0.0, 0.035, -0.035) for lightness in range(30, 75, 6))


def related(color: str, used: Iterable[str]) -> str:
    """Return a shade of a color's hue, as far as it can be from those in use (and from the color itself)."""
    hue, _, saturation = colorsys.rgb_to_hls(*_rgb(color))
    saturation = saturation if saturation < 0.08 else min(max(saturation, 0.35), 0.8)  # of a grey: greys
    # of a family with more labels than there are shades only the last ones count
    taken = [_rgb(each) for each in (color, *list(used)[-len(_SHADES) :])]

    def worth(shade: tuple[float, float]) -> float:
        lightness, turn = shade
        parts = colorsys.hls_to_rgb((hue + turn) % 1.0, lightness, saturation)
        nearest = min(_distance(parts, other) for other in taken)
        return nearest if turn == 0 else nearest / 2  # neighbours in hue when shades run out

    lightness, turn = max(_SHADES, key=worth)
    return _hex(*colorsys.hls_to_rgb((hue + turn) % 1.0, lightness, saturation))


def is_related(color: str, other: str) -> bool:
    """Tell whether two colors are of about one hue, as :func:`related` makes them."""
    (hue, _, one), (same, _, two) = (colorsys.rgb_to_hls(*_rgb(each)) for each in (color, other))
    away = abs((hue - same + 0.5) % 1.0 - 0.5)
    return min(one, two) < 0.08 or away <= max(turn for _, turn in _SHADES) + 0.015


def _distance(one: tuple[float, float, float], other: tuple[float, float, float]) -> float:
    """Return how different two colors look: the eye tells green apart best, then red."""
    return sum(weight * (x - y) ** 2 for weight, x, y in zip((3, 4, 2), one, other, strict=True))


def _rgb(color: str) -> tuple[float, float, float]:
    red, green, blue = (int(color[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return red, green, blue


def _safe(index: int) -> str:
    turn, place = divmod(index, len(SAFE))
    if turn == 0:
        return SAFE[place]
    hue, lightness, saturation = colorsys.rgb_to_hls(*_rgb(SAFE[place]))
    # 0.25, 0.75, 0.4, 0.9, 0.55 ... : far from the lightness of the turn before
    lightness = (lightness + 0.5 * (turn % 2) + 0.15 * (turn // 2)) % 0.8 + 0.1
    return _hex(*colorsys.hls_to_rgb(hue, lightness, saturation))


def _hex(red: float, green: float, blue: float) -> str:
    return f"#{round(red * 255):02x}{round(green * 255):02x}{round(blue * 255):02x}"


_NEXT_ROW = _Row(itertools.chain(SCANPY_20, SCANPY_102, map(generated, range(_STEPS)), _everything()))
_LONG_ROW = _Row(itertools.chain(SCANPY_102, map(generated, range(_STEPS)), _everything()))
# After some turns of the safe colors, darker and lighter, the same ones come again.
_SAFE_ROW = _Row(itertools.chain(map(_safe, range(16 * len(SAFE))), _everything()))
