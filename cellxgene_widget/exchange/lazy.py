"""What an AnnData holds, as it can be written: read where it is lazy, matrices stay on disk until they are written."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from anndata import AnnData

#: The parts of an AnnData that hold arrays by name.
ARRAYS = ("layers", "obsm", "varm", "obsp", "varp")


def arrays_of(adata: AnnData, name: str) -> dict[str, Any]:
    """Return the arrays of a part by their names."""
    # from anndata 0.13 on X is a layer without a name
    return {key: plain(values) for key, values in getattr(adata, name).items() if key is not None}


def plain(value: Any) -> Any:
    """Return what is read lazily as what can be written."""
    if type(value).__name__ == "Dataset2D":  # anndata's, which is a mapping too
        name = value.index.name  # which anndata 0.12.8 forgets
        return value.to_memory().rename_axis(index=name)
    return {key: plain(item) for key, item in value.items()} if isinstance(value, Mapping) else value


def read(value: Any) -> Any:
    """Return what is in ``uns`` as it is in memory: text in a lazy array would be written as bytes."""
    if isinstance(value, Mapping):
        return {key: read(item) for key, item in value.items()}
    return value.compute() if type(value).__module__.startswith("dask.") else value
