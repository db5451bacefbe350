"""The picture of what is on screen that a saved notebook keeps, for places where no live widget can be."""

from __future__ import annotations

import base64
import io
import logging
import warnings
from datetime import date
from typing import NamedTuple

from ..core.counted import counted
from ..core.optional import is_installed
from ..session.session import Session

#: Cells drawn at the most; of more a random sample is shown, and the picture says so.
MAX_POINTS = 50_000
_PICTURE_DPI = 80
#: Of the PNG: a legend of 60 labels and its grey levels are told apart, at a third of the bytes.
_COLORS = 200

_log = logging.getLogger(__name__)


class Still(NamedTuple):
    """A picture as a notebook keeps it.

    Attributes
    ----------
    png
        In base64; empty if it could not be drawn.
    alt
        What is to be seen, for who can't see it.
    line
        What stands over it where nobody answers.
    """

    png: str
    alt: str
    line: str


def still(session: Session) -> Still:
    """Draw the picture; whatever is in the way of that must not take the live view away."""
    now = date.today()  # noqa: DTZ011 - a day as it is called where the notebook runs
    n_cells = counted(session.parts.table.n_cells)
    line = f"A picture of {now.day} {now:%b %Y}, {n_cells}: run the notebook to work on."
    if not is_installed("matplotlib"):
        return Still("", f"{n_cells} in a plot.", line)  # figure() says how to get it
    try:
        return Still(_png(session), session.parts.pictures.in_words(), line)
    except Exception:  # noqa: BLE001 - a plotting library may stumble over anything
        _log.warning("no static picture could be drawn", exc_info=True)
        return Still("", f"{n_cells} in a plot.", line)


def _png(session: Session) -> str:
    """Return it as a PNG of some 20 to 60 kB, in base64."""
    from PIL import Image

    from ..figure.cells import Style
    from ..figure.saving import written

    # no image of tissue: it would be read at every display
    style = Style(title=session.color or "", size=(9.0, 6.0), theme="light", most=MAX_POINTS, image=0)
    with warnings.catch_warnings():
        # A label in a script that matplotlib's font lacks shows as boxes: no reason for a warning at every display.
        warnings.filterwarnings("ignore", message="Glyph .* missing from", category=UserWarning)
        png = written(session.parts.pictures.of_cells(style, cmap="viridis"), "png", _PICTURE_DPI)
    small = io.BytesIO()
    with Image.open(io.BytesIO(png)) as image:
        few = image.convert("RGB").quantize(_COLORS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
        few.save(small, format="png", optimize=True)
    return base64.b64encode(small.getvalue()).decode("ascii")
