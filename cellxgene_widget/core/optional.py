"""Packages that only a part of what we do needs: told in one sentence where they are missing."""

from __future__ import annotations

import importlib
from importlib.util import find_spec

from ..errors import AnnotationError


def is_installed(package: str) -> bool:
    """Tell whether a package is there, without importing it."""
    return find_spec(package) is not None


#: By what name a package is installed that is imported by another.
_INSTALLED_AS = {"PIL": "pillow", "sklearn": "scikit-learn"}


def require(package: str, who: str) -> None:
    """Import a package, or say who needs it.

    Parameters
    ----------
    package
        The name by which it is imported.
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
        name = _INSTALLED_AS.get(package, package)
        why = "is not installed here" if missing else f"does not load here ({error})"
        raise AnnotationError(f"{who} needs {name}, which {why}: pip install {name}.") from error
