"""The stop button, put off while something must be done whole."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


@contextmanager
def uninterrupted() -> Iterator[None]:
    """Put off a press of the stop button (SIGINT) until the block is done; it is raised then.

    On another thread than the main one, where Python raises no KeyboardInterrupt, this does nothing. A second press
    goes through at once: someone may have to get out of a disk that hangs.
    """
    former = signal.getsignal(signal.SIGINT)
    if threading.current_thread() is not threading.main_thread() or not callable(former):
        yield
        return
    pressed: list[tuple[Any, ...]] = []

    def note(*press: Any) -> None:
        pressed.append(press)
        if len(pressed) > 1:
            former(*press)

    signal.signal(signal.SIGINT, note)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, former)
        if len(pressed) == 1:
            former(*pressed[0])
