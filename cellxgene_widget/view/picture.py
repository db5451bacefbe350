"""The picture of what is on screen that a saved notebook keeps, for places where no live widget can be."""

from __future__ import annotations

import base64
import io
import logging
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from ..core.counted import counted
from ..core.optional import is_installed
from ..session.session import Session

if TYPE_CHECKING:
    from PIL.Image import Image

#: Cells drawn at the most; of more a random sample is shown, and the picture says so.
MAX_POINTS = 50_000

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
    if not is_installed("PIL"):
        return Still("", f"{n_cells} in a plot.", line)
    try:
        image, words = session.parts.pictures.still(MAX_POINTS)
        return Still(_png(image), words, line)
    except Exception:  # noqa: BLE001 - names and numbers may be anything
        _log.warning("no static picture could be drawn", exc_info=True)
        return Still("", f"{n_cells} in a plot.", line)


def _png(image: Image) -> str:
    """Return a PNG of some 20 to 60 kB, in base64."""
    file = io.BytesIO()
    image.save(file, format="png", compress_level=6)  # trying everything takes ten times as long for 3 % less
    return base64.b64encode(file.getvalue()).decode("ascii")
