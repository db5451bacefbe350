"""Something done a little later: on a thread, or by the event loop where no thread can be started (Pyodide)."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from typing import Protocol


class Appointment(Protocol):
    """Something that will be done."""

    def cancel(self) -> object:
        """Do it not, unless it is being done."""


def later(seconds: float, do: Callable[[], object]) -> Appointment | None:
    """Do something after some seconds, also while a cell of the notebook runs, if a thread can be started.

    Returns
    -------
    Appointment or None
        None: there is neither a thread nor a running event loop, so that it will not be done.
    """
    timer = threading.Timer(seconds, do)
    timer.daemon = True
    try:
        timer.start()
    except RuntimeError:
        try:
            return asyncio.get_running_loop().call_later(seconds, do)
        except RuntimeError:
            return None
    return timer
