"""The gene index: a file beside the data with its values gene by gene, so that one gene is a short read.

It is an HDF5 file with ``X`` as a CSC matrix in anndata's own encoding, a stamp of the data it was made of, and the
sums of each gene. The data file is never changed.
"""

from __future__ import annotations

import contextlib
import json
import os
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from ..core.cell_sets import fingerprint
from ..errors import DataError
from .file_kinds import file_kind
from .gene_index_places import SUFFIX, index_command, index_name, places
from .matrix import columns_of
from .opening import identity_of
from .stores import outermost

#: Of the file's layout; another one is not read.
FORMAT = 1


def element_of(layer: str | None, layers: Sequence[str] | set[str]) -> str:
    """Return where a layer is in a file; ``"raw"`` is ``adata.raw`` if no layer is called so."""
    if layer is None or (layer == "X" and layer not in layers):
        return "X"
    return "raw/X" if layer == "raw" and layer not in layers else f"layers/{layer}"


def state_of(source: Path, element: str) -> list[int]:
    """Return numbers that change when the data is written anew.

    Size and time of a file. Of a store: of all files of the matrix, for the other parts may change.

    Raises
    ------
    OSError
        The data is gone.
    """
    if not source.is_dir():
        found = source.stat()
        return [found.st_size, found.st_mtime_ns]
    size = newest = n_files = 0
    folders = [os.fspath(source / element)]
    while folders:
        with os.scandir(folders.pop()) as entries:
            for entry in entries:
                found = entry.stat()
                newest = max(newest, found.st_mtime_ns)
                if entry.is_dir():
                    folders.append(entry.path)
                else:
                    size, n_files = size + found.st_size, n_files + 1
    return [size, newest, n_files]


@dataclass(frozen=True, eq=False)
class Totals:
    """Of all cells, by gene: sums, sums of squares, numbers of values that are not zero; shape (3, n_genes)."""

    sums: npt.NDArray[np.float64]
    whole: bool
    negative: bool


class GeneIndex:
    """The index of one matrix of a data file, used as long as it is there and was made of just this data.

    Parameters
    ----------
    source
        The data file.
    element
        Where the matrix is in it: ``"X"``, ``"raw/X"`` or ``"layers/NAME"``.
    layer
        The layer as a person names it.
    cells, genes
        Names of the cells and of the genes, as the session has them.
    """

    def __init__(
        self, source: Path, element: str, layer: str | None, cells: pd.Index[Any], genes: pd.Index[str]
    ) -> None:
        self._source, self._element, self.layer = source.absolute(), element, layer
        self._cells, self._genes = cells, genes
        self.problem: str | None = None
        """Why an index that is there is not used, as a sentence."""
        self._checked: tuple[object, Path | None] | None = None
        self._names: tuple[str, str] | None = None
        self._lock = threading.Lock()

    @property
    def source(self) -> Path:
        """The data file."""
        return self._source

    @property
    def file(self) -> Path | None:
        """The index, if there is one that is fresh. Looked for each time: it may have been made, or gone, meanwhile."""
        with self._lock:
            found = [folder / index_name(self._source, self.layer) for folder in places(self._source)]
            key = (self._source_key(), *(_times(path) for path in found))
            if self._checked is None or self._checked[0] != key:
                self.problem = None
                self._checked = (key, next((path for path in found if self._is_fresh(path)), None))
            return self._checked[1]

    def columns(self, positions: Sequence[int] | npt.NDArray[np.intp]) -> npt.NDArray[Any] | None:
        """Return the values of some genes, shape (n_cells, len(positions)); None if there is no index to use."""
        path = self.file
        if path is None:
            return None
        from anndata.io import sparse_dataset

        try:
            with _opened(path) as file:
                return columns_of(sparse_dataset(file["X"]), positions)
        except (OSError, KeyError, ValueError, RuntimeError) as error:
            self._damaged(path, error)
            return None

    def totals(self) -> Totals | None:
        """Return the sums over all cells; None if there is no index to use."""
        path = self.file
        if path is None:
            return None
        try:
            with _opened(path) as file:
                data = file["totals"]
                return Totals(data[:], bool(data.attrs["whole"]), bool(data.attrs["negative"]))
        except (OSError, KeyError, ValueError, RuntimeError) as error:
            self._damaged(path, error)
            return None

    def _damaged(self, path: Path, error: Exception) -> None:
        with self._lock:
            if self._checked is not None:
                self._checked = (self._checked[0], None)
            self.problem = (
                f"The gene index {str(path)!r} can't be read and is not used ({error}): delete it, or make it anew "
                f"with `{index_command(self._source, self.layer)}`."
            )

    def _source_key(self) -> object:
        if not self._source.is_dir():
            return _times(self._source)
        # To look at all files of a store at each read would take its time.
        return identity_of(self._source)

    def _is_fresh(self, path: Path) -> bool:
        if not path.exists():
            return False
        try:
            with _opened(path) as file:
                stamp = json.loads(file.attrs["stamp"])
            is_of_this = stamp["format"] == FORMAT and stamp["element"] == self._element
            is_fresh = is_of_this and stamp["state"] == state_of(self._source, self._element)
        except (OSError, KeyError, ValueError, TypeError, RuntimeError):
            is_fresh, stamp = False, {}
        if not is_fresh:
            # One in the working directory may be that of another file of this name.
            if path.parent == outermost(self._source).parent or stamp.get("source") == str(self._source):
                self.problem = (
                    f"The gene index {path.name!r} was made of the data as it was before and is not used: "
                    f"make it anew with `{index_command(self._source, self.layer)}`."
                )
            return False
        if self._names is None:
            self._names = fingerprint(map(str, self._cells)), fingerprint(self._genes)
        # Others than in the file: a subset, or renamed in memory.
        return tuple(stamp["names"]) == self._names


@contextmanager
def kept_fresh(source: Path) -> Iterator[None]:
    """Keep the indexes of a file good while labels are written into it: its matrices stay as they are."""
    before = []
    if source.is_file():
        for folder in places(source):
            for path in folder.glob(f"{_escaped(source.name)}*{SUFFIX}"):
                with contextlib.suppress(OSError, KeyError, ValueError, TypeError), _opened(path) as file:
                    stamp = json.loads(file.attrs["stamp"])
                    if stamp["state"] == state_of(source, stamp["element"]):
                        before.append((path, stamp))
    try:
        yield
    finally:
        import h5py

        for path, stamp in before:
            # What can't be stamped is no longer used, and a sentence says so.
            with contextlib.suppress(OSError), h5py.File(path, "r+") as file:
                file.attrs["stamp"] = json.dumps({**stamp, "state": state_of(source, stamp["element"])})


@contextmanager
def _opened(path: Path) -> Iterator[Any]:
    """Open an index for one read: nothing is held that somebody may want to replace."""
    import h5py

    with h5py.File(path, "r", locking=False) as file:
        yield file


def _times(path: Path) -> tuple[int, int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_size, found.st_mtime_ns, found.st_ino


def _escaped(name: str) -> str:
    import glob

    return glob.escape(name)


def require_source(path: Path) -> None:
    """Raise a :class:`DataError` unless a path is a data file that can be read."""
    if file_kind(path) not in (".h5ad", ".zarr"):
        raise DataError(f"{str(path)!r} is no .h5ad file and no .zarr store: an index is made of these.")
    if not path.exists():
        raise DataError(f"There is no file {str(path)!r}. Check the spelling and the working directory ({Path.cwd()}).")
