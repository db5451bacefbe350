"""Sessions of this process on one draft: a cell with ``show()`` that runs again leaves old ones behind.

ipywidgets holds every widget for ever, so nobody else would let their data go. The one before the newest stays, to look
at and to take the draft back; those before it are closed.
"""

from __future__ import annotations

import contextlib
import threading
import weakref
from typing import Protocol

from ..errors import AnnotationError
from .events import Left
from .parts import Parts


class Leaving(Protocol):
    """A session."""

    @property
    def parts(self) -> Parts:
        """What it is made of."""

    @property
    def closed(self) -> bool:
        """Whether it was closed."""

    def close(self) -> None:
        """Save, and let go of the data."""


_lock = threading.Lock()
#: By place and ID of the draft, in the order in which they were opened.
_open: dict[tuple[str, str], list[weakref.ref[Leaving]]] = {}


def opened(session: Leaving) -> None:
    """Note that a session was opened; those before its predecessor are closed, if they may not write the draft."""
    draft = session.parts.draft
    with _lock:
        before = [one for reference in _open.get((draft.place, draft.id), ()) if (one := reference()) is not None]
        before = [one for one in before if not one.closed]
        _open[draft.place, draft.id] = [weakref.ref(one) for one in (*before, session)]
    before.sort(key=lambda one: one.parts.store.write_lock.left_at)  # one that took the draft back had it last
    for one in before[:-1]:
        if one.parts.store.holder is not None or one.parts.history.revision == 0:
            # what could not be saved is kept: it is nowhere else
            with contextlib.suppress(AnnotationError):
                one.parts.events.publish(Left())
                one.close()
