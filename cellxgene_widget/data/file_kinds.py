"""What kind of data file a path is: told without opening it, and without importing what reads it."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from ..errors import DataError
from .stores import is_group

FileKind = Literal[".h5ad", ".h5mu", ".zarr"]

#: Kinds of data files, by the end of their names.
SUFFIXES: tuple[FileKind, ...] = (".h5ad", ".h5mu", ".zarr")
#: Ends of names of files that hold other files.
_PACKED = (".gz", ".bz2", ".xz", ".zip", ".tar", ".tgz", ".zst")


def file_kind(path: Path) -> FileKind | None:
    """Return what kind of data file a path is by its name, in large or small letters; a group of a store is a store."""
    for suffix in SUFFIXES:
        if path.suffix.lower() == suffix:
            return suffix
    return ".zarr" if path.is_dir() and is_group(path) else None


def require_kind(path: Path) -> FileKind:
    """Return what kind of data file a path is, also of one that is not there.

    Raises
    ------
    DataError
        Of none.
    """
    kind = file_kind(path)
    if kind is None:
        raise DataError(_other_kind(path))
    if path.exists() and path.is_dir() != (kind == ".zarr"):
        is_now, should = ("folder", "file") if path.is_dir() else ("file", "folder")
        raise DataError(f"{str(path)!r} is a {is_now}, but {with_article(kind)} is a {should}: where is it from?")
    return kind


def _other_kind(path: Path) -> str:
    if path.suffix.lower() in _PACKED:
        return f"{str(path)!r} is packed: unpack it first, for the file inside is read from where it lies."
    if path.is_dir():
        return f"{str(path)!r} is a folder, but no .zarr store: give the path of an .h5ad or .h5mu file or of a store."
    return (
        f"{str(path)!r} is no .h5ad or .h5mu file and no .zarr store. Read other formats with scanpy first and pass "
        "the AnnData."
    )


def with_article(word: str) -> str:
    """Write a word with its article: an AnnData, a list, an .h5ad, a .zarr."""
    return f"{'an' if word[:1].lower() in 'aeiou' or word.startswith('.h') else 'a'} {word}"
