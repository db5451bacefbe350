"""Work on the blocks of a matrix on disk: in threads here, or by the workers of a dask cluster, which read them."""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import closing
from typing import Any, Literal, NamedTuple, TypeVar

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from ..core.cores import in_threads, n_cores
from .lazy_blocks import cluster, on_workers
from .stored_rows import Block, Source

R = TypeVar("R")
Axis = Literal[0, 1]
Positions = npt.NDArray[np.intp]

#: Blocks of full size that are in memory together.
_MOST_BLOCKS = 4


class Done(NamedTuple):
    """What some work on a block came to.

    Attributes
    ----------
    axis
        1 where the matrix is stored by columns: the block has columns.
    block
        Which.
    result
        What it came to.
    """

    axis: Axis
    block: Block
    result: Any


def over_stored(
    matrix: Any,
    source: Source,
    needed: Callable[[Axis], npt.NDArray[np.bool_]],
    task: Callable[[Axis, Block], Callable[[Any], Any]],
    progress: Callable[[float], None],
    n_bytes: int,
) -> Generator[Done, None, None]:
    """Do some work on blocks of a matrix on disk; what it comes to is given in their order.

    Parameters
    ----------
    matrix
        A dask array is read by the workers of the cluster, if there is one.
    source
        Where it is.
    needed
        Given the axis that it is stored along, which rows (columns, if 1) are needed.
    task
        Given the axis and a block, what is to be done with its values; importable, for it may be done elsewhere.
    progress
        Told the part that is done after each block. It may raise, to stop.
    n_bytes
        Of a block.
    """
    client = cluster() if hasattr(matrix, "__dask_graph__") else None
    with source.opened() as stored:
        axis, wanted = stored.axis, needed(stored.axis)
        if client is not None:
            blocks = stored.blocks(wanted, n_bytes)
            results = on_workers(client, ((_read_and_do, source, block, task(axis, block)) for block in blocks))
        else:
            # With many cores each reads less at a time, for all of it is in memory together.
            blocks = stored.blocks(wanted, min(n_bytes, max(n_bytes * _MOST_BLOCKS // n_cores(), 1)))
            results = in_threads(lambda block: task(axis, block)(stored.read(block)), blocks)
        # closed before the file is
        with closing(results):
            for block, result in zip(blocks, results, strict=True):
                yield Done(axis, block, result)
                progress(block.end / wanted.size)


def _read_and_do(source: Source, block: Block, do: Callable[[Any], R]) -> R:
    with source.opened() as stored:
        return do(stored.read(block))


def columns_within(values: Any, places: Positions) -> npt.NDArray[Any]:
    """Return some columns of values in memory, dense; ``places`` are sorted, each once."""
    if not sp.issparse(values):
        return np.asarray(values[:, places])
    if values.format == "csc":
        dense: npt.NDArray[Any] = values[:, places].toarray()
        return dense
    if places.size == 1:
        entries = np.flatnonzero(values.indices == places[0])
        columns = np.zeros(entries.size, dtype=np.int32)
    else:
        place_of = np.full(values.shape[1], -1, dtype=np.int32)
        place_of[places] = np.arange(places.size)
        entries = np.flatnonzero(place_of[values.indices] >= 0)
        columns = place_of[values.indices[entries]]
    rows = np.searchsorted(values.indptr, entries, side="right") - 1
    found = np.zeros((values.shape[0], places.size), dtype=values.dtype)
    np.add.at(found, (rows, columns), values.data[entries])  # an entry may be in pieces
    return found


def rows_within(values: Any, places: Positions) -> Any:
    """Return some rows of values in memory."""
    return values[places]
