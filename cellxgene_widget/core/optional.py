"""Packages that only a part of what we do needs: told in one sentence where they are missing."""

from __future__ import annotations

import importlib
from importlib.util import find_spec

from ..errors import AnnotationError


def is_installed(package: str) -> bool:
    """Tell whether a package is there, without importing it."""
    return find_spec(package) is not None


def require(package: str, who: str) -> None:
    """Import a package, or say who needs it.

    Parameters
    ----------
    package
        The name by which it is imported and installed.
    who
        What can't be done without it, as the beginning of a sentence: ``"rank_genes()"``.

    Raises
    ------
    AnnotationError
        It is not there, or does not load.
    """
    try:
        importlib.import_module(package)
    except ImportError as error:
        missing = error.name is None or error.name.partition(".")[0] == package
        why = "is not installed here" if missing else f"does not load here ({error})"
        raise AnnotationError(f"{who} needs {package}, which {why}: pip install {package}.") from error
