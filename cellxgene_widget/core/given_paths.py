"""Paths as people write them, checked before anything is looked for there."""

from __future__ import annotations

import os
import stat
from pathlib import Path


def given_path(path: object, option: str, error: type[Exception]) -> Path:
    """Return a path that a person gave, with ``~`` put in full.

    Parameters
    ----------
    path
        What was given.
    option
        What it was given to, for the message: ``"annotations_dir="``.
    error
        What to raise.

    Returns
    -------
    Path
        Perhaps of nothing that exists.

    Raises
    ------
    Exception
        Of the kind that was asked for: no path, of a home that nobody knows, one that no file can have, or of
        what is neither a file nor a folder.
    """
    if not isinstance(path, str | os.PathLike):
        raise error(f"{option} takes a path, not {path!r}.")
    text = os.fsdecode(path)
    refused = f"{option} can't take the path {text!r}"
    try:
        full = Path(text).expanduser()
        kind = full.stat().st_mode
    except RuntimeError:
        raise error(f"{refused}: that home directory is not known here.") from None
    except (FileNotFoundError, NotADirectoryError, PermissionError):
        return full
    except OSError as refusal:
        raise error(f"{refused}: {refusal.strerror or refusal}.") from None
    except ValueError:  # NUL, or what the file system's encoding has no bytes for
        raise error(f"{refused}: no file name can have such a character.") from None
    if not stat.S_ISREG(kind) and not stat.S_ISDIR(kind):  # a FIFO would make its reader wait for ever
        raise error(f"{refused}: there is neither a file nor a folder.")
    return full
