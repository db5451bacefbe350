"""Keeps a draft on disk in step with the labels in memory: journal, saves, changes made by others."""

from __future__ import annotations

import contextlib
import shutil
import threading
from collections.abc import Callable, Collection
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol

import pandas as pd

from ..core.files import remove_leftovers
from ..core.watched_file import Signature, let_rest, sign
from ..errors import AnnotationError, DraftError
from ..labels.entries import Entry
from .autosave import Autosave
from .csv_reader import parse_csv
from .csv_writer import RowNames
from .journal import Journal
from .place import Draft
from .recovery import Opened, open_draft
from .table import DraftTable
from .write_right import WriteRight

#: Bytes of a journal beyond which it is compacted, and the entries that stay whole.
COMPACT_BYTES, COMPACT_KEEP = 64_000_000, 500


class Host(Protocol):
    """The session, as its keeper needs it."""

    def snapshot(self) -> DraftTable:
        """Return the table to write."""

    def merge_outside(self, base: DraftTable | None, theirs: DraftTable) -> str | None:
        """Take what others changed in the CSV since ``base``; return what to tell the user, if anything."""

    def draft_changed(self) -> None:
        """Hear that the state of the draft changed."""


class _TakenOverError(Exception):
    """The draft became someone else's while it was being written."""


