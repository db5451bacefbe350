"""One column of ``obs`` or ``var``, whether that is a DataFrame or lazy."""

from __future__ import annotations

from typing import Any

import pandas as pd

from ..errors import DataError


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
    Series of n_rows, with the dtype of the column: a categorical stays one, with all its levels.

    Raises
    ------
    DataError
        Several columns have this name.
    """
    column = frame[name]
    if isinstance(column, pd.Series):
        return column
    if isinstance(column, pd.DataFrame):
        raise DataError(
            f"{column.shape[1]} columns are called {name!r}, so that it is not known which one is meant: give them "
            "different names first."
        )
    # An xarray DataArray. Its own to_series() would make objects of a categorical.
    values = column.data
    if hasattr(values, "compute"):
        values = values.compute()
    series = pd.Series(values, index=frame.index, name=name)
    if isinstance(column.dtype, pd.CategoricalDtype):
        # anndata drops levels without cells as it reads, by a setting that is on unless somebody changed it; the
        # colors of the others would be those of their neighbours.
        series = series.astype(column.dtype)
    return series


def computed(value: Any) -> Any:
    """Return an entry of ``uns``, read if it is lazy."""
    return value.compute() if hasattr(value, "compute") else value
