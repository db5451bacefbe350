"""What tests of clusters share: what scanpy itself gives, whether an AnnData is the same, processes that are left."""

from __future__ import annotations

import hashlib
import os
import time

import anndata as ad
import numpy as np
import pandas as pd
import psutil
import scanpy as sc
import scipy.sparse as sp

#: Of some 370 cells.
WHERE = {"louvain": ["0", "1", "2"]}


def directly(adata, use_rep="X_pca", *, n_neighbors=15, resolution=1.0, seed=0, embed=True):
    """Return the clusters and the UMAP (if it is wanted) of all cells of an AnnData, by scanpy as in its tutorials."""
    adata = ad.AnnData(obs=adata.obs[[]].copy(), obsm={use_rep: adata.obsm[use_rep]})
    sc.pp.neighbors(adata, n_neighbors=n_neighbors, use_rep=use_rep, random_state=seed)
    sc.tl.leiden(
        adata, flavor="igraph", n_iterations=2, directed=False, resolution=resolution, random_state=seed
    )  # fmt: skip
    if not embed:
        return adata.obs["leiden"], None
    sc.tl.umap(adata, random_state=seed)
    return adata.obs["leiden"], adata.obsm["X_umap"]


def of_cells(session, name="clusters 1"):
    """Return the cluster of each cell, None outside, by its name."""
    column = session.column(name)
    names = np.array([None, *column.levels], dtype=object)
    return pd.Series(names[column.codes], index=session.adata.obs_names, dtype=object)


def bits(value):
    """Return what is equal for two values only if they are the same bit for bit, and of the same types."""
    if isinstance(value, ad.AnnData):
        names = ("X", "obs", "var", "uns", "obsm", "varm", "obsp", "varp", "layers")
        raw = None if value.raw is None else (bits(value.raw.X), bits(value.raw.var))
        # in short, so that a difference is told by the name of what is other
        parts = {"shape": value.shape, "raw": raw, **{name: bits(getattr(value, name)) for name in names}}
        return {name: hashlib.sha256(repr(part).encode()).hexdigest() for name, part in parts.items()}
    if isinstance(value, pd.DataFrame):
        columns = [(str(name), bits(value.iloc[:, i])) for i, name in enumerate(value.columns)]
        return bits(value.index), columns, {k: bits(v) for k, v in value.attrs.items()}
    if isinstance(value, pd.Series):
        return bits(value.array)
    if isinstance(value, pd.Categorical):
        return value.ordered, value.codes.tobytes(), value.codes.dtype.str, bits(value.categories)
    if isinstance(value, pd.Index | pd.api.extensions.ExtensionArray):
        return type(value).__name__, str(value.dtype), value.tolist(), getattr(value, "name", None)
    if sp.issparse(value):
        return value.format, [bits(value.data), bits(value.indices), bits(value.indptr)]
    if isinstance(value, np.ndarray):
        return value.dtype.str, value.shape, value.tolist() if value.dtype.hasobject else value.tobytes()
    if hasattr(value, "items"):
        return [(key, bits(each)) for key, each in value.items()]
    return type(value).__name__, repr(value)


def workers():
    """Return the processes for clusters that this one has."""
    found = set()
    for child in psutil.Process(os.getpid()).children():
        try:
            if any("statistics.clustering.worker" in part for part in child.cmdline()):
                found.add(child.pid)
        except psutil.Error:  # it went this moment
            continue
    return found


def until(condition, seconds=60):
    """Wait for something to come true."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not come to this"
        time.sleep(0.02)
