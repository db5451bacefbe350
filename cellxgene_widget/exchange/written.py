"""A copy of the data as .h5ad with more columns: it has its name only when it is whole, and the data is only read."""

from __future__ import annotations

import os
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

import pandas as pd
from anndata import AnnData, OldFormatWarning, io

from ..core.copies import folder_beside, put_in_place
from ..core.files import sync, sync_directory
from ..core.uninterrupted import uninterrupted
from ..data.file_kinds import file_kind
from ..data.stored import raw_matrix_of
from ..errors import AnnotationError, ExportError
from .file_copy import copy_with, write
from .lazy import ARRAYS, arrays_of, plain, read
from .same_data import SameData

#: Bytes of a cell in a new column, and of all that is besides.
_BYTES_PER_CELL, _BYTES_BESIDES = 8, 1_000_000


@dataclass(frozen=True)
class Additions:
    """What a copy has that the data has not.

    Attributes
    ----------
    obs, uns
        By name.
    merged
        Mappings of ``uns``, each added to one that may be there.
    drop_obs, drop_uns
        What would say something else than what is added.
    """

    obs: Mapping[str, Any]
    uns: Mapping[str, Any]
    merged: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    drop_obs: tuple[str, ...] = ()
    drop_uns: tuple[str, ...] = ()

    def obs_with(self, obs: pd.DataFrame) -> pd.DataFrame:
        """Return a table of cells with these columns; the one given stays as it is."""
        kept = obs.drop(columns=[name for name in self.drop_obs if name in obs.columns])
        return kept.assign(**{name: pd.Series(values, index=kept.index) for name, values in self.obs.items()})

    def uns_with(self, uns: Mapping[str, Any]) -> dict[str, Any]:
        """Return what is beside the cells with these keys."""
        kept = {key: value for key, value in uns.items() if key not in self.drop_uns}
        for key, more in self.merged.items():
            before = kept.get(key)
            kept[key] = {**before, **more} if isinstance(before, Mapping) else dict(more)
        return {**kept, **self.uns}

    def told_of(self, obs: pd.DataFrame) -> list[str]:
        """Tell which columns of the data are not in the copy, or are others there."""
        dropped = [name for name in self.drop_obs if name in obs.columns]
        changed = [name for name, values in self.obs.items() if name in obs.columns and not _same(obs[name], values)]
        return [
            *(f"The data's column {name!r} is not in the copy." for name in dropped),
            *(f"The data's column {name!r} is another one in the copy." for name in changed),
        ]


def require_one(adata: object) -> None:
    """Raise an :class:`ExportError` unless the data is one AnnData."""
    if not isinstance(adata, AnnData):
        raise ExportError(
            "This format is of one AnnData, and the data is a MuData: show one of its modalities, as in "
            "show(mdata['rna'])."
        )


def write_copy(data: SameData, source: Path | None, target: Path, additions: Additions) -> list[str]:
    """Write a copy of the data with more columns.

    Parameters
    ----------
    data
        The data; it is not changed. Of its matrix no second copy is made in memory, unless it is a view.
    source
        The file it is from; its matrix is copied on disk if that is an .h5ad.
    target
        The file to make or replace.
    additions
        What to add.

    Returns
    -------
    list of str
        What of the data is not in the copy, a sentence each.

    Raises
    ------
    ExportError
        The copy can't be written, or the data is another by now; what was there before is as it was.
    """
    adata = data.adata
    with told(target), folder_beside(target) as folder, warnings.catch_warnings():
        warnings.simplefilter("ignore", OldFormatWarning)  # what is read of an old file is read right
        partial = folder / target.name
        data.require()
        obs = plain(adata.obs)
        data.require_cells(obs.index)
        expected = additions.obs_with(obs)
        parts = {"obs": expected, "var": plain(adata.var), "uns": additions.uns_with(read(plain(adata.uns)))}
        if source is not None and file_kind(source) == ".h5ad" and adata.isbacked and not adata.is_view:
            copy_with(source, partial, parts, adata, room=_BYTES_BESIDES + _BYTES_PER_CELL * len(obs.index))
        else:
            _write_anew(partial, parts, adata)
        data.require()
        _require_written(partial, expected, list(additions.obs))
        sync(partial)
        sync_directory(folder)
        with uninterrupted():
            put_in_place(partial, target)
    return additions.told_of(obs)


def _write_anew(partial: Path, parts: Mapping[str, Any], adata: AnnData) -> None:
    import h5py

    with h5py.File(partial, "x") as file:
        file.attrs["encoding-type"], file.attrs["encoding-version"] = "anndata", "0.1.0"
        for name, part in parts.items():
            write(file, name, part)
        if adata.X is not None:
            write(file, "X", adata.X)
        for name in ARRAYS:
            write(file, name, arrays_of(adata, name))
        if adata.raw is not None:
            kept: Any = adata.raw
            values, varm = raw_matrix_of(adata), {key: plain(found) for key, found in kept.varm.items()}
            raw = {"var": plain(kept.var), "varm": varm}
            write(file, "raw", raw if values is None else {"X": values, **raw})
            file["raw"].attrs["encoding-type"], file["raw"].attrs["encoding-version"] = "raw", "0.1.0"


def _require_written(path: Path, expected: pd.DataFrame, keys: list[str]) -> None:
    import h5py

    with h5py.File(path, "r") as file:
        obs = cast("pd.DataFrame", io.read_elem(file["obs"]))
    if not (
        list(obs.index.astype(str)) == list(expected.index.astype(str))
        and list(obs.columns) == list(expected.columns)
        and all(_same(obs[key], expected[key]) for key in keys)
    ):
        raise ExportError("The copy does not read as it was written, and was removed: the disk may be damaged.")


def _same(one: Any, other: Any) -> bool:
    first, second = (pd.Series(values).astype(object).reset_index(drop=True) for values in (one, other))
    return bool(((first == second) | (first.isna() & second.isna())).all())


@contextmanager
def told(target: Path) -> Iterator[None]:
    """Tell a failure of the system or of a library as a sentence."""
    try:
        yield
    except AnnotationError:
        raise
    except Exception as error:
        # h5py, zarr and anndata raise many kinds of errors for what can't be read or has no place in a file
        known = error.strerror if isinstance(error, OSError) else None
        reason = known or (str(error).splitlines() or [type(error).__name__])[0].rstrip(".")
        raise ExportError(
            f"{os.fspath(target)!r} could not be written: {reason}. What was there is as before."
        ) from error
