"""The journal of a draft: every edit, appended and fsynced before it is acknowledged.

One line an edit: a checksum, a blank, a JSON object. Cells are positions in a *frame*, a list of cell names that is
written beside the journal once and named in each line by fingerprint, so that a line means the same cells after the
data was reordered or subset. A line counts if its checksum holds and its revision follows the one before: so a line
torn by a crash is no line, and nothing after a gap is applied, unless the CSV holds what is missing.

Who opens a journal begins a new *era* in it. A session that was taken over may, in that instant, still append an edit,
which it then refuses: it is told by its era from those of the session that goes on at the same revision.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import weakref
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pandas as pd

from ..core.files import sync_directory, write_atomically
from ..errors import DraftError
from ..labels.entries import Entry

_ERA = re.compile(rb'"era":(\d{1,15})\}\n')


@dataclass(frozen=True)
class JournalContent:
    """What a journal holds: entries in order, the last revision known to be in the CSV, what is damaged, the era."""

    entries: list[Entry] = field(default_factory=list)
    saved: int = 0
    damage: str | None = None
    era: int = 0


class Journal:
    """Appends entries durably.

    Parameters
    ----------
    path
        The file; its directory is made with it.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file: Any = None
        #: Closes the file when nobody holds this object any more.
        self._let_go: Any = None
        self._frame: str | None = None
        #: Revision of the last entry in the file, as far as this object wrote or read it.
        self._last = 0
        #: See :meth:`begin_era`.
        self._era = 1

    def read(self) -> JournalContent:
        """Read the entries; a journal that is not there has none.

        Raises
        ------
        DraftError
            The file can't be read.
        """
        try:
            data = self.path.read_bytes()
        except FileNotFoundError:
            return JournalContent()
        except OSError as error:
            raise DraftError(f"The journal {self.path} can't be read: {error.strerror or error}.") from error
        content = _parse(data, self.path)
        self._last = content.entries[-1].revision if content.entries else 0
        return content

    def begin_era(self, era: int) -> None:
        """Mark all edits from now on as of an era; edits of lower eras at the same revisions do not count."""
        self._era = era

    def newest_era(self) -> int:
        """Return the highest era in the file, damaged or not; 0 if there is none."""
        try:
            return max(map(int, _ERA.findall(self.path.read_bytes())), default=0)
        except OSError:
            return 0

    def overtaken(self) -> bool:
        """Tell whether someone else wrote edits since this object last read or wrote."""
        try:
            content = _parse(self.path.read_bytes(), self.path)
        except OSError:
            return False
        return content.era > self._era or (content.entries[-1].revision if content.entries else 0) > self._last

    def append(self, tail: Sequence[Entry], frame: str, names: pd.Index[Any]) -> None:
        """Write the entries that are not written yet, and wait until they are on disk.

        Parameters
        ----------
        tail
            All entries that the CSV does not hold, in order: those written already are passed over, unless the file
            was removed meanwhile.
        frame, names
            The fingerprint and the names that their positions refer to.

        Raises
        ------
        OSError
            As the system says; what was written of them is taken away again, as far as the system allows.
        """
        self._open()
        fresh = [entry for entry in tail if entry.revision > self._last]
        if not fresh:
            return
        lines = []
        if frame != self._frame:
            self._keep_frame(frame, names)
        if fresh[0].revision > self._last + 1:  # the CSV holds what is missing
            lines.append(_line({"saved": fresh[0].revision - 1}))
        lines += [self._entry_line(entry) for entry in fresh]
        self._write(b"".join(lines))
        self._frame, self._last = frame, fresh[-1].revision

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
        """Keep the last ``keep`` entries whole, and all that the CSV does not hold; of the others what history shows.

        Raises
        ------
        OSError
            As the system says; the journal is as before.
        """
        content = self.read()
        if content.era > self._era:
            return  # another's by now
        short = min(len(content.entries) - keep, sum(entry.revision <= content.saved for entry in content.entries))
        if short <= 0 or content.damage is not None:
            return
        self.close()
        lines = [
            self._entry_line(replace(entry, edit=None, inverse=None) if index < short else entry)
            for index, entry in enumerate(content.entries)
        ]
        # What is saved comes first, since revisions may be missing that the CSV holds.
        write_atomically(self.path, [_line({"saved": content.saved}), *lines])
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
            value = json.loads(zlib.decompress(path.read_bytes()))
        except (OSError, ValueError, zlib.error) as error:
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
        """Let go of the file."""
        if self._let_go is not None:
            self._let_go()
        self._file, self._let_go, self._frame = None, None, None

    @property
    def size(self) -> int:
        """Bytes on disk."""
        try:
            return self.path.stat().st_size
        except OSError:
            return 0

    def _open(self) -> None:
        """Open the file to append; again if it was removed or replaced meanwhile."""
        if self._file is not None:
            here = os.fstat(self._file.fileno())
            with contextlib.suppress(OSError):
                there = self.path.stat()
                if (here.st_dev, here.st_ino) == (there.st_dev, there.st_ino):
                    return
            self.close()
        self.path.parent.mkdir(parents=True, exist_ok=True)
        is_new = not self.path.exists()
        self._file = self.path.open("ab", buffering=0)
        self._let_go = weakref.finalize(self, _close, self._file)
        self._let_go.atexit = False  # the session saves at exit, and may come after it
        if is_new:
            self._last = 0
            sync_directory(self.path.parent)

    def _write(self, data: bytes) -> None:
        begin = os.fstat(self._file.fileno()).st_size
        # A line torn by a crash has no end: ours begins on a new one.
        if begin and not self._ends_a_line(begin):
            data = b"\n" + data
        written = 0
        try:
            while written < len(data):
                written += self._file.write(data[written:])
            os.fsync(self._file.fileno())
        except OSError:
            with contextlib.suppress(OSError):
                # Not if someone who took the draft over has written meanwhile.
                if os.fstat(self._file.fileno()).st_size == begin + written:
                    os.ftruncate(self._file.fileno(), begin)
            self.close()
            raise

    def _ends_a_line(self, size: int) -> bool:
        with self.path.open("rb") as file:
            file.seek(size - 1)
            return file.read(1) == b"\n"

    def _entry_line(self, entry: Entry) -> bytes:
        return _line({**entry.to_json(), "era": self._era})

    def _frame_path(self, frame: str) -> Path:
        return self.path.with_name(f"{self.path.stem}.{frame}.cells")

    def _keep_frame(self, frame: str, names: pd.Index[Any]) -> None:
        path = self._frame_path(frame)
        if not path.exists():
            write_atomically(path, zlib.compress(_json_of(names.tolist()), 1))


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


