"""The lock of a session: one verb at a time, and none after :meth:`Gate.close`.

The order of all locks, of which a thread takes several only from left to right::

    DraftStore._saving, EarlierVersions._lock, ReviewQueue._making > Gate.lock
    Gate.lock > PredictedScores._saving, ClusteringRuns._lock
    Gate.lock > DraftStore.journaling > Bridge._lock > GeneTable

A gate goes before that of another session, which was just opened for the labels of the first and is nobody's yet.
(Those of TissueImages, PredictedScores and ClusteringRuns are taken with none below them.)

So ``save`` and ``take_over`` do not take the gate before the store does, what a verb writes is written under the gate,
and whoever is told of an edit may lock what it likes below.
"""

from __future__ import annotations

import threading

from ..errors import AnnotationError


class Gate:
    """Lets one verb through at a time: handlers of a notebook may run beside its cells, on another thread.

    Attributes
    ----------
    lock
        Re-entrant, and entered as it is: ``with gate.lock:``. A context manager of our own would run lines of Python
        between taking the lock and the body, where the stop button could leave it locked for ever.
    """

    def __init__(self) -> None:
        self.lock = threading.RLock()
        self._closed = False

    @property
    def closed(self) -> bool:
        """Whether the session was closed."""
        return self._closed

    def close(self) -> None:
        """Let no further verb through."""
        with self.lock:
            self._closed = True

    def require_open(self) -> None:
        """Raise an :class:`AnnotationError` after :meth:`close`."""
        if self._closed:
            raise AnnotationError("This session is closed: call show() again to go on.")
