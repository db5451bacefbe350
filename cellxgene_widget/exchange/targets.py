"""Where a file may be made: never over the data, never over another file unasked."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path

from ..core.given_paths import given_path
from ..data.stores import is_group
from ..errors import ExportError

#: Says what a file is that is never written over, as in ``"the data file itself"``; None: it is none.
Kept = Callable[[Path], str | None]


def target_for(
    path: object, suffix: str, *, overwrite: object, kept: Kept, others: str = "", verb: str = "export()"
) -> Path:
    """Return where to write, links followed.

    Parameters
    ----------
    path
        As it was given.
    suffix
        What its name must end in.
    overwrite
        Whether a file may be replaced.
    kept
        Tells those that may not be.
    others
        What to say of names that end otherwise.
    verb
        What the path was given to.

    Raises
    ------
    ExportError
        No path, one of another kind, or one where something is.
    """
    if not isinstance(overwrite, bool):
        raise ExportError(f"overwrite= takes True or False, not {overwrite!r}.")
    given = given_path(path, verb, ExportError)
    if given.is_dir() or not given.name:  # "" is this folder, too
        raise ExportError(f"{str(given)!r} is a folder: name a file in it.")
    if given.suffix.lower() != suffix:
        raise ExportError(
            f"This format needs a name that ends in {suffix}: {given.with_suffix(suffix).name!r}, say{others}."
        )
    target = Path(os.path.realpath(given))
    if (what := kept(target)) is not None:
        raise ExportError(f"{str(given)!r} is {what}: choose another name.")
    store = next((folder for folder in target.parents if folder.suffix.lower() == ".zarr" or is_group(folder)), None)
    if store is not None:
        raise ExportError(f"{str(given)!r} is within the store {store.name!r}: choose a place beside it.")
    if not target.parent.is_dir():
        raise ExportError(f"There is no directory {str(given.parent)!r}: make it first.")
    if target.exists() and not overwrite:
        raise ExportError(f"There is a file {str(given)!r} already: choose another name, or pass overwrite=True.")
    return target


def one_of(files: Mapping[Path, str]) -> Kept:
    """Return what tells these files, by whatever path they are named."""
    return lambda target: next((what for other, what in files.items() if _is_same(target, other)), None)


def _is_same(target: Path, other: Path) -> bool:
    try:
        return target.samefile(other)
    except OSError:  # one of them is not there
        return target == Path(os.path.realpath(other))
