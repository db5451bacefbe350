"""The options of the view."""

from __future__ import annotations

from typing import Literal, get_args

import traitlets

from ..errors import AnnotationError

Theme = Literal["auto", "light", "dark"]

THEMES: tuple[str, ...] = get_args(Theme)
MIN_HEIGHT, MAX_HEIGHT = 320, 4000


class ViewError(AnnotationError, traitlets.TraitError):
    """A trait of the widget was given a value that it can't have."""


def check_view(theme: object, height: object) -> None:
    """Check the options of the view before anything is opened.

    Raises
    ------
    ViewError
        An unknown theme, or a height that is no number of pixels.
    """
    if theme not in THEMES:
        raise ViewError(f"theme= is one of {', '.join(map(repr, THEMES))}, not {theme!r}.")
    if not isinstance(height, int) or isinstance(height, bool) or not MIN_HEIGHT <= height <= MAX_HEIGHT:
        raise ViewError(f"height= takes {MIN_HEIGHT} to {MAX_HEIGHT} pixels, not {height!r}.")
