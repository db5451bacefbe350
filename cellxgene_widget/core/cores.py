"""Work on all cores: what numpy and scipy compute without holding Python's lock."""

from __future__ import annotations

import os
import sys
from collections import deque
from collections.abc import Callable, Iterator, Sequence
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


def on_all_cores(
    work: Callable[[T], R], items: Sequence[T], progress: Callable[[float], None] = lambda _: None
) -> Iterator[R]:
    """Do some work on each item, on as many threads as there are cores; give what comes of it, in the order of items.

    ``progress`` is told the part that is done after each. It may raise, to stop: no other item is begun then.
    """
    n = min(n_cores(), len(items))
    if n < 2:
        for number, item in enumerate(items, 1):
            yield work(item)
            progress(number / len(items))
        return
    with ThreadPoolExecutor(n, "cellxgene_widget cores") as pool:
        waiting: deque[Future[R]] = deque()
        begun = iter(items)
        # few at a time: results are not kept for longer than it takes to add them up
        for item in begun:
            waiting.append(pool.submit(work, item))
            if len(waiting) > n:
                break
        done = 0
        try:
            while waiting:
                result = waiting.popleft().result()
                for item in begun:
                    waiting.append(pool.submit(work, item))
                    break
                yield result
                done += 1
                progress(done / len(items))
        finally:
            for future in waiting:
                future.cancel()
