"""What every picture of cells has in common to look at: sizes, the colors of the light theme, names that fit."""

from __future__ import annotations

import math
import textwrap

from ..core.palettes import NO_COLOR

#: CSS pixels to an inch: the view says how large its points are in them.
PIXELS = 96
#: Letters of a name before it is cut, as in the view.
MOST_LETTERS = 40
#: Letters are about so wide, lines so high, in parts of the font's size.
LETTER, LINE = 0.58, 1.45
#: Behind everything, of names, of numbers and frames, of cells without a label or value.
LIGHT = ("#ffffff", "#1d1f23", "#5a606a", NO_COLOR)
#: Of the font, over the cells: names, and how many cells there are.
NAME_SIZE, NOTE_SIZE = 0.92, 0.85
#: Fonts with the scripts that matplotlib's own has not, in case the computer has one of them.
WIDE_FONTS = (
    "Noto Sans CJK SC", "Noto Sans CJK JP", "Noto Sans SC", "Noto Sans JP", "Arial Unicode MS", "PingFang SC",
    "Hiragino Sans", "Microsoft YaHei", "Yu Gothic", "Malgun Gothic", "WenQuanYi Micro Hei", "WenQuanYi Zen Hei",
    "Droid Sans Fallback",
)  # fmt: skip
_TITLE_LINES = 4


def cut(name: str, letters: int = MOST_LETTERS) -> str:
    """Return a name that fits."""
    return name if len(name) <= letters else f"{name[: max(1, letters - 1)]}…"


def title_lines(title: str, width: float, size: float) -> list[str]:
    """Break a title into lines; the width and the size of its font in the same unit."""
    letters = max(8, int(0.94 * width / (LETTER * 1.15 * size)))
    return textwrap.wrap(title, letters, max_lines=_TITLE_LINES, placeholder="…")


def point_style(n: int, width: float, height: float, size: float = 1.0, opacity: float = 1.0) -> tuple[float, float]:
    """Return diameter and opacity of a point as the view has them: few cells large and solid, many small and faint.

    Parameters
    ----------
    n
        How many cells are drawn.
    width, height
        Of the plot, in CSS pixels, as is the diameter.
    size, opacity
        What a person makes of it; 1 leaves it.
    """
    room = width * height / max(1, n)
    diameter = max(0.75, size * min(10.0, max(1.0, 1.75 * room**0.2)))
    solid = min(0.92, max(0.2, 0.45 + 0.23 * math.log10(room)))
    return diameter, min(1.0, max(0.04, opacity * solid))
