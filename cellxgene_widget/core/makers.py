"""Who made a temporary file or folder, as its name says, and whether they still work on it."""

from __future__ import annotations

import hashlib
import os
import socket
import time
from pathlib import Path

from .processes import started


def maker() -> str:
    """Return what to put into a name, for :func:`is_left`: 8 hex digits that stand for this host, and the process."""
    return f"{_host()}-{os.getpid()}"


def is_left(made: Path, by: str, *, after: float) -> bool:
    """Tell whether nobody works on a file or folder any more.

    Parameters
    ----------
    made
        The file or folder.
    by
        Who made it: see :func:`maker`.
    after
        Seconds after which those whose processes can't be seen, as on another host, are taken for gone.

    Raises
    ------
    OSError
        It is not there.
    """
    host, _, pid = by.rpartition("-")
    begun = started(int(pid)) if host == _host() and pid.isdecimal() else None
    if begun is not None:
        return begun == 0
    return time.time() - made.lstat().st_mtime > after


def _host() -> str:
    return hashlib.blake2b(socket.gethostname().encode("utf-8", "surrogatepass"), digest_size=4).hexdigest()
