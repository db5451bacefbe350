"""Copies beside a file or folder, and putting one in its place so that at every instant the old or the new is there.

A copy shares its blocks with the original where the file system can do that (btrfs, XFS): it takes no room then.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import os
import shutil
import sys
import uuid
from collections.abc import Iterator
from pathlib import Path

from .files import sync_directory
from .makers import is_left, maker

_PREFIX = ".merge-"
#: Age beyond which a folder of another host is taken for left over.
_LEFTOVER_SECONDS = 86_400.0
_FICLONE = 0x40049409
_AT_FDCWD = -100
_SWAP = 2
#: What systems answer that can't exchange two names, or not here.
_CAN_NOT = {errno.ENOSYS, errno.EINVAL, errno.ENOTSUP, errno.EOPNOTSUPP, errno.EPERM}


def copy_file(source: Path, target: Path, *, room_for: int = 0) -> None:
    """Copy a file with its permissions, times and, as far as may be, owner and extended attributes.

    Parameters
    ----------
    source, target
        The target must not be there.
    room_for
        Bytes that will be written besides.

    Raises
    ------
    OSError
        As the system says; ``ENOSPC`` before anything is copied when there is not enough room.
    """
    with source.open("rb") as old, target.open("xb") as new:
        needed = room_for
        if not _shares_blocks(old.fileno(), new.fileno()):
            needed += os.fstat(old.fileno()).st_size
            require_room(target.parent, needed)
            shutil.copyfileobj(old, new, 16 << 20)
        else:
            require_room(target.parent, needed)
    keep_attributes(source, target)


def keep_attributes(source: Path, target: Path) -> None:
    """Give a copy the permissions, times, owner and extended attributes of the original, as far as this user may."""
    with contextlib.suppress(OSError, AttributeError):
        found = source.stat()
        os.chown(target, found.st_uid, found.st_gid)
    with contextlib.suppress(OSError):  # after the owner: changing that takes permissions away
        shutil.copystat(source, target)


def require_room(folder: Path, needed: int) -> None:
    """Raise an ``OSError`` (``ENOSPC``) that says what is needed and what is there, unless there is enough room."""
    free = shutil.disk_usage(folder).free
    if free < needed:
        raise OSError(
            errno.ENOSPC, f"it needs {in_words(needed)} of free space beside the file, and there are {in_words(free)}"
        )


def in_words(size: int) -> str:
    """Write a number of bytes as a person would."""
    number = float(size)
    for unit in ("bytes", "kB", "MB", "GB"):
        if number < 1000:
            return f"{number:.0f} {unit}" if number >= 10 or unit == "bytes" else f"{number:.1f} {unit}"
        number /= 1000
    return f"{number:,.1f} TB"


def _shares_blocks(old: int, new: int) -> bool:
    try:
        import fcntl

        fcntl.ioctl(new, _FICLONE, old)
    except (ImportError, OSError):
        return False
    return True


@contextlib.contextmanager
def folder_beside(target: Path) -> Iterator[Path]:
    """Make a folder beside a file, in the same file system, for what is to take its place; it is removed at the end.

    Those of processes that were killed are removed first.
    """
    remove_leftovers(target.parent)
    # Named before it is made: interrupted in between, it is removed all the same.
    folder = target.parent / f"{_PREFIX}{maker()}-{uuid.uuid4().hex[:8]}"
    try:
        folder.mkdir()
        yield folder
    finally:
        with contextlib.suppress(OSError):
            _remove(folder)


def _remove(folder: Path) -> None:
    for old in folder.glob("aside/*"):  # put_in_place() was stopped between its two renames
        if not (folder.parent / old.name).exists():
            old.rename(folder.parent / old.name)
    shutil.rmtree(folder, ignore_errors=True)


def remove_leftovers(directory: Path) -> None:
    """Remove the folders that killed processes left here, and put back what such a process had moved aside."""
    for folder in sorted(directory.glob(f"{_PREFIX}*-*-*")):
        by, _, _ = folder.name.removeprefix(_PREFIX).rpartition("-")
        with contextlib.suppress(OSError):
            if is_left(folder, by, after=_LEFTOVER_SECONDS):
                _remove(folder)


def put_in_place(new: Path, target: Path) -> None:
    """Put a file or folder, made in a folder of :func:`folder_beside`, in the place of another one, durably.

    The old one is left in that folder, to be removed with it. Files and, on Linux and macOS, folders are exchanged at
    one instant. Where the system can't exchange folders, the old one is moved aside first: stopped in that instant, it
    is put back at the end of :func:`folder_beside`, and when killed by the next :func:`remove_leftovers`.

    Raises
    ------
    OSError
        As the system says; the old one is in its place.
    """
    if not target.exists() or not (target.is_dir() or new.is_dir()):
        new.replace(target)
    elif not _exchange(new, target):
        aside = new.parent / "aside"
        aside.mkdir(exist_ok=True)
        target.rename(aside / target.name)
        new.rename(target)  # if not, the old one is put back when the folder is removed
    sync_directory(target.parent)


def _exchange(one: Path, other: Path) -> bool:
    """Exchange two names at one instant; False where the system can't."""
    try:
        library = ctypes.CDLL(None, use_errno=True)
        names = os.fsencode(one), os.fsencode(other)
        if sys.platform == "darwin":
            failed = library.renamex_np(*names, _SWAP)
        else:
            failed = library.renameat2(_AT_FDCWD, names[0], _AT_FDCWD, names[1], _SWAP)
    except (AttributeError, OSError, TypeError):
        return False
    if not failed:
        return True
    number = ctypes.get_errno()
    if number in _CAN_NOT:
        return False
    raise OSError(number, os.strerror(number), str(other))


def sync_tree(folder: Path) -> None:
    """Wait until all that a folder holds is on disk."""
    handle = None
    with contextlib.suppress(AttributeError, OSError, TypeError):
        library = ctypes.CDLL(None, use_errno=True)
        handle = os.open(folder, os.O_RDONLY)
        if library.syncfs(handle) == 0:
            os.close(handle)
            return
    if handle is not None:
        os.close(handle)
    if hasattr(os, "sync"):
        os.sync()
