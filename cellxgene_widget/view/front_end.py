"""The front end: a loader that a notebook stores with each widget, and the bundle that it asks the kernel for."""

from __future__ import annotations

import functools
from importlib import resources

from ..errors import AnnotationError


def loader() -> str:
    """Return what becomes the widget's ``_esm``.

    As text: a path would be watched for changes by a thread that keeps every widget, and its data, alive after close().
    """
    bundle()  # of the same version, whatever is installed before it is asked for
    return _built("loader.js").decode("utf-8")


@functools.cache
def bundle() -> bytes:
    """Return the front end itself: an ES module in UTF-8."""
    return _built("widget.js")


def _built(name: str) -> bytes:
    file = resources.files(__package__.rpartition(".")[0]).joinpath("static", name)
    if not file.is_file():
        raise AnnotationError("The front end is missing from this installation. In a checkout, 'make demo' builds it.")
    return file.read_bytes()
