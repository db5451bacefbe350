"""The process that opened a draft, told from copies of it."""

from __future__ import annotations

import os

from ..errors import DraftError


class OwnProcess:
    """The process that this object was made in."""

    def __init__(self) -> None:
        self._pid = os.getpid()

    @property
    def was_forked(self) -> bool:
        """Whether this is another one, which was forked from that and goes on there."""
        return os.getpid() != self._pid

    def require(self) -> None:
        """Raise a :class:`DraftError` in a forked process: it must not write what its parent writes."""
        if self.was_forked:
            raise DraftError(
                "This process was forked from the one that has the draft open (as multiprocessing does), so nothing "
                "can be changed or saved here: hand what it found back to the notebook, and label there."
            )
