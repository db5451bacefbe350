"""The journal, read: which of its lines count, and what they say. See :mod:`.journal` for the format."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeGuard

from ..core.readable import readable_within
from ..labels.entries import Entry
from .checked_lines import parse_checked_line

#: More edits than anybody makes; a number of JavaScript can hold them.
_MAX_COUNT = 1 << 53
#: A fingerprint of cell names; part of a file's name, so nothing else may be.
_FRAME = re.compile(r"[0-9A-Za-z]{0,64}")
_SURROGATE = re.compile(rb"\\u[dD][89a-fA-F]")
_TERM = re.compile(rb'"era":(\d{1,15})\}\n')


@dataclass(frozen=True)
class JournalContent:
    """What a journal says.

    Attributes
    ----------
    entries
        The edits, in order.
    saved
        The last revision known to be in the CSV.
    damage
        What can't be read, as a sentence; None if all can.
    term
        The newest term.
    """

    entries: list[Entry] = field(default_factory=list)
    saved: int = 0
    damage: str | None = None
    term: int = 0

    @property
    def last_revision(self) -> int:
        """The revision of the last edit; 0 if there is none."""
        return self.entries[-1].revision if self.entries else 0


def parse_journal(data: bytes, path: Path) -> JournalContent:
    """Read the bytes of a journal.

    Parameters
    ----------
    data
        The file's bytes, whatever they are.
    path
        What to call the file when it is damaged.
    """
    reading = _Reading(path)
    for number, line in enumerate(data.split(b"\n"), start=1):
        if line:
            reading.take_line(number, line)
    return JournalContent(reading.entries, reading.saved, reading.damage, reading.term)


def newest_term_in(data: bytes) -> int:
    """Return the highest term in the bytes of a journal, damaged or not; 0 if there is none."""
    return max(map(int, _TERM.findall(data)), default=0)


def author_in(line: bytes) -> str | None:
    """Return the author that the first line of a journal names, if it does."""
    author = (parse_checked_line(line.rstrip(b"\n")) or {}).get("author")
    return author if isinstance(author, str) else None


class _Reading:
    """What a journal says up to some line.

    Parameters
    ----------
    path
        What to call the file when it is damaged.
    """

    def __init__(self, path: Path) -> None:
        self.entries: list[Entry] = []
        self.saved = 0
        self.term = 0
        self.damage: str | None = None
        self._path = path
        #: The first line that can't be read since the last edit that counts; 0: none. A crash leaves such a line, and
        #: it is no damage if the edits after it go on where those before it left off.
        self._torn = 0

    def take_line(self, number: int, line: bytes) -> None:
        """Read one more line."""
        value = parse_checked_line(line)
        if value is not None and _SURROGATE.search(line):  # no label of ours has half of a pair, but JSON can
            value = readable_within(value)
        if value is None:
            self._torn = self._torn or number
        elif _is_count(saved := value.get("saved")):
            self.saved = max(self.saved, saved)
        elif self.damage is None and _is_count(value.get("revision")) and _is_entry(value):
            self._take_entry(number, Entry.from_json(value), value.get("era", 0))

    def _take_entry(self, number: int, entry: Entry, term: object) -> None:
        if not _is_count(term) or term < self.term:
            return  # written by a session that had been taken over
        if term > self.term:
            self._begin_term(term, entry.revision)
        last = self.entries[-1].revision if self.entries else entry.revision - 1
        if entry.revision <= last and entry in self.entries:
            return  # written twice, as a tool that merges files may do
        if entry.revision > last + 1 and self.saved >= entry.revision - 1:
            self._fill_gap(entry)
        elif entry.revision != last + 1:
            self.damage = (
                f"line {self._torn or number} of {self._path} is damaged: "
                f"edits after revision {last:,} could not be read"
            )
            return
        self._torn = 0
        self.entries.append(entry)

    def _begin_term(self, term: int, revision: int) -> None:
        """Drop what a session still wrote after it had been taken over at some revision."""
        self.term = term
        while self.entries and self.entries[-1].revision >= revision:
            self.entries.pop()

    def _fill_gap(self, entry: Entry) -> None:
        """Let one entry stand for those that are missing before this one, and that the CSV holds."""
        if entry.edit is not None:
            self.entries.append(Entry.missing(entry.revision - 1))


def _is_count(value: object) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < _MAX_COUNT


def _is_entry(value: dict[str, Any]) -> bool:
    """Tell whether the fields of a line are of the types that we write."""
    frame, request, about = value.get("frame"), value.get("request"), value.get("about")
    return (
        isinstance(about, dict)
        and all(isinstance(value.get(key, {}), dict) for key in ("edit", "inverse"))
        and (frame is None or (isinstance(frame, str) and _FRAME.fullmatch(frame) is not None))
        and (request is None or isinstance(request, str))
        and isinstance(value.get("said", []), list)
        and _is_count(about.get("n_changed", 0))
    )
