"""Saving by itself, a little after an edit, also while a cell of the notebook runs."""

from __future__ import annotations

import threading
from collections.abc import Callable

from ..core.later import Appointment, later


class Autosave:
    """Calls ``save`` at most ``delay`` seconds after :meth:`schedule`, and again later as long as it fails.

    A thread's timer is used where there can be one, since an asyncio timer fires only after the running cell.

    Parameters
    ----------
    save
        Saves and tells whether all is saved. It is called on another thread, or by the event loop.
    delay
        Seconds from an edit to the save.
    retry
        Seconds from a failed save to the next try.
    """

    def __init__(self, save: Callable[[], bool], *, delay: float, retry: float = 5.0) -> None:
        self.retry = retry
        self._save = save
        self._delay = delay
        self._lock = threading.Lock()
        self._timer: Appointment | None = None
        self._stopped = False

    def schedule(self) -> None:
        """Save soon: there is something to save."""
        self._start(self._delay)

    def stop(self) -> None:
        """Save no more."""
        with self._lock:
            self._stopped = True
            if self._timer is not None:
                self._timer.cancel()
                self._timer = None

    def _start(self, delay: float) -> None:
        with self._lock:
            if self._timer is None and not self._stopped:
                self._timer = later(delay, self._run)  # None: the next edit tries again, the journal has all

    def _run(self) -> None:
        with self._lock:
            self._timer = None
        if not self._save():
            self._start(self.retry)
