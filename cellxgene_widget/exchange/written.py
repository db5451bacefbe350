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

from ..core.copies import copy_file, folder_beside, put_in_place
from ..core.files import sync, sync_directory
from ..core.uninterrupted import uninterrupted
from ..data.file_kinds import file_kind
from ..data.stored import raw_matrix_of
from ..errors import ExportError

#: Bytes of a cell in a new column, and of all that is besides.
_BYTES_PER_CELL, _BYTES_BESIDES = 8, 1_000_000
#: The parts of an AnnData that hold arrays by name.
_MAPPINGS = ("layers", "obsm", "varm", "obsp", "varp")


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


def write_copy(adata: Any, source: Path | None, target: Path, additions: Additions) -> list[str]:
    """Write a copy of the data with more columns.

    Parameters
    ----------
    adata
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
        The copy can't be written; what was there before is as it was.
    """
    with told(target), folder_beside(target) as folder, warnings.catch_warnings():
        warnings.simplefilter("ignore", OldFormatWarning)  # what is read of an old file is read right
        partial = folder / target.name
        obs = _plain(adata.obs)
        expected = additions.obs_with(obs)
        parts = {"obs": expected, "var": _plain(adata.var), "uns": additions.uns_with(_read(_plain(adata.uns)))}
        if source is not None and file_kind(source) == ".h5ad" and not adata.is_view:
            _copy_with(source, partial, parts, adata, room=_BYTES_BESIDES + _BYTES_PER_CELL * len(obs.index))
        else:
            _write_anew(partial, parts, adata)
        _require_written(partial, expected, list(additions.obs))
        sync(partial)
        sync_directory(folder)
        with uninterrupted():
            put_in_place(partial, target)
    return additions.told_of(obs)


def _copy_with(source: Path, partial: Path, parts: Mapping[str, Any], adata: AnnData, *, room: int) -> None:
    """Copy a file, and put into it what the object has by now: its matrix is the one of the file, not its columns."""
    import h5py

    with h5py.File(source, "r"):  # no other program may open it for writing meanwhile
        copy_file(source, partial, room_for=room)
    partial.chmod(partial.stat().st_mode | 0o600)
    with h5py.File(partial, "r+") as file:
        for name, part in parts.items():
            _write(file, name, part)
        for name in _MAPPINGS:
            there = file.get(name, {})
            for key, values in _arrays(adata, name).items():
                if key not in there:
                    _write(file.require_group(name), key, values)


def _write_anew(partial: Path, parts: Mapping[str, Any], adata: AnnData) -> None:
    import h5py

    with h5py.File(partial, "x") as file:
        file.attrs["encoding-type"], file.attrs["encoding-version"] = "anndata", "0.1.0"
        for name, part in parts.items():
            _write(file, name, part)
        if adata.X is not None:
            _write(file, "X", adata.X)
        for name in _MAPPINGS:
            _write(file, name, _arrays(adata, name))
        if adata.raw is not None:
            values, varm = raw_matrix_of(adata), {key: _plain(found) for key, found in adata.raw.varm.items()}
            raw = {"var": _plain(adata.raw.var), "varm": varm}
            _write(file, "raw", raw if values is None else {"X": values, **raw})
            file["raw"].attrs["encoding-type"], file["raw"].attrs["encoding-version"] = "raw", "0.1.0"


def _arrays(adata: AnnData, name: str) -> dict[str, Any]:
    # from anndata 0.13 on X is a layer without a name
    return {key: _plain(values) for key, values in getattr(adata, name).items() if key is not None}


def _write(group: Any, key: str, value: Any) -> None:
    if key in group:
        del group[key]
    io.write_elem(group, key, value)


def _plain(value: Any) -> Any:
    """Return what is read lazily as what can be written; matrices stay on disk until they are."""
    if type(value).__name__ == "Dataset2D":  # anndata's, which is a mapping too
        name = value.index.name  # which anndata 0.12.8 forgets
        return value.to_memory().rename_axis(index=name)
    return {key: _plain(item) for key, item in value.items()} if isinstance(value, Mapping) else value


def _read(value: Any) -> Any:
    """Return what is in ``uns`` as it is in memory: text in a lazy array would be written as bytes."""
    if isinstance(value, Mapping):
        return {key: _read(item) for key, item in value.items()}
    return value.compute() if type(value).__module__.startswith("dask.") else value


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
    except ExportError:
        raise
    except Exception as error:
        # h5py, zarr and anndata raise many kinds of errors for what can't be read or has no place in a file
        known = error.strerror if isinstance(error, OSError) else None
        reason = known or (str(error).splitlines() or [type(error).__name__])[0].rstrip(".")
        raise ExportError(
            f"{os.fspath(target)!r} could not be written: {reason}. What was there is as before."
        ) from error
