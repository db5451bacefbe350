"""The edits that the CSV of a draft does not hold, and the journal that has them meanwhile."""

from __future__ import annotations

import contextlib
from typing import Any

import pandas as pd

from ..core.uninterrupted import uninterrupted
from ..errors import DraftError
from ..labels.entries import Entry
from .journal import Journal
from .recovery import Opened
from .written_cells import WrittenCells


class UnsavedEdits:
    """Edits that are not in the CSV yet. Whoever calls it has the lock for the journal.

    Attributes
    ----------
    journal
        None as long as the draft has no name.
    entries
        The edits.
    cells
        What their positions count.
    is_noted
        Whether the journal says up to where the CSV holds all edits.
    failure
        Why some of them could not be written to the journal, and are in memory only; None if all are there.
    """

    def __init__(self) -> None:
        self.journal: Journal | None = None
        self.entries: list[Entry] = []
        self.cells = WrittenCells(pd.Index([]), "")
        self.is_noted = True
        self.failure: str | None = None
        #: Of which failure the user was told.
        self._told: str | None = None

    def take(self, opened: Opened, journal: Journal | None) -> None:
        """Begin with a draft as it was read."""
        self.journal = journal
        self.cells = WrittenCells(opened.state.names, opened.frame)
        self.entries = [entry for entry in opened.entries if entry.revision > (opened.saved_revision or 0)]
        self.failure = self._told = None

    def follow(self, names: pd.Index[Any], frame: str) -> None:
        """Count other cells from now on: the data changed."""
        self.cells = self.cells.followed_by(names, frame, {entry.frame for entry in self.entries})

    def append(self, *entries: Entry) -> OSError | None:
        """Write what the journal does not hold yet; return the error of the disk, if there was one."""
        self.entries += entries
        try:
            if self.journal is not None:
                self.journal.append(self.entries, self.cells.frames)
        except OSError as error:
            self.failure = error.strerror or str(error)
            return error
        self.failure = self._told = None
        return None

    def forget(self, entry: Entry, *, in_journal: bool) -> None:
        """Take an edit for not made."""
        with uninterrupted():
            self.entries = [other for other in self.entries if other is not entry]
            if in_journal and self.journal is not None:
                self.journal.take_back(entry.revision)

    def are_only_in_memory(self, saved: int | None) -> bool:
        """Tell whether some edits are neither in the journal nor in the CSV, which holds those up to a revision."""
        return self.failure is not None and any(entry.revision > (saved or 0) for entry in self.entries)

    def news(self) -> str | None:
        """Return what to tell the user of edits that are in memory only: once, and again when the reason changes."""
        if self.failure is None or self.failure == self._told or self.journal is None:
            return None
        self._told = self.failure
        return (
            f"This edit is only in memory: the journal {self.journal.path} can't be written ({self.failure}). "
            "It counts in this session, and merge() works. Each edit and each save tries again."
        )

    def note_saved(self, revision: int, *, compact_bytes: int, compact_keep: int) -> None:
        """Note in the journal up to where the CSV holds all edits.

        Raises
        ------
        OSError
            As the system says.
        """
        if self.is_noted or self.journal is None:
            return
        with uninterrupted():
            # What could not be written to the journal yet belongs there still: its revisions have no gaps.
            self.entries = [
                entry for entry in self.entries if entry.revision > revision or not self.journal.holds(entry.revision)
            ]
            self.journal.note_saved(revision)
            self.is_noted = True
        if self.journal.size > compact_bytes:
            with contextlib.suppress(OSError, DraftError):  # it is whole, only long
                self.journal.compact(compact_keep)

    def close(self) -> None:
        """Close the journal; it is opened again when it is needed."""
        if self.journal is not None:
            self.journal.close()
