"""The numbers of a matrix of any kind (in memory, on disk, lazy), some columns of it or in blocks of bounded size."""

from __future__ import annotations

import functools
import hashlib
import math
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import Any, Literal, TypeVar

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp
from anndata.abc import CSCDataset, CSRDataset

from ..core.cell_sets import Mask
from ..errors import DataError
from . import lazy_blocks
from .memory_pieces import columns_in_memory
from .stored_blocks import Axis, columns_within, over_stored, rows_within
from .stored_rows import Block, source_of
from .usual_numbers import usual_numbers

R = TypeVar("R")

#: Values that are looked at to see whether a matrix in memory was changed in place.
_SAMPLE = 4096


@dataclass(frozen=True)
class ReadSize:
    """How much of a matrix is read at a time.

    Attributes
    ----------
    n_bytes
        Of one block; a few are held at a time.
    n_lazy_blocks
        How many blocks of a lazy matrix are handed to dask at a time; between two such batches work can be cancelled.
    """

    n_bytes: int = 32_000_000
    n_lazy_blocks: int = 64


READ_SIZE = ReadSize()

Kind = Literal["rows", "columns", "disk rows", "disk columns", "disk dense", "lazy"]


def kind_of(matrix: Any) -> Kind:
    """Tell how a matrix is stored: what is cheap to read of it.

    Raises
    ------
    DataError
        It is of a kind that is not known, or holds something else than real numbers.
    """
    dtype = getattr(matrix, "dtype", None)
    if dtype is None or np.dtype(dtype).kind not in "biuf":
        raise DataError(f"The matrix holds no real numbers (its dtype is {dtype}): genes have no values to show.")
    if isinstance(matrix, np.ndarray):
        return "rows"
    if sp.issparse(matrix) and matrix.format in ("csr", "csc"):
        return "rows" if matrix.format == "csr" else "columns"
    if isinstance(matrix, CSRDataset):
        return "disk rows"
    if isinstance(matrix, CSCDataset):
        return "disk columns"
    if hasattr(matrix, "__dask_graph__"):
        return "lazy"
    if hasattr(matrix, "shape") and hasattr(matrix, "chunks"):  # h5py and zarr
        return "disk dense"
    raise DataError(f"A matrix of the kind {type(matrix).__name__} can't be read: use a numpy array, CSR or CSC.")


def is_in_memory(matrix: Any) -> bool:
    """Tell whether reading a matrix costs no more than looking at it."""
    return kind_of(matrix) in ("rows", "columns")


def is_by_genes(matrix: Any) -> bool:
    """Tell whether a matrix is stored column by column (CSC): then an index of columns is of no use."""
    kind = kind_of(matrix)
    if kind == "lazy":
        return getattr(matrix._meta, "format", None) == "csc"  # noqa: SLF001 - what dask has for this
    return kind in ("columns", "disk columns")


def token_of(matrix: Any) -> str:
    """Return a text that changes when another matrix takes this one's place, or it is changed in place as a whole.

    Of a matrix in memory a spread sample of its values is looked at: ``sc.pp.log1p`` and the like show in it.
    """
    kind = kind_of(matrix)
    if kind == "lazy":
        return str(matrix.name)
    if kind.startswith("disk"):
        group = getattr(matrix, "group", matrix)
        return f"{getattr(getattr(group, 'file', None), 'filename', '')}{group.name}{matrix.shape}"
    values = matrix.data if sp.issparse(matrix) else matrix
    size = values.size
    at = np.linspace(0, size - 1, min(size, _SAMPLE)).astype(np.int64)
    sample = values[at] if values.ndim == 1 else values[np.unravel_index(at, values.shape)]
    digest = hashlib.blake2b(np.ascontiguousarray(sample).tobytes(), digest_size=16).hexdigest()
    return f"{matrix.shape} {size} {values.dtype} {digest}"


def reading_token(matrix: Any) -> str:
    """Return what :func:`token_of` does, another one too when a file or a store on disk takes another's place."""
    source = None if is_in_memory(matrix) else source_of(matrix)
    return token_of(matrix) if source is None else f"{token_of(matrix)} {source.stamp()}"


def summed(values: Any) -> Any:
    """Return a CSR or CSC matrix with each entry in one piece, each row (or column) in order.

    A matrix may hold an entry in several pieces, that count as their sum, as some converters leave it. It is copied
    then, and stays as it is.
    """
    if values.has_canonical_format:
        return values
    values = values.copy()
    values.sum_duplicates()
    return values


