"""Making the next things on another thread while what was made is used; results in their order."""

from __future__ import annotations

import contextlib
from collections import deque
from collections.abc import Callable, Generator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

from .cores import n_cores

T = TypeVar("T")
R = TypeVar("R")

#: Things that are made and not yet used, at the most.
_AHEAD = 2


def made_ahead(make: Callable[[T], R], things: Sequence[T]) -> Generator[R]:
    """Make something of each thing, the next ones on a thread of its own; on this one where there can be none.

    Whoever does not take all of it closes it: what has not begun is not begun then, and the rest is waited for. No
    thread can be had at the end of the interpreter, where a draft is saved still, and where a process may have no more.

    Parameters
    ----------
    make
        Runs on one thread at a time, mostly without holding Python's lock.
    things
        What to make something of.

    Yields
    ------
    What was made, in order.
    """
    if len(things) < 2 or n_cores() == 1:
        yield from map(make, things)
        return
    with ThreadPoolExecutor(1, thread_name_prefix="cellxgene_widget") as pool:
        begun: deque[Future[R]] = deque()
        waiting = deque(things)
        try:
            while begun or waiting:
                with contextlib.suppress(RuntimeError):
                    while waiting and len(begun) <= _AHEAD:
                        begun.append(pool.submit(make, waiting[0]))
                        waiting.popleft()
                yield begun.popleft().result() if begun else make(waiting.popleft())
        finally:
            for each in begun:
                each.cancel()
