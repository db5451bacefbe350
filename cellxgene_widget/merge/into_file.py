"""Putting labels into a file: through a copy that takes its place when it is whole, so that a kill leaves no half."""

from __future__ import annotations

import contextlib
import dataclasses
import os
import unicodedata
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Unpack, cast

import numpy as np
import pandas as pd
from anndata import AnnData, OldFormatWarning, io

from ..core.copies import copy_file, folder_beside, in_words, put_in_place, require_room, sync_tree
from ..core.files import sync, sync_directory
from ..core.given_paths import given_path
from ..core.uninterrupted import uninterrupted
from ..data.file_kinds import file_kind
from ..data.gene_index import kept_fresh
from ..data.obs_columns import MERGED_KEY
from ..errors import MergeError, some
from ..labels.category import Category
from .into_obs import MergeOptions, MergeReport, merge_into
from .outer_store import consolidated_again
from .store_copy import can_share, copy_store, listing, size_of
from .verifying import Contents, require_written

#: What zarr keeps beside the columns, and what means something else in a path.
_NO_KEYS = {".", "..", "__categories", "zarr.json", ".zattrs", ".zgroup", ".zarray", ".zmetadata"}
#: Bytes of a cell in a new column, and of all that is besides.
_BYTES_PER_CELL, _BYTES_BESIDES = 8, 1_000_000


def merge_into_copy(
    source: Path,
    target: Path,
    categories: Sequence[Category],
    names: pd.Index[Any],
    *,
    replace: bool,
    **options: Unpack[MergeOptions],
) -> MergeReport:
    """Copy a data file and write labels into the copy; see :func:`merge_into_file` for the labels and ``options``.

    The copy appears under its name when it is whole; with ``replace`` there is no moment without the file before.

    Raises
    ------
    MergeError
        There is a file of this name and ``replace`` is not set, a column is in the way, or there is too little room.
    """
    if target.exists() and target.samefile(source):
        raise MergeError(f"{str(target)!r} is the data file itself: pass inplace=True to write into it.")
    if target.exists() and not replace:
        raise MergeError(f"There is a file {str(target)!r} already: choose another name, or pass overwrite=True.")
    if not target.parent.is_dir():
        raise MergeError(f"There is no directory {str(target.parent)!r}: make it first.")
    kind = file_kind(source)
    if target.suffix.lower() != kind:
        raise MergeError(f"into= needs a name that ends in {kind}, as the data file's does.")
    with _told(target):
        report = _merge(source, Path(os.path.realpath(target)), categories, names, linked=False, **options)
    return dataclasses.replace(report, path=target)


def merge_into_file(
    path: Path,
    categories: Sequence[Category],
    names: pd.Index[Any],
    *,
    replaced: Callable[[], None] = lambda: None,
    **options: Unpack[MergeOptions],
) -> MergeReport:
    """Write categories as columns of ``obs`` of an .h5ad or .zarr file, and their colors to ``uns``.

    They are written into a copy beside it, which is checked and then renamed over it: an .h5ad file needs as much free
    space as it has bytes, where the file system can't share them between two files; a .zarr store shares its matrices
    with the copy by hard links, and needs its size where there are none. At every instant the old or the new data is
    there, whole. A symbolic link stays, and what it names is replaced; another hard link to an .h5ad file keeps the old
    data.

    Parameters
    ----------
    path
        The file.
    categories, names, **options
        As for :func:`merge_into`.
    replaced
        Called as soon as the new file is in its place.

    Raises
    ------
    MergeError
        A column is in the way, there is too little room, the file can't be written, or another program changed it
        meanwhile. The file is as before then.
    """
    real = Path(os.path.realpath(path))
    with _told(path):
        if not os.access(real, os.W_OK):  # to replace it would be allowed where writing is not
            raise PermissionError("it is read-only for you")
        notes = [] if real.is_dir() or real.stat().st_nlink < 2 else [_other_names(real)]
        with kept_fresh(path):
            report = _merge(real, real, categories, names, linked=True, replaced=replaced, **options)
    return dataclasses.replace(report, path=path, notes=(*report.notes, *notes))


def _other_names(path: Path) -> str:
    return f"{path.name!r} was one of several hard links to a file: the others keep the data without these columns."


def _merge(
    source: Path,
    target: Path,
    categories: Sequence[Category],
    names: pd.Index[Any],
    *,
    linked: bool,
    replaced: Callable[[], None] = lambda: None,
    **options: Unpack[MergeOptions],
) -> MergeReport:
    # what is made again looks through the whole store: when the folder is gone
    outer: list[str] = []
    with consolidated_again(target, outer) as take_away, folder_beside(target) as folder, warnings.catch_warnings():
        warnings.simplefilter("ignore", OldFormatWarning)  # what is read of an old file is read right
        partial, room = folder / target.name, _BYTES_BESIDES + _BYTES_PER_CELL * len(names) * len(categories)
        before = _state(source)
        if source.is_dir():
            linked = linked and can_share(source, folder)
            require_room(folder, room + (0 if linked else size_of(source)))
            copy_store(source, partial, linked=linked)
        else:
            with _no_writer(source):
                copy_file(source, partial, room_for=room)
        contents = Contents.of(partial)
        report, light = _write_labels(partial, categories, names, options)
        require_written(partial, contents, light, [column.key for column in report.columns])
        if source.is_dir():
            sync_tree(folder)
        else:
            sync(partial)
            sync_directory(folder)
        if _state(source) != before:
            raise MergeError(f"{str(source)!r} was changed by another program meanwhile: merge again.")
        with uninterrupted():
            take_away()
            put_in_place(partial, target)
            replaced()
    return dataclasses.replace(report, notes=(*report.notes, *outer))


