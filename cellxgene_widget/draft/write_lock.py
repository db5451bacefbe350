"""Who may write a draft: this session, a later one of the same process, or someone else."""

from __future__ import annotations

import threading
import time
import weakref
from typing import Protocol

from ..core.later import later
from ..errors import DraftError
from .draft import Draft
from .journal import Journal
from .lock_file import LOOK_SECONDS, RENEW_SECONDS, LockFile

#: Drafts open in this process, by path: a later show() of the same draft takes it over from an earlier one.
_open_here: weakref.WeakValueDictionary[str, WriteLock] = weakref.WeakValueDictionary()
#: Of two sessions of this process that steal at once, each sees the term of the one before.
_stealing = threading.Lock()


class LockOwner(Protocol):
    """The store of a draft, as its write lock needs it."""

    def renew_and_check(self) -> None:
        """Renew the lock, and see whether others changed the draft."""

    def save_and_leave(self) -> None:
        """Save, and leave the draft to a later session of this process."""

    def come_back(self) -> None:
        """Write the draft again: the later session that it was left to could not be opened."""

    def resume(self, term: int) -> bool:
        """Go on writing under a lock that had to be made again; False if someone else wrote in between."""


class WriteLock:
    """The right of one session to write its draft, as far as it has it.

    Parameters
    ----------
    draft
        Where the draft is.
    user
        Who wants to write, for others to read.
    owner
        The store of the draft.

    Attributes
    ----------
    holder
        Who else has the draft; None: nobody.
    file
        The lock file; None until it was first needed.
    left_at
        When the draft was left to a later session of this process, by the monotonic clock.
    """

    def __init__(self, draft: Draft, user: str, owner: LockOwner) -> None:
        self.holder: str | None = None
        self.file: LockFile | None = None
        self.left_at = 0.0
        self._draft = draft
        self._user = user
        self._owner = owner
        self._stop = threading.Event()
        self._is_watched_by_loop = False
        #: The session that left the draft to this one.
        self._displaced: weakref.ref[WriteLock] | None = None

    @property
    def is_ours(self) -> bool:
        """Whether the lock is ours, as far as is known."""
        return self.file is not None and self.file.is_ours

    def displace_earlier_session(self) -> None:
        """Let an earlier session of this process leave the draft, as when a cell with show() runs again."""
        key = str(self._draft.path)
        earlier = _open_here.get(key)
        if earlier is not None and earlier is not self:
            earlier.save_and_leave()
            self._displaced = weakref.ref(earlier)
        _open_here[key] = self

    def give_back(self) -> None:
        """Give the draft back to the session that left it to this one, which can't be opened and was closed."""
        earlier = None if self._displaced is None else self._displaced()
        # whoever has taken it meanwhile has it
        if earlier is not None and earlier.left_at and str(self._draft.path) not in _open_here:
            earlier.come_back()

    def acquire(self) -> None:
        """Take the lock, unless someone else has it."""
        _open_here.setdefault(str(self._draft.path), self)
        file = self._lock_file()
        try:
            holder = file.acquire(Journal(self._draft.journal_path).newest_term())
        except OSError:
            return  # no lock where nothing can be written; the saves will say why
        self.holder = None if holder is None else str(holder)
        self._start_watcher()

    def steal(self) -> None:
        """Take the lock, whoever has it.

        Raises
        ------
        DraftError
            The lock file can't be written.
        """
        file = self._lock_file()
        try:
            with _stealing:
                file.steal(Journal(self._draft.journal_path).newest_term())
        except OSError as error:
            raise DraftError(f"The draft can't be taken over: {error.strerror or error} ({file.path}).") from error
        self.holder = None
        self._start_watcher()

    def secure(self) -> bool:
        """Make sure that the draft is ours to write; False if it is someone else's, or was in the meantime."""
        if self.holder is not None:
            return False
        file = self.file
        if file is None or not file.check():
            self.acquire()
            file = self._lock_file()
        if file.was_remade and file.is_ours and self.holder is None:
            if not self._owner.resume(file.term):
                file.release()
                self.holder = "another notebook until a moment ago"
            file.was_remade = False  # only now: interrupted before, it is checked again
        return self.holder is None

    def distrust(self) -> None:
        """Check before the next write whether someone else had the draft in between."""
        if self.file is not None:
            self.file.was_remade = True

    def renew(self) -> None:
        """Renew the lock, if it is ours."""
        if self.file is not None and self.file.is_ours and self.secure():
            self.file.renew()

    def leave(self, holder: str) -> None:
        """Leave the draft to someone else."""
        self.holder, self.left_at = holder, time.monotonic()
        self.release()
        self._stop.set()

    def return_to_draft(self) -> None:
        """Be the lock of a draft again that was left, unless someone else has it or wrote it in between."""
        self.holder, self.left_at = None, 0.0
        self.acquire()
        self.distrust()
        self.secure()

    def stop_watcher(self) -> None:
        """Renew the lock no more."""
        self._stop.set()

    def acquire_for(self, draft: Draft) -> LockFile:
        """Take the lock of the draft as it will be under another name.

        Raises
        ------
        DraftError
            Someone has it.
        OSError
            It can't be made.
        """
        file = self._made(LockFile(draft.lock_path, self._user))
        holder = file.acquire(0 if self.file is None else self.file.term)
        if holder is not None:
            raise DraftError(f"A draft {draft.name!r} is open in {holder}: choose another name.")
        file.was_remade = False
        return file

    def move(self, file: LockFile, name: str) -> None:
        """Be the lock of the draft under its new name from now on."""
        self.forget()
        former, self.file, self._draft.name = self.file, file, name
        _open_here[str(self._draft.path)] = self
        if former is not None:
            former.release()

    def release(self) -> None:
        """Give the lock back."""
        if self.file is not None:
            self.file.release()

    def forget(self) -> None:
        """Be no longer the one session of this process that has the draft open."""
        if _open_here.get(str(self._draft.path)) is self:
            del _open_here[str(self._draft.path)]

    def save_and_leave(self) -> None:
        """Let the store save, and leave the draft to a later session of this process."""
        self._owner.save_and_leave()

    def come_back(self) -> None:
        """Let the store write the draft again."""
        self._owner.come_back()

    def renew_and_check(self) -> None:
        """Let the store renew the lock, and see whether others changed the draft."""
        self._owner.renew_and_check()

    @property
    def watcher(self) -> str:
        """The name of the thread that renews the lock."""
        return f"cellxgene_widget-draft-{id(self)}"

    def _lock_file(self) -> LockFile:
        if self.file is None:
            self.file = self._made(LockFile(self._draft.lock_path, self._user))
        return self.file

    def _made(self, file: LockFile) -> LockFile:
        # A session that nobody refers to any more is gone without close(): the draft is free then.
        weakref.finalize(self, file.release).atexit = False
        return file

    def _start_watcher(self) -> None:
        if self._stop.is_set():
            self._stop = threading.Event()
            self._is_watched_by_loop = False
        elif self._is_watched_by_loop or any(thread.name == self.watcher for thread in threading.enumerate()):
            return
        watch = _Watch(weakref.ref(self), self._stop)
        try:
            threading.Thread(target=watch.run, name=self.watcher, daemon=True).start()
        except RuntimeError:  # in a browser, or none is left; if there is no loop either, each edit looks all the same
            self._is_watched_by_loop = watch.begin_on_loop()


class _Watch:
    """Renews a lock, and looks whether someone took it, as long as somebody refers to it."""

    def __init__(self, reference: weakref.ref[WriteLock], stop: threading.Event) -> None:
        self._reference = reference
        self._stop = stop
        self._renewed = time.monotonic()

    def run(self) -> None:
        """Look again and again."""
        while not self._stop.wait(LOOK_SECONDS) and self._look():
            pass

    def begin_on_loop(self) -> bool:
        """Look again and again by the event loop; tell whether there is one."""
        return later(LOOK_SECONDS, self._look_by_loop) is not None

    def _look_by_loop(self) -> None:
        goes_on = not self._stop.is_set()
        try:
            goes_on = goes_on and self._look()
        finally:  # one look that fails is not the last: nobody would begin again
            if goes_on:
                later(LOOK_SECONDS, self._look_by_loop)

    def _look(self) -> bool:
        lock = self._reference()
        if lock is None:
            return False
        is_due = time.monotonic() - self._renewed >= RENEW_SECONDS
        if is_due or (lock.file is not None and lock.file.is_taken):
            self._renewed = time.monotonic()
            lock.renew_and_check()
        return True
