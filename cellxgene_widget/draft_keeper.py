"""Keeps a draft on disk in step with the labels in memory: when to save, what went wrong, what to say about it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pandas as pd

from .autosave import Autosave
from .draft_csv import DraftTable, encode_names
from .drafts import Draft
from .errors import DraftError


@dataclass(frozen=True)
class DraftStatus:
    """Where a draft is and whether it is saved; prints as two lines.

    Attributes
    ----------
    path
        The CSV; None as long as there is no draft.
    id, name
        What it is known by, and what its user called it.
    saved
        Whether all edits are in the file.
    saved_at
        When it was last written by this session, in UTC; None if not yet.
    n_matched
        Cells of the data that had a row in the file when it was opened.
    error
        Why the last save failed, if it did.
    """

    path: Path | None
    id: str
    name: str | None
    saved: bool
    saved_at: datetime | None
    n_matched: int
    error: str | None = None

    def __repr__(self) -> str:
        """Return the lines to print."""
        if self.path is None:
            return f"No draft yet (ID {self.id}): it is made with the first category."
        if self.error is not None:
            state = f"Could not save: {self.error} (trying again)"
        elif not self.saved:
            state = "Unsaved edits: they are saved within seconds"
        else:
            state = "Saved" if self.saved_at is None else f"Saved at {self.saved_at.astimezone():%H:%M:%S}"
        return f"Draft {self.name!r} (ID {self.id})\n{state}\n{self.path}"


class DraftKeeper:
    """Saves a draft after edits.

    Parameters
    ----------
    draft
        Where it is.
    names
        The cells of its rows.
    snapshot
        Returns the table to write. Called on the thread that saves.
    changed
        Called whenever the state of the draft changed.
    autosave
        Seconds from an edit to the saved file, at the most; None: only when asked.
    """

    def __init__(
        self,
        draft: Draft,
        names: pd.Index[Any],
        snapshot: Callable[[], DraftTable],
        changed: Callable[[], None],
        autosave: float | None,
    ) -> None:
        self.draft = draft
        self.error: str | None = None
        self.saved_at: datetime | None = None
        self.saved_revision: int | None = None
        self._names = names
        self._encoded: Any = None
        self._snapshot = snapshot
        self._changed = changed
        self._lock = threading.Lock()
        # A quarter of the time is left for the writing, so that the file is there within what was promised.
        self._autosave = None if autosave is None else Autosave(self._try, 0.75 * autosave)

    def touch(self) -> None:
        """Note an edit."""
        if self._autosave is not None:
            self._autosave.touch()

    def save(self) -> None:
        """Write what is not written yet.

        Raises
        ------
        DraftError
            It could not be written; the edits stay in memory, and the next save tries again.
        """
        with self._lock:
            table = self._snapshot()
            if table.revision == self.saved_revision:
                return
            try:
                if self._encoded is None:
                    self._encoded = encode_names(self._names)
                self.draft.write(table, self._encoded)
            except OSError as error:
                self.error = error.strerror or str(error)
                self._changed()
                where = f" ({self.draft.path})"
                raise DraftError(
                    f"Could not save the draft: {self.error}{where}. The labels are safe in memory."
                ) from error
            self.error = None
            self.saved_revision = table.revision
            self.saved_at = datetime.now(UTC)
        self._changed()

    def stop(self) -> None:
        """Save no more by itself."""
        if self._autosave is not None:
            self._autosave.stop()

    def _try(self) -> bool:
        try:
            self.save()
        except DraftError:
            return False
        return True
