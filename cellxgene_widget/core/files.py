"""Writing a file so that at every instant the old or the new one is there, whole."""

from __future__ import annotations

import contextlib
import glob
import os
import time
import uuid
from collections.abc import Iterable, Iterator
from pathlib import Path

from .uninterrupted import uninterrupted

_SUFFIX = ".tmp"
_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
#: Age of a temporary file beyond which nobody can still be writing it.
_LEFTOVER_SECONDS = 3600.0


class Replacement:
    """A file written in full beside the one that it is to replace.

    Parameters
    ----------
    temporary
        The new file.
    target
        The file to make or replace.
    """

    def __init__(self, temporary: Path, target: Path) -> None:
        self._temporary = temporary
        self._target = target

    def commit(self) -> None:
        """Put the new file in the place of the old one, durably.

        Raises
        ------
        OSError
            As the system says; the old file is as before.
        """
        self._temporary.replace(self._target)
        sync_directory(self._target.parent)


@contextlib.contextmanager
def replacing(
    path: Path, data: bytes | Iterable[bytes | memoryview], *, mode: int | None = None
) -> Iterator[Replacement]:
    """Write a new file beside an old one; the block decides whether, and when exactly, it takes its place.

    Parameters
    ----------
    path
        The file to make or replace. A symbolic link is followed, so that the link stays.
    data
        What to write, whole or in parts.
    mode
        Permissions; None takes those of the file replaced, or the usual ones.

    Yields
    ------
    Replacement
        To be committed. If it is not, the old file is as before and no temporary file is left.

    Raises
    ------
    OSError
        As the system says.
    """
    path = Path(os.path.realpath(path))
    # Named before it is made: interrupted in between, it is removed all the same.
    temporary = path.parent / f"{_prefix(path)}{uuid.uuid4().hex[:12]}{_SUFFIX}"
    try:
        with os.fdopen(os.open(temporary, _NEW, 0o600), "wb") as file:
            for part in (data,) if isinstance(data, bytes) else data:
                file.write(part)
            file.flush()
            os.fsync(file.fileno())
        temporary.chmod(_mode(path) if mode is None else mode)
        yield Replacement(temporary, path)
    finally:
        if temporary.exists():
            with contextlib.suppress(OSError):
                temporary.unlink()


def write_atomically(path: Path, data: bytes | Iterable[bytes | memoryview], *, mode: int | None = None) -> None:
    """Write a file through a temporary one in the same directory, with fsync of both the file and the directory.

    Parameters
    ----------
    path, data, mode
        As for :func:`replacing`.

    Raises
    ------
    OSError
        As the system says; the file is as before and no temporary file is left.
    """
    with replacing(path, data, mode=mode) as new:
        new.commit()


def remove_leftovers(path: Path) -> None:
    """Remove the temporary files of writers of a file that were killed, once they are old enough to be sure."""
    now = time.time()
    with contextlib.suppress(OSError):
        for leftover in path.parent.glob(f"{glob.escape(_prefix(path))}*{_SUFFIX}"):
            if now - leftover.stat().st_mtime > _LEFTOVER_SECONDS:
                leftover.unlink()


def sync(path: Path) -> None:
    """Wait until a file that was written, or what a directory holds, is on disk.

    Raises
    ------
    OSError
        As the system says.
    """
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sync_directory(directory: Path) -> None:
    """Make a rename in a directory durable, where the system can (not on Windows, not on every network drive)."""
    with contextlib.suppress(OSError):
        sync(directory)


def _prefix(path: Path) -> str:
    return f".{os.fsencode(path.name)[:100].decode('utf-8', 'ignore')}."


def _mode(path: Path) -> int:
    try:
        return path.stat().st_mode & 0o777
    except FileNotFoundError:
        with uninterrupted():  # the mask can be read only by setting it
            mask = os.umask(0)
            os.umask(mask)
        return 0o666 & ~mask
