"""What speaks for a label, and its price: markers of a selection, one gene by kind of storage, memory on a large store.

Sizes can be set: BENCH_CELLS (100,000), BENCH_ATLAS (1,000,000), BENCH_GENES (2,000).
"""

from __future__ import annotations

import gc
import importlib.util
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import anndata as ad
import numpy as np
import scanpy as sc
import scipy.sparse as sp

import cellxgene_widget as cxw
from bench.drafts import seconds
from cellxgene_widget.data.genes import GeneTable

N_CELLS = int(os.environ.get("BENCH_CELLS", "100_000"))
N_ATLAS = int(os.environ.get("BENCH_ATLAS", "1_000_000"))
N_GENES = int(os.environ.get("BENCH_GENES", "2_000"))
CHUNK = 50_000
MEMORY_ROUNDS = 20

Row = tuple[str, str, str]


def cells(n: int, seed: int = 0) -> ad.AnnData:
    """Return cells of pbmc68k_reduced, drawn again and again: genes repeated, a quarter of the values kept (8 %)."""
    small = sc.datasets.pbmc68k_reduced()
    raw = small.raw.X.tocsr()[:, np.arange(N_GENES) % small.raw.shape[1]].astype(np.float32)
    raw.data[np.random.default_rng(0).random(raw.nnz) > 0.25] = 0
    raw.eliminate_zeros()
    rng = np.random.default_rng(seed)
    rows = rng.integers(0, small.n_obs, n)
    x = raw[rows]
    x.data *= rng.uniform(0.8, 1.2, x.nnz).astype(np.float32)
    umap = (small.obsm["X_umap"][rows] + rng.normal(scale=0.1, size=(n, 2))).astype(np.float32)
    adata = ad.AnnData(x, obsm={"X_umap": umap})
    adata.obs_names = [f"cell-{seed}-{i}" for i in range(n)]
    adata.var_names = [f"gene-{i}" for i in range(N_GENES)]
    adata.uns["log1p"] = {"base": None}
    return adata


def rows() -> Iterator[Row]:
    """Yield what was measured, how much it is, and what it is compared with."""
    warnings.simplefilter("ignore")
    with tempfile.TemporaryDirectory() as folder:
        adata = cells(N_CELLS)
        yield from marker_rows(adata, folder)
        yield from gene_rows(adata, Path(folder))
        del adata
        gc.collect()
        yield from memory_rows(Path(folder))


def marker_rows(adata: ad.AnnData, folder: str) -> Iterator[Row]:
    """A tenth of the cells against the rest."""
    rng = np.random.default_rng(1)
    session = cxw.open_session(adata, annotations_dir=folder, dataset="bench")
    chosen = rng.random(adata.n_obs) < 0.1
    session.select(chosen)
    adata.obs["chosen"] = np.where(chosen, "in", "out")
    adata.obs["chosen"] = adata.obs["chosen"].astype("category")
    begin = time.perf_counter()
    session.markers()
    cold = time.perf_counter() - begin
    warm = seconds(session.markers)
    size = f"{adata.n_obs:,} x {adata.n_vars:,}"

    def theirs(method: str) -> Callable[[], Any]:
        return lambda: sc.tl.rank_genes_groups(adata, "chosen", groups=["in"], method=method, use_raw=False)

    t_test = seconds(theirs("t-test"), 3)
    yield f"markers of 10 % of {size} (CSR), the first time", f"{cold:.2f} s", f"{t_test / cold:.1f} x scanpy's t-test"
    yield "the same with another selection", f"{1000 * warm:.0f} ms", f"{t_test / warm:.0f} x scanpy's t-test"
    wilcoxon = seconds(theirs("wilcoxon"), 1)
    ours = seconds(lambda: session.markers(method="wilcoxon"), 1)
    yield "scanpy's t-test, `rank_genes_groups`", f"{t_test:.2f} s", ""
    yield "scanpy's Wilcoxon", f"{wilcoxon:.1f} s", f"{wilcoxon / warm:.0f} x longer than our markers, warm"
    yield "`markers(method='wilcoxon')`, which is scanpy's", f"{ours:.1f} s", ""
    if importlib.util.find_spec("illico") is not None:
        yield from illico_rows(adata, warm)
    session.close()
    del adata.obs["chosen"], adata.uns["rank_genes_groups"]


def illico_rows(adata: ad.AnnData, warm: float) -> Iterator[Row]:
    """An exact Wilcoxon test that is made for speed; its first run compiles."""
    from illico import asymptotic_wilcoxon

    def test() -> Any:
        return asymptotic_wilcoxon(
            adata, group_keys="chosen", reference=None, is_log1p=True, exp_post_agg=True, n_threads=2
        )

    test()
    took = seconds(test, 3)
    yield "illico's Wilcoxon, compiled", f"{took:.2f} s", f"{took / warm:.0f} x longer than our markers, warm"