class DraftStore:
    """Keeps one draft.

    Parameters
    ----------
    draft
        Where it is.
    user
        Who keeps it, for others to read.
    host
        The session.
    autosave
        Seconds from an edit to the saved file, at the most; None: only when asked.
    """

    def __init__(self, draft: Draft, user: str, host: Host, autosave: float | None) -> None:
        self.draft = draft
        self.error: str | None = None
        self.saved_at: datetime | None = None
        self.saved_revision: int | None = None
        self.notices: list[str] = []
        self.hold = WriteRight(draft, user, self)
        self._host = host
        self._saving = threading.RLock()
        self._writing = threading.Lock()
        self._tail: list[Entry] = []
        self._names: pd.Index[Any] = pd.Index([])
        self._frame = ""
        self._encoded: RowNames | None = None
        self._base: DraftTable | None = None
        self._signature: Signature | None = None
        self._noted = True
        self.journal: Journal | None = None
        # A quarter of the time is left for the writing, so that the file is there within what was promised.
        self._autosave = None if autosave is None else Autosave(self._try, 0.75 * autosave)

    @property
    def holder(self) -> str | None:
        """Who else has the draft open; None: it is ours."""
        return self.hold.holder

    # -- opening

    def open(self, obs_names: pd.Index[Any], reserved: Collection[str]) -> Opened:
        """Read the draft, and lock it if there is one.

        Raises
        ------
        DraftError
            It can't be understood; it is left as it is.
        """
        with self._saving:
            if self.draft.path is not None and (self.draft.path.exists() or self.draft.journal_path.exists()):
                self.hold.claim()
                self.hold.acquire()
            if self.journal is not None:
                self.journal.close()
            self.journal = self._new_journal()
            self._signature = sign(self.draft.path)
            opened = open_draft(self.draft, self.journal, obs_names, reserved, writable=self.holder is None)
            if self.hold.lock is not None:
                self.hold.lock.made_again = False
            self._names, self._frame, self._encoded = opened.state.names, opened.frame, None
            self._tail = [entry for entry in opened.entries if entry.revision > (opened.saved_revision or 0)]
            self.notices = list(opened.warnings)
            self._base = opened.table
            self.saved_revision = opened.saved_revision if opened.saved_revision == opened.revision else None
            if opened.revision == 0 and opened.saved_revision is None:
                self.saved_revision = 0  # nothing to save
        if self.saved_revision is None and self.holder is None and self._autosave is not None:
            self._autosave.touch()
        return opened

    def name(self, name: str) -> None:
        """Name the draft; see :meth:`Draft.choose_name`."""
        self.draft.choose_name(name)
        self.journal = self._new_journal()

    def _new_journal(self) -> Journal | None:
        if self.draft.path is None:
            return None
        journal = Journal(self.draft.journal_path)
        if self.hold.lock is not None and self.hold.held:
            journal.begin_era(self.hold.lock.era)
            remove_leftovers(self.draft.path)
        elif self.holder is None:
            journal.begin_era(journal.newest_era() + 1)
        return journal

    # -- who may write

    def require_writable(self) -> None:
        """Make sure that edits may be made.

        Raises
        ------
        DraftError
            The draft is open elsewhere.
        """
        if self.draft.path is not None:
            self.hold.require()

    def take_over(self, reopen: Callable[[], None]) -> None:
        """Make the draft this session's; the other one becomes read-only.

        Parameters
        ----------
        reopen
            Opens the draft again, with what the other one did. Nothing is saved before that.

        Raises
        ------
        DraftError
            The lock can't be written.
        """
        self.hold.claim()
        with self._saving:
            self.hold.take_over()
            reopen()

    def carry_on(self, era: int) -> bool:
        """Write on under a lock that had to be made again; False if someone wrote in between."""
        with self._writing:
            overtaken = self.journal is not None and self.journal.overtaken()
            # Only now: by the era of what this session wrote it is seen whether someone wrote after them.
            if self.journal is not None and not overtaken:
                self.journal.begin_era(era)
        return not overtaken

    def hold_changed(self) -> None:
        """Hear that the draft is someone else's now."""
        self._host.draft_changed()

    def yield_hold(self) -> None:
        """Save, and leave the draft to a later session of this process."""
        with contextlib.suppress(DraftError):
            self.save()
        with self._saving:
            self.hold.leave("a later show() of this notebook")
        self._host.draft_changed()

    def look(self) -> None:
        """Give a sign of life, and see whether others changed the draft."""
        self.hold.beat()
        if self.holder is None and self._signature is not None and sign(self.draft.path) != self._signature:
            self._try()

    # -- edits and saves

    def record(self, entry: Entry) -> None:
        """Put an edit into the journal, durably; if that fails it stays in memory, and the next save tries again.

        Raises
        ------
        DraftError
            Someone else took the draft over in this very moment.
        """
        self._flush(entry)
        if self.hold.lock is not None and not self.hold.secure():
            raise DraftError("Another notebook took this draft over just now: the last edit may not be in it.")
        if self._autosave is not None:
            self._autosave.touch()

    def _flush(self, *more: Entry) -> None:
        with self._writing:
            self._tail += more
            try:
                if self.journal is not None:
                    self.journal.append(self._tail, self._frame, self._names)
            except OSError as error:
                failed = error
            else:
                return
        # Without the lock: who is told may want that of the session, which a verb that waits for ours holds.
        self._failed(failed)

    def save(self) -> None:
        """Write what is not written yet; changes that others made to the file are merged first.

        Raises
        ------
        DraftError
            It could not be written; the edits stay in memory, and the next save tries again.
        """
        with self._saving:
            if self.holder is not None or self.draft.path is None:
                return
            try:
                self._save(self.draft.path)
            except OSError as error:
                self._failed(error)
                raise DraftError(
                    f"Could not save the draft: {self.error} ({self.draft.path}). The labels are safe in memory."
                ) from error
        self._host.draft_changed()

    def _save(self, path: Path) -> None:
        self._take_outside_changes(path)
        table = self._host.snapshot()
        if table.revision != self.saved_revision:
            self._flush()
            if self._encoded is None:
                self._encoded = RowNames(self._names)
            try:
                self.draft.write(table, self._encoded, self._confirm)
            except _TakenOverError:
                return
            self._signature = sign(self.draft.path)
            self._base, self.saved_revision, self.saved_at = table, table.revision, datetime.now(UTC)
            self._noted = False
        if not self._noted and self.journal is not None and self.saved_revision is not None:
            self._note(self.journal, self.saved_revision)
        self.error = None

    def _confirm(self) -> None:
        if not self.hold.secure():
            raise _TakenOverError

    def _note(self, journal: Journal, revision: int) -> None:
        """Note in the journal what is saved."""
        with self._writing:
            # What could not be written to the journal yet belongs there still: its revisions have no gaps.
            self._tail = [
                entry for entry in self._tail if entry.revision > revision or not journal.holds(entry.revision)
            ]
            journal.note_saved(revision)
            self._noted = True
            if journal.size > COMPACT_BYTES:
                with contextlib.suppress(OSError, DraftError):  # it is whole, only long
                    journal.compact(COMPACT_KEEP)

    def _take_outside_changes(self, path: Path) -> None:
        signature = sign(self.draft.path)
        if signature == self._signature:
            return
        if signature is None:
            with contextlib.suppress(FileNotFoundError):
                path.stat()  # if it is there and can't be reached, it is not for us to write it again
            self.saved_revision = None
            self._notice(f"The draft {path.name} was removed; it is written again.")
            self._signature = None
            return
        let_rest(path)
        signature = sign(self.draft.path)
        data = path.read_bytes()
        try:
            message = self._host.merge_outside(self._base, parse_csv(data, path.name))
        except DraftError as error:
            stamp = datetime.now(UTC).strftime("%Y-%m-%dT%H-%M-%S")
            aside = self.draft.backup_directory / f"{path.stem}-unreadable-{stamp}.csv"
            aside.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(path, aside)
            message = f"The draft was replaced by a file that can't be used, kept as {aside.name}: {error}"
        if message is not None:
            self._notice(message)
            self.draft.versions().add(path)
        self._signature, self.saved_revision = signature, None

    def _notice(self, message: str) -> None:
        self.notices = [*self.notices[-4:], message]

    def _failed(self, error: OSError) -> None:
        self.error = error.strerror or str(error)
        if self._autosave is not None:
            self._autosave.touch()
        self._host.draft_changed()

    def _try(self) -> bool:
        try:
            self.save()
        except AnnotationError:
            return False
        return self.error is None

    def close(self) -> None:
        """Save no more, and give the lock back."""
        if self._autosave is not None:
            self._autosave.stop()
        self.hold.stop_watching()
        with self._saving, self._writing:
            self.hold.release()
            if self.journal is not None:
                self.journal.close()
        self.hold.forget()
