"""The journal of a draft: every edit, appended and fsynced before it is acknowledged.

One line an edit: a checksum, a blank, a JSON object. Cells are positions in a *frame*, a list of cell names that is
written beside the journal once and named in each line by fingerprint, so that a line means the same cells after the
data was reordered or subset. A line counts if its checksum holds and its revision follows the one before: so a line
torn by a crash is no line, and nothing after a gap is applied, unless the CSV holds what is missing.

Whoever opens a journal begins a new *term* in it (``era`` in the file). A session that was taken over may, in that
instant, still append an edit, which it then refuses: by its term it is told from those of the session that goes on at
the same revision.
"""

from __future__ import annotations

import contextlib
import json
import os
import weakref
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from io import FileIO
from pathlib import Path
from typing import Any, TypedDict, cast

import pandas as pd

from ..core.files import make_directory, sync_directory, write_atomically
from ..core.trusted_files import open_file, open_to_append, parse_json, read_file, require_own_directory, unpack
from ..errors import DraftError
from ..labels.entries import About, Entry
from .author import NOBODY, Author
from .checked_lines import checked_line
from .journal_reader import JournalContent, author_in, newest_term_in, parse_journal

#: Bytes of the line that says whose journal it is, and more.
_MAX_FIRST_LINE = 1000


class _SavedLine(TypedDict):
    """Says up to which revision the CSV holds all edits."""

    saved: int


class _AuthorLine(TypedDict):
    """Says whose journal it is; the first line."""

    author: str


class _EntryLine(TypedDict, total=False):
    """Says what an edit did."""

    revision: int
    about: About
    edit: dict[str, Any]
    inverse: dict[str, Any]
    frame: str
    request: str
    era: int


@dataclass(frozen=True)
class _Stretch:
    """Bytes that were written to the file, and where they begin."""

    begin: int
    data: bytes


