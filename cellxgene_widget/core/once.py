"""What is made when it is first asked for, and only once, whoever asks at the same time."""

from __future__ import annotations

import functools
import threading
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


def once(make: Callable[[], T]) -> Callable[[], T]:
    """Return a function that gives the same object each time. An error is not kept: it is tried again.

    ``functools.cache`` would make two of them for two threads that come first.
    """
    lock = threading.Lock()
    made: list[T] = []

    @functools.wraps(make)
    def given() -> T:
        if not made:
            with lock:
                if not made:
                    made.append(make())
        return made[0]

    return given
