"""Rows of a matrix on disk, or columns where it is stored by them: which pieces of the file have them; reading these.

A lazy matrix that is just one on disk is read from there, too: dask would read most chunks twice, in small blocks.
"""

from __future__ import annotations

import functools
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, Protocol

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp
from anndata.abc import CSCDataset, CSRDataset

from .chunked_values import check_is_there, values_of
from .usual_numbers import usual_numbers

Runs = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Block:
    """Some rows that are read together.

    Attributes
    ----------
    runs
        The first row of each run, and the one after its last; shape (n_runs, 2).
    """

    runs: Runs

    @property
    def end(self) -> int:
        """The row after the last."""
        return int(self.runs[-1, 1])

    @property
    def rows(self) -> npt.NDArray[np.intp]:
        """The numbers of the rows, in order."""
        return np.concatenate([np.arange(begin, end, dtype=np.intp) for begin, end in self.runs.tolist()])


class StoredRows(Protocol):
    """Rows (columns of CSC) on disk that any number of threads may read."""

    axis: Literal[0, 1]
    """1 where the matrix is stored by columns: they stand for rows here."""

    def blocks(self, needed: npt.NDArray[np.bool_], n_bytes: int) -> list[Block]:
        """Return blocks of about so many bytes that have all rows needed, and few others."""

    def read(self, block: Block) -> Any:
        """Return the rows of a block: CSR (CSC) or an ndarray."""

    def bounds(self) -> npt.NDArray[np.int64]:
        """Return where rows begin that are stored together, and where the last of them end."""


