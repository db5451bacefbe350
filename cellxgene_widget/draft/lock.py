"""Who has a draft open: a small file that names them, made so that only one can, also on network drives.

The file is made exclusively (``O_EXCL``), which holds where advisory locks do not. Its holder touches it every few
seconds. A lock is stale when its process is gone from this host, or when a holder on another host has not touched it
for :data:`STALE_SECONDS`.
"""

from __future__ import annotations

import contextlib
import json
import os
import socket
import time
import uuid
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from ..core.files import write_atomically

#: Seconds between two signs of life of a holder.
BEAT_SECONDS = 5.0
#: Seconds without a sign of life after which a holder on another host is taken for gone.
STALE_SECONDS = 120.0
#: States of a process in ``/proc``: ended, and not yet taken note of by its parent.
_DEAD = ("Z", "X")


@dataclass(frozen=True)
class Holder:
    """Who holds a lock."""

    token: str
    host: str
    pid: int
    started: float
    user: str
    since: str
    era: int = 0

    def __str__(self) -> str:
        """Return what to tell a person."""
        if not self.token:
            return "a notebook that is just opening it"
        return f"process {self.pid} on {self.host}, since {self.since}"


class DraftLock:
    """The right to write a draft.

    Parameters
    ----------
    path
        The lock file.
    user
        Who wants it, for the others to read.
    """

    def __init__(self, path: Path, user: str) -> None:
        self.path = path
        since = datetime.now(UTC).isoformat(timespec="seconds")
        self._me = Holder(uuid.uuid4().hex, socket.gethostname(), os.getpid(), _started(os.getpid()), user, since)
        self.held = False
        #: Set when the file was made; reset by who looks whether someone had the draft in between.
        self.made_again = False

    @property
    def era(self) -> int:
        """A number higher than that of all who held this lock before."""
        return self._me.era

    def acquire(self, era: int = 0) -> Holder | None:
        """Take the lock if it is free or stale; return who holds it otherwise.

        Parameters
        ----------
        era
            The highest era known of, apart from those of who holds the lock.

        Raises
        ------
        OSError
            The file can't be made.
        """
        self.path.parent.mkdir(parents=True, exist_ok=True)
        for _ in range(3):
            if not self.held:
                self._me = replace(self._me, era=max(self._me.era, era + 1))
            if self._make():
                self.held = self.made_again = True
                return None
            holder = self.holder()
            if holder is not None and not self._stale(holder):
                self.held = holder.token == self._me.token
                return None if self.held else holder
            era = max(era, holder.era if holder is not None else 0)
            self._remove_stale(holder)
        return self.holder() or Holder("", "", 0, 0.0, "", "")

    def _make(self) -> bool:
        """Make the file, with all that is in it at once where links are to be had; False if it is there."""
        text = json.dumps(asdict(self._me))
        new = self.path.with_name(f"{self.path.name}.{self._me.token}.new")
        try:
            new.write_text(text, "utf-8")
            try:
                os.link(new, self.path)
            except FileExistsError:
                return False
            except OSError:  # no links on this file system
                return self._make_without_links(text)
        finally:
            with contextlib.suppress(OSError):
                new.unlink()
        return True

    def _make_without_links(self, text: str) -> bool:
        try:
            handle = os.open(self.path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o644)
        except FileExistsError:
            return False
        try:
            with os.fdopen(handle, "w") as file:
                file.write(text)
        except OSError:
            self.path.unlink()
            raise
        return True

    def take_over(self, era: int = 0) -> None:
        """Take the lock whoever holds it; they notice at their next edit or sign of life.

        Parameters
        ----------
        era
            As for :meth:`acquire`.

        Raises
        ------
        OSError
            The file can't be written.
        """
        self.path.parent.mkdir(parents=True, exist_ok=True)
        holder = self.holder()
        self._me = replace(self._me, era=max(self._me.era, era, holder.era if holder is not None else 0) + 1)
        write_atomically(self.path, json.dumps(asdict(self._me)).encode())
        self.held = True

    def check(self) -> bool:
        """Tell whether the lock is still ours; a lock file that vanished is made again."""
        if not self.held:
            return False
        holder = self.holder()
        if holder is None:
            with contextlib.suppress(OSError):
                self.acquire()
                holder = self.holder()
        # A file that can't be read just now (network drive) is no reason to stop: only another's token is.
        self.held = holder is None or holder.token == self._me.token
        return self.held

    def beat(self) -> bool:
        """Give a sign of life; tell whether the lock is still ours."""
        if not self.check():
            return False
        with contextlib.suppress(OSError):
            os.utime(self.path)
        return True

    def release(self) -> None:
        """Give the lock back, if it is ours, and not of the process that this one was forked from."""
        holder = self.holder()
        if self.held and self._me.pid == os.getpid() and holder is not None and holder.token == self._me.token:
            with contextlib.suppress(OSError):
                self.path.unlink()
        self.held = False

    def holder(self) -> Holder | None:
        """Return who holds the lock; None if nobody does, or the file can't be read."""
        return _read(self.path)

    def _stale(self, holder: Holder) -> bool:
        if holder.token == self._me.token:
            return False
        if holder.host == self._me.host:
            return _started(holder.pid) != holder.started
        return self._age() > STALE_SECONDS

    def _remove_stale(self, holder: Holder | None) -> None:
        # A file without readable content may be one that is being made this instant: it is given a little time.
        if holder is None and self._age() < BEAT_SECONDS:
            time.sleep(0.05)
            return
        # Renamed before it is removed: of two who find it stale, one gets it; and it is looked at again,
        # should a third have replaced it meanwhile.
        aside = self.path.with_name(f"{self.path.name}.{self._me.token}")
        with contextlib.suppress(OSError):
            self.path.rename(aside)
            taken = _read(aside)
            if taken is not None and (holder is None or taken.token != holder.token):
                with contextlib.suppress(OSError):
                    os.link(aside, self.path)
            aside.unlink()

    def _age(self) -> float:
        try:
            return abs(time.time() - self.path.stat().st_mtime)
        except OSError:
            return 0.0


def _read(path: Path) -> Holder | None:
    try:
        return Holder(**json.loads(path.read_text("utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def _started(pid: int) -> float:
    """Return when a process began, so that a reused pid is not taken for it; 0 if there is no such process.

    Where it can be had, this is the time since the machine started, which does not change when the clock is set.
    """
    import psutil

    with contextlib.suppress(OSError, ValueError, IndexError):
        fields = Path(f"/proc/{pid}/stat").read_text("utf-8", "replace").rpartition(")")[2].split()
        return 0.0 if fields[0] in _DEAD else float(fields[19])
    try:
        process = psutil.Process(pid)
        return 0.0 if process.status() == psutil.STATUS_ZOMBIE else round(float(process.create_time()), 2)
    except psutil.Error:
        return 0.0
