"""A few cells, made without scanpy so that processes that need them start fast."""

from __future__ import annotations

from collections.abc import Sequence

import anndata as ad
import numpy as np
import pandas as pd

N_CELLS = 24


def small_cells(n: int = N_CELLS, names: Sequence[str] | None = None) -> ad.AnnData:
    """Return ``n`` cells with an embedding and one column of ``obs``."""
    names = [f"cell-{i}" for i in range(n)] if names is None else list(names)
    n = len(names)
    obs = pd.DataFrame({"cluster": pd.Categorical([str(i % 3) for i in range(n)])}, index=names)
    made = ad.AnnData(np.zeros((n, 2), dtype=np.float32), obs=obs)
    made.obsm["X_umap"] = np.column_stack([np.arange(n), np.arange(n) % 5]).astype(np.float32)
    return made
