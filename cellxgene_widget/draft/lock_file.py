"""Who has a draft open: a small file that names them, made so that only one can, also on network drives.

The file is made exclusively (``O_EXCL``), which holds where advisory locks do not. Its holder touches it every few
seconds (it *renews* the lock). A lock is stale when its process is gone from this host, or when a holder whose process
can't be seen, as on another host, has not renewed it for long. Each new holder begins a *term*, a number higher than
those of all before; the file calls it ``era``, as the journal does.
"""

from __future__ import annotations

import contextlib
import json
import os
import socket
import time
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TypedDict

from ..core.files import link, make_directory, temporary_beside, write_atomically
from ..core.notebook import notebook_path
from ..core.processes import started
from ..core.trusted_files import parse_json, read_file, require_own_directory
from ..core.uninterrupted import uninterrupted

#: Seconds between two renewals of a lock.
RENEW_SECONDS = 5.0
#: Seconds between two looks at whether someone took it: they who sit at the other notebook should not label in vain.
LOOK_SECONDS = 0.5
#: What a text and a number in a lock file are below.
_MAX_TEXT, _MAX_NUMBER = 1000, 1 << 53


class _HolderJson(TypedDict):
    """What a lock file says."""

    token: str
    host: str
    pid: int
    started: float
    user: str
    since: str
    era: int
    notebook: str


@dataclass(frozen=True)
class Holder:
    """Who has a lock.

    Attributes
    ----------
    token
        Tells this holder from all others.
    host, pid, started
        The process, and when it began; 0: that could not be told.
    user, since
        For others to read: who, and when they got it.
    term
        Higher than that of all who had the lock before.
    notebook
        The name of the holder's notebook, for others to read; empty where it is not known.
    """

    token: str
    host: str
    pid: int
    started: float
    user: str
    since: str
    term: int = 0
    notebook: str = ""

    def to_json(self) -> _HolderJson:
        """Return what the lock file says."""
        return {
            "token": self.token,
            "host": self.host,
            "pid": self.pid,
            "started": self.started,
            "user": self.user,
            "since": self.since,
            "era": self.term,
            "notebook": self.notebook,
        }

    def __str__(self) -> str:
        """Return what to tell a person."""
        if not self.token:
            return "a notebook that is just opening it"
        process = f"process {self.pid} on {self.host}"
        return f"{f'{self.notebook} ({process})' if self.notebook else process}, since {self.since}"


