"""Text on a picture, in the font that comes with matplotlib: for Latin, Greek, Cyrillic, Hebrew, Arabic and more."""

from __future__ import annotations

import functools
import re
from importlib.util import find_spec
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from .look import WIDE_FONTS

Font = ImageFont.FreeTypeFont | ImageFont.ImageFont

#: What has no shape, and what can't be written in UTF-8.
_NO_SHAPE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]+")
#: Letters of East Asia, which are in none of matplotlib's fonts.
_WIDE = re.compile("[\u1100-\u11ff\u2e80-\ud7af\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef\U00020000-\U0003ffff]")


def write(
    draw: ImageDraw.ImageDraw,
    place: tuple[float, float],
    text: str,
    size: float,
    color: str | int,
    *,
    anchor: str = "ls",
    bold: bool = False,
) -> None:
    """Write a line; ``anchor`` as of Pillow: "ls" is left and on the line, "mm" in the middle."""
    text = _plain(text)
    draw.text(place, text, fill=color, font=_font_of(text, size, bold=bold), anchor=anchor)


def width_of(text: str, size: float, *, bold: bool = False) -> float:
    """Return how wide a line is."""
    text = _plain(text)
    return float(_font_of(text, size, bold=bold).getlength(text))


def fitted(text: str, width: float, size: float) -> str:
    """Cut a line that is wider than there is room: letters differ, some are twice as wide as others."""
    if width_of(text, size) <= width:
        return text
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if width_of(f"{text[:middle]}…", size) <= width else (low, middle - 1)
    return f"{text[:low]}…"


def sideways(text: str, size: float) -> Image.Image:
    """Return a line that reads upwards, as a mask."""
    mask = Image.new("L", (max(1, round(width_of(text, size)) + 2), round(1.5 * size)))
    write(ImageDraw.Draw(mask), (1, 1.1 * size), text, size, 255)
    return mask.transpose(Image.Transpose.ROTATE_90)


def _plain(text: str) -> str:
    return _NO_SHAPE.sub(" ", text)


def _font_of(text: str, size: float, *, bold: bool) -> Font:
    file = _wide_font() if _WIDE.search(text) else None
    return _font(file or _usual_font(bold=bold), size)


@functools.lru_cache(maxsize=32)
def _font(file: str | None, size: float) -> Font:
    return ImageFont.load_default(size) if file is None else ImageFont.truetype(file, size)


@functools.cache
def _usual_font(*, bold: bool) -> str | None:
    """Return a file of matplotlib, which is found without its import; Pillow has a font of its own for Latin."""
    found = find_spec("matplotlib")
    for folder in (found.submodule_search_locations or ()) if found is not None else ():
        file = Path(folder) / "mpl-data" / "fonts" / "ttf" / ("DejaVuSans-Bold.ttf" if bold else "DejaVuSans.ttf")
        if file.is_file():
            return str(file)
    return None


@functools.cache
def _wide_font() -> str | None:
    """Return a font with letters of East Asia: matplotlib knows what the computer has, and is imported for that."""
    try:
        from matplotlib.font_manager import fontManager
    except ImportError:
        return None
    files = {entry.name: entry.fname for entry in fontManager.ttflist}
    return next((files[font] for font in WIDE_FONTS if font in files), None)
