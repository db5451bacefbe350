"""Keeps a draft on disk in step with the labels in memory: lock, journal, saves, changes made by others."""

from __future__ import annotations

import contextlib
import shutil
import threading
import time
import weakref
from collections.abc import Callable, Collection
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol

import pandas as pd

from .autosave import Autosave
from .draft_csv import DraftTable, RowNames, parse_csv
from .draft_lock import BEAT_SECONDS, DraftLock
from .draft_opening import Opened, open_draft
from .drafts import Draft
from .entries import Entry
from .errors import AnnotationError, DraftError
from .files import remove_leftovers
from .journal import Journal

#: Bytes of a journal beyond which it is compacted, and the entries that stay whole.
COMPACT_BYTES, COMPACT_KEEP = 64_000_000, 500

#: Seconds that a file changed by others must have rested before it is read: they may still be writing.
_REST_SECONDS, _REST_AT_MOST = 1.0, 10.0

#: Drafts open in this process, by path: a later show() of the same draft takes it over from an earlier one.
_open_here: weakref.WeakValueDictionary[str, DraftKeeper] = weakref.WeakValueDictionary()

Signature = tuple[int, int, int]


class Host(Protocol):
    """The session, as its keeper needs it."""

    def snapshot(self) -> DraftTable:
        """Return the table to write."""

    def merge_outside(self, base: DraftTable | None, theirs: DraftTable) -> str | None:
        """Take what others changed in the CSV since ``base``; return what to tell the user, if anything."""

    def kept(self) -> None:
        """Hear that the state of the draft changed."""


class _TakenOverError(Exception):
    """The draft became someone else's while it was being written."""


