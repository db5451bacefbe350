"""Writing a file so that at every instant the old or the new one is there, whole."""

from __future__ import annotations

import contextlib
import glob
import os
import tempfile
import time
from collections.abc import Callable, Iterable
from pathlib import Path

_SUFFIX = ".tmp"
#: Age of a temporary file beyond which nobody can still be writing it.
_LEFTOVER_SECONDS = 3600.0


def write_atomically(
    path: Path,
    data: bytes | Iterable[bytes | memoryview],
    *,
    mode: int | None = None,
    confirm: Callable[[], None] = lambda: None,
) -> None:
    """Write a file through a temporary one in the same directory, with fsync of both the file and the directory.

    Parameters
    ----------
    path
        The file to make or replace. A symbolic link is followed, so that the link stays.
    data
        What to write, whole or in parts.
    mode
        Permissions; None keeps those of the file replaced, or takes the usual ones.
    confirm
        Called when all is ready, just before the file is replaced; an error that it raises prevents that.

    Raises
    ------
    OSError
        As the system says; the file is as before and no temporary file is left.
    """
    path = Path(os.path.realpath(path))
    handle, name = tempfile.mkstemp(prefix=_prefix(path), suffix=_SUFFIX, dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            for part in (data,) if isinstance(data, bytes) else data:
                file.write(part)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(_mode(path) if mode is None else mode)
        confirm()
        Path(name).replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            Path(name).unlink()
        raise
    sync_directory(path.parent)


def remove_leftovers(path: Path) -> None:
    """Remove the temporary files of writers of a file that were killed, once they are old enough to be sure."""
    now = time.time()
    with contextlib.suppress(OSError):
        for leftover in path.parent.glob(f"{glob.escape(_prefix(path))}*{_SUFFIX}"):
            if now - leftover.stat().st_mtime > _LEFTOVER_SECONDS:
                leftover.unlink()


def _prefix(path: Path) -> str:
    return f".{os.fsencode(path.name)[:100].decode('utf-8', 'ignore')}."


def sync_directory(directory: Path) -> None:
    """Make a rename in a directory durable, where the system can (not on Windows, not on every network drive)."""
    with contextlib.suppress(OSError):
        handle = os.open(directory, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _mode(path: Path) -> int:
    try:
        return path.stat().st_mode & 0o777
    except FileNotFoundError:
        mask = os.umask(0)
        os.umask(mask)
        return 0o666 & ~mask
