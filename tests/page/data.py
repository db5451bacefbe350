"""Data for pages and benchmarks: the 700 real cells that ship with scanpy, or more by resampling with jitter."""

from __future__ import annotations

import functools

import anndata as ad
import numpy as np
import scanpy as sc


@functools.cache
def _real() -> ad.AnnData:
    return sc.datasets.pbmc68k_reduced()


def cells(n: int = 700) -> ad.AnnData:
    """Return ``pbmc68k_reduced``; for other ``n`` its cells drawn at random and moved a little, without genes."""
    real = _real()
    if n == real.n_obs:
        return real.copy()
    rng = np.random.default_rng(0)
    rows = rng.integers(0, real.n_obs, n)
    made = ad.AnnData(obs=real.obs.iloc[rows].set_axis([f"cell-{i}" for i in range(n)]), uns=dict(real.uns))
    for key in ("X_umap", "X_pca"):
        xy = real.obsm[key][rows, :2]
        made.obsm[key] = (xy + rng.normal(scale=0.25, size=xy.shape)).astype(np.float32)
    return made


def on_tissue(n: int = 700, *, columns: int = 20) -> ad.AnnData:
    """Return the same real cells at made-up places: a hexagonal grid of spots, as Visium has, in pixels of an image.

    Spots are 100 pixels apart, in rows of ``columns`` from the top downwards: the grid is taller than wide. Cells are
    put there from top to bottom by the second coordinate of their UMAP: clusters lie together, as in tissue.
    """
    made = cells(n)
    rows, column = np.divmod(np.arange(n), columns)
    spots = np.c_[400 + 100 * column + 50 * (rows % 2), 300 + 86.6 * rows]
    places = np.empty((n, 2))
    places[np.argsort(-made.obsm["X_umap"][:, 1], kind="stable")] = spots
    made.obsm["spatial"] = places
    return made
