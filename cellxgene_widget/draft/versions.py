"""Earlier versions of a draft: put aside before each replacement, thinned by age, never more than a stated size."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pandas as pd

from ..core.cell_names import respelled
from ..core.files import link, make_directory, sync_directory, write_atomically
from ..core.trusted_files import followed, read_file, require_own_directory
from ..errors import DraftError
from .csv_reader import same_labels
from .table import DraftTable

#: Bytes that the versions of one draft may take together; the two newest stay whatever their size.
MAX_BYTES = 1_000_000_000

#: By how many bytes comment lines may differ in files that say the same.
_COMMENTS = 200

_FORMAT = "%Y-%m-%dT%H-%M-%S"
_NAME = re.compile(r"-(\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d)(?:-(\d+))?\.csv")


@dataclass(frozen=True, order=True)
class Version:
    """One earlier version; ordered by time.

    Attributes
    ----------
    saved_at
        When it was replaced, in UTC.
    number
        Counts those of one second.
    path
        The file.
    """

    saved_at: datetime
    number: int
    path: Path

    @property
    def id(self) -> str:
        """What to name it by: ``2026-11-22T08-34-22``."""
        return _stamp(self.saved_at, self.number)


class Versions:
    """The earlier versions of the draft ``<stem>.csv``.

    Parameters
    ----------
    folder
        Where they are.
    stem
        Of the draft's file name.
    newest
        How many of the newest stay whatever their age; 0: none are made.
    max_bytes
        What they may take together.
    """

    def __init__(self, folder: Path, stem: str, *, newest: int = 10, max_bytes: int = MAX_BYTES) -> None:
        self.folder = folder
        self.stem = stem
        self.newest = newest
        self.max_bytes = max_bytes

    def all(self) -> list[Version]:
        """Return them, newest first."""
        found = []
        with contextlib.suppress(OSError):
            require_own_directory(self.folder)
            for path in self.folder.iterdir():
                match = _NAME.fullmatch(path.name.removeprefix(self.stem)) if path.name.startswith(self.stem) else None
                if match:
                    with contextlib.suppress(ValueError):
                        time = datetime.strptime(match[1], _FORMAT).replace(tzinfo=UTC)
                        found.append(Version(time, int(match[2] or 0), path))
        return sorted(found, reverse=True)

    def add(self, path: Path) -> Version | None:
        """Make a version of the file, by a hard link, or a copy where the file system has none.

        Returns
        -------
        Version or None
            None if none are made, there is no file, or the newest version is the same already.

        Raises
        ------
        OSError
            As the system says.
        """
        if self.newest == 0 or not path.exists():
            return None
        require_own_directory(self.folder)
        make_directory(self.folder)
        newest = next(iter(self.all()), None)
        if newest is not None and _same(newest.path, path):
            return None
        now = datetime.now(UTC).replace(microsecond=0)
        number = 0
        if newest is not None and newest.saved_at >= now:
            # Several in one second, or a clock that was set back: it stays the newest.
            now, number = newest.saved_at, newest.number + 1
        target = self.folder / f"{self.stem}-{_stamp(now, number)}.csv"
        itself = followed(path)  # not the link, should it be one
        try:
            link(itself, target)
            sync_directory(self.folder)
        except OSError:
            write_atomically(target, read_file(itself))
        return Version(now, number, target)

    def thin(self) -> None:
        """Remove what is too many: see :func:`those_that_stay`."""
        versions = self.all()
        sizes = {version: _size(version.path) for version in versions}
        staying = those_that_stay(versions, self.newest, datetime.now(UTC))
        total = 0
        for place, version in enumerate(versions):
            total += sizes[version] if version in staying else 0
            if version not in staying or (total > self.max_bytes and place >= 2):
                with contextlib.suppress(OSError):
                    version.path.unlink()


def read_version(
    path: Path, source: str, names: pd.Index[Any], parse: Callable[[bytes, str], DraftTable]
) -> DraftTable:
    """Read an earlier version. A file that was overwritten or cut is no version in which nothing was labelled.

    Parameters
    ----------
    path, source
        The file, and what to call it.
    names
        The cells that labels are kept for now.
    parse
        Reads a table.

    Raises
    ------
    DraftError
        It can't be read, or is damaged.
    """
    try:
        table = parse(read_file(path), source)
    except OSError as error:
        raise DraftError(f"{source} can't be read: {error.strerror or error}.") from error
    if len(names) and not len(table.cells):
        raise DraftError(f"{source} is damaged: it has no rows of cells. Choose another version.")
    if table.fingerprint is None and not respelled(table.cells, names).isin(names).any():  # nor is it of cellxgene
        raise DraftError(f"{source} is damaged: it has neither our header nor cells of this data. Choose another one.")
    return table


def those_that_stay(versions: list[Version], newest: int, now: datetime) -> set[Version]:
    """Choose which of the versions (newest first) stay.

    The newest ones; of the rest the last of each hour for a day, of each day for a month, of each week for ever.
    """
    staying = set(versions[:newest])
    periods: set[tuple[str, str]] = set()
    for version in versions:
        age = now - version.saved_at
        if age < timedelta(days=1):
            period = ("hour", version.saved_at.strftime("%Y-%m-%dT%H"))
        elif age < timedelta(days=31):
            period = ("day", version.saved_at.strftime("%Y-%m-%d"))
        else:
            period = ("week", version.saved_at.strftime("%G-%V"))
        if period not in periods:
            periods.add(period)
            staying.add(version)
    return staying


def _stamp(time: datetime, number: int) -> str:
    return time.strftime(_FORMAT) + (f"-{number}" if number else "")


def _same(one: Path, other: Path) -> bool:
    """Tell whether two files say the same of every cell and label; when they were written does not count."""
    if abs(_size(one) - _size(other)) > _COMMENTS:
        return False
    try:
        return same_labels(one, other)
    except OSError:
        return False


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0
