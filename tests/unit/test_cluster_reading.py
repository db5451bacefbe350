"""With a dask.distributed client the processes of its cluster read and sum; what they send back is small, and right."""

from __future__ import annotations

import warnings

import dask
import numpy as np
import pytest

from cellxgene_widget.data.lazy_blocks import cluster
from cellxgene_widget.data.matrix import ReadSize, columns_of, in_memory, rows_of
from cellxgene_widget.data.sampled_rows import sampled_rows
from cellxgene_widget.data.stored import x_of
from cellxgene_widget.statistics.welch import sums_of

from .stores import real_cells, stored
from .test_sampled_rows import plain, sides

distributed = pytest.importorskip("distributed")

LAZY = ["lazy zarr", "lazy zarr csc", "lazy zarr dense", "lazy h5ad", "lazy h5ad csc", "dask", "subset"]
SMALL = ReadSize(n_bytes=200_000, n_lazy_blocks=3)


@pytest.fixture(scope="module")
def client():
    with (
        distributed.LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=":0") as workers,
        distributed.Client(workers) as client,
    ):
        yield client


@pytest.fixture(scope="module")
def cells():
    return real_cells()


def matrix_of(cells, kind, folder):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        adata = stored(cells, "lazy zarr" if kind == "subset" else kind, folder)
    return adata[100:].X if kind == "subset" else x_of(adata)


def who_worked(client):
    """Return how many tasks each worker has begun so far."""
    return client.run(lambda dask_worker: dask_worker.state.executed_count)


@pytest.mark.parametrize("kind", LAZY)
def test_all_that_is_read_is_read_by_workers_and_equal(kind, cells, client, tmp_path):
    matrix = matrix_of(cells, kind, tmp_path)
    n = matrix.shape[0]
    dense = plain(cells.X)[-n:]
    inside, outside = (side[-n:] for side in sides())
    groups = np.where(inside, 1, np.where(outside, 2, 0)).astype(np.uint8)
    told = []

    def asked():
        (first, second) = sums_of(matrix, groups, 2, told.append, SMALL)
        yield first.total, dense[groups == 1].sum(axis=0)
        yield second.squares, np.square(dense[groups == 2].astype(float)).sum(axis=0)
        yield columns_of(matrix, [5, 2, 5], told.append, SMALL), dense[:, [5, 2, 5]]
        yield rows_of(matrix, np.array([3, 4, 200]), told.append, SMALL), dense[[3, 4, 200]]
        yield in_memory(matrix, inside, 10**9), dense[inside]
        sample = sampled_rows(matrix, inside, outside & ~inside, 100, size=SMALL)
        yield sample.values, dense[sample.positions]

    reads = asked()
    while True:
        before = who_worked(client)
        pair = next(reads, None)
        if pair is None:
            break
        if pair[0].ndim == 2 or not told:
            assert who_worked(client) != before, "no worker read"
        np.testing.assert_allclose(plain(pair[0]), pair[1], rtol=1e-5)
    assert told
    assert all(0 <= part <= 1 for part in told)


def test_both_workers_work_and_only_sums_come_back(cells, client, tmp_path):
    matrix = matrix_of(cells, "lazy zarr", tmp_path)
    before = who_worked(client)
    sizes = []

    def note(dask_scheduler):
        return [task.nbytes for task in dask_scheduler.tasks.values() if task.nbytes > 0]

    def look(_):
        sizes.extend(client.run_on_scheduler(note))

    sums_of(matrix, np.ones(700, dtype=np.uint8), 1, look, ReadSize(n_bytes=20_000))
    after = who_worked(client)
    assert all(after[address] > before[address] for address in before)
    one = 3 * 8 * matrix.shape[1]
    assert 0 < max(sizes) < 2 * one


def test_reading_that_is_stopped_leaves_nothing_to_be_done(cells, client, tmp_path):
    for kind in ("lazy zarr", "dask"):
        matrix = matrix_of(cells, kind, tmp_path)

        def stop(_):
            raise InterruptedError

        with pytest.raises(InterruptedError):
            sums_of(matrix, np.ones(700, dtype=np.uint8), 1, stop, ReadSize(n_bytes=5_000, n_lazy_blocks=1))
        assert not client.futures


def test_another_scheduler_that_was_asked_for_is_used(cells, client, tmp_path):
    matrix = matrix_of(cells, "lazy zarr", tmp_path)
    assert cluster() is client
    with dask.config.set(scheduler="threads"):
        assert cluster() is None
        before = who_worked(client)
        sums_of(matrix, np.ones(700, dtype=np.uint8), 1)
        assert who_worked(client) == before
