"""A small MuData: RNA and proteins of real cells, where some cells have only one of the two."""

from __future__ import annotations

import warnings

import anndata as ad
import numpy as np
import pandas as pd

from ..page.data import cells

#: Cells of the 700 that have RNA, and those that have proteins, in another order.
WITH_RNA = slice(0, 600)
WITH_PROTEINS = slice(699, 49, -1)


def multiome(*, partly=True):
    """Return a MuData of scanpy's 700 blood cells; the "proteins" are their RNA, twice the value."""
    from mudata import MuData

    adata = cells()
    rna = adata[WITH_RNA if partly else slice(None)].copy()
    proteins = adata[WITH_PROTEINS if partly else slice(None), ["CD3D", "CD79A", "CD8A"]].copy()
    proteins = ad.AnnData(
        2 * np.asarray(proteins.X, dtype=np.float32),
        obs=pd.DataFrame(
            {"clone": pd.Categorical(np.array(["x", "y"])[np.arange(proteins.n_obs) % 2])}, proteins.obs_names
        ),
        var=pd.DataFrame(index=["CD3", "CD79A", "CD8"]),
    )
    proteins.obs["n"] = np.arange(proteins.n_obs)
    proteins.uns["clone_colors"] = ["#111111", "#222222"]
    rna.layers["halved"] = rna.X / 2
    with warnings.catch_warnings():  # on what mudata will do one day when it is updated
        warnings.simplefilter("ignore")
        mdata = MuData({"rna": rna, "prot": proteins})
    mdata.obs["batch"] = pd.Categorical(np.array(["one", "two"])[np.arange(mdata.n_obs) % 2])
    return mdata