class SparseRows:
    """Of CSR (the columns of CSC).

    Parameters
    ----------
    group
        Of h5py or zarr, in anndata's encoding.
    shape
        Of the matrix.
    by_columns
        Whether it is CSC.
    """

    def __init__(self, group: Any, shape: tuple[int, int], *, by_columns: bool) -> None:
        self.axis: Literal[0, 1] = 1 if by_columns else 0
        self._shape = shape
        n_begins, self._n_stored = group["indptr"].shape[0], int(group["indices"].shape[0])
        if n_begins != shape[self.axis] + 1 or group["data"].shape[0] != self._n_stored:
            raise OSError("the parts of a matrix are not of one size: the file is damaged, or another is there by now")
        self._begin_values = values_of(group["indptr"])
        self._values, self._indices = values_of(group["data"]), values_of(group["indices"])
        self._value_bytes = group["data"].dtype.itemsize + group["indices"].dtype.itemsize

    @functools.cached_property
    def _begins(self) -> npt.NDArray[np.int64]:
        return self._some_begins(0, self._shape[self.axis] + 1)

    def _some_begins(self, begin: int, end: int) -> npt.NDArray[np.int64]:
        if "_begins" in self.__dict__:
            return self._begins[begin:end]
        return self._begin_values.read(begin, end).astype(np.int64, copy=False)

    def blocks(self, needed: npt.NDArray[np.bool_], n_bytes: int) -> list[Block]:
        """Return blocks of about so many bytes that have all rows needed, and few others."""
        rows = np.flatnonzero(needed)
        if not rows.size:
            return []
        most = max(1, n_bytes // 12)
        # Gaps of less than a chunk are read along: their chunks are unpacked anyway
        gaps = self._begins[rows[1:]] - self._begins[rows[:-1] + 1]
        breaks = np.flatnonzero(gaps > max(self._values.length, self._indices.length)) + 1
        firsts, lasts = rows[np.r_[0, breaks]], rows[np.r_[breaks - 1, rows.size - 1]]
        return _packed(zip(firsts.tolist(), (lasts + 1).tolist(), strict=True), self._begins, most)

    def read(self, block: Block) -> Any:
        """Return the rows of a block."""
        counts, data, indices = [], [], []
        for begin, end in block.runs.tolist():
            begins = self._some_begins(begin, end + 1)
            first, last = int(begins[0]), int(begins[-1])
            counts.append(np.diff(begins))
            if counts[-1].min(initial=0) < 0 or first < 0 or last > self._n_stored:
                raise OSError("the matrix has rows that end beyond its values: the file is damaged")
            data.append(self._values.read(first, last))
            indices.append(self._indices.read(first, last))
        n_rows, width = sum(each.size for each in counts), self._shape[1 - self.axis]
        index = usual_numbers(np.concatenate(indices) if len(indices) > 1 else indices[0])
        if index.size and not 0 <= int(index.min()) <= int(index.max()) < width:
            raise OSError("the matrix has an index beyond its size: the file is damaged")
        begins = np.concatenate([[0], *counts]).cumsum()
        if index.dtype.itemsize <= 4 and begins[-1] <= np.iinfo(np.int32).max:
            begins = begins.astype(np.int32)
        values = usual_numbers(np.concatenate(data) if len(data) > 1 else data[0])
        if self.axis:
            return sp.csc_matrix((values, index, begins), shape=(width, n_rows))
        return sp.csr_matrix((values, index, begins), shape=(n_rows, width))

    def bounds(self) -> npt.NDArray[np.int64]:
        """Return where rows begin that are stored together, and where the last of them end."""
        n_rows, n_values = self._begins.size - 1, int(self._begins[-1])
        length = max(self._values.length, self._indices.length, _FEWEST_BYTES // max(self._value_bytes, 1))
        starts = np.searchsorted(self._begins, np.arange(0, n_values, length))
        return np.unique(np.r_[0, starts, n_rows]).astype(np.int64)


#: Of rows read together for a sample: less is read no faster.
_FEWEST_BYTES = 250_000


class DenseRows:
    """Of an array of h5py or zarr."""

    axis: Literal[0, 1] = 0

    def __init__(self, array: Any) -> None:
        check_is_there(array)
        self._array = array
        self._n_rows, n_columns = array.shape
        self._length = int(array.chunks[0]) if array.chunks else 1
        # They become float64 when they are summed
        self._row_bytes = max(8 * n_columns, 1)

    def blocks(self, needed: npt.NDArray[np.bool_], n_bytes: int) -> list[Block]:
        """Return blocks of about so many bytes that have all rows needed, and few others."""
        step = self._length * max(n_bytes // self._row_bytes // self._length, 1)
        found = []
        for begin in range(0, self._n_rows, step):
            rows = np.flatnonzero(needed[begin : begin + step])
            if rows.size:
                found.append(Block(np.array([[begin + rows[0], begin + rows[-1] + 1]], dtype=np.int64)))
        return found

    def read(self, block: Block) -> Any:
        """Return the rows of a block."""
        parts = [np.asarray(self._array[begin:end]) for begin, end in block.runs.tolist()]
        return np.concatenate(parts) if len(parts) > 1 else parts[0]

    def bounds(self) -> npt.NDArray[np.int64]:
        """Return where rows begin that are stored together, and where the last of them end."""
        step = max(self._length, _FEWEST_BYTES // self._row_bytes, 1)
        return np.unique(np.r_[np.arange(0, self._n_rows, step), self._n_rows]).astype(np.int64)


def _packed(runs: Iterator[tuple[int, int]], begins: npt.NDArray[np.int64], most: int) -> list[Block]:
    """Put runs together into blocks of so many values, and cut those that are longer; a row stays in one piece."""
    blocks: list[Block] = []
    held: list[tuple[int, int]] = []
    n_held = 0
    for first, last in runs:
        begin = first
        while begin < last:
            end = int(np.searchsorted(begins, begins[begin] + most - n_held, side="right")) - 1
            end = min(max(end, begin if held else begin + 1), last)
            if end > begin:
                held.append((begin, end))
                n_held += int(begins[end] - begins[begin])
                begin = end
            if begin < last or n_held >= most:
                blocks.append(Block(np.array(held, dtype=np.int64)))
                held, n_held = [], 0
    return [*blocks, Block(np.array(held, dtype=np.int64))] if held else blocks


@dataclass(frozen=True)
class Source:
    """Where a matrix is on disk: a file and the place in it, or what zarr opened. Workers elsewhere may get it."""

    where: Any
    element: str
    shape: tuple[int, int]

    @contextmanager
    def opened(self) -> Iterator[StoredRows]:
        """Open it for one pass.

        Raises
        ------
        OSError
            Another matrix is there by now.
        """
        if not isinstance(self.where, Path):
            yield _rows_of(self.where)
            return
        import h5py
        from anndata.io import sparse_dataset

        with h5py.File(self.where, "r") as file:
            stored = file[self.element]
            matrix = stored if isinstance(stored, h5py.Dataset) else sparse_dataset(stored)
            if tuple(matrix.shape) != tuple(self.shape):
                raise OSError(f"{self.element!r} has the shape {matrix.shape} by now, not {self.shape}")
            yield _rows_of(matrix)

    def stamp(self) -> str:
        """Return a text that is another when what is read is another file, or another store in the folder."""
        return " ".join(f"{x.st_dev} {x.st_ino} {x.st_size} {x.st_mtime_ns}" for x in self._stats())

    def _stats(self) -> Iterator[os.stat_result]:
        # a path has a method of this name
        group: Any = self.where if isinstance(self.where, Path) else getattr(self.where, "group", self.where)
        file: Any = getattr(group, "file", None)
        root = getattr(getattr(group, "store", None), "root", None)
        with suppress(OSError, ValueError):  # it is gone, or closed: whoever reads it is told
            if isinstance(group, Path):
                yield group.stat()
            elif getattr(file, "driver", None) == "sec2":
                yield os.fstat(file.id.get_vfd_handle())
        if isinstance(root, Path):
            for name in ("zarr.json", ".zarray", "indptr/zarr.json", "indptr/.zarray"):
                with suppress(OSError):
                    yield (root / group.path / name).stat()


def _rows_of(matrix: Any) -> StoredRows:
    by_columns = isinstance(matrix, CSCDataset)
    if by_columns or isinstance(matrix, CSRDataset):
        group: Any = getattr(matrix, "group")  # noqa: B009 - one version of anndata has no types, another no such name
        _check_shape(group, matrix.shape)
        return SparseRows(group, matrix.shape, by_columns=by_columns)
    return DenseRows(matrix)


def _check_shape(group: Any, shape: tuple[int, int]) -> None:
    """Check that a group of zarr still has a matrix of the shape it had when it was opened; of HDF5 it has."""
    if not hasattr(group, "store"):
        return
    import zarr

    now: Any
    try:
        now = zarr.open_group(store=group.store, path=group.path, mode="r").attrs["shape"]
    except (KeyError, ValueError, FileNotFoundError) as error:
        raise OSError(f"there is no matrix {group.path!r} in {group.store} any more") from error
    if tuple(now) != tuple(shape):
        raise OSError(f"the matrix {group.path!r} in {group.store} is another than the one that was opened")


def source_of(matrix: Any) -> Source | None:
    """Return where a matrix is on disk, if it is just what is there: not of a subset of it, and nothing computed."""
    if isinstance(matrix, CSRDataset | CSCDataset):
        return Source(matrix, "", matrix.shape)
    if hasattr(matrix, "__dask_graph__"):
        return _source_of_lazy(matrix)
    return (
        Source(matrix, "", matrix.shape) if hasattr(matrix, "chunks") and not isinstance(matrix, np.ndarray) else None
    )


def _source_of_lazy(matrix: Any) -> Source | None:
    """Look into the graph that anndata's ``read_lazy`` makes; any other is computed by dask."""
    layers = getattr(matrix.dask, "layers", {})
    top = layers.get(matrix.name)
    found: Source | None = None
    if len(layers) == 1:
        for argument, _ in getattr(top, "indices", ()):
            if isinstance(argument, functools.partial) and len(argument.args) == 2:
                is_anndata = argument.func.__module__.startswith("anndata.")
                if is_anndata and argument.func.__name__ == "make_dask_chunk" and not argument.keywords:
                    found = Source(*argument.args, matrix.shape)
    elif len(layers) == 2 and f"original-{matrix.name}" in layers and matrix.name.startswith("from-zarr-"):
        array = layers[f"original-{matrix.name}"].get(f"original-{matrix.name}")
        found = None if array is None else Source(array, "", matrix.shape)
    if found is None or isinstance(found.where, Path):
        return found
    where = found.where
    is_it = getattr(where, "shape", None) == matrix.shape and where.dtype == matrix.dtype
    return found if is_it and (isinstance(where, CSRDataset | CSCDataset) or hasattr(where, "chunks")) else None
