"""Other processes of this computer: whether they run, and since when, as far as it can be told."""

from __future__ import annotations

import contextlib
import os
import sys
from pathlib import Path

#: States of a process in ``/proc``: ended, and not yet taken note of by its parent.
_DEAD = ("Z", "X")
#: In a browser (Pyodide) each kernel has the same number, and none sees the others.
_IS_ALONE = sys.platform == "emscripten"


def started(pid: int) -> float | None:
    """Return when a process began, so that a reused pid is not taken for it.

    Where it can be had, this is the time since the machine started, which does not change when the clock is set.

    Returns
    -------
    float or None
        0: there is no such process. None: it can't be told, as on Windows and macOS without psutil, and in a browser.
    """
    if _IS_ALONE:
        return None
    with contextlib.suppress(OSError, ValueError, IndexError):
        fields = Path(f"/proc/{pid}/stat").read_text("utf-8", "replace").rpartition(")")[2].split()
        return 0.0 if fields[0] in _DEAD else float(fields[19])
    try:
        import psutil
    except ImportError:
        return None if _may_run(pid) else 0.0
    try:
        process = psutil.Process(pid)
        return 0.0 if process.status() == psutil.STATUS_ZOMBIE else round(float(process.create_time()), 2)
    except (psutil.NoSuchProcess, OverflowError):
        return 0.0
    except psutil.Error:
        return None


def _may_run(pid: int) -> bool:
    """Tell whether a process may be there, without psutil."""
    if os.name != "posix":
        return True  # on Windows os.kill() would end it
    try:
        os.kill(pid, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except OSError:
        return True  # somebody else's
    return True