class DraftKeeper:
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
        self.holder: str | None = None
        self.saved_at: datetime | None = None
        self.saved_revision: int | None = None
        self.notices: list[str] = []
        self._user = user
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
        self._lock: DraftLock | None = None
        self._stop = threading.Event()
        # A quarter of the time is left for the writing, so that the file is there within what was promised.
        self._autosave = None if autosave is None else Autosave(self._try, 0.75 * autosave)

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
                self._yield_here()
                self._hold()
            if self.journal is not None:
                self.journal.close()
            self.journal = self._new_journal()
            self._signature = self._sign()
            opened = open_draft(self.draft, self.journal, obs_names, reserved, writable=self.holder is None)
            if self._lock is not None:
                self._lock.made_again = False
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
        if self._lock is not None and self._lock.held:
            journal.begin_era(self._lock.era)
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
        if self.draft.path is not None and not self._secure():
            raise DraftError(
                f"This draft is open in {self.holder}: it is read-only here. "
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
        self._yield_here()
        with self._saving:
            lock = self._own_lock()
            try:
                lock.take_over(Journal(self.draft.journal_path).newest_era())
            except OSError as error:
                raise DraftError(f"The draft can't be taken over: {error.strerror or error} ({lock.path}).") from error
            self.holder = None
            self._watch()
            reopen()

    def _secure(self) -> bool:
        """Make sure that the draft is ours to write; False if it is someone else's, or was in the meantime."""
        if self.holder is not None:
            return False
        lock = self._lock
        if lock is None or not lock.check():
            self._hold()
            lock = self._own_lock()
        if lock.made_again and lock.held and self.holder is None:
            lock.made_again = False
            with self._writing:
                overtaken = self.journal is not None and self.journal.overtaken()
                # Only now: by the era of what this session wrote it is seen whether someone wrote after them.
                if self.journal is not None and not overtaken:
                    self.journal.begin_era(lock.era)
            if overtaken:
                lock.release()
                self.holder = "another notebook until a moment ago"
        if self.holder is not None:
            self._host.kept()
        return self.holder is None

    def _hold(self) -> None:
        """Take the lock, unless someone else has it."""
        _open_here.setdefault(str(self.draft.path), self)
        lock = self._own_lock()
        try:
            holder = lock.acquire(Journal(self.draft.journal_path).newest_era())
        except OSError:
            return  # no lock where nothing can be written; the saves will say why
        self.holder = None if holder is None else str(holder)
        self._watch()

    def _own_lock(self) -> DraftLock:
        if self._lock is None:
            self._lock = DraftLock(self.draft.lock_path, self._user)
            # A session that nobody holds any more is gone without close(): the draft is free then.
            weakref.finalize(self, self._lock.release).atexit = False
        return self._lock

    def _yield_here(self) -> None:
        """End the hold of an earlier session of this process, as when a cell with show() runs again."""
        key = str(self.draft.path)
        earlier = _open_here.get(key)
        if earlier is not None and earlier is not self:
            earlier.yield_hold()
        _open_here[key] = self

    def yield_hold(self) -> None:
        """Save, and leave the draft to a later session of this process."""
        with contextlib.suppress(DraftError):
            self.save()
        with self._saving:
            if self._lock is not None:
                self._lock.release()
            self.holder = "a later show() of this notebook"
            self._stop.set()
        self._host.kept()

    def _watch(self) -> None:
        if self._stop.is_set():
            self._stop = threading.Event()
        elif any(thread.name == self._watcher for thread in threading.enumerate()):
            return
        arguments = (weakref.ref(self), self._stop)
        threading.Thread(target=_watch, args=arguments, name=self._watcher, daemon=True).start()

    @property
    def _watcher(self) -> str:
        return f"cellxgene_widget-draft-{id(self)}"

    def look(self) -> None:
        """Give a sign of life, and see whether others changed the draft."""
        if self._lock is not None and self._lock.held and self._secure():
            self._lock.beat()
        if self.holder is None and self._signature is not None and self._sign() != self._signature:
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
        if self._lock is not None and not self._secure():
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
        self._host.kept()

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
            self._signature = self._sign()
            self._base, self.saved_revision, self.saved_at = table, table.revision, datetime.now(UTC)
            self._noted = False
        if not self._noted and self.journal is not None and self.saved_revision is not None:
            self._note(self.journal, self.saved_revision)
        self.error = None

    def _confirm(self) -> None:
        if not self._secure():
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
        signature = self._sign()
        if signature == self._signature:
            return
        if signature is None:
            with contextlib.suppress(FileNotFoundError):
                path.stat()  # if it is there and can't be reached, it is not for us to write it again
            self.saved_revision = None
            self._notice(f"The draft {path.name} was removed; it is written again.")
            self._signature = None
            return
        self._let_rest(path)
        signature = self._sign()
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

    def _let_rest(self, path: Path) -> None:
        give_up = time.monotonic() + _REST_AT_MOST
        while time.monotonic() < give_up:
            age = time.time() - path.stat().st_mtime
            if not 0 <= age < _REST_SECONDS:
                return
            time.sleep(_REST_SECONDS - age)

    def _notice(self, message: str) -> None:
        self.notices = [*self.notices[-4:], message]

    def _failed(self, error: OSError) -> None:
        self.error = error.strerror or str(error)
        if self._autosave is not None:
            self._autosave.touch()
        self._host.kept()

    def _sign(self) -> Signature | None:
        """Return what tells one version of the file from another."""
        try:
            there = self.draft.path.stat() if self.draft.path is not None else None
        except OSError:
            return None
        return None if there is None else (there.st_mtime_ns, there.st_size, there.st_ino)

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
        self._stop.set()
        with self._saving, self._writing:
            if self._lock is not None:
                self._lock.release()
            if self.journal is not None:
                self.journal.close()
        if _open_here.get(str(self.draft.path)) is self:
            del _open_here[str(self.draft.path)]


def _watch(reference: weakref.ref[DraftKeeper], stop: threading.Event) -> None:
    while not stop.wait(BEAT_SECONDS):
        keeper = reference()
        if keeper is None:
            return
        keeper.look()
        del keeper
