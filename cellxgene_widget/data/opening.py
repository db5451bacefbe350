"""Opening a data file by its path: for reading only, its matrix stays on disk."""

from __future__ import annotations

import contextlib
import os
import warnings
from pathlib import Path
from typing import TYPE_CHECKING

from anndata import AnnData, OldFormatWarning, read_h5ad
from anndata import read_zarr as read_old_zarr

from ..core.copies import remove_leftovers
from ..core.given_paths import given_path
from ..errors import DataError, some
from .file_kinds import require_kind, with_article
from .stores import is_spatial, kind_of_group, tables_in

if TYPE_CHECKING:
    from mudata import MuData

#: What describes an array or a group in a zarr store, in version 3 and 2.
_DESCRIPTIONS = ("zarr.json", ".zattrs", ".zgroup", ".zarray")


def open_data(data: object) -> tuple[AnnData | MuData, Path]:
    """Open an .h5ad or .h5mu file (backed) or a .zarr store (lazy; that of a MuData is read into memory whole).

    Parameters
    ----------
    data
        The path. Within a store it may be that of one AnnData, such as ``tissue.zarr/tables/table`` of SpatialData;
        the store itself stands for the one that is in it.

    Returns
    -------
    AnnData or MuData, Path
        And the file, or the group of a store, that it is in.

    Raises
    ------
    DataError
        No path, no such file, another kind of file, or a damaged one; a store with several AnnData.
    """
    if not isinstance(data, str | os.PathLike):
        raise DataError(
            "show() draws an AnnData, a MuData, or the path of an .h5ad or .h5mu file or a .zarr store, not "
            f"{_in_words(data)}."
        )
    if "://" in str(data):
        raise DataError(
            f"{str(data)!r} is an address, not a file: download it first, or open it with "
            "anndata.experimental.read_lazy and pass the AnnData."
        )
    path = given_path(data, "show()", DataError)
    kind = require_kind(path)
    if not path.exists():
        remove_leftovers(path.parent)  # where folders can't be exchanged, a merge that was killed had it moved aside
    if not path.exists():
        raise DataError(f"There is no file {str(path)!r}. Check the spelling and the working directory ({Path.cwd()}).")
    try:
        if kind == ".h5ad":
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", OldFormatWarning)  # a merge into the file says it where it matters
                return read_h5ad(path, backed="r"), path
        return _open_h5mu(path) if kind == ".h5mu" else _open_zarr(path)
    except DataError:
        raise
    except Exception as error:
        # h5py, zarr and anndata raise many kinds of errors for a file that is cut short or of another kind.
        reason = (str(error).splitlines() or [type(error).__name__])[0]
        what = "a .zarr store" if kind == ".zarr" else f"an {kind} file"
        raise DataError(
            f"{str(path)!r} can't be read as {what}; it may be damaged or incomplete ({reason})."
        ) from error


def identity_of(path: Path) -> object:
    """Return what stays the same while a data file is not replaced, also when labels are merged into it; None: gone."""
    try:
        found = path.stat()
    except OSError:
        return None
    if not path.is_dir():
        return found.st_dev, found.st_ino
    times = []
    # The numbers of folders are soon used again; a merge does not touch what describes the matrix and the genes.
    for part in (path / element / name for element in ("X", "var", "mod") for name in _DESCRIPTIONS):
        with contextlib.suppress(OSError):
            times.append((part.name, part.stat().st_mtime_ns))
    return tuple(times)


def _open_h5mu(path: Path) -> tuple[MuData, Path]:
    _require("mudata", "An .h5mu file is read with one more package", "mudata")
    from mudata import read_h5mu

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # on names that modalities share, and what mudata will do one day
        return read_h5mu(path, backed="r"), path


def _open_zarr(path: Path) -> tuple[AnnData | MuData, Path]:
    kind = kind_of_group(path)
    if kind == "MuData":
        _require("mudata", "This .zarr store holds a MuData, which is read with one more package", "mudata")
        from mudata import read_zarr

        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return read_zarr(path), path
    if kind != "anndata" and not (path / "X").exists() and not (path / "obs").exists():
        path = _only_table_of(path)
    for module in ("dask", "xarray"):
        _require(module, "A .zarr store is read lazily, which needs two more packages", "lazy")
    from anndata.experimental import read_lazy

    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Did not read zarr as consolidated", category=UserWarning)
        warnings.simplefilter("ignore", OldFormatWarning)
        try:
            return read_lazy(path), path
        except Exception:  # noqa: BLE001 - zarr and anndata raise many kinds
            # Stores of early versions can't be read lazily. Of one that is damaged this raises too.
            return read_old_zarr(path), path


def _only_table_of(store: Path) -> Path:
    """Return the one AnnData in a store that is none itself."""
    found = tables_in(store)
    if len(found) == 1:
        return found[0]
    what = "a SpatialData store" if is_spatial(store) else "a .zarr store"
    if not found:
        raise DataError(f"{str(store)!r} is {what} without an AnnData in it: there is no table of cells to show.")
    ways = [str(store / table.relative_to(store)) for table in found]
    raise DataError(
        f"{str(store)!r} is {what} with {len(found)} tables: show one of them by its path ({some(ways, 6)})."
    )


def _in_words(data: object) -> str:
    """Say what was given in place of data, and what to do where that is known."""
    kind, package = type(data), type(data).__module__.partition(".")[0]
    if package == "spatialdata":
        return "a SpatialData: show one of its tables, as in sdata['table']"
    name = kind.__name__ if package in ("builtins", "pandas", "numpy") else f"{kind.__name__} of {package}"
    way = (
        ": turn it into one of anndata first, with data.to_memory()"
        if kind.__name__ in ("AnnData", "AnnDataSet")
        else ""
    )
    return with_article(name) + way


def _require(module: str, why: str, extra: str) -> None:
    from importlib.util import find_spec

    if find_spec(module) is None:
        raise DataError(f"{why}: pip install 'cellxgene-widget[{extra}]'.")
