"""The stop button of a notebook raises KeyboardInterrupt in tests too, wherever these are started."""

from __future__ import annotations

import contextlib
import signal
from collections.abc import Iterator


@contextlib.contextmanager
def stop_button() -> Iterator[None]:
    """Let SIGINT raise KeyboardInterrupt, as in a notebook; a shell lets its jobs in the background ignore it."""
    former = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, former)
