"""Clusters into ``adata.obs``, as scanpy would have written them: when someone asks to keep them, and never before."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
import pandas as pd
from anndata import ImplicitModificationWarning

from ..core.names import clean_name
from ..core.uninterrupted import uninterrupted
from ..data.columns import CategoryColumn
from ..errors import LabelError, MergeError


class ClustersInTheWayError(MergeError):
    """There is a column of this name already."""


def keep_in_obs(adata: Any, column: CategoryColumn, key: object, *, overwrite: bool) -> str:
    """Write a column of clusters as a categorical of str, cells outside missing, and its colors into ``uns``.

    Parameters
    ----------
    adata
        The caller's own object.
    column
        One code a cell of it, in their order; 0 outside.
    key
        The name of the column, and in ``uns`` of its colors with ``_colors``.
    overwrite
        Whether a column that is there may be written over.

    Returns
    -------
    str
        The name as it was written.

    Raises
    ------
    MergeError
        The column is there, or can't be written; nothing is written then.
    """
    try:
        name = clean_name(key, "column")
    except LabelError as error:
        raise MergeError(str(error)) from None
    if isinstance(adata.obs.columns, pd.MultiIndex):
        raise MergeError("The names of adata.obs's columns have several levels (a MultiIndex): give them plain names.")
    if adata.is_view and getattr(adata, "isbacked", False):
        raise MergeError(
            "This AnnData is a view of one on disk, which takes no columns: keep them in the whole object."
        )
    there = list(adata.obs.columns).count(name)
    if there > 1:
        raise MergeError(f"adata.obs has several columns called {name!r}: give them different names first.")
    if name == adata.obs_names.name:
        raise MergeError(f"The index of adata.obs is called {name!r}: choose another name, or no file can be written.")
    if there and not overwrite:
        raise ClustersInTheWayError(
            f"adata.obs has a column {name!r} already: choose another name, or pass overwrite=True."
        )
    if len(column.codes) != adata.n_obs:
        raise MergeError("The data changed at this very moment: nothing was written. Look again, and repeat it.")
    codes = column.codes.astype(np.int64) - 1
    values = pd.Categorical.from_codes(codes, categories=pd.Index(column.levels, dtype=object))
    with uninterrupted(), warnings.catch_warnings():
        # A view becomes an object of its own when written to: that is what the caller asked for.
        warnings.simplefilter("ignore", ImplicitModificationWarning)
        adata.obs[name] = pd.Series(values, index=adata.obs_names)
        adata.uns[f"{name}_colors"] = list(column.colors)
    return name
