"""Markers of a dask array by ``dask.distributed``, one worker process and two: ``python -m bench.rows workers``.

Each has one thread, and the array is of the large store, which is read anew for every comparison.
"""

from __future__ import annotations

import tempfile
import warnings
from collections.abc import Iterator

import anndata as ad
import numpy as np

import cellxgene_widget as cxw
from bench.data import N_ATLAS, N_GENES, atlas
from bench.measure import seconds
from bench.rows import Row
from bench.tables import ms, ratio

_ROUNDS = 3


def rows() -> Iterator[Row]:
    """Yield what was measured."""
    warnings.simplefilter("ignore")
    found = {n: markers(n) for n in (1, 2)}
    beside = f"{ratio(found[1], found[2]) or 0:.2f} x as fast as with one"
    what = f"exact markers of 10 % of {N_ATLAS:,} x {N_GENES:,}"
    yield Row(f"{what}, one worker process", ms(found[1]), "", "one", found[1])
    yield Row(f"{what}, two", ms(found[2]), beside, "two", found[2])


def markers(n_workers: int) -> list[float]:
    """Return how long markers take with so many workers."""
    from dask.distributed import Client, LocalCluster

    with (
        tempfile.TemporaryDirectory() as folder,
        LocalCluster(  # type: ignore[no-untyped-call]
            n_workers=n_workers, threads_per_worker=1, processes=True, dashboard_address=None
        ) as cluster,
        Client(cluster),  # type: ignore[no-untyped-call]
    ):
        adata = ad.experimental.read_lazy(atlas())
        session = cxw.open_session(adata, annotations_dir=folder, dataset="bench")
        rng = np.random.default_rng(0)
        times: list[float] = []
        for _ in range(_ROUNDS):
            session.select(rng.random(adata.n_obs) < 0.1)
            times += seconds(session.markers, 1)
        session.close()
    return times