def _close(file: Any) -> None:
    with contextlib.suppress(OSError):
        file.close()


def _line(value: dict[str, Any]) -> bytes:
    text = json.dumps(value, separators=(",", ":")).encode()
    return b"%08x %b\n" % (zlib.crc32(text), text)


def _parse_line(line: bytes) -> dict[str, Any] | None:
    checksum, _, text = line.partition(b" ")
    try:
        if int(checksum, 16) != zlib.crc32(text) or len(checksum) != 8:
            return None
        value = json.loads(text)
    except ValueError:
        return None
    return value if isinstance(value, dict) else None


def _parse(data: bytes, path: Path) -> JournalContent:
    entries: list[Entry] = []
    saved = era = torn = 0
    damage: str | None = None
    for number, line in enumerate(data.split(b"\n"), start=1):
        value = _parse_line(line) if line else {}
        if value is None:
            torn = torn or number  # torn by a crash, if what follows goes on where it left off
        elif _is_count(value.get("saved")):
            saved = max(saved, value["saved"])
        elif damage is None and _is_count(value.get("revision")) and isinstance(value.get("about"), dict):
            entry, its_era = Entry.from_json(value), value.get("era", 0)
            if not isinstance(its_era, int) or its_era < era:
                continue  # of someone who had been taken over
            if its_era > era:
                era = its_era
                while entries and entries[-1].revision >= entry.revision:
                    entries.pop()  # likewise
            last = entries[-1].revision if entries else entry.revision - 1
            if entry.revision > last + 1 and saved >= entry.revision - 1:
                if entry.edit is not None:
                    entries.append(Entry.missing(entry.revision - 1))
            elif entry.revision <= last and any(entry == other for other in entries):
                continue  # written twice, as a tool that merges files may do
            elif entry.revision != last + 1:
                damage = f"line {torn or number} of {path} is damaged: edits after revision {last:,} could not be read"
                continue
            torn = 0
            entries.append(entry)
    return JournalContent(entries, saved, damage, era)


def _is_count(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0
