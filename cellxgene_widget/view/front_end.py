"""The front end: a loader that a notebook stores with each widget, and the bundle that it asks the kernel for."""

from __future__ import annotations

import functools

from ..core.built import built


def loader() -> str:
    """Return what becomes the widget's ``_esm``.

    As text: a path would be watched for changes by a thread that keeps every widget, and its data, alive after close().
    """
    bundle()  # of the same version, whatever is installed before it is asked for
    return built("loader.js").decode("utf-8")


@functools.cache
def bundle() -> bytes:
    """Return the front end itself: an ES module in UTF-8."""
    return built("widget.js")
