"""Colors as people, matplotlib and scanpy write them, made ``#rrggbb``."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ..errors import LabelError
from .optional import is_installed
from .palettes import NO_COLOR
from .plain_numbers import is_number

_PLAIN = re.compile(r"#[0-9a-fA-F]{6}")
_GRAY = re.compile(r"[01](?:\.0*)?|0?\.\d+")
_DIGITS = re.compile(r"#(?:[0-9a-fA-F]{3,4}|[0-9a-fA-F]{6}|[0-9a-fA-F]{8})")

#: Names from R that scanpy knows besides those of matplotlib.
_OF_R = {
    "gold2": "#eec900",
    "firebrick3": "#cd2626",
    "khaki2": "#eee685",
    "slategray3": "#9fb6cd",
    "palegreen3": "#7ccd7c",
    "tomato2": "#ee5c42",
    "grey80": "#cccccc",
    "grey90": "#e5e5e5",
    "wheat4": "#8b7e66",
    "grey65": "#a6a6a6",
    "grey10": "#1a1a1a",
    "grey20": "#333333",
    "grey50": "#7f7f7f",
    "grey30": "#4d4d4d",
    "grey40": "#666666",
    "antiquewhite2": "#eedfcc",
    "grey77": "#c4c4c4",
    "snow4": "#8b8989",
    "chartreuse3": "#66cd00",
    "yellow4": "#8b8b00",
    "darkolivegreen2": "#bcee68",
    "olivedrab3": "#9acd32",
    "azure3": "#c1cdcd",
    "violetred": "#d02090",
    "mediumpurple3": "#8968cd",
    "purple4": "#551a8b",
    "seagreen4": "#2e8b57",
    "lightblue3": "#9ac0cd",
    "orchid3": "#b452cd",
    "indianred 3": "#cd5555",
    "grey60": "#999999",
    "mediumorchid1": "#e066ff",
    "plum3": "#cd96cd",
    "palevioletred3": "#cd6889",
}


def hex_of(color: object) -> str | None:
    """Write a color that scanpy draws as ``#rrggbb``; None if it draws none.

    Parameters
    ----------
    color
        What matplotlib takes for a color (a name, ``"C0"``, ``"#rgb"``, three or four numbers from 0 to 1 ...), a name
        of R that scanpy knows, or bytes of such a text, as old files have them. How much it lets through is dropped.
        Without matplotlib only hexadecimal digits, numbers and names of R are known.
    """
    if isinstance(color, bytes):
        color = color.decode(errors="replace")
    if isinstance(color, str):
        if _PLAIN.fullmatch(color):
            return color.lower()
        if color.lower() == "none":  # matplotlib draws nothing
            return NO_COLOR
    found = _by_matplotlib(color) if is_installed("matplotlib") else _by_digits(color)
    return _OF_R.get(color) if found is None and isinstance(color, str) else found


def _by_matplotlib(color: object) -> str | None:
    from matplotlib.colors import is_color_like, to_hex

    try:
        return to_hex(color) if is_color_like(color) else None  # type: ignore[arg-type]
    except (TypeError, ValueError, OverflowError):  # not a number among three, or none that a float can be
        return None


def _by_digits(color: object) -> str | None:
    """Read what needs no list of names: ``#rgb``, ``#rrggbbaa``, a gray ``"0.5"``, three or four numbers from 0 to 1.

    As for matplotlib, also as a pair with how much it lets through.
    """
    if isinstance(color, tuple) and len(color) == 2 and isinstance(color[0], str):
        color, alpha = color
        if alpha is not None and not (is_number(alpha) and 0 <= alpha <= 1):
            return None
    if isinstance(color, str) and _GRAY.fullmatch(color):
        return "#" + 3 * f"{round(255 * float(color)):02x}"
    if isinstance(color, str):
        digits = color[1:] if _DIGITS.fullmatch(color) else ""
        full = digits if len(digits) > 4 else "".join(2 * digit for digit in digits)
        return f"#{full[:6].lower()}" if digits else None
    given = list(color) if isinstance(color, Iterable) else []
    parts = [float(part) for part in given if is_number(part)]
    if len(given) not in (3, 4) or len(parts) < len(given) or not all(0 <= part <= 1 for part in parts):
        return None
    return "#" + "".join(f"{round(255 * part):02x}" for part in parts[:3])


def clean_color(color: object) -> str:
    """Write a color that a person gave as ``#rrggbb``.

    Raises
    ------
    LabelError
        It is none: see :func:`hex_of`.
    """
    found = hex_of(color.strip() if isinstance(color, str) else color)
    if found is None:
        names = "or by a name such as 'steelblue'" if is_installed("matplotlib") else "(names need matplotlib)"
        raise LabelError(f"{color!r} is no colour: write it as '#1f77b4' {names}.")
    return found
