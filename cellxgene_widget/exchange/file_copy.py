"""A copy of an .h5ad with what the object that was read from it has by now; of the file are its matrix and its raw."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import h5py
import numpy as np
import scipy.sparse as sp
from anndata import AnnData, io

from ..core.copies import copy_file
from .lazy import ARRAYS, arrays_of
from .same_data import require_in_place, require_open_file

#: Values that are compared at a time.
_BLOCK = 4_000_000


def copy_with(source: Path, partial: Path, parts: Mapping[str, Any], adata: AnnData, *, room: int) -> None:
    """Copy a file, and put into it what the object has.

    Parameters
    ----------
    source, partial
        The file of the object, which is backed by it, and the copy to make.
    parts
        ``obs``, ``var`` and ``uns`` of the copy.
    adata
        The object.
    room
        Bytes that will be written besides.

    Raises
    ------
    ExportError
        The file is another one than was opened, or its cells or genes are not at the places of those of the object.
    """
    with h5py.File(source, "r"):  # no other program may open it for writing meanwhile
        require_open_file(adata, source)
        copy_file(source, partial, room_for=room)
    partial.chmod(partial.stat().st_mode | 0o600)
    with h5py.File(partial, "r+") as file:
        for name, what in (("obs", "cells"), ("var", "genes")):
            require_in_place(_index_in(file[name]), parts[name].index, what, source)
        for name, part in parts.items():
            write(file, name, part)
        for name in ARRAYS:
            _write_arrays(file, name, arrays_of(adata, name))
        if isinstance(adata.X, np.ndarray) or sp.issparse(adata.X):  # it was put in the place of the file's
            write(file, "X", adata.X)
        raw: Any = adata.raw  # anndata's types say that there always is one
        if raw is None:
            for name in [name for name in file if name.split(".")[0] == "raw"]:  # once it was raw.X, raw.var
                del file[name]


def write(group: Any, key: str, value: Any) -> None:
    """Write an element in the place of one that may be there."""
    if key in group:
        del group[key]
    io.write_elem(group, key, value)


def _write_arrays(file: h5py.File, name: str, arrays: Mapping[str, Any]) -> None:
    there = file.get(name)
    if not isinstance(there, h5py.Group):  # early versions kept them as a table
        if there is not None or arrays:
            write(file, name, dict(arrays))
        return
    for gone in [key for key in there if key not in arrays]:
        del there[gone]
    for key, values in arrays.items():
        if key not in there or not _is_stored(there[key], values):
            write(there, key, values)


def _is_stored(stored: Any, values: Any) -> bool:
    """Tell whether a file has these very values; of kinds that are dear or hard to compare: that it has not."""
    if isinstance(values, np.ndarray) and isinstance(stored, h5py.Dataset):
        return values.dtype.kind in "biuf" and _equal(stored, values)
    if sp.issparse(values) and values.format in ("csr", "csc") and isinstance(stored, h5py.Group):
        kind, shape = stored.attrs.get("encoding-type"), stored.attrs.get("shape")
        return (
            kind == f"{values.format}_matrix"
            and tuple(shape if shape is not None else ()) == values.shape
            and all(_equal(stored[part], getattr(values, part)) for part in ("indptr", "indices", "data"))
        )
    return False


def _equal(stored: h5py.Dataset, values: np.ndarray[Any, Any]) -> bool:
    if stored.shape != values.shape or stored.dtype.kind != values.dtype.kind:
        return False
    return all(_same_values(stored[rows], values[rows]) for rows in _blocks(values))


def _same_values(one: Any, other: Any) -> bool:
    return np.array_equal(one, other, equal_nan=other.dtype.kind == "f")


def _blocks(values: np.ndarray[Any, Any]) -> Iterator[slice]:
    step = max(1, _BLOCK * len(values) // max(values.size, 1)) if values.size else 1
    return (slice(begin, begin + step) for begin in range(0, len(values), step))


def _index_in(stored: Any) -> Any:
    """Return the names in a table of a file, without reading its columns."""
    if isinstance(stored, h5py.Group):
        return io.read_elem(stored[str(stored.attrs["_index"])])
    names = stored[stored.dtype.names[0]]  # a table of early versions
    return [name.decode() if isinstance(name, bytes) else name for name in names]
