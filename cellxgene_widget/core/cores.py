"""The same work on many things, on as many cores as this process may use; results in their order."""

from __future__ import annotations

import contextvars
import operator
import os
import sys
import threading
from collections import deque
from collections.abc import Callable, Generator, Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
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


def in_threads(work: Callable[[T], R], things: Iterable[T], n_threads: int | None = None) -> Generator[R, None, None]:
    """Do some work on each of many things, a few at a time: what is done and not yet asked for stays bounded.

    Whoever closes it (``contextlib.closing``: a traceback that is kept would keep it open) stops the work: what has not
    begun is not begun, and the rest is waited for. Where no thread can be had, this one does the work.

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
    n_threads = min(n_threads or n_cores(), max(operator.length_hint(things, sys.maxsize), 1))
    if n_threads == 1:
        yield from map(work, things)
        return
    begun: deque[Future[R]] = deque()
    with ThreadPoolExecutor(n_threads, thread_name_prefix="cellxgene_widget") as pool:
        if not _has_threads(pool, n_threads):
            yield from map(work, things)
            return
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


def _has_threads(pool: ThreadPoolExecutor, n: int) -> bool:
    """Begin all threads of a pool; False: the system has none left, or Python is ending."""
    gate = threading.Event()
    try:
        for _ in range(n):
            pool.submit(gate.wait)
    except RuntimeError:
        return False
    finally:
        gate.set()
    return True


def on_all_cores(
    work: Callable[[T], R], items: Sequence[T], progress: Callable[[float], None] = lambda _: None
) -> Generator[R, None, None]:
    """Do some work on each item as :func:`in_threads` does; one alone on this thread.

    ``progress`` is told the part that is done after each. It may raise, to stop: no other item is begun then.
    """
    with closing(in_threads(work, items)) as results:
        for number, result in enumerate(results, 1):
            yield result
            progress(number / len(items))
