"""Clusters of 100,000 cells in a process of its own: each step, against the same calls of scanpy in this process.

Run it with ``python -m bench.rows clusters``; another number of cells as ``python -m bench.clusters 20000``.
"""

from __future__ import annotations

import sys
import time
import warnings
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import numpy.typing as npt
import psutil
import scanpy as sc

from cellxgene_widget.statistics.clustering.estimate import in_words
from cellxgene_widget.statistics.clustering.process import ClusteringProcess
from cellxgene_widget.statistics.clustering.pynndescent_matrix import answer_with_matrices
from cellxgene_widget.statistics.clustering.steps import clusters_of, embedding_of, with_neighbors

Row = tuple[str, str, str]

#: Each column moves by this share of its spread: no two cells are the same.
_JITTER = 0.7


def representation(n_cells: int) -> npt.NDArray[np.float32]:
    """Return the PCA of the 700 real cells that ship with scanpy, drawn at random and moved a little."""
    real = np.asarray(sc.datasets.pbmc68k_reduced().obsm["X_pca"], dtype=np.float32)
    rng = np.random.default_rng(0)
    values = real[rng.integers(0, len(real), n_cells)]
    moved: npt.NDArray[np.float32] = values + _JITTER * real.std(axis=0) * rng.normal(size=values.shape)
    return moved.astype(np.float32)


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    """Return how long some work takes, and what comes of it."""
    begin = time.perf_counter()
    found = work()
    return time.perf_counter() - begin, found


def rows(n_cells: int = 100_000) -> Iterator[Row]:
    """Yield what was measured, how much it is, and what it is compared with."""
    values, few = representation(n_cells), representation(600)
    options: dict[str, Any] = {"use_rep": "X_pca", "n_neighbors": 15, "seed": 0}
    # what numba compiles, once in either process, is told apart
    begin = time.perf_counter()
    process = ClusteringProcess()

    def nothing() -> None:
        pass

    process.wait_until_ready(nothing)
    started = time.perf_counter() - begin
    compiled, _ = timed(lambda: process.ask(nothing, "neighbors", values=representation(9000), **options))
    process.ask(nothing, "embedding", seed=0)
    answer_with_matrices()  # or scanpy itself fails with pynndescent 0.7
    with_neighbors(representation(9000), **options)
    embedding_of(with_neighbors(few, **options), seed=0)

    ours: dict[str, float] = {}
    theirs: dict[str, float] = {}
    ours["neighbors"], _ = timed(lambda: process.ask(nothing, "neighbors", values=values, **options))
    ours["clusters"], (codes, names) = timed(lambda: process.ask(nothing, "clusters", resolution=1.0, seed=0))
    ours["embedding"], points = timed(lambda: process.ask(nothing, "embedding", seed=0))
    again, _ = timed(lambda: process.ask(nothing, "clusters", resolution=0.5, seed=0))
    memory = psutil.Process(process.pid).memory_info().rss
    ended, _ = timed(process.end)
    theirs["neighbors"], alone = timed(lambda: with_neighbors(values, **options))
    theirs["clusters"], (expected, _) = timed(lambda: clusters_of(alone, resolution=1.0, seed=0))
    theirs["embedding"], direct = timed(lambda: embedding_of(alone, seed=0))

    same = np.array_equal(codes, expected) and np.array_equal(points, direct)
    yield "Start of the process, scanpy loaded", f"{started:.1f} s", ""
    yield "First neighbours of 9,000 cells, numba compiling", f"{compiled:.1f} s", "once a process"
    for step, took in ours.items():
        ratio = f"{took / theirs[step]:.2f}x of scanpy in this process ({theirs[step]:.1f} s)"
        yield f"{step.capitalize()} of {n_cells:,} cells", f"{took:.1f} s", ratio
    total = sum(ours.values())
    yield (
        "All of it",
        f"{total:.0f} s",
        f"{total / sum(theirs.values()):.2f}x; said beforehand: " + in_words(n_cells, embed=True),
    )
    yield "Another resolution, from the graph that is kept", f"{again:.1f} s", f"{len(names)} clusters at 1.0"
    yield "Cancel: until the process is gone", f"{1000 * ended:.0f} ms", ""
    yield "Memory of the process", f"{memory / 1e6:.0f} MB", "none of it in the kernel"
    yield "Clusters and embedding the same, bit for bit", "yes" if same else "no", ""


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    for what, measured, beside in rows(int(sys.argv[1])):
        print(f"{what}: {measured} {beside}")
