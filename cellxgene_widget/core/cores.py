"""The same work on many things, on as many cores as this process may use; results in their order."""

from __future__ import annotations

import contextvars
import os
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")
R = TypeVar("R")


def n_cores() -> int:
    """Return how many cores this process may use; in a browser (Pyodide) there are no threads, so one."""
    if sys.platform == "emscripten":
        return 1
    if hasattr(os, "sched_getaffinity"):
        return max(1, len(os.sched_getaffinity(0)))
    return os.cpu_count() or 1


def in_threads(work: Callable[[T], R], things: Iterable[T], n_threads: int | None = None) -> Iterator[R]:
    """Do some work on each of many things, a few at a time: what is done and not yet asked for stays bounded.

    Whoever stops asking stops the work: what has not begun is not begun, and the rest is waited for.

    Parameters
    ----------
    work
        Runs on other threads, under the context variables of this one (``np.errstate`` is one): what numpy, scipy and
        readers of files do without holding Python's lock.
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


def on_all_cores(
    work: Callable[[T], R], items: Sequence[T], progress: Callable[[float], None] = lambda _: None
) -> Iterator[R]:
    """Do some work on each item as :func:`in_threads` does; one alone on this thread.

    ``progress`` is told the part that is done after each. It may raise, to stop: no other item is begun then.
    """
    for number, result in enumerate(in_threads(work, items, 1 if len(items) < 2 else None), 1):
        yield result
        progress(number / len(items))
