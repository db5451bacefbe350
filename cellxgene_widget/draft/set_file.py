"""The named sets of cells of a draft on disk: a file of its own beside the journal, appended to and fsynced.

One line a record, as :mod:`..core.set_log` has them, checked as those of the journal are. The names of the cells that
positions count are in a line before the first set that is about them, so that the file says all by itself: the journal
may be compacted, and earlier versions of this program know nothing of it.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from ..core.files import make_directory, sync_directory, write_atomically
from ..core.readable import readable_within
from ..core.set_log import Record, SetLog
from ..core.trusted_files import open_file, open_to_append, read_file, require_own_directory
from ..core.watched_file import Signature, sign
from .checked_lines import checked_line, parse_checked_line
from .draft import Draft
from .packed_names import packed, unpacked

#: A file may grow to so many times what it says, and so many bytes, before it is written anew.
_GROWTH, _BYTES = 4, 32_000_000

#: The lists of names that sets are about, by their fingerprint; packed as they are in the file until they are needed.
Frames = dict[str, "pd.Index[Any] | str"]


class SetFile:
    """``NAME-ID.sets`` in the folder of earlier versions; as long as the draft has no name there is none.

    Parameters
    ----------
    draft
        Where it is: also after it was renamed.

    Attributes
    ----------
    is_unknown
        Whether there is a file that could not be read: nothing may take its place.
    is_whole
        Whether it was there when it was read, without a line that can't be read.
    unwritten
        Why it could not be written, as a sentence; None: it could.
    frames
        The names of cells that sets are about. What positions count in that is missing here can't be told.
    """

    def __init__(self, draft: Draft) -> None:
        self._draft = draft
        self._is_damaged = False
        self.is_unknown = False
        self.is_whole = True
        self._seen: Signature | None = None
        #: What was read ahead; None once it is taken.
        self._ahead: _Content | None = None
        #: What it took when it was last written whole.
        self._whole = 0
        #: The frames that the file has.
        self._written: set[str] = set()
        #: Why it could not be read, or parts of it.
        self._unread: str | None = None
        self.unwritten: str | None = None
        self.frames: Frames = {}

    @property
    def path(self) -> Path | None:
        """The file; None as long as the draft has no name."""
        return None if self._draft.path is None else self._draft.sets_path

    @property
    def problems(self) -> list[str]:
        """What can't be read or written, as sentences."""
        return [sentence for sentence in (self._unread, self.unwritten) if sentence]

    @property
    def was_changed(self) -> bool:
        """Whether someone else wrote it since it was read or written here, or it could not be read."""
        path = self.path
        return path is not None and (self.is_unknown or sign(path) != self._seen)

    def look(self) -> None:
        """Read ahead what :meth:`read` will take, if there is anything new; needs no lock."""
        path, ahead = self.path, self._ahead
        if path is not None and self.was_changed and (ahead is None or not ahead.is_of(path)):
            self._ahead = _content(path)

    def read(self) -> SetLog | None:
        """Return what the file says; None if it can't be read. Lines that can't be read are passed over, and said."""
        path, ahead = self.path, self._ahead
        self._ahead = None
        if path is None:
            return SetLog()
        content = ahead if ahead is not None and ahead.is_of(path) else _content(path)
        if content.error is not None:
            why = content.error.strerror or content.error
            self.is_unknown = True
            self._unread = f"The sets of cells in {path} could not be read: {why} (trying again at the next save)."
            return None
        self._seen, self._is_damaged = content.signature, content.n_lost > 0
        self.is_unknown, self._unread = False, None
        self.is_whole = content.signature is not None and not content.n_lost
        if content.n_lost:
            self._unread = f"A part of {path} can't be read: a set of cells may be missing, or be as it was before."
        self._written = set(content.frames)
        for frame, names in content.frames.items():
            self.frames.setdefault(frame, names)
        return content.log

    def names(self, frame: str) -> pd.Index[Any] | None:
        """Return the names of cells that a fingerprint stands for; None if they are not known."""
        found = self.frames.get(frame)
        if isinstance(found, str):
            names = unpacked(found)
            if names is None:
                return None
            found = self.frames[frame] = pd.Index(names, dtype=object)
        return found

    def append(self, record: Record, log: SetLog) -> bool:
        """Write a record, and wait until it is on disk; tell whether that went well.

        Parameters
        ----------
        record
            What happened.
        log
            What it led to, to be written whole where there is no file to append to.
        """
        path = self.path
        if path is None or self.is_unknown:
            return False
        is_known = not self.was_changed
        try:
            size = path.stat().st_size if path.exists() else 0
            if self._is_damaged or size > max(_BYTES, _GROWTH * self._whole) or not _ends_a_line(path):
                return self.write(log)
            data = b"".join(self._lines([record]))
            with open_to_append(path) as file:
                written = 0
                while written < len(data):
                    written += file.write(data[written:])
                os.fsync(file.fileno())
        except OSError as error:
            self._written.clear()  # written again, they do no harm
            if is_known:  # a part of a line, or all of it, may be there: it is ours
                self._seen = sign(path)
            return self._failed(error)
        return self._done(path)

    def write(self, log: SetLog) -> bool:
        """Write the file anew, whole; tell whether that went well. One with lines that can't be read is kept aside.

        Whoever calls this has read it since others changed it. It is refused as long as the file can't be read.
        """
        path = self.path
        if path is None or self.is_unknown:
            return False
        try:
            require_own_directory(path.parent)
            make_directory(path.parent)
            if self._is_damaged:
                stamp = datetime.now(UTC).strftime("%Y-%m-%dT%H-%M-%S")
                with contextlib.suppress(FileNotFoundError):
                    path.rename(path.with_name(f"{path.name}.damaged-{stamp}"))
                self._is_damaged, self._seen = False, sign(path)
            self._written.clear()
            write_atomically(path, self._lines(log.records()))
            sync_directory(path.parent.parent)
            self._whole = path.stat().st_size
        except OSError as error:
            self._written.clear()
            return self._failed(error)
        return self._done(path)

    def _done(self, path: Path) -> bool:
        self._seen, self._unread, self.unwritten = sign(path), None, None
        return True

    def _lines(self, records: Iterable[Record]) -> Iterator[bytes]:
        for record in records:
            frame = record["put"]["frame"] if "put" in record else None
            if frame is not None and frame not in self._written and frame in self.frames:
                yield checked_line({"frame": frame, "names": packed(self.frames[frame])})
                self._written.add(frame)
            yield checked_line(record)

    def _failed(self, error: OSError) -> bool:
        self.unwritten = (
            f"The sets of cells could not be saved: {error.strerror or error} (trying again at the next save)."
        )
        return False