def columns_of(
    matrix: Any,
    positions: Sequence[int] | npt.NDArray[np.intp],
    progress: Callable[[float], None] = lambda _: None,
    size: ReadSize = READ_SIZE,
) -> npt.NDArray[Any]:
    """Return some columns, in one pass over the matrix.

    Parameters
    ----------
    matrix
        Dense, CSR or CSC, in memory or on disk, or a dask array; shape (n_cells, n_genes).
    positions
        Which columns.
    progress
        Told the part that is done, 0 to 1, after each block. It may raise, to stop.
    size
        How much is read at a time.

    Returns
    -------
    ndarray, shape (n_cells, len(positions)), of the dtype of the matrix
    """
    wanted = np.asarray(positions, dtype=np.intp)
    kind = kind_of(matrix)
    if kind == "rows" and sp.issparse(matrix):
        return columns_in_memory(matrix, wanted)
    if kind in ("rows", "columns"):
        return _dense(matrix[:, wanted])
    # In their order in the matrix, each once: another order dask takes block by block.
    places, order = np.unique(wanted, return_inverse=True)
    source = source_of(matrix)
    if source is None:
        return lazy_blocks.columns_of(matrix, places, progress, size.n_lazy_blocks)[:, order]
    found = np.zeros((matrix.shape[0], places.size), dtype=matrix.dtype, order="F")

    def task(axis: Axis, block: Block) -> Callable[[Any], npt.NDArray[Any]]:
        own = np.flatnonzero(np.isin(block.rows, places)) if axis else places
        return functools.partial(columns_within, places=own)

    with closing(over_stored(matrix, source, _needed(matrix, places, 1), task, progress, size.n_bytes)) as parts:
        for axis, block, part in parts:
            if axis:
                found[:, np.flatnonzero(np.isin(places, block.rows))] = part
            else:
                found[block.rows] = part
    return found if np.array_equal(order, np.arange(order.size)) else found[:, order]


def _needed(matrix: Any, positions: npt.NDArray[np.intp], of: Axis) -> Callable[[Axis], Mask]:
    """Return what is needed of a matrix for some rows or columns of it, given what it is stored along."""

    def needed(axis: Axis) -> Mask:
        mask = np.full(matrix.shape[axis], axis != of)
        mask[positions if axis == of else slice(None)] = True
        return mask

    return needed


def rows_of(
    matrix: Any,
    positions: npt.NDArray[np.intp],
    progress: Callable[[float], None] = lambda _: None,
    size: ReadSize = READ_SIZE,
) -> Any:
    """Return some rows, in their order in the matrix.

    Parameters
    ----------
    matrix
        As for :func:`columns_of`.
    positions
        Which rows: sorted, each once.
    progress
        Told the part that is done, 0 to 1. It may raise, to stop.
    size
        How much is read at a time.

    Returns
    -------
    ndarray, CSR or CSC, shape (len(positions), n_genes)
    """
    kind = kind_of(matrix)
    if kind in ("rows", "columns"):
        return matrix[positions]
    source = source_of(matrix)
    if source is None:
        return lazy_blocks.rows_of(matrix, positions, progress, size.n_lazy_blocks)

    def task(axis: Axis, block: Block) -> Callable[[Any], Any]:
        own = positions if axis else np.flatnonzero(np.isin(block.rows, positions))
        return functools.partial(rows_within, places=own)

    found = list(over_stored(matrix, source, _needed(matrix, positions, 0), task, progress, size.n_bytes))
    if not found:
        with source.opened() as stored:
            nothing = stored.read(Block(np.zeros((1, 2), dtype=np.int64)))
            return sp.csr_matrix((positions.size, matrix.shape[1]), dtype=matrix.dtype) if stored.axis else nothing
    parts = [part for _, _, part in found]
    if not sp.issparse(parts[0]):
        return np.concatenate(parts)
    return (sp.hstack if found[0].axis else sp.vstack)(parts, format="csr")


def bounds_of(matrix: Any) -> npt.NDArray[np.int64] | None:
    """Return where rows begin that are stored together, and where the last of them end.

    None: each can be had alone, in memory, or only all of them, where the matrix is stored by columns on disk.
    """
    kind = kind_of(matrix)
    if kind in ("rows", "columns", "disk columns"):
        return None
    source = source_of(matrix)
    if source is None:
        return np.cumsum([0, *matrix.chunks[0]], dtype=np.int64)
    with source.opened() as stored:
        return None if stored.axis else stored.bounds()


def blocks_of_rows(matrix: Any, size: ReadSize = READ_SIZE) -> Iterator[tuple[int, Any]]:
    """Give all rows of a matrix on disk, in blocks: the row that a block ends before, and an ndarray or CSR."""
    for begin, end in _ranges(matrix, kind_of(matrix), size):
        yield end, matrix[begin:end]


