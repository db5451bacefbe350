"""A file that others may change: whether they did since it was last looked at."""

from __future__ import annotations

import time
from pathlib import Path

#: Seconds that a file changed by others must have rested before it is read: they may still be writing.
_REST_SECONDS, _REST_AT_MOST = 1.0, 10.0

#: Time of the last change, size and inode: what tells one version of a file from another.
Signature = tuple[int, int, int]


def sign(path: Path | None) -> Signature | None:
    """Return the signature of a file; None if it isn't there or can't be reached."""
    try:
        there = path.stat() if path is not None else None
    except OSError:
        return None
    return None if there is None else (there.st_mtime_ns, there.st_size, there.st_ino)


def let_rest(path: Path) -> None:
    """Wait until nobody has written to a file for a moment.

    Raises
    ------
    OSError
        It is gone.
    """
    give_up = time.monotonic() + _REST_AT_MOST
    while time.monotonic() < give_up:
        age = time.time() - path.stat().st_mtime
        if not 0 <= age < _REST_SECONDS:
            return
        time.sleep(_REST_SECONDS - age)