class LockFile:
    """The file that says who may write a draft.

    Parameters
    ----------
    path
        The lock file.
    user
        Who wants the lock, for others to read.
    stale_after
        Seconds without a renewal after which a holder is taken for gone whose process can't be seen, as on another
        host.

    Attributes
    ----------
    is_ours
        Whether the lock is ours, as far as is known.
    was_remade
        Whether the file was made since its owner last checked if someone else had the draft in between.
    """

    def __init__(self, path: Path, user: str, *, stale_after: float = 120.0) -> None:
        self.path = path
        self._stale_after = stale_after
        self._me = Holder(
            token=uuid.uuid4().hex,
            host=socket.gethostname(),
            pid=os.getpid(),
            started=started(os.getpid()) or 0.0,
            user=user,
            since=_now(),
            notebook=_printable(Path(notebook_path() or "").name),
        )
        self.is_ours = False
        self.was_remade = False

    @property
    def term(self) -> int:
        """A number higher than that of all who had this lock before."""
        return self._me.term

    def acquire(self, newest_term: int = 0) -> Holder | None:
        """Take the lock if it is free or stale; return who has it otherwise.

        Parameters
        ----------
        newest_term
            The highest term known of, apart from that of the present holder.

        Raises
        ------
        OSError
            The file can't be made.
        """
        self._make_folder()
        for _ in range(3):
            # Also if it was ours and vanished: whoever stole it and left meanwhile may have written, in a higher term.
            if not self.is_ours or newest_term > self._me.term:
                self._me = replace(self._me, term=max(self._me.term, newest_term + 1), since=_now())
            with uninterrupted():
                if self._make():
                    self.is_ours = self.was_remade = True
                    return None
            holder = self.holder()
            if holder is not None and not self._stale(holder):
                self.is_ours = holder.token == self._me.token
                return None if self.is_ours else holder
            newest_term = max(newest_term, holder.term if holder is not None else 0)
            self._remove_stale(holder)
        return self.holder() or Holder("", "", 0, 0.0, "", "")

    def _make_folder(self) -> None:
        require_own_directory(self.path.parent)
        make_directory(self.path.parent)

    def _make(self) -> bool:
        """Make the file, with all that is in it at once where links are to be had; False if it is there."""
        text = json.dumps(self._me.to_json())
        new = temporary_beside(self.path)
        try:
            with new.open("x", encoding="utf-8") as file:
                file.write(text)
            try:
                link(new, self.path)
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

    def steal(self, newest_term: int = 0) -> None:
        """Take the lock, whoever has it; they notice at their next edit or renewal.

        Parameters
        ----------
        newest_term
            As for :meth:`acquire`.

        Raises
        ------
        OSError
            The file can't be written.
        """
        self._make_folder()
        holder = self.holder()
        theirs = holder.term if holder is not None else 0
        self._me = replace(self._me, term=max(self._me.term, newest_term, theirs) + 1, since=_now())
        with uninterrupted():
            write_atomically(self.path, json.dumps(self._me.to_json()).encode())
            self.is_ours = True

    def check(self) -> bool:
        """Tell whether the lock is still ours; a lock file that vanished is made again."""
        if not self.is_ours:
            return False
        holder = self.holder()
        if holder is None:
            with contextlib.suppress(OSError):
                self.acquire()
                holder = self.holder()
        # A file that can't be read just now (network drive) is no reason to stop: only another's token is.
        self.is_ours = holder is None or holder.token == self._me.token
        return self.is_ours

    @property
    def is_taken(self) -> bool:
        """Whether someone else's name is in the lock that was ours; quick to tell."""
        holder = self.holder() if self.is_ours else None
        return holder is not None and holder.token != self._me.token

    def renew(self) -> bool:
        """Show that this process is alive; tell whether the lock is still ours."""
        if not self.check():
            return False
        with contextlib.suppress(OSError):
            os.utime(self.path)
        return True

    def release(self) -> None:
        """Give the lock back, if it is ours, and not of the process that this one was forked from."""
        holder = self.holder()
        if self.is_ours and self._me.pid == os.getpid() and holder is not None and holder.token == self._me.token:
            with contextlib.suppress(OSError):
                self.path.unlink()
        self.is_ours = False

    def holder(self) -> Holder | None:
        """Return who has the lock; None if nobody does, or the file can't be read."""
        return _read(self.path)

    def _stale(self, holder: Holder) -> bool:
        if holder.token == self._me.token:
            return False
        begun = started(holder.pid) if holder.host == self._me.host else None
        if begun == 0:
            return True
        if begun is not None and holder.started:
            return begun != holder.started
        return self._age() > self._stale_after

    def _remove_stale(self, holder: Holder | None) -> None:
        # A file without readable content may be one that is being made this instant: it is given a little time.
        if holder is None and self._age() < RENEW_SECONDS:
            time.sleep(0.05)
            return
        # Renamed before it is removed: of two who find it stale, one gets it; and it is looked at again,
        # should a third have replaced it meanwhile.
        aside = temporary_beside(self.path)
        with contextlib.suppress(OSError):
            self.path.rename(aside)
            taken = _read(aside)
            if taken is not None and (holder is None or taken.token != holder.token):
                with contextlib.suppress(OSError):
                    link(aside, self.path)
            aside.unlink()

    def _age(self) -> float:
        try:
            return abs(time.time() - self.path.stat().st_mtime)
        except OSError:
            return 0.0


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def _printable(name: str) -> str:
    """Return a name as a lock file may hold it."""
    return "".join(letter for letter in name if letter.isprintable())[:_MAX_TEXT]


def _read(path: Path) -> Holder | None:
    """Return what a lock file says; None if that is nothing that we wrote, whatever it is."""
    try:
        said = parse_json(read_file(path))
        holder = Holder(**{"term" if key == "era" else key: value for key, value in said.items()})
    except (OSError, ValueError, TypeError, AttributeError):
        return None
    return holder if _is_sane(vars(holder)) else None


def _is_sane(said: Mapping[str, object]) -> bool:
    """Tell whether the fields of a lock file are what we write."""
    for name, value in said.items():
        if name in {"pid", "started", "term"}:
            kinds = (int, float) if name == "started" else (int,)
            if not isinstance(value, kinds) or isinstance(value, bool) or not 0 <= value < _MAX_NUMBER:
                return False
        elif not isinstance(value, str) or len(value) > _MAX_TEXT or not value.isprintable():
            return False
    return bool(said["token"])