def over_blocks(
    matrix: Any,
    work: Callable[..., R],
    groups: npt.NDArray[np.uint8],
    progress: Callable[[float], None] = lambda _: None,
    size: ReadSize = READ_SIZE,
) -> Generator[tuple[slice, R], None, None]:
    """Do some work on every block of a matrix that has rows in a group.

    Parameters
    ----------
    matrix
        As for :func:`columns_of`.
    work
        Called as ``work(values, groups=...)`` with a block (an ndarray, CSR or CSC) and the groups of its rows, on
        several threads. The blocks of a dask array are worked on by its scheduler, in its threads or on its cluster:
        ``work`` must be importable.
    groups
        One a row; rows of group 0 are not needed, and not read where that saves something. Shape (n_cells,).
    progress
        Told the part that is done, 0 to 1, after each block. It may raise, to stop.
    size
        How much is read at a time.

    Yields
    ------
    slice, result
        The columns of a block, and what the work came to.
    """
    kind = kind_of(matrix)
    n_columns = matrix.shape[1]
    if kind == "columns":
        per_column = 12 * _n_stored(matrix) / max(n_columns, 1) + 1
        step = max(1, int(size.n_bytes / per_column))
        for begin in range(0, n_columns, step):
            end = min(begin + step, n_columns)
            yield slice(begin, end), work(matrix[:, begin:end], groups)
            progress(end / n_columns)
    elif kind == "rows":
        # In memory it is cheapest to take exactly the rows that are needed.
        rows = np.flatnonzero(groups)
        step = _rows_a_block(matrix, size)
        for begin in range(0, rows.size, step):
            some_rows = rows[begin : begin + step]
            yield slice(0, n_columns), work(matrix[some_rows], groups[some_rows])
            progress(min(begin + step, rows.size) / rows.size)
    elif (source := source_of(matrix)) is None:
        yield from lazy_blocks.over_blocks(matrix, work, groups, progress, size.n_lazy_blocks)
    else:

        def task(axis: Axis, block: Block) -> Callable[[Any], R]:
            return functools.partial(work, groups=groups if axis else groups[block.rows])

        rows = np.flatnonzero(groups)
        with closing(over_stored(matrix, source, _needed(matrix, rows, 0), task, progress, size.n_bytes)) as results:
            for axis, block, result in results:
                yield slice(int(block.runs[0, 0]), block.end) if axis else slice(0, n_columns), result


def in_memory(matrix: Any, rows: Mask, limit: int) -> Any:
    """Return some rows of a matrix in memory, an ndarray or CSR, with each entry in one piece.

    All rows of one that is there already are not copied, unless some entries are in pieces or not of a usual kind.

    Raises
    ------
    DataError
        More than ``limit`` bytes would be read from disk.
    """
    kind = kind_of(matrix)
    if kind in ("rows", "columns"):
        return _whole(matrix if rows.all() else matrix[np.flatnonzero(rows)])
    sparse = kind in ("disk rows", "disk columns")
    size = 12 * _n_stored(matrix) if sparse else math.prod(matrix.shape) * matrix.dtype.itemsize
    if size * rows.mean() > limit:
        raise DataError(
            f"This needs the values of all genes in memory, {size * rows.mean() / 1e9:.1f} GB of them: more than "
            f"{limit / 1e9:.1f} GB. Use method='t-test', which reads them in blocks, or fewer cells."
        )
    return _whole(rows_of(matrix, np.flatnonzero(rows)))


def _whole(values: Any) -> Any:
    """Return values as scanpy's compiled code takes them: each entry in one piece, of a usual kind of number."""
    return usual_numbers(summed(values) if sp.issparse(values) else values)


def _dense(values: Any) -> npt.NDArray[Any]:
    return values.toarray() if hasattr(values, "toarray") else np.asarray(values)


def _n_stored(matrix: Any) -> int:
    return int(matrix.nnz) if sp.issparse(matrix) else int(matrix.group["indices"].shape[0])


def _rows_a_block(matrix: Any, size: ReadSize) -> int:
    n_rows, n_columns = matrix.shape
    is_sparse = sp.issparse(matrix) or isinstance(matrix, CSRDataset)
    # Dense values become float64 when they are summed, sparse ones have an index of 4 bytes beside them.
    per_row = 12 * _n_stored(matrix) / max(n_rows, 1) if is_sparse else 8 * n_columns
    return max(1, int(size.n_bytes / max(per_row, 1)))


def _ranges(matrix: Any, kind: Kind, size: ReadSize) -> Iterator[tuple[int, int]]:
    n_rows, step = matrix.shape[0], _rows_a_block(matrix, size)
    if kind == "disk dense" and matrix.chunks:
        # Whole chunks: each is read and unpacked once.
        step = max(step // matrix.chunks[0], 1) * matrix.chunks[0]
    for begin in range(0, n_rows, step):
        yield begin, min(begin + step, n_rows)
