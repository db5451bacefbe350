"""What is built of ``js/`` and comes with the package."""

from __future__ import annotations

from importlib import resources

from ..errors import AnnotationError


def built(name: str) -> bytes:
    """Return a file of the front end.

    Raises
    ------
    AnnotationError
        It is not there.
    """
    file = resources.files(__package__.rpartition(".")[0]).joinpath("static", name)
    if not file.is_file():
        raise AnnotationError("The front end is missing from this installation. In a checkout, 'make demo' builds it.")
    return file.read_bytes()
