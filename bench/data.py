"""Cells with genes, and the files of them, made once and kept under ``bench/.cache/data``.

The cells of ``pbmc68k_reduced`` drawn again and again: genes repeated, a quarter of the values kept (8 %). Sizes can be
set: BENCH_CELLS (100,000), BENCH_ATLAS (1,000,000), BENCH_GENES (2,000).
"""

from __future__ import annotations

import hashlib
import os
import shutil
from pathlib import Path

import anndata as ad
import numpy as np
import scanpy as sc

from bench.results import commit

N_CELLS = int(os.environ.get("BENCH_CELLS", "100_000"))
N_ATLAS = int(os.environ.get("BENCH_ATLAS", "1_000_000"))
N_GENES = int(os.environ.get("BENCH_GENES", "2_000"))
#: Of a file that is written piece by piece.
CHUNK = 50_000
#: By what this file says: of another recipe nothing is found.
DATA = Path(__file__).parent / ".cache" / "data" / hashlib.sha256(Path(__file__).read_bytes()).hexdigest()[:8]


def with_genes(n: int, seed: int = 0) -> ad.AnnData:
    """Return cells with genes, a UMAP, and some columns."""
    small = sc.datasets.pbmc68k_reduced()
    raw = small.raw.X.tocsr()[:, np.arange(N_GENES) % small.raw.shape[1]].astype(np.float32)
    raw.data[np.random.default_rng(0).random(raw.nnz) > 0.25] = 0
    raw.eliminate_zeros()
    raw.sort_indices()  # illico asks for it
    rng = np.random.default_rng(seed)
    rows = rng.integers(0, small.n_obs, n)
    x = raw[rows]
    x.data *= rng.uniform(0.8, 1.2, x.nnz).astype(np.float32)
    umap = (small.obsm["X_umap"][rows] + rng.normal(scale=0.25, size=(n, 2))).astype(np.float32)
    obs = small.obs.iloc[rows].set_axis([f"cell-{seed}-{i}" for i in range(n)])
    adata = ad.AnnData(x, obs=obs, obsm={"X_umap": umap}, uns={"log1p": {"base": None}})
    adata.var_names = [f"gene-{i}" for i in range(N_GENES)]
    return adata


def cells_file(suffix: str) -> Path:
    """Return the file of N_CELLS cells: an ``h5ad`` or a ``zarr``, stored by cells."""
    path = DATA / f"cells-{N_CELLS}-{N_GENES}.{suffix}"
    if not path.exists():
        DATA.mkdir(parents=True, exist_ok=True)
        part = path.with_name(f"part-{path.name}")
        shutil.rmtree(part, ignore_errors=True)
        adata = with_genes(N_CELLS)
        (adata.write_zarr if suffix == "zarr" else adata.write_h5ad)(part)
        part.rename(path)
    return path


def atlas() -> Path:
    """Return a .zarr store of N_ATLAS cells, written chunk by chunk."""
    path = DATA / f"atlas-{N_ATLAS}-{N_GENES}.zarr"
    if not path.exists():
        DATA.mkdir(parents=True, exist_ok=True)
        part = path.with_name(f"part-{path.name}")
        shutil.rmtree(part, ignore_errors=True)
        _write_atlas(part)
        part.rename(path)
    return path


def n_values(path: Path) -> int:
    """Return how many values the matrix of a store holds."""
    import zarr

    return int(zarr.open_array(str(path / "X" / "data"), mode="r").shape[0])


def index_folder() -> Path:
    """Return where gene indexes are: seen only by a process that has it in its environment, as ``with_index`` gives."""
    folder = DATA / f"index-{commit()}"  # another commit writes it another way
    for other in DATA.glob("index-*"):
        if other != folder:
            shutil.rmtree(other, ignore_errors=True)
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def with_index() -> dict[str, str]:
    """Return the environment of a process that finds the gene indexes."""
    return {"CELLXGENE_WIDGET_INDEX_DIR": str(index_folder())}


def index_of(path: Path) -> Path:
    """Return the gene index of a file, written now where there is none."""
    import cellxgene_widget as cxw

    found = next(iter(index_folder().glob(f"*{path.name}*")), None)
    return found or cxw.write_gene_index(path, out=index_folder())


def _write_atlas(path: Path) -> None:
    import pandas as pd
    import zarr
    from anndata.io import sparse_dataset, write_elem

    store = zarr.open_group(str(path), mode="w")
    umaps, frames = [], []
    for begin in range(0, N_ATLAS, CHUNK):
        part = with_genes(min(CHUNK, N_ATLAS - begin), seed=begin)
        umaps.append(part.obsm["X_umap"])
        frames.append(part.obs)
        part.X.indptr = part.X.indptr.astype(np.int64)
        if begin == 0:
            write_elem(store, "/", ad.AnnData(var=part.var))
            write_elem(store, "X", part.X)
        else:
            sparse_dataset(store["X"]).append(part.X)
    frame = pd.concat(frames).set_axis([f"cell-{i}" for i in range(N_ATLAS)])
    write_elem(store, "obs", frame)
    write_elem(store, "obsm", {"X_umap": np.concatenate(umaps)})
    write_elem(store, "uns", {"log1p": {}})
