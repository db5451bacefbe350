"""One gene that was not read before, by each kind of storage: ``python -m bench.rows genes``."""

from __future__ import annotations

import tempfile
import time
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path

import anndata as ad
import numpy as np
import scipy.sparse as sp

import cellxgene_widget as cxw
from bench.data import N_CELLS, N_GENES, with_genes
from bench.measure import REPEATS, seconds
from bench.rows import Row
from bench.tables import ms, ratio
from cellxgene_widget.data.genes import GeneTable


def rows() -> Iterator[Row]:
    """Yield what was measured, how much it is, and what it is compared with."""
    warnings.simplefilter("ignore")
    with tempfile.TemporaryDirectory() as folder:
        yield from _rows(with_genes(N_CELLS), Path(folder))


def _rows(adata: ad.AnnData, folder: Path) -> Iterator[Row]:
    some = iter(np.random.default_rng(2).permutation(N_GENES))

    def measure(data: ad.AnnData, path: Path | None = None) -> list[float]:
        table = GeneTable(data, path=path)
        return seconds(lambda: table.values(f"gene-{next(some)}"), REPEATS)

    dense = ad.AnnData(adata.X.toarray(), obs=adata.obs, var=adata.var)
    yield Row(f"one gene of {adata.n_obs:,} x {adata.n_vars:,}: in memory, dense", ms(measure(dense)))
    del dense
    forms: dict[str, Callable[[], object]] = {"CSR": lambda: adata.X, "CSC": lambda: sp.csc_matrix(adata.X)}
    for name, form in forms.items():
        data = ad.AnnData(form(), obs=adata.obs, var=adata.var, obsm=dict(adata.obsm))
        yield Row(f"in memory, {name}", ms(measure(data)))
        for suffix in ("h5ad", "zarr"):
            path = folder / f"{name}.{suffix}"
            (data.write_zarr if suffix == "zarr" else data.write_h5ad)(path)
            if suffix == "h5ad":
                backed = ad.read_h5ad(path, backed="r")
                yield Row(f"backed .h5ad, {name}", ms(measure(backed)))
                backed.file.close()
            lazy = ad.experimental.read_lazy(path)
            slow = measure(lazy)
            yield Row(f"lazy .{suffix}, {name}", ms(slow))
            if name == "CSR":
                begin = time.perf_counter()
                index = cxw.write_gene_index(path)
                made = time.perf_counter() - begin
                fast = measure(lazy, path)
                beside = f"{ratio(slow, fast) or 0:.0f} x faster than lazy"
                yield Row(f"the same with its gene index, .{suffix}", ms(fast), beside)
                size = f"{index.stat().st_size / 1e6:.0f} MB, X has {8e-6 * adata.X.nnz:.0f} MB unpacked"
                yield Row("making that index", ms([made]), size)
