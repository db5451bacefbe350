"""Putting labels into a file: only the new columns are written, the matrix is neither read nor written again."""

from __future__ import annotations

import dataclasses
import os
import shutil
import tempfile
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Unpack, cast

import numpy as np
import pandas as pd
from anndata import AnnData, io

from ..core.files import sync, sync_directory
from ..data.gene_index import kept_fresh
from ..data.obs_columns import MERGED_KEY
from ..errors import MergeError, some
from ..labels.annotations import Category
from .into_obs import MergeOptions, MergeReport, merge_into


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

    The copy appears under its name when it is whole.

    Raises
    ------
    MergeError
        There is a file of this name and ``replace`` is not set, or a column is in the way.
    """
    if target.exists() and target.samefile(source):
        raise MergeError(f"{str(target)!r} is the data file itself: pass inplace=True to write into it.")
    if target.exists() and not replace:
        raise MergeError(f"There is a file {str(target)!r} already: choose another name, or pass overwrite=True.")
    if not target.parent.is_dir():
        raise MergeError(f"There is no directory {str(target.parent)!r}: make it first.")
    if source.is_dir() != (target.suffix == ".zarr"):
        raise MergeError(f"into= needs a name that ends in {source.suffix}, as the data file's does.")
    folder = Path(tempfile.mkdtemp(prefix=".merge-", dir=target.parent))
    try:
        partial = folder / target.name
        (shutil.copytree if source.is_dir() else shutil.copyfile)(source, partial)
        report = merge_into_file(partial, categories, names, **options)
        if target.is_dir():
            shutil.rmtree(target)
        partial.replace(target)
        sync_directory(target.parent)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return dataclasses.replace(report, path=target)


def merge_into_file(
    path: Path, categories: Sequence[Category], names: pd.Index[Any], **options: Unpack[MergeOptions]
) -> MergeReport:
    """Write categories as columns of ``obs`` of an .h5ad or .zarr file, and their colors to ``uns``, in place.

    Parameters
    ----------
    path
        The file.
    categories, names, **options
        As for :func:`merge_into`.

    Raises
    ------
    MergeError
        A column is in the way, or the file can't be written. Nothing is written in the first case.
    """
    try:
        with kept_fresh(path), _writable(path) as store:
            obs, uns = store["obs"], store["uns"] if "uns" in store else store.create_group("uns")
            noted = io.read_elem(uns[MERGED_KEY]) if MERGED_KEY in uns else None
            # Only obs is read: what there is, and the names of the cells.
            light = AnnData(
                obs=cast("pd.DataFrame", io.read_elem(obs)), uns={} if noted is None else {MERGED_KEY: noted}
            )
            report = merge_into(light, categories, names, **options)
            _require_no_slash(report)
            order = _column_order(obs.attrs["column-order"], [column.key for column in report.columns])
            for column in report.columns:
                _write(obs, column.key, light.obs[column.key].array)
                _write(uns, f"{column.key}_colors", np.array(light.uns[f"{column.key}_colors"], dtype=object))
            obs.attrs["column-order"] = order
            if report.columns:
                _write(uns, MERGED_KEY, light.uns[MERGED_KEY])
    except MergeError:
        raise
    except (OSError, KeyError, ValueError, TypeError) as error:
        raise MergeError(f"The labels could not be written into {str(path)!r}: {error}.") from error
    return dataclasses.replace(report, path=path)


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
        file.flush()
    sync(path)


def _require_no_slash(report: MergeReport) -> None:
    slashed = [column.key for column in report.columns if "/" in column.key]
    if slashed:
        raise MergeError(f"A column name in a file can't have a slash: give {some(slashed)} another by key_added=.")


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
    given = None if into is None else Path(into).expanduser()
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
