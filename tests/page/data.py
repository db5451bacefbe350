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


def stained(side: int = 600, *, square: tuple[int, int] | None = None) -> np.ndarray:
    """Return an image of a section: pale pink tissue on white, darker towards its middle, as of haematoxylin and eosin.

    ``square``: the place (x, y) of the middle of a green square of 21 pixels.
    """
    y, x = np.mgrid[:side, :side] / side - 0.5
    waves = np.sin(40 * x + 9 * np.sin(12 * y)) * np.cos(33 * y + 7 * np.sin(10 * x))
    depth = np.clip(1.4 - 6 * (x**2 + (0.8 * y) ** 2) + 0.25 * waves, 0, 1)[:, :, None]
    image = 248 - depth * np.array([30, 110, 60]) - depth**3 * np.array([60, 40, 10]) * (waves[:, :, None] > 0.35)
    image = np.clip(image, 0, 255).astype(np.uint8)
    if square is not None:
        image[square[1] - 10 : square[1] + 11, square[0] - 10 : square[0] + 11] = (0, 190, 0)
    return image


def in_sections(n: int = 2, *, images: bool = True) -> ad.AnnData:
    """Return real cells on tissue in sections ``S1``, ``S2`` ... over each other, each with an image and a spot size.

    The image of section ``k`` has its green square on the spot of cell ``k - 1``; it has 0.2 pixels to a unit.
    """
    made = on_tissue()
    of = np.arange(700) % n
    made.obs["library_id"] = np.array([f"S{k + 1}" for k in of])
    made.uns["spatial"] = {}
    for k in range(n):
        x, y = np.floor(0.2 * made.obsm["spatial"][k]).astype(int)  # the pixel that the spot's middle is in
        factors = {"tissue_hires_scalef": 0.2, "spot_diameter_fullres": 55.0}
        made.uns["spatial"][f"S{k + 1}"] = {
            "images": {"hires": stained(720, square=(x, y))} if images else {},
            "scalefactors": factors,
        }
    return made
