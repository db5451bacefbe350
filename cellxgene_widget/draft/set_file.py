"""The named sets of cells of a draft on disk: a file of its own beside the journal, appended to and fsynced.

One line a record, as :mod:`..core.set_log` has them, checked as those of the journal are. The names of the cells that
positions count are in a line before the first set that is about them, so that the file says all by itself: the journal
may be compacted, and earlier versions of this program know nothing of it.
"""

from __future__ import annotations

import base64
import binascii
import contextlib
import json
import os
import zlib
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pandas as pd

from ..core.files import make_directory, sync_directory, write_atomically
from ..core.readable import readable_within
from ..core.set_log import Record, SetLog
from ..core.trusted_files import open_file, open_to_append, parse_json, read_file, require_own_directory, unpack
from ..core.watched_file import Signature, sign
from .checked_lines import checked_line, parse_checked_line
from .draft import Draft

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
    problem
        Why it could not be read or written, as a sentence; None if all is well.
    frames
        The names of cells that sets are about. What positions count in that is missing here can't be told.
    """

    def __init__(self, draft: Draft) -> None:
        self._draft = draft
        self._is_damaged = False
        self._seen: Signature | None = None
        #: What it took when it was last written whole.
        self._whole = 0
        #: The frames that the file has.
        self._written: set[str] = set()
        self.problem: str | None = None
        self.frames: Frames = {}

    @property
    def path(self) -> Path | None:
        """The file; None as long as the draft has no name."""
        return None if self._draft.path is None else self._draft.sets_path

    @property
    def was_changed(self) -> bool:
        """Whether someone else wrote it since it was read or written here."""
        path = self.path
        return path is not None and sign(path) != self._seen

    def read(self) -> SetLog:
        """Return what the file says. Lines that can't be read are passed over, and said."""
        log, path = SetLog(), self.path
        self._is_damaged, self.problem = False, None
        self._written.clear()
        if path is None:
            return log
        self._seen = sign(path)
        try:
            lines = read_file(path).split(b"\n")
        except FileNotFoundError:
            return log
        except OSError as error:
            self.problem = f"The sets of cells in {path} could not be read: {error.strerror or error}."
            return log
        n_lost = 0
        # what is after the last end of a line was torn by a crash: it never counted
        for line in filter(None, lines[:-1]):
            record = readable_within(parse_checked_line(line) or {})
            if not self._take_names(record) and not log.take(record):
                n_lost += 1
        if n_lost:
            self._is_damaged = True
            self.problem = f"A part of {path} can't be read: a set of cells may be missing, or be as it was before."
        return log

    def _take_names(self, record: Record) -> bool:
        frame, packed = record.get("frame"), record.get("names")
        if not isinstance(frame, str) or not isinstance(packed, str):
            return False
        self._written.add(frame)
        self.frames.setdefault(frame, packed)
        return True

    def names(self, frame: str) -> pd.Index[Any] | None:
        """Return the names of cells that a fingerprint stands for; None if they are not known."""
        found = self.frames.get(frame)
        if isinstance(found, str):
            names = _unpacked(found)
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
        if path is None:
            return False
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
            return self._failed(error)
        return self._done(path)

    def write(self, log: SetLog) -> bool:
        """Write the file anew, whole; tell whether that went well. One with lines that can't be read is kept aside."""
        path = self.path
        if path is None:
            return False
        try:
            require_own_directory(path.parent)
            make_directory(path.parent)
            if self._is_damaged:
                stamp = datetime.now(UTC).strftime("%Y-%m-%dT%H-%M-%S")
                with contextlib.suppress(FileNotFoundError):
                    path.rename(path.with_name(f"{path.name}.damaged-{stamp}"))
                self._is_damaged = False
            self._written.clear()
            write_atomically(path, self._lines(log.records()))
            sync_directory(path.parent.parent)
            self._whole = path.stat().st_size
        except OSError as error:
            self._written.clear()
            return self._failed(error)
        return self._done(path)

    def _done(self, path: Path) -> bool:
        self._seen, self.problem = sign(path), None
        return True

    def _lines(self, records: Iterable[Record]) -> Iterator[bytes]:
        for record in records:
            frame = record["put"]["frame"] if "put" in record else None
            if frame is not None and frame not in self._written and frame in self.frames:
                yield checked_line({"frame": frame, "names": _packed(self.frames[frame])})
                self._written.add(frame)
            yield checked_line(record)

    def _failed(self, error: OSError) -> bool:
        self.problem = (
            f"The sets of cells could not be saved: {error.strerror or error} (trying again at the next save)."
        )
        return False


def _packed(names: pd.Index[Any] | str) -> str:
    if isinstance(names, str):
        return names
    return base64.b64encode(zlib.compress(json.dumps(names.tolist()).encode(), 1)).decode("ascii")


def _unpacked(packed: str) -> list[str] | None:
    try:
        names = parse_json(unpack(base64.b64decode(packed, validate=True)))
    except (ValueError, binascii.Error):
        return None
    return names if isinstance(names, list) and all(isinstance(name, str) for name in names) else None


def _ends_a_line(path: Path) -> bool:
    """Tell whether a file ends as a whole line does; one that is empty, missing or torn by a crash does not."""
    try:
        with open_file(path) as file:
            file.seek(-1, os.SEEK_END)
            return file.read(1) == b"\n"
    except OSError:
        return False