class _Content(NamedTuple):
    """What a file of sets says, as it was at some time."""

    path: Path
    signature: Signature | None
    log: SetLog
    frames: dict[str, str]
    n_lost: int = 0
    error: OSError | None = None

    def is_of(self, path: Path) -> bool:
        """Tell whether the file is as it was then."""
        return path == self.path and sign(path) == self.signature


def _content(path: Path) -> _Content:
    log, frames, signature = SetLog(), dict[str, str](), sign(path)
    try:
        lines = read_file(path).split(b"\n")
    except FileNotFoundError:
        return _Content(path, signature, log, frames)
    except OSError as error:
        return _Content(path, signature, log, frames, error=error)
    n_lost = 0
    # what is after the last end of a line was torn by a crash: it never counted
    for line in filter(None, lines[:-1]):
        record = readable_within(parse_checked_line(line) or {})
        frame, names = record.get("frame"), record.get("names")
        if isinstance(frame, str) and isinstance(names, str):
            frames.setdefault(frame, names)
        elif not log.take(record):
            n_lost += 1
    return _Content(path, signature, log, frames, n_lost)


def _ends_a_line(path: Path) -> bool:
    """Tell whether a file ends as a whole line does; one that is empty, missing or torn by a crash does not."""
    try:
        with open_file(path) as file:
            file.seek(-1, os.SEEK_END)
            return file.read(1) == b"\n"
    except OSError:
        return False
