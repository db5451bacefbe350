"""Files in a folder that others can write to: opened only where they are what they seem to be.

The rule. A symbolic link is followed if this account made it, or root: whoever linked a draft to a big disk goes on
so. A link that another account made is not followed, to no place, neither to read nor to write. What is opened is a
regular file: a FIFO or a device would make the reader wait for ever. JSON is read up to a size and a depth.
"""

from __future__ import annotations

import errno
import io
import json
import os
import re
import stat
import zlib
from itertools import accumulate
from pathlib import Path
from typing import Any, BinaryIO

#: Levels of lists and objects within each other: ours have a dozen at the most.
MAX_DEPTH = 100
#: Bytes of JSON, and of what is unpacked.
MAX_JSON = 1 << 30
#: By how many times something packed may grow: cell names that are all different do not reach it.
_MAX_GROWTH = 200
_MAX_LINKS = 40

_READ = os.O_RDONLY | getattr(os, "O_BINARY", 0)
#: Nothing is waited for, and the last part of the path is no link, also if it was made one a moment ago.
_SAFE = getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0)
_NO_BRACKET = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*(?:"|\\?\Z)|[^"\[\]{}]+', re.DOTALL)
_STEPS = {"[": 1, "{": 1, "]": -1, "}": -1}


class UntrustedFileError(OSError):
    """What is there is not opened; ``strerror`` says why, as the end of a sentence."""

    def __init__(self, path: Path, why: str) -> None:
        super().__init__(errno.EACCES, why, str(path))


def followed(path: Path) -> Path:
    """Return where a path leads, through links that may be followed; the last part of it may not exist.

    Raises
    ------
    UntrustedFileError
        It is a link that another account made.
    """
    path = path.absolute()
    for _ in range(_MAX_LINKS):
        if not _is_link(path):
            return path
        path = path.parent / path.readlink()
    raise UntrustedFileError(path, "it is a link that leads to itself")


def require_own_directory(directory: Path) -> None:
    """Check that a folder beside a draft is no link that another account made, if there is one.

    Raises
    ------
    UntrustedFileError
        It is.
    """
    followed(directory)


def open_file(path: Path) -> BinaryIO:
    """Open a regular file for reading.

    Raises
    ------
    OSError
        As the system says; :class:`UntrustedFileError` if it is something else, or a link that another account made.
    """
    return open(_opened(followed(path), _READ), "rb")


def read_file(path: Path) -> bytes:
    """Return what is in a regular file. Raises as :func:`open_file` does."""
    with open_file(path) as file:
        return file.read()


def open_to_append(path: Path) -> io.FileIO:
    """Open a regular file to write at its end, made if there is none. Raises as :func:`open_file` does."""
    return open(followed(path), "ab", buffering=0, opener=lambda name, flags: _opened(Path(name), flags))


def parse_json(text: bytes | str) -> Any:
    """Read JSON that anybody may have written.

    Raises
    ------
    ValueError
        It is none, or larger or deeper than any of ours.
    """
    if len(text) > MAX_JSON:
        raise ValueError(f"there are {len(text):,} bytes of it")
    if isinstance(text, bytes):
        text = text.decode("utf-8")
    if text.count("[") + text.count("{") > MAX_DEPTH:
        _check_depth(text)
    return json.loads(text)


def unpack(data: bytes) -> bytes:
    """Unpack what zlib packed.

    Raises
    ------
    ValueError
        It is damaged, or it would grow beyond all measure.
    """
    most = min(MAX_JSON, (1 << 20) + _MAX_GROWTH * len(data))
    unpacking = zlib.decompressobj()
    try:
        text = unpacking.decompress(data, most)
    except zlib.error as error:
        raise ValueError(str(error)) from error
    if not unpacking.eof:
        raise ValueError("it is cut short" if len(text) < most else f"it unpacks to more than {most:,} bytes")
    return text


def _is_link(path: Path) -> bool:
    """Tell whether a path is a link that may be followed; raises for one that may not."""
    try:
        there = path.lstat()
    except OSError:
        return False
    if not stat.S_ISLNK(there.st_mode):
        return False
    if hasattr(os, "geteuid") and there.st_uid not in (0, os.geteuid()):
        raise UntrustedFileError(path, "it is a link that another account made, which is not followed")
    return True


def _opened(path: Path, flags: int) -> int:
    handle = os.open(path, flags | _SAFE, 0o666)
    mode = os.fstat(handle).st_mode
    if not stat.S_ISREG(mode):
        os.close(handle)
        if stat.S_ISDIR(mode):
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
        raise UntrustedFileError(path, "it is no regular file")
    return handle


def _check_depth(text: str) -> None:
    """Raise for JSON that is too deep: its reader would run out of stack, at a limit that users may have raised."""
    # The journal of thousands of labels has megabytes of them: what is no bracket goes at once, the rest is counted.
    steps = map(_STEPS.__getitem__, _NO_BRACKET.sub("", text))
    if max(accumulate(steps), default=0) > MAX_DEPTH:
        raise ValueError(f"its lists are more than {MAX_DEPTH} levels deep")
