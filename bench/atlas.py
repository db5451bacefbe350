"""A store that does not fit in memory: opening, genes, markers estimated and exact, and the memory that they take.

``python -m bench.rows atlas``; each way of use runs in a process of its own, which has the gene index or has it not.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

import cellxgene_widget as cxw
from bench.data import N_ATLAS, N_GENES, atlas, index_of, n_values, with_genes, with_index
from bench.markers import SAMPLE, estimate_of
from bench.rows import Row
from bench.tables import at, middle, ms

_ROUNDS = 3


def rows() -> Iterator[Row]:
    """Yield what was measured, how much it is, and what it is compared with."""
    path = atlas()
    whole = 8 * n_values(path)
    what = f"a lazy .zarr of {N_ATLAS:,} x {N_GENES:,}"
    for name in ("without a gene index", "with it"):
        found = measured("use", path, {} if name.startswith("without") else with_index())
        beside = f"{100 * found['grown'] / whole:.0f} % of X ({whole / 1e9:.1f} GB)"
        yield Row(f"{what}, {name}: memory", f"{found['grown'] / 1e6:,.0f} MB", beside)
        for step, text in {
            "open": "`open_session`",
            "genes": "20 genes",
            "estimate": f"markers of 10 %, an estimate from {SAMPLE:,} cells",
            "exact": "the same, exact",
        }.items():
            times = at(found, step) or []
            yield Row(f"{name}: {text}", ms(times), "", f"{name}: {step}", times)
        if name.startswith("without"):
            yield from index_rows(path, whole)


def index_rows(path: Path, whole: int) -> Iterator[Row]:
    """Make the index in a process of its own."""
    begin = time.perf_counter()
    found = measured("index", path, with_index())
    took = time.perf_counter() - begin
    made = f"made in {took:.0f} s" if middle(found["made"]) else "it was there"
    share = f"{100 * found['grown'] / whole:.0f} % of X"
    yield Row(f"its gene index, {made}: memory", f"{found['grown'] / 1e6:,.0f} MB", share)


def measured(what: str, path: Path, env: dict[str, str]) -> dict[str, Any]:
    """Run this file on a store in a process of its own; return what it found."""
    command = [sys.executable, "-m", "bench.atlas", what, str(path)]
    done = subprocess.run(
        command, check=True, capture_output=True, text=True, cwd=Path(__file__).parents[1], env=os.environ | env
    )
    return dict(json.loads(done.stdout.splitlines()[-1]))


def use(what: str, path: Path) -> dict[str, Any]:
    """Open a store, look at genes and markers, and tell the memory above that of an empty session's imports."""
    warnings.simplefilter("ignore")
    # all that is imported, and dask's threads, are there before
    with tempfile.TemporaryDirectory() as folder:
        tiny = Path(folder) / "tiny.zarr"
        with_genes(200).write_zarr(tiny)
        session = cxw.open_session(tiny, annotations_dir=folder)
        session.select(range(10))
        session.markers()
        session.close()
        before = peak()
        if what == "index":
            begin = time.time()
            index = index_of(path)
            found: dict[str, Any] = {"made": float(index.stat().st_mtime > begin)}
        else:
            found = times(path, folder)
    return {**found, "grown": peak() - before}


def peak() -> int:
    """Return the most memory that this process had, in bytes; Linux counts the parent's into ``ru_maxrss``."""
    status = Path("/proc/self/status")
    if status.exists():
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return 1024 * int(line.split()[1])
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def times(path: Path, folder: str) -> dict[str, list[float]]:
    """Return how long the steps of a session take."""
    found: dict[str, list[float]] = {name: [] for name in ("open", "genes", "estimate", "exact")}

    def timed(name: str, begin: float) -> None:
        found[name].append(time.perf_counter() - begin)

    begin = time.perf_counter()
    session = cxw.open_session(path, annotations_dir=folder)
    timed("open", begin)
    begin = time.perf_counter()
    session.parts.table.genes.many([f"gene-{i}" for i in range(20)])
    timed("genes", begin)
    estimate = estimate_of(session)
    rng = np.random.default_rng(0)
    for _ in range(_ROUNDS):
        session.select(rng.random(session.parts.table.n_cells) < 0.1)
        if estimate is not None:
            begin = time.perf_counter()
            estimate()
            timed("estimate", begin)
        begin = time.perf_counter()
        session.markers()
        timed("exact", begin)
    session.close()
    return found


if __name__ == "__main__":
    print(json.dumps(use(sys.argv[1], Path(sys.argv[2]))))
