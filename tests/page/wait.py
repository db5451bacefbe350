"""Waiting for what happens in the kernel's half of a test."""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np

#: Edits that the browser keeps, for pages to wait for.
N_KEPT = "Object.keys(localStorage).filter((name) => name.includes('.edit.')).length"


def until(condition: Callable[[], object], *, seconds: float = 10) -> None:
    """Wait until a condition on the Python side holds; fail with its source line in the traceback if it never does."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "this did not happen in time"
        time.sleep(0.005)


#: Edits that the browser keeps, for pages to wait for.
N_KEPT = "Object.keys(localStorage).filter((name) => name.includes('.edit.')).length"


def until_selected(widget, expected) -> None:
    """Wait until Python has exactly these cells selected, given as a boolean array."""
    until(lambda: np.array_equal(widget.selected, expected))
