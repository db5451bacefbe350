"""The same work on many things, in as many threads as there are cores for this process; results in their order."""

from __future__ import annotations

import contextvars
import os
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")
R = TypeVar("R")


def n_cores() -> int:
    """Return how many cores this process may use."""
    if sys.platform == "emscripten":
        return 1
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def in_threads(work: Callable[[T], R], things: Iterable[T], n_threads: int | None = None) -> Iterator[R]:
    """Do some work on each of many things, a few at a time: what is done and not yet asked for stays bounded.

    Whoever stops asking stops the work: what has not begun is not begun, and the rest is waited for.

    Parameters
    ----------
    work
        Runs on other threads, under the context variables of this one.
    things
        What to work on.
    n_threads
        How many at a time, by default as many as there are cores.

    Yields
    ------
    What the work came to, in the order of the things.
    """
    n_threads = n_threads or n_cores()
    if n_threads == 1:
        yield from map(work, things)
        return
    begun: deque[Future[R]] = deque()
    with ThreadPoolExecutor(n_threads, thread_name_prefix="cellxgene_widget") as pool:
        try:
            for thing in things:
                begun.append(pool.submit(contextvars.copy_context().run, work, thing))
                if len(begun) > n_threads:
                    yield begun.popleft().result()
            while begun:
                yield begun.popleft().result()
        finally:
            for each in begun:
                each.cancel()
