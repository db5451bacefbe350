"""How a picture looks: the colors of the view's themes, and what people told matplotlib (or scanpy) of fonts."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal, get_args

import matplotlib as mpl
from matplotlib.colors import to_hex, to_rgba
from matplotlib.font_manager import FontProperties, fontManager
from matplotlib.text import Text

from ..core.palettes import NO_COLOR
from ..core.plain_numbers import is_number
from ..errors import AnnotationError
from ..scene.look import LIGHT, WIDE_FONTS

Theme = Literal["light", "dark"]

_USUAL_SIZE = (8.0, 6.0)
#: What a number of an option is at the most: matplotlib fails beyond, or never ends.
_MOST = 10_000


@dataclass(frozen=True)
class Look:
    """Colors and sizes of what is not a cell.

    Attributes
    ----------
    background, text, soft, none
        Colors: behind everything, of names, of numbers and frames, of cells without a label or value.
    transparent
        Whether the background is left out.
    families
        Of the font, the first that has a letter is taken.
    font_size, title_size, legend_size
        In points.
    """

    background: str
    text: str
    soft: str
    none: str
    transparent: bool
    families: tuple[str, ...]
    font_size: float
    title_size: float
    legend_size: float


def look_of(theme: Theme | None, *, transparent: bool = False) -> Look:
    """Return the look of a theme of the view; None: the colors that matplotlib is set to.

    Fonts and their sizes are those that matplotlib is set to, by ``plt.rcParams`` or ``sc.set_figure_params``.

    Raises
    ------
    AnnotationError
        There is no such theme.
    """
    if theme is not None and theme not in get_args(Theme):
        raise AnnotationError(f"theme= is 'light', 'dark', or None for the colours of matplotlib, not {theme!r}.")
    set_to = mpl.rcParams
    if theme is None:
        background, text, soft, none = (
            _hex(set_to["figure.facecolor"]), _hex(set_to["text.color"]), _hex(set_to["axes.edgecolor"]), NO_COLOR
        )  # fmt: skip
    elif theme == "light":
        background, text, soft, none = LIGHT
    else:
        background, text, soft, none = "#17181b", "#e8e9ec", "#a9afb9", "#5a5f68"
    family = set_to["font.family"]
    families = [family] if isinstance(family, str) else list(family)
    known = {entry.name for entry in fontManager.ttflist}
    families += [font for font in WIDE_FONTS if font in known][:1]
    sizes = (_points(set_to[key]) for key in ("font.size", "axes.titlesize", "legend.fontsize"))
    return Look(background, text, soft, none, transparent, tuple(families), *sizes)


def checked_size(size: Sequence[float] | None) -> tuple[float, float]:
    """Return width and height in inches; None: what matplotlib was set to by hand, else a usual one.

    Raises
    ------
    AnnotationError
        They are no two numbers above 0, or so large that nothing could draw them.
    """
    if size is None:
        set_to = mpl.rcParams["figure.figsize"]
        size = _USUAL_SIZE if list(set_to) == list(mpl.rcParamsDefault["figure.figsize"]) else set_to
    try:
        width, height = (float(side) for side in size)
    except (TypeError, ValueError):
        width = height = math.nan
    if not (0 < width <= 200 and 0 < height <= 200):
        raise AnnotationError(f"size= takes width and height in inches, such as (8, 6), not {size!r}.")
    return width, height


def check_text(option: str, text: object) -> None:
    """Raise an :class:`AnnotationError` where an option is no text."""
    if not isinstance(text, str):
        raise AnnotationError(f"{option}= takes a text, not {text!r}.")


def check_number(option: str, number: Any, *, above: float | None = None) -> None:
    """Raise an :class:`AnnotationError` where an option is no number from 0, or none above another one."""
    if not (is_number(number) and number <= _MOST and (number >= 0 if above is None else number > above)):
        least = "of at least 0" if above is None else f"above {above:g}"
        raise AnnotationError(f"{option}= takes a number {least} and up to {_MOST:,}, not {number!r}.")


def as_plain(text: Text) -> Text:
    """Let a text be what it says: a label such as ``$x$`` or ``CD4_T`` is no formula."""
    text.set_parse_math(False)
    text.set_usetex(False)
    return text


def _points(size: float | str) -> float:
    return float(FontProperties(size=size).get_size_in_points())


def _hex(color: object) -> str:
    # a style may have "none" here, or a number of a cycle: what nothing is behind of is on paper
    red, green, blue, alpha = to_rgba(color)  # type: ignore[arg-type]
    return to_hex((red, green, blue)) if alpha > 0 else "#ffffff"
