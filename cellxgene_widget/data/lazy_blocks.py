"""A lazy matrix by its blocks: dask computes them, in its threads or on the workers of its cluster.

On a cluster the workers do the work, too, and only what it comes to travels.
"""

from __future__ import annotations

import sys
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import closing
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

R = TypeVar("R")
Progress = Callable[[float], None]

#: Tasks that a thread of a cluster has before it, so that none waits for the next.
_AHEAD = 3


def cluster() -> Any | None:
    """Return the ``dask.distributed`` client that computes now; None: there is none, or another way was chosen."""
    if "distributed" not in sys.modules:
        return None
    from dask.base import get_scheduler
    from distributed import Client

    scheduler = get_scheduler()  # type: ignore[no-untyped-call]
    client = getattr(scheduler, "__self__", None)
    return client if isinstance(client, Client) else None


def columns_of(matrix: Any, places: npt.NDArray[np.intp], progress: Progress, at_once: int) -> npt.NDArray[Any]:
    """Return some columns of a dask array, sorted and each once; shape (n_cells, len(places))."""
    blocks = matrix[:, places].to_delayed()
    parts = [_side_by_side(row, dense=True) for row in _computed(_rows(blocks), progress, at_once)]
    return np.concatenate(parts) if parts else np.zeros((0, places.size), dtype=matrix.dtype)


def rows_of(matrix: Any, positions: npt.NDArray[np.intp], progress: Progress, at_once: int) -> Any:
    """Return some rows of a dask array, sorted and each once: an ndarray or CSR."""
    blocks = matrix[positions].to_delayed()
    parts = [_side_by_side(row) for row in _computed(_rows(blocks), progress, at_once)]
    return sp.vstack(parts, format="csr") if sp.issparse(parts[0]) else np.concatenate(parts)


def over_blocks(
    matrix: Any,
    work: Callable[..., R],
    groups: npt.NDArray[np.uint8],
    progress: Progress,
    at_once: int,
) -> Generator[tuple[slice, R], None, None]:
    """Do what :func:`.matrix.over_blocks` says on a dask array."""
    from dask.delayed import delayed

    blocks = matrix.to_delayed()
    task = delayed(work, pure=False)
    row_ends, column_ends = (np.cumsum([0, *chunks]) for chunks in matrix.chunks)
    tasks, columns = [], []
    for i in range(blocks.shape[0]):
        its_groups = groups[row_ends[i] : row_ends[i + 1]]
        if its_groups.any():
            for j in range(blocks.shape[1]):
                tasks.append(task(blocks[i, j], groups=its_groups))
                columns.append(slice(int(column_ends[j]), int(column_ends[j + 1])))
    with closing(_computed(tasks, progress, at_once)) as results:
        yield from zip(columns, results, strict=True)


def on_workers(client: Any, calls: Iterable[tuple[Any, ...]]) -> Generator[Any, None, None]:
    """Give what calls come to, in their order; those that are not waited for any more are cancelled."""
    most = _AHEAD * max(sum(client.nthreads().values()), 1)
    return _awaited(client, (client.submit(*call, pure=False) for call in calls), most)


def _awaited(client: Any, futures: Iterator[Any], most: int) -> Generator[Any, None, None]:
    begun: deque[Any] = deque()
    try:
        for future in futures:
            begun.append(future)
            if len(begun) >= most:
                yield begun.popleft().result()
        while begun:
            yield begun.popleft().result()
    finally:
        client.cancel(list(begun))


def _computed(tasks: list[Any], progress: Progress, at_once: int) -> Generator[Any, None, None]:
    """Give what delayed tasks come to, in their order, by the scheduler that is active."""
    from dask.base import compute

    client = cluster()
    if client is not None:
        batches = (client.compute(tasks[begin : begin + at_once]) for begin in range(0, len(tasks), at_once))
        futures = (future for batch in batches for future in batch)
        with closing(_awaited(client, futures, 2 * at_once)) as results:
            for done, result in enumerate(results, 1):
                yield result
                progress(done / len(tasks))
        return
    for begin in range(0, len(tasks), at_once):
        yield from compute(*tasks[begin : begin + at_once])  # type: ignore[no-untyped-call]
        progress(min(begin + at_once, len(tasks)) / len(tasks))


def _rows(blocks: Any) -> list[Any]:
    from dask.delayed import delayed

    return [delayed(list, pure=False)(row.tolist()) for row in blocks]


def _side_by_side(row: list[Any], *, dense: bool = False) -> Any:
    if dense:
        row = [each.toarray() if hasattr(each, "toarray") else np.asarray(each) for each in row]
    if len(row) == 1:
        return row[0]
    return sp.hstack(row, format="csr") if sp.issparse(row[0]) else np.hstack(row)
