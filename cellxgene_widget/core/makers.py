"""Who made a temporary file or folder, as its name says, and whether they still work on it."""

from __future__ import annotations

import hashlib
import os
import socket
import time
from pathlib import Path


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
        Seconds after which those of another host are taken for gone: their processes can't be seen.

    Raises
    ------
    OSError
        It is not there.
    """
    host, _, pid = by.rpartition("-")
    if host == _host() and pid.isdecimal():
        return not _runs(int(pid))
    return time.time() - made.lstat().st_mtime > after


def _host() -> str:
    return hashlib.blake2b(socket.gethostname().encode("utf-8", "surrogatepass"), digest_size=4).hexdigest()


def _runs(pid: int) -> bool:
    if pid == os.getpid():
        return True
    import psutil

    try:
        return psutil.Process(pid).status() not in (psutil.STATUS_ZOMBIE, psutil.STATUS_DEAD)
    except psutil.NoSuchProcess:
        return False
    except (psutil.Error, OverflowError):
        return True
