"""What an AnnData has of the values of genes: X, layers and raw, each of which may be missing."""

from __future__ import annotations

from typing import Any

#: The name of ``adata.X`` where a layer is asked for.
X = "X"
#: The name of ``adata.raw`` there.
RAW = "raw"


def x_of(adata: Any) -> Any:
    """Return ``adata.X``, shape (n_cells, n_genes); None if there is none, in memory or in the file."""
    try:
        return adata.X
    except KeyError:  # what h5py says of a file without X
        return None


def has_x(adata: Any) -> bool:
    """Tell whether there is an X, without cutting out that of a view."""
    return x_of(adata._adata_ref if adata.is_view else adata) is not None  # noqa: SLF001 - a view says it no other way


def raw_matrix_of(adata: Any) -> Any:
    """Return ``adata.raw.X``, shape (n_cells, n_genes of raw); None if there is no raw, or it has names only."""
    raw = adata.raw
    try:
        return None if raw is None else raw.X
    except (AttributeError, KeyError):  # what anndata says of a file whose raw has no X
        return None


def has_raw(adata: Any) -> bool:
    """Tell whether there is a raw with values. ``Any``: the types of anndata 0.13 say that there always is a raw."""
    if adata.raw is not None and adata.isbacked:  # to ask a view for the values reads them
        return any(key in adata.file for key in ("raw/X", "raw.X"))
    return raw_matrix_of(adata) is not None


def layer_names(adata: Any) -> list[str]:
    """Return the names of the layers, without X: anndata 0.13 lists it among them, under the name None."""
    return [name for name in adata.layers.keys() if isinstance(name, str)]  # noqa: SIM118 - as anndata has it typed
