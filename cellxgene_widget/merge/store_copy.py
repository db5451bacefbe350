"""A copy of a zarr store in which labels can be written, while its matrices are shared with the original by links."""

from __future__ import annotations

import os
from pathlib import Path

from ..core.copies import copy_file, keep_attributes
from ..core.files import link
from ..errors import MergeError

#: Files that zarr writes anew in their place; all others it only makes and removes.
_METADATA = {"zarr.json", ".zattrs", ".zgroup", ".zarray", ".zmetadata"}
#: What a merge changes, besides what describes the store.
_CHANGED = ("obs", "uns")

#: The number, size and time of each file of a store.
Listing = dict[str, tuple[int, int, int]]


def can_share(source: Path, folder: Path) -> bool:
    """Tell whether files of a store can be had in a folder without copying them."""
    for name in listing(source):
        probe = folder / "link"
        if not _link(os.fspath(source / name), os.fspath(probe)):
            return False
        probe.unlink()
        break
    return True


def copy_store(source: Path, target: Path, *, linked: bool) -> None:
    """Copy a store.

    Parameters
    ----------
    source, target
        The folders.
    linked
        Share files with the original, but those that a merge writes anew: to take its place. Where the file system has
        no links, they are copied.

    Raises
    ------
    MergeError
        A part that is to be written is a symbolic link.
    OSError
        As the system says.
    """
    for part in _CHANGED:
        if linked and (source / part).is_symlink():
            raise MergeError(f"{part!r} of the store {str(source)!r} is a link to elsewhere: merge into that one.")
    _copy(os.fspath(source), os.fspath(target), linked=linked, changed=True, is_root=True)


def _copy(source: str, target: str, *, linked: bool, changed: bool, is_root: bool = False) -> None:
    os.mkdir(target)  # noqa: PTH102 - of a hundred thousand files, a Path each takes its time
    with os.scandir(source) as entries:
        for entry in entries:
            new = f"{target}{os.sep}{entry.name}"
            if entry.is_symlink():
                os.symlink(os.readlink(entry.path), new)  # noqa: PTH115, PTH211
            elif entry.is_dir():
                _copy(entry.path, new, linked=linked, changed=changed and (not is_root or entry.name in _CHANGED))
            elif not (linked and not (changed and entry.name in _METADATA) and _link(entry.path, new)):
                copy_file(Path(entry.path), Path(new))
    keep_attributes(Path(source), Path(target))  # the times tell whether an index of the genes is of this matrix


def _link(old: str, new: str) -> bool:
    try:
        link(Path(old), Path(new))
    except OSError:
        return False
    return True


def listing(folder: Path) -> Listing:
    """Return what tells that another program changed a store."""
    found: Listing = {}
    folders = [os.fspath(folder)]
    while folders:
        with os.scandir(folders.pop()) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    folders.append(entry.path)
                else:
                    about = entry.stat(follow_symlinks=False)
                    found[os.path.relpath(entry.path, folder)] = (about.st_ino, about.st_size, about.st_mtime_ns)
    return found


def size_of(folder: Path) -> int:
    """Return how many bytes the files of a store have."""
    return sum(size for _, size, _ in listing(folder).values())
