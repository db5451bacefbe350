"""The draft of a session on disk, in step with the labels in memory: opened, journaled at every edit, saved, shared."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Collection
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol

import pandas as pd

from ..core.uninterrupted import uninterrupted
from ..errors import AnnotationError, DraftError
from ..labels.entries import Entry
from .autosave import Autosave
from .draft import Draft
from .journal import Journal
from .outside_changes import OutsideChanges
from .own_process import OwnProcess
from .recovery import Opened, open_draft
from .renaming import Renaming, current_name, finish
from .status import on_this_clock
from .table import DraftTable
from .unsaved import UnsavedEdits
from .write_lock import WriteLock

#: Notices about changes made by others that are shown at a time.
_MAX_NOTICES = 5


class Host(Protocol):
    """The session, as the store of its draft needs it."""

    def snapshot(self) -> DraftTable:
        """Return the table to write."""

    def merge_outside(self, base: DraftTable | None, theirs: DraftTable) -> str | None:
        """Take what others changed in the CSV since ``base``; return what to tell the user, if anything."""

    def draft_changed(self) -> None:
        """Tell whoever shows it that the draft was saved, could not be saved, or is someone else's now."""

    def warn(self, message: str) -> None:
        """Tell whoever made an edit that it is not on disk."""


class DraftStore:
    """One draft on disk.

    The order in which its locks and that of the session may be taken stands in ``session/gate.py``.

    Parameters
    ----------
    draft
        Where it is.
    user
        Who writes it, for others to read.
    host
        The session.
    autosave
        Seconds from an edit to the saved file, at the most; None: only when asked.
    compact_bytes
        Bytes of a journal beyond which it is compacted.
    compact_keep
        Entries that stay whole then.
    retry
        Seconds from a failed autosave to the next try.

    Attributes
    ----------
    error
        Why the last write failed, if it did.
    saved_at
        When the CSV was last written by this session, in UTC.
    saved_revision
        What the CSV holds; None if that has to be written again.
    notices
        What others did to the draft, as sentences.
    unsaved
        The edits that the CSV does not hold, and the journal.
    process
        The one that opened the draft.
    """

    def __init__(
        self,
        draft: Draft,
        user: str,
        host: Host,
        autosave: float | None,
        *,
        compact_bytes: int = 64_000_000,
        compact_keep: int = 500,
        retry: float = 5.0,
    ) -> None:
        self.draft = draft
        self.compact_bytes = compact_bytes
        self.compact_keep = compact_keep
        self.error: str | None = None
        self.saved_at: datetime | None = None
        self.saved_revision: int | None = None
        self.notices: list[str] = []
        self.write_lock = WriteLock(draft, user, self)
        # A quarter of the time is left for the writing, so that the file is there within what was promised.
        self.autosave = None if autosave is None else Autosave(self._try_to_save, delay=0.75 * autosave, retry=retry)
        self._host = host
        self._outside = OutsideChanges(draft, host.merge_outside)
        self._saving = threading.RLock()
        #: For the journal, and for what is known of it here. Re-entrant.
        self.journaling = threading.RLock()
        self.unsaved = UnsavedEdits()
        self.process = OwnProcess()

    @property
    def only_in_memory(self) -> bool:
        """Whether some edits are neither in the CSV nor in the journal."""
        return self.unsaved.are_only_in_memory(self.saved_revision)

    @property
    def journal(self) -> Journal | None:
        """None as long as the draft has no name."""
        return self.unsaved.journal

    @property
    def holder(self) -> str | None:
        """Who else has the draft open; None: it is ours."""
        return self.write_lock.holder

    def open(
        self, obs_names: pd.Index[Any], reserved: Collection[str], take: Callable[[Opened], None] = lambda _: None
    ) -> Opened:
        """Read the draft, and lock it if there is one. If that fails, the store is as before.

        Parameters
        ----------
        obs_names
            The cells of the data.
        reserved
            Columns of ``obs`` that are no labels of ours.
        take
            Called with what was read, together with what the store takes of it: the stop button leaves both or neither.

        Raises
        ------
        DraftError
            It can't be understood; it is left as it is.
        """
        self.draft.require_trusted()
        with self._saving:
            if self.draft.is_there:
                self.write_lock.displace_earlier_session()
                self.write_lock.acquire()
            self.unsaved.close()
            journal, signature = self._new_journal(), self._outside.sign()
            opened = open_draft(self.draft, journal, obs_names, reserved, writable=self.holder is None)
            with self.journaling, uninterrupted():
                self._take(opened, journal)
                self._outside.remember(opened.table, signature)
                take(opened)
        if self.saved_revision is None and self.holder is None and self.autosave is not None:
            self.autosave.schedule()
        return opened

    def _take(self, opened: Opened, journal: Journal | None) -> None:
        if self.write_lock.file is not None:
            self.write_lock.file.was_remade = False
        self.unsaved.take(opened, journal)
        self.notices = list(opened.warnings)
        self.saved_revision = opened.saved_revision if opened.saved_revision == opened.revision else None
        if opened.revision == 0 and opened.saved_revision is None:
            self.saved_revision = 0  # nothing to save

    def follow(self, names: pd.Index[Any], frame: str) -> None:
        """Write labels of other cells, of this fingerprint, from now on: the data changed."""
        with self.journaling, uninterrupted():
            self.unsaved.follow(names, frame)

    def name(self, name: str) -> None:
        """Name the draft; see :meth:`Draft.choose_name`."""
        self.process.require()
        with self.journaling, uninterrupted():
            self.draft.choose_name(name)
            self.unsaved.journal = self._new_journal()

    def rename(self, name: str, gate: AbstractContextManager[object]) -> None:
        """Give the draft another name, or raise a :class:`DraftError`; ``gate``: no gene set may be written then."""
        with self._saving:
            self.require_writable()
            renaming = Renaming(self.draft, self.draft.renamed(name))
            renaming.require_free()
            self.save()
            with gate, self.journaling:
                renaming.run(self.write_lock, self.unsaved)
        self._host.draft_changed()

    def _new_journal(self) -> Journal | None:
        if self.draft.path is None:
            return None
        journal = Journal(self.draft.journal_path, self.draft.author)
        if self.write_lock.file is not None and self.write_lock.is_ours:
            journal.begin_term(self.write_lock.file.term)
            self.draft.remove_leftovers()
            finish(self.draft)
        elif self.holder is None:
            journal.begin_term(journal.newest_term() + 1)
        return journal

    # -- who may write

    def require_writable(self) -> None:
        """Raise a :class:`DraftError` where no edit may be made: it is open elsewhere, or this a fork."""
        self.process.require()
        if self.draft.path is not None and not self._is_still_ours():
            raise DraftError(
                f"This draft is open in {on_this_clock(self.holder or 'another notebook')}: it is read-only here. "
                "Close it there, or make it yours with take_over()."
            )

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
        self.process.require()
        if (name := current_name(self.draft)) is not None:
            raise DraftError(f"This draft was renamed, it is called {name!r} now: call show() again to open it.")
        self.write_lock.displace_earlier_session()
        with self._saving:
            try:
                self.write_lock.steal()
                reopen()
            except BaseException:
                # What the other one did is not known here, so nothing may be written over it.
                self.write_lock.distrust()
                raise

    def _is_still_ours(self) -> bool:
        before = self.holder
        is_ours = self.write_lock.secure()
        if not is_ours and before is None:
            self._host.draft_changed()
        return is_ours

    def resume(self, term: int) -> bool:
        """Go on writing under a lock that had to be made again; False if someone else wrote in between."""
        with self.journaling:
            if self.journal is None:
                return True
            if self.journal.was_continued_by_others():
                return False
            # Only now: by the term of what this session wrote it is seen whether someone wrote after it.
            self.journal.begin_term(term)
        return True

    def save_and_leave(self) -> None:
        """Save, and leave the draft to a later session of this process."""
        with contextlib.suppress(DraftError):
            self.save()
        with self._saving, self.journaling:  # no edit is on its way to the journal when the lock is given back
            self.write_lock.leave("a later show() of this notebook")
            self.unsaved.close()
        self._host.draft_changed()

    def come_back(self) -> None:
        """Write the draft again: the later session that it was left to could not be opened."""
        with self._saving, self.journaling:
            self.write_lock.return_to_draft()
        self._try_to_save()
        self._host.draft_changed()

    def renew_and_check(self) -> None:
        """Renew the write lock, and see whether others changed the draft."""
        before = self.holder
        with self.journaling:  # not while the draft gets another name, and its lock with it
            self.write_lock.renew()
        if self.holder is not None:
            if before is None:
                self._host.draft_changed()
        elif self._outside.are_there:
            self._try_to_save()

    # -- edits

    def record(self, entry: Entry) -> None:
        """Put an edit into the journal, durably.

        If the disk fails, the edit counts all the same: it stays in memory, and the next save tries again. Whatever
        else is raised from here, the edit does not count, here or on disk, and its revision is free again. One thing
        is out of reach of this method: Ctrl-C just as it returns. Call it in a block of :class:`uninterrupted` that
        also holds what must go with it.

        Parameters
        ----------
        entry
            The edit; its revision follows that of the edit before.

        Raises
        ------
        DraftError
            Someone else took the draft over in this very moment.
        """
        with self.journaling:
            if self.holder is not None:  # left since it was asked: the next one may be writing already
                raise DraftError(f"This draft was taken over by {self.holder} just now: this edit was not made.")
            try:
                with uninterrupted():
                    failed = self.unsaved.append(entry)
                    is_ours = self.write_lock.file is None or self.write_lock.secure()
            except BaseException:
                self.unsaved.forget(entry, in_journal=True)
                raise
            if not is_ours:  # what is in the journal may be read by the others by now
                self.unsaved.forget(entry, in_journal=False)
        if not is_ours:  # whoever takes the edit back in memory tells of it after that
            raise DraftError("Another notebook took this draft over just now: the last edit may not be in it.")
        try:
            # Who is told may want the lock of the session: an edit has it already, so that no order is turned round.
            if failed is not None:
                self._report(failed)
                if (news := self.unsaved.news()) is not None:
                    self._host.warn(news)
            elif self.autosave is not None:
                self.autosave.schedule()
        except BaseException:
            with self.journaling:
                self.unsaved.forget(entry, in_journal=True)
            raise

    # -- saves

    def save(self) -> None:
        """Write what is not written yet; changes that others made to the file are merged first.

        Raises
        ------
        DraftError
            It could not be written; the edits stay in memory, and the next save tries again.
        """
        self.process.require()
        with self._saving:
            if self.holder is not None or self.draft.path is None:
                return
            try:
                self._save(self.draft.path)
            except OSError as error:
                self._report(error)
                where = "only in memory" if self.only_in_memory else "safe on disk all the same"
                raise DraftError(
                    f"Could not save the draft: {self.error} ({self.draft.path}). The edits are {where}."
                ) from error
        self._host.draft_changed()

    def _save(self, path: Path) -> None:
        if self._outside.take_in(path, self._notice):
            self.saved_revision = None
        table = self._host.snapshot()
        if table.revision != self.saved_revision and not self._replace(table):
            return
        if self.saved_revision is not None:
            with self.journaling:
                self.unsaved.note_saved(
                    self.saved_revision, compact_bytes=self.compact_bytes, compact_keep=self.compact_keep
                )
        self.error = None

    def _replace(self, table: DraftTable) -> bool:
        """Write the CSV; False if the draft became someone else's meanwhile."""
        with self.journaling, uninterrupted():
            failed = self.unsaved.append()
        if failed is not None:
            self._report(failed)
        with self.draft.replacing(table, self.unsaved.cells.row_names_of(table)) as new:
            if not self._is_still_ours():
                return False
            with uninterrupted():
                new.commit()
                self._outside.remember(table, self._outside.sign())
                self.saved_revision, self.saved_at = table.revision, datetime.now(UTC)
                self.unsaved.is_noted = False
        self.draft.versions().thin()
        return True

    def _notice(self, message: str) -> None:
        self.notices = [*self.notices[1 - _MAX_NOTICES :], message]

    def _report(self, error: OSError) -> None:
        """Tell that something could not be written, and try again later."""
        self.error = error.strerror or str(error)
        if self.autosave is not None:
            self.autosave.schedule()
        self._host.draft_changed()

    def _try_to_save(self) -> bool:
        with contextlib.suppress(AnnotationError):
            self.save()
            return self.error is None
        return False

    # -- the end

    def close(self) -> None:
        """Save no more, and give the lock back."""
        if self.autosave is not None:
            self.autosave.stop()
        self.write_lock.stop_watcher()
        with self._saving, self.journaling:
            self.write_lock.release()
            self.unsaved.close()
        self.write_lock.forget()
