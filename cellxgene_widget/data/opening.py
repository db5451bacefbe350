"""Opening a data file by its path: for reading only, its matrix stays on disk."""

from __future__ import annotations

import contextlib
import os
import warnings
from pathlib import Path

from anndata import AnnData, read_h5ad

from ..core.copies import remove_leftovers
from ..core.given_paths import given_path
from ..errors import DataError

#: Kinds of data files.
SUFFIXES = (".h5ad", ".zarr")
#: What describes an array or a group in a zarr store, in version 3 and 2.
_DESCRIPTIONS = ("zarr.json", ".zattrs", ".zgroup", ".zarray")


def open_data(data: object) -> tuple[AnnData, Path]:
    """Open an .h5ad file (backed) or a .zarr store (lazy).

    Raises
    ------
    DataError
        No path, no such file, another kind of file, or a damaged one.
    """
    if not isinstance(data, str | os.PathLike):
        given = _article(type(data).__name__)
        raise DataError(f"show() draws an AnnData or the path of an .h5ad file or .zarr store, not {given}.")
    if "://" in str(data):
        raise DataError(
            f"{str(data)!r} is an address, not a file: download it first, or open it with "
            "anndata.experimental.read_lazy and pass the AnnData."
        )
    path = given_path(data, "show()", DataError)
    if path.suffix not in SUFFIXES:
        raise DataError(
            f"{str(path)!r} is no .h5ad file and no .zarr store. Read other formats with scanpy first and pass the "
            "AnnData."
        )
    if not path.exists():
        remove_leftovers(path.parent)  # where folders can't be exchanged, a merge that was killed had it moved aside
    if not path.exists():
        raise DataError(f"There is no file {str(path)!r}. Check the spelling and the working directory ({Path.cwd()}).")
    try:
        return (_open_zarr(path) if path.suffix == ".zarr" else read_h5ad(path, backed="r")), path
    except DataError:
        raise
    except Exception as error:
        # h5py, zarr and anndata raise many kinds of errors for a file that is cut short or of another kind.
        reason = (str(error).splitlines() or [type(error).__name__])[0]
        kind = "a .zarr store" if path.suffix == ".zarr" else "an .h5ad file"
        raise DataError(
            f"{str(path)!r} can't be read as {kind}; it may be damaged or incomplete ({reason})."
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
    for part in (path / element / name for element in ("X", "var") for name in _DESCRIPTIONS):
        with contextlib.suppress(OSError):
            times.append((part.name, part.stat().st_mtime_ns))
    return tuple(times)


def _open_zarr(path: Path) -> AnnData:
    try:
        import dask.array as _  # noqa: F401
        import xarray as __  # noqa: F401
    except ImportError:
        raise DataError(
            "A .zarr store is read lazily, which needs two more packages: pip install 'cellxgene-widget[lazy]'."
        ) from None
    from anndata.experimental import read_lazy

    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Did not read zarr as consolidated", category=UserWarning)
        return read_lazy(path)


def _article(word: str) -> str:
    return f"{'an' if word[:1].lower() in 'aeiou' else 'a'} {word}"