def gene_rows(adata: ad.AnnData, folder: Path) -> Iterator[Row]:
    """One gene that was not read before, by each kind of storage."""
    size = f"{adata.n_obs:,} x {adata.n_vars:,}"
    forms = {"CSR": adata.X, "CSC": sp.csc_matrix(adata.X)}
    some = iter(np.random.default_rng(2).permutation(N_GENES))

    def measure(data: ad.AnnData, path: Path | None = None) -> float:
        table = GeneTable(data, path=path)
        return 1000 * seconds(lambda: table.values(f"gene-{next(some)}"), 5)

    dense = ad.AnnData(adata.X.toarray(), obs=adata.obs, var=adata.var)
    yield f"one gene of {size}: in memory, dense", f"{measure(dense):.1f} ms", ""
    del dense
    for name, x in forms.items():
        data = ad.AnnData(x, obs=adata.obs, var=adata.var, obsm=dict(adata.obsm))
        yield f"in memory, {name}", f"{measure(data):.1f} ms", ""
        for suffix in ("h5ad", "zarr"):
            path = folder / f"{name}.{suffix}"
            (data.write_zarr if suffix == "zarr" else data.write_h5ad)(path)
            plain = 0.0
            if suffix == "h5ad":
                backed = ad.read_h5ad(path, backed="r")
                plain = measure(backed)
                yield f"backed .h5ad, {name}", f"{plain:.1f} ms", ""
                backed.file.close()
            lazy = ad.experimental.read_lazy(path)
            slow = measure(lazy)
            yield f"lazy .{suffix}, {name}", f"{slow:.1f} ms", ""
            if name == "CSR":
                made = seconds(lambda path=path: cxw.write_gene_index(path), 1)  # type: ignore[misc]
                index = cxw.write_gene_index(path)
                fast = measure(lazy, path)
                note = f"{slow / fast:.0f} x faster than lazy" + (
                    f", {plain / fast:.0f} x than backed" if plain else ""
                )
                yield f"the same with its gene index, .{suffix}", f"{fast:.1f} ms", note
                yield (
                    "making that index",
                    f"{made:.1f} s",
                    f"{index.stat().st_size / 1e6:.0f} MB, X has {12e-6 * adata.X.nnz * 2 / 3:.0f} MB unpacked",
                )


def memory_rows(folder: Path) -> Iterator[Row]:
    """How much memory a store takes that does not fit, in a process of its own: with its gene index, and without."""
    path = folder / "atlas.zarr"
    n_values = write_atlas(path)
    whole = 8 * n_values
    for name in ("without a gene index", "with it"):
        if name == "with it":
            begin = time.perf_counter()
            grown = measured("index", path)
            yield (
                f"its gene index, made in {time.perf_counter() - begin:.0f} s: memory",
                f"{grown['grown'] / 1e6:,.0f} MB",
                f"{100 * grown['grown'] / whole:.0f} % of X",
            )
        found = measured("use", path)
        yield (
            f"`open_session`, 20 genes, markers on a lazy .zarr of {N_ATLAS:,} x {N_GENES:,}, {name}: memory",
            f"{found['grown'] / 1e6:,.0f} MB",
            f"{100 * found['grown'] / whole:.0f} % of X ({whole / 1e9:.1f} GB); open, 20 genes, markers, and again in "
            + ", ".join(f"{found[step]:.1f} s" for step in ("open", "genes", "markers", "again")),
        )
    shutil.rmtree(path)


def write_atlas(path: Path) -> int:
    """Write a store chunk by chunk; return how many values it holds."""
    import zarr
    from anndata.io import sparse_dataset, write_elem

    n_values = 0
    store = zarr.open_group(str(path), mode="w")
    umaps = []
    for begin in range(0, N_ATLAS, CHUNK):
        part = cells(min(CHUNK, N_ATLAS - begin), seed=begin)
        n_values += part.X.nnz
        umaps.append(part.obsm["X_umap"])
        part.X.indptr = part.X.indptr.astype(np.int64)
        if begin == 0:
            write_elem(store, "/", ad.AnnData(var=part.var))
            write_elem(store, "X", part.X)
        else:
            sparse_dataset(store["X"]).append(part.X)
    frame = ad.AnnData(obsm={"X_umap": np.concatenate(umaps)})
    frame.obs_names = [f"cell-{i}" for i in range(N_ATLAS)]
    write_elem(store, "obs", frame.obs)
    write_elem(store, "obsm", dict(frame.obsm))
    return n_values


def measured(what: str, path: Path) -> dict[str, float]:
    """Run this file on a store in a process of its own; return what it found."""
    command = [sys.executable, "-m", "bench.evidence", what, str(path)]
    done = subprocess.run(command, check=True, capture_output=True, text=True, cwd=Path(__file__).parents[1])
    return dict(json.loads(done.stdout.splitlines()[-1]))


def use(what: str, path: str) -> dict[str, float]:
    """Open a store, look at genes and markers, and tell the memory above that of an empty session's imports."""
    warnings.simplefilter("ignore")
    # All that is imported, and dask's threads, are there before.
    with tempfile.TemporaryDirectory() as folder:
        tiny = Path(folder) / "tiny.zarr"
        cells(200).write_zarr(tiny)
        session = cxw.open_session(tiny, annotations_dir=folder)
        session.select(range(10))
        session.markers()
        session.close()
        before = peak()
        found: dict[str, float] = {}
        if what == "index":
            cxw.write_gene_index(path)
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


def times(path: str, folder: str) -> dict[str, float]:
    """Return how long the steps of a session take."""
    marks = [time.perf_counter()]
    session = cxw.open_session(path, annotations_dir=folder)
    marks.append(time.perf_counter())
    session.parts.table.genes.many([f"gene-{i}" for i in range(20)])
    marks.append(time.perf_counter())
    rng = np.random.default_rng(0)
    for _ in range(2):
        session.select(rng.random(session.parts.table.n_cells) < 0.1)
        marks.append(time.perf_counter())
        session.markers()
        marks.append(time.perf_counter())
    session.close()
    return {
        "open": marks[1] - marks[0],
        "genes": marks[2] - marks[1],
        "markers": marks[4] - marks[3],
        "again": marks[6] - marks[5],
    }


if __name__ == "__main__":
    print(json.dumps(use(*sys.argv[1:])))
