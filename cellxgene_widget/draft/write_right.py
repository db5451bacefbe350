"""Who may write a draft: this session, a later one of the same process, or someone else."""

from __future__ import annotations

import threading
import weakref
from typing import Protocol

from ..errors import DraftError
from .journal import Journal
from .lock import BEAT_SECONDS, DraftLock
from .place import Draft

#: Drafts open in this process, by path: a later show() of the same draft takes it over from an earlier one.
_open_here: weakref.WeakValueDictionary[str, DraftHold] = weakref.WeakValueDictionary()


class Keeper(Protocol):
    """Who keeps the draft, as its hold needs them."""

    def look(self) -> None:
        """Give a sign of life, and see whether others changed the draft."""

    def yield_hold(self) -> None:
        """Save, and leave the draft to a later session of this process."""

    def carry_on(self, era: int) -> bool:
        """Write on under a lock that had to be made again; False if someone wrote in between."""

    def hold_changed(self) -> None:
        """Hear that the draft is someone else's now."""


class DraftHold:
    """The right of one session to write its draft, as far as it has it.

    Parameters
    ----------
    draft
        Where the draft is.
    user
        Who wants it, for others to read.
    keeper
        Who keeps the draft.
    """

    def __init__(self, draft: Draft, user: str, keeper: Keeper) -> None:
        #: Who else has the draft; None: nobody.
        self.holder: str | None = None
        self.lock: DraftLock | None = None
        self._draft = draft
        self._user = user
        self._keeper = keeper
        self._stop = threading.Event()

    @property
    def held(self) -> bool:
        """Whether the lock is ours, as far as is known."""
        return self.lock is not None and self.lock.held

    def claim(self) -> None:
        """End the hold of an earlier session of this process, as when a cell with show() runs again."""
        key = str(self._draft.path)
        earlier = _open_here.get(key)
        if earlier is not None and earlier is not self:
            earlier.give_way()
        _open_here[key] = self

    def give_way(self) -> None:
        """Have the keeper save, and leave the draft."""
        self._keeper.yield_hold()

    def acquire(self) -> None:
        """Take the lock, unless someone else has it."""
        _open_here.setdefault(str(self._draft.path), self)
        lock = self._own_lock()
        try:
            holder = lock.acquire(Journal(self._draft.journal_path).newest_era())
        except OSError:
            return  # no lock where nothing can be written; the saves will say why
        self.holder = None if holder is None else str(holder)
        self._watch()

    def take_over(self) -> None:
        """Take the lock whoever has it.

        Raises
        ------
        DraftError
            The lock can't be written.
        """
        lock = self._own_lock()
        try:
            lock.take_over(Journal(self._draft.journal_path).newest_era())
        except OSError as error:
            raise DraftError(f"The draft can't be taken over: {error.strerror or error} ({lock.path}).") from error
        self.holder = None
        self._watch()

    def require(self) -> None:
        """Make sure that the draft is ours to write.

        Raises
        ------
        DraftError
            It is open elsewhere.
        """
        if not self.secure():
            raise DraftError(
                f"This draft is open in {self.holder}: it is read-only here. "
                "Close it there, or make it yours with take_over()."
            )

    def secure(self) -> bool:
        """Make sure that the draft is ours to write; False if it is someone else's, or was in the meantime."""
        if self.holder is not None:
            return False
        lock = self.lock
        if lock is None or not lock.check():
            self.acquire()
            lock = self._own_lock()
        if lock.made_again and lock.held and self.holder is None:
            lock.made_again = False
            if not self._keeper.carry_on(lock.era):
                lock.release()
                self.holder = "another notebook until a moment ago"
        if self.holder is not None:
            self._keeper.hold_changed()
        return self.holder is None

    def beat(self) -> None:
        """Give a sign of life, if the draft is ours still."""
        if self.lock is not None and self.lock.held and self.secure():
            self.lock.beat()

    def leave(self, holder: str) -> None:
        """Leave the draft to someone else."""
        if self.lock is not None:
            self.lock.release()
        self.holder = holder
        self._stop.set()

    def stop_watching(self) -> None:
        """Give no more signs of life."""
        self._stop.set()

    def release(self) -> None:
        """Give the lock back."""
        if self.lock is not None:
            self.lock.release()

    def forget(self) -> None:
        """Be no longer the one of this process that has the draft open."""
        if _open_here.get(str(self._draft.path)) is self:
            del _open_here[str(self._draft.path)]

    def look(self) -> None:
        """Have the keeper look after the draft."""
        self._keeper.look()

    def _own_lock(self) -> DraftLock:
        if self.lock is None:
            self.lock = DraftLock(self._draft.lock_path, self._user)
            # A session that nobody holds any more is gone without close(): the draft is free then.
            weakref.finalize(self, self.lock.release).atexit = False
        return self.lock

    def _watch(self) -> None:
        if self._stop.is_set():
            self._stop = threading.Event()
        elif any(thread.name == self.watcher for thread in threading.enumerate()):
            return
        arguments = (weakref.ref(self), self._stop)
        threading.Thread(target=_watch, args=arguments, name=self.watcher, daemon=True).start()

    @property
    def watcher(self) -> str:
        """The name of the thread that gives the signs of life."""
        return f"cellxgene_widget-draft-{id(self)}"


def _watch(reference: weakref.ref[DraftHold], stop: threading.Event) -> None:
    while not stop.wait(BEAT_SECONDS):
        hold = reference()
        if hold is None:
            return
        hold.look()
        del hold
