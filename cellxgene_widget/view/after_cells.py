"""After each cell of the notebook that ran it is looked whether it changed the data: pages hear of it at once."""

from __future__ import annotations

import contextlib
import sys
import weakref
from typing import Any

from ..errors import AnnotationError
from ..session.parts import Parts

_EVENT = "post_run_cell"
#: Seconds.
_PATIENCE = 2.0


class AfterCells:
    """Looks at the data of a session after each cell, as long as the session is open and somebody refers to it.

    Where there is no IPython, or none that runs cells, it is looked when something is asked or done next.

    Parameters
    ----------
    parts
        Of the session.
    """

    def __init__(self, parts: Parts) -> None:
        self._parts = weakref.ref(parts)
        self._events = _events_of_ipython()
        if self._events is not None:
            self._events.register(_EVENT, self._look)

    def stop(self) -> None:
        """Look no more."""
        events, self._events = self._events, None
        if events is not None:
            with contextlib.suppress(ValueError):  # it stopped by itself
                events.unregister(_EVENT, self._look)

    def _look(self, _result: object = None) -> None:
        parts = self._parts()
        if parts is None or parts.gate.closed:
            self.stop()
            return
        parts.following.notebook_ran()
        # A request that is being answered on another thread is waited for, but not for ever: then the next one looks.
        if parts.gate.lock.acquire(timeout=_PATIENCE):
            try:
                with contextlib.suppress(AnnotationError):  # told to whoever asks for something next
                    parts.following.look()
            finally:
                parts.gate.lock.release()


def _events_of_ipython() -> Any:
    # not imported: where it is in use it was imported
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython is not None else None
    return getattr(shell, "events", None)
