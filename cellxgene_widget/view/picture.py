"""The picture of what is on screen that a saved notebook keeps, for places where no live widget can be."""

from __future__ import annotations

import base64
import logging
import warnings

from ..core.optional import is_installed
from ..session.session import Session

#: Cells drawn at the most; of more a random sample is shown, and the picture says so.
MAX_POINTS = 50_000
_PICTURE_DPI = 80

_log = logging.getLogger(__name__)


def picture(session: Session) -> dict[str, str]:
    """Return the picture as a notebook keeps it; nothing if it can't be drawn."""
    if not is_installed("matplotlib"):
        return {}  # figure() says how to get it
    try:
        return {"image/png": _png(session)}
    except Exception:  # noqa: BLE001 - whatever a plotting library stumbles over must not take the live view away
        _log.warning("no static picture could be drawn", exc_info=True)
        return {}


def _png(session: Session) -> str:
    """Return it as a PNG of some 50 to 200 kB, in base64."""
    from ..figure.cells import Style
    from ..figure.saving import written

    # no image of tissue: it would be read at every display
    style = Style(title=session.color or "", size=(9.0, 6.0), theme="light", most=MAX_POINTS, image=0)
    with warnings.catch_warnings():
        # A label in a script that matplotlib's font lacks shows as boxes: no reason for a warning at every display.
        warnings.filterwarnings("ignore", message="Glyph .* missing from", category=UserWarning)
        png = written(session.parts.pictures.of_cells(style, cmap="viridis"), "png", _PICTURE_DPI)
    return base64.b64encode(png).decode("ascii")
