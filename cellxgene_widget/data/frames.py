"""One column of ``obs`` or ``var``, whether that is a DataFrame or lazy."""

from __future__ import annotations

from typing import Any

import pandas as pd


def series_of(frame: Any, name: str) -> pd.Series[Any]:
    """Return a column; of a lazy frame (anndata's ``Dataset2D``) it is read now, and nothing else is.

    Parameters
    ----------
    frame
        ``adata.obs`` or ``adata.var``.
    name
        The column.

    Returns
    -------
    Series of n_rows, with the dtype of the column: a categorical stays one.
    """
    column = frame[name]
    if isinstance(column, pd.Series):
        return column
    # An xarray DataArray. Its own to_series() would make objects of a categorical.
    values = column.data
    if hasattr(values, "compute"):
        values = values.compute()
    return pd.Series(values, index=frame.index, name=name)


def computed(value: Any) -> Any:
    """Return an entry of ``uns``, read if it is lazy."""
    return value.compute() if hasattr(value, "compute") else value