def _state(source: Path) -> object:
    if source.is_dir():
        return listing(source)
    found = source.stat()
    return found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns


@contextmanager
def _no_writer(path: Path) -> Iterator[None]:
    """Let no other program open an HDF5 file for writing meanwhile; refuse one that is open for that."""
    import h5py

    with h5py.File(path, "r"):
        yield


@contextmanager
def _told(path: Path) -> Iterator[None]:
    """Tell a failure of the system or of a library as a sentence."""
    try:
        yield
    except MergeError:
        raise
    except (OSError, KeyError, ValueError, TypeError, RuntimeError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        size = f" ({in_words(path.stat().st_size)})" if path.is_file() else ""
        raise MergeError(
            f"The labels could not be written into {str(path)!r}{size}: {reason}. What was there is as before."
        ) from error


def _write_labels(
    path: Path, categories: Sequence[Category], names: pd.Index[Any], options: MergeOptions
) -> tuple[MergeReport, AnnData]:
    """Write into a file that nobody else knows; return what was done, and ``obs`` and ``uns`` as they should be now."""
    with _writable(path) as store:
        if not hasattr(store["obs"], "keys"):
            raise MergeError(
                f"{str(path.name)!r} is in the form of anndata before 0.7, which takes no columns. Put them into the "
                "object with merge(), and write it anew: w.adata.to_memory().write_h5ad('new.h5ad')."
            )
        obs, uns = store["obs"], store["uns"] if "uns" in store else store.create_group("uns")
        # Only obs is read, and of uns what merges wrote: what there is, and the names of the cells.
        light = AnnData(obs=cast("pd.DataFrame", io.read_elem(obs)), uns=_read_notes(uns))
        present = list(light.obs.columns)
        report = merge_into(light, categories, names, **options)
        _require_keys(report, present, is_store=path.is_dir())
        order = _column_order(obs.attrs["column-order"], [column.key for column in report.columns])
        for column in report.columns:
            _write(obs, column.key, light.obs[column.key].array)
            _write(uns, f"{column.key}_colors", np.array(light.uns[f"{column.key}_colors"], dtype=object))
        obs.attrs["column-order"] = order
        if report.columns:
            _write(uns, MERGED_KEY, light.uns[MERGED_KEY])
    return report, light


def _read_notes(uns: Any) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if MERGED_KEY in uns:
        found[MERGED_KEY] = io.read_elem(uns[MERGED_KEY])
        merged = found[MERGED_KEY].get("merged") if isinstance(found[MERGED_KEY], dict) else None
        for key in merged if isinstance(merged, dict) else ():
            with contextlib.suppress(KeyError):
                found[f"{key}_colors"] = io.read_elem(uns[f"{key}_colors"])
    return found


@contextmanager
def _writable(path: Path) -> Iterator[Any]:
    if path.is_dir():
        import zarr

        consolidated = zarr.open_group(str(path), mode="r").metadata.consolidated_metadata is not None
        yield zarr.open_group(str(path), mode="r+", use_consolidated=False)
        if consolidated:  # else readers would not see the new columns
            with warnings.catch_warnings():
                warnings.filterwarnings("ignore", message="Consolidated metadata", category=UserWarning)
                zarr.consolidate_metadata(str(path))
        return
    import h5py

    with h5py.File(path, "r+") as file:
        yield file


def _require_keys(report: MergeReport, present: Sequence[str], *, is_store: bool) -> None:
    """Check that the keys can be names in a file."""
    keys = [column.key for column in report.columns]
    # Of a store's names zarr makes paths, for which a backslash is a slash: the column would not be found again.
    slashes = "/\\" if is_store else "/"
    slashed = [key for key in keys if any(slash in key for slash in slashes)]
    if slashed:
        raise MergeError(f"A column name in a file can't have a slash: give {some(slashed)} another by key_added=.")
    wrong = [key for key in keys if key in _NO_KEYS]
    if wrong:
        raise MergeError(f"{some(wrong)} means something else in a file: give it another name by key_added=.")
    if not is_store:
        return
    folded = {_folded(name): name for name in present}
    for key in keys:
        other = folded.setdefault(_folded(key), key)
        if other != key:
            raise MergeError(
                f"obs has {other!r}, which is the same folder as {key!r} on systems that don't tell case: give it "
                "another name by key_added=."
            )


def _folded(name: object) -> str:
    return unicodedata.normalize("NFC", str(name)).casefold()


def _write(group: Any, key: str, value: Any) -> None:
    if key in group:
        del group[key]
    with warnings.catch_warnings():  # on what anndata will do by default one day
        warnings.filterwarnings("ignore", message="zarr v3 autosharding", category=UserWarning)
        io.write_elem(group, key, value)


def _column_order(before: Any, added: Sequence[str]) -> Any:
    order = [str(name) for name in before]
    order += [key for key in added if key not in order]
    # A list of JSON in zarr; in HDF5 an array of text.
    return order if isinstance(before, list) else np.array(order, dtype=object)


def target_of(data_file: Path | None, into: str | os.PathLike[str] | None, *, inplace: bool) -> tuple[Path, Path]:
    """Return the data file and the file to write.

    Raises
    ------
    MergeError
        There is no data file, or no name for a copy.
    """
    given = None if into is None else given_path(into, "into=", MergeError)
    if inplace:
        path = given or data_file
        if path is None or not path.exists():
            raise MergeError("inplace=True needs the data file: open it by its path, or name it with into=.")
        return path, path
    if data_file is None or given is None:
        raise MergeError(
            "This AnnData is in memory, not in a file: call merge() and then adata.write_h5ad(), "
            "or name the file to write into with into= and inplace=True."
        )
    return data_file, given
