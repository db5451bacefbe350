"""A warning of Python, told where the user's own code is."""

from __future__ import annotations

import sys
import warnings
from pathlib import Path

_PACKAGE = str(Path(__file__).parents[1])


def warn(message: str, category: type[Warning]) -> None:
    """Warn, as of the line outside this package that led here: each of the user's lines may be told once.

    Parameters
    ----------
    message, category
        As for :func:`warnings.warn`.
    """
    level, frame = 1, sys._getframe()  # noqa: SLF001 - what skip_file_prefixes does from Python 3.12 on
    while frame.f_back is not None and frame.f_code.co_filename.startswith(_PACKAGE):
        level, frame = level + 1, frame.f_back
    warnings.warn(message, category, stacklevel=level)