class Journal:
    """Appends entries durably.

    Parameters
    ----------
    path
        The file; its directory is made with it.
    author
        Whose edits they are.
    """

    def __init__(self, path: Path, author: Author = NOBODY) -> None:
        self.path = path
        self._author = author
        self._file: FileIO | None = None
        #: Closes the file when nobody refers to this object any more.
        self._finalizer: weakref.finalize[[FileIO], Journal] | None = None
        #: Those that were written, or seen to be there.
        self._frames: set[str] = set()
        #: Revision of the last entry in the file, as far as this object wrote or read it.
        self._last = 0
        #: See :meth:`begin_term`.
        self._term = 1
        #: Where the file ended when this object wrote last.
        self._end = 0
        #: The line of the entry appended last, so that it can be taken back.
        self._newest: _Stretch | None = None
        #: Lines of an edit that was not made, which could not be removed yet.
        self._leftover: _Stretch | None = None

    def read(self) -> JournalContent:
        """Read the entries; a journal that is not there has none.

        Raises
        ------
        DraftError
            The file can't be read.
        """
        content = self.look()
        if content.entries or self.path.exists():
            self._last = content.last_revision
        return content

    def look(self) -> JournalContent:
        """Return what :meth:`read` does, without going on from there: what this object wrote last stays that.

        Raises
        ------
        DraftError
            The file can't be read.
        """
        try:
            data = read_file(self.path)
        except FileNotFoundError:
            return JournalContent()
        except OSError as error:
            raise DraftError(f"The journal {self.path} can't be read: {error.strerror or error}.") from error
        content = parse_journal(data, self.path)
        return replace(content, entries=self._author.without_id(content.entries))

    def begin_term(self, term: int) -> None:
        """Mark all edits from now on as of a term; edits of lower terms at the same revisions do not count."""
        self._term = term

    def newest_term(self) -> int:
        """Return the highest term in the file, damaged or not; 0 if there is none."""
        try:
            return newest_term_in(read_file(self.path))
        except OSError:
            return 0

    def was_continued_by_others(self) -> bool:
        """Tell whether someone else wrote edits since this object last read or wrote."""
        try:
            content = parse_journal(read_file(self.path), self.path)
        except OSError:
            return False
        return content.term > self._term or content.last_revision > self._last

    def append(self, tail: Sequence[Entry], frames: Mapping[str, pd.Index[Any]]) -> None:
        """Write the entries that are not written yet, and wait until they are on disk.

        All of them are written, or, whatever exception stops it, none.

        Parameters
        ----------
        tail
            All entries that the CSV does not hold, in order: those written already are passed over, unless the file
            was removed meanwhile.
        frames
            The names of the cells that their positions refer to, by fingerprint.

        Raises
        ------
        OSError
            As the system says.
        """
        self._open()
        fresh = [entry for entry in tail if entry.revision > self._last]
        if not fresh:
            return
        for frame in dict.fromkeys(entry.frame for entry in fresh):
            if frame is not None and frame in frames and frame not in self._frames:
                self._write_frame(frame, frames[frame])
                self._frames.add(frame)
        lines = [self._entry_line(entry) for entry in fresh]
        if fresh[0].revision > self._last + 1:  # the CSV holds what is missing
            lines.insert(0, _line({"saved": fresh[0].revision - 1}))
        self._write(b"".join(lines))
        self._last = fresh[-1].revision
        self._newest = _Stretch(self._end - len(lines[-1]), lines[-1])

    def take_back(self, revision: int) -> None:
        """Remove the entry that was appended last, if it has this revision: the edit was not made after all."""
        if self._newest is not None and self._last == revision:
            newest, self._newest = self._newest, None
            self._last = revision - 1
            self._remove_or_remember(newest)

    def note_saved(self, revision: int) -> None:
        """Note that the CSV holds all edits up to a revision.

        Raises
        ------
        OSError
            As the system says.
        """
        self._open()
        self._write(_line({"saved": revision}))

    def holds(self, revision: int) -> bool:
        """Tell whether an edit is written."""
        return revision <= self._last

    def compact(self, keep: int) -> None:
        """Leave of old entries only what the history shows of them; they can't be undone any more.

        Parameters
        ----------
        keep
            So many of the last entries stay whole, and all that the CSV does not hold.

        Raises
        ------
        OSError
            As the system says; the journal is as before.
        """
        content = self.read()
        if content.term > self._term:
            return  # someone else's by now
        short = min(len(content.entries) - keep, sum(entry.revision <= content.saved for entry in content.entries))
        if short <= 0 or content.damage is not None:
            return
        self.close()
        lines = [
            self._entry_line(entry.without_edit() if index < short else entry)
            for index, entry in enumerate(content.entries)
        ]
        # What is saved comes first, since revisions may be missing that the CSV holds.
        write_atomically(self.path, [self._first_line(), _line({"saved": content.saved}), *lines])
        used = {entry.frame for entry in content.entries[short:]}
        for file in self.path.parent.glob(f"{self.path.stem}.*.cells"):
            if file.name.split(".")[-2] not in used:
                with contextlib.suppress(OSError):
                    file.unlink()

    def names(self, frame: str) -> pd.Index[Any]:
        """Return the cell names of a frame.

        Raises
        ------
        DraftError
            They are missing or damaged.
        """
        path = self._frame_path(frame)
        try:
            value = _names_in(unpack(read_file(path)))
        except (OSError, ValueError) as error:
            raise DraftError(f"The cell names {path}, which the journal needs, can't be read ({error}).") from error
        names: pd.Index[Any] = pd.Index(value, dtype=object)
        return names

    def set_aside(self, suffix: str) -> Path:
        """Move the journal out of the way, under a name that says why; return the new path."""
        self.close()
        target = self.path.with_name(f"{self.path.name}.{suffix}")
        self.path.rename(target)
        self._last = 0
        return target

    def close(self) -> None:
        """Close the file; it is opened again when it is needed."""
        finalizer, self._file, self._finalizer, self._frames, self._newest = self._finalizer, None, None, set(), None
        if finalizer is not None:
            finalizer()

    @property
    def size(self) -> int:
        """Bytes on disk."""
        try:
            return self.path.stat().st_size
        except OSError:
            return 0

    def _open(self) -> FileIO:
        """Open the file to append; again if it was removed or replaced meanwhile."""
        if self._file is not None:
            here = os.fstat(self._file.fileno())
            with contextlib.suppress(OSError):
                there = self.path.stat()
                if (here.st_dev, here.st_ino) == (there.st_dev, there.st_ino):
                    return self._file
            self.close()
        require_own_directory(self.path.parent)
        make_directory(self.path.parent)
        if not self.path.exists():
            self._last, self._leftover = 0, None
        file = open_to_append(self.path)
        finalizer = weakref.finalize(self, _close, file)
        finalizer.atexit = False  # the session saves at exit, and may come after it
        self._file, self._finalizer = file, finalizer
        # Also of a file that is there: whoever made it may have been killed before they came to this.
        for directory in (self.path.parent, self.path.parent.parent):
            sync_directory(directory)
        return file

    def _write(self, data: bytes) -> None:
        file = self._open()
        if self._leftover is not None:
            self._remove(self._leftover)
            self._leftover = None
        begin = os.fstat(file.fileno()).st_size
        # A line torn by a crash has no end: ours begins on a new one.
        if begin and not self._ends_a_line(begin):
            data = b"\n" + data
        elif not begin:
            data = self._first_line() + data
        try:
            written = 0
            while written < len(data):
                written += file.write(data[written:])
            os.fsync(file.fileno())
            self._end = begin + len(data)
        except OSError:
            # What stays of it does no harm: the entries are written again, and count once.
            with contextlib.suppress(OSError):
                self._remove(_Stretch(begin, data))
            self.close()
            raise
        except BaseException:
            self._remove_or_remember(_Stretch(begin, data))
            self.close()
            raise

    def _remove_or_remember(self, stretch: _Stretch) -> None:
        """Remove lines of an edit that was not made; if that fails, it is done before anything else is written."""
        self._leftover = stretch
        with contextlib.suppress(OSError):
            self._remove(stretch)
            self._leftover = None

    def _remove(self, stretch: _Stretch) -> None:
        """Cut a stretch off the end of the file, as far as it was written, and unless someone else wrote after it."""
        with open_file(self.path) as file:
            file.seek(stretch.begin)
            there = file.read(len(stretch.data) + 1)
        if there and stretch.data.startswith(there):
            os.ftruncate(self._open().fileno(), stretch.begin)

    def _ends_a_line(self, size: int) -> bool:
        with open_file(self.path) as file:
            file.seek(size - 1)
            return file.read(1) == b"\n"

    def _first_line(self) -> bytes:
        return _line({"author": self._author.mark})

    def _entry_line(self, entry: Entry) -> bytes:
        return _line(cast("_EntryLine", {**entry.to_json(), "era": self._term}))

    def _frame_path(self, frame: str) -> Path:
        return self.path.with_name(f"{self.path.stem}.{frame}.cells")

    def _write_frame(self, frame: str, names: pd.Index[Any]) -> None:
        path = self._frame_path(frame)
        if not path.exists():
            write_atomically(path, zlib.compress(_json_of(names.tolist()), 1))


def author_of_journal(path: Path) -> str | None:
    """Return the mark of the author whose journal a file is; None if there is none, or it does not say."""
    try:
        with open_file(path) as file:
            return author_in(file.readline(_MAX_FIRST_LINE))
    except OSError:
        return None


def _names_in(text: bytes) -> list[str]:
    names = parse_json(text)
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise ValueError("it is no list of names")
    return names


def _json_of(names: list[str]) -> bytes:
    """Write a list of text as JSON; barcodes need nothing escaped, which takes a tenth of the time."""
    joined = '","'.join(names)
    if (
        names
        and joined.isascii()
        and joined.isprintable()
        and "\\" not in joined
        and joined.count('"') == 2 * len(names) - 2
    ):
        return f'["{joined}"]'.encode()
    return json.dumps(names).encode()


def _close(file: FileIO) -> None:
    with contextlib.suppress(OSError):
        file.close()


def _line(value: _AuthorLine | _SavedLine | _EntryLine) -> bytes:
    return checked_line(value)
