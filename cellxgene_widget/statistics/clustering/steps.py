"""The steps of a clustering, each scanpy's own function, on an AnnData that holds one representation alone."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt


def with_neighbors(values: npt.NDArray[Any], *, use_rep: str, n_neighbors: int, seed: int) -> Any:
    """Return an AnnData of a representation, shape (n_cells, n_columns), with the graph of its cells."""
    import anndata as ad
    import pandas as pd
    import scanpy as sc

    alone = ad.AnnData(obs=pd.DataFrame(index=pd.RangeIndex(len(values)).astype(str)))
    alone.obsm[use_rep] = values
    sc.pp.neighbors(alone, n_neighbors=n_neighbors, use_rep=use_rep, random_state=seed)
    return alone


def graph_of(alone: Any) -> Any:
    """Return the weights between the cells, CSR of shape (n_cells, n_cells)."""
    return alone.obsp["connectivities"]


def clusters_of(alone: Any, *, resolution: float, seed: int) -> tuple[npt.NDArray[np.int32], list[str]]:
    """Return the cluster of each cell, from 0, and the clusters' names as scanpy has them."""
    import scanpy as sc

    sc.tl.leiden(
        alone, resolution=resolution, random_state=seed, flavor="igraph", n_iterations=2, directed=False
    )  # fmt: skip
    found = alone.obs["leiden"].cat
    return found.codes.to_numpy().astype(np.int32), [str(name) for name in found.categories]


def embedding_of(alone: Any, *, seed: int) -> npt.NDArray[np.float32]:
    """Return a UMAP of the cells alone, shape (n_cells, 2)."""
    import scanpy as sc

    sc.tl.umap(alone, random_state=seed)
    return np.ascontiguousarray(alone.obsm["X_umap"], dtype=np.float32)
