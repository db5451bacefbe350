"""One column of ``obs`` or ``var``, whether that is a DataFrame or lazy."""

from __future__ import annotations

from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt
import pandas as pd

from ..errors import DataError

_Float = TypeVar("_Float", np.float32, np.float64)


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
        Several columns have this name, or it can't be read.
    """
    column = frame[name]
    if isinstance(column, pd.Series):
        return column
    if isinstance(column, pd.DataFrame):
        raise DataError(
            f"{column.shape[1]} columns are called {name!r}, so that it is not known which one is meant: give them "
            "different names first."
        )
    try:
        return _read_now(column, frame.index, name)
    except Exception as error:
        raise _unreadable(name, error) from error


def dtype_of(frame: Any, name: str) -> object:
    """Return the dtype of a column, of which no value is read.

    Raises
    ------
    DataError
        Several columns have this name, or it can't be read.
    """
    try:
        return frame[name].dtype
    except Exception as error:
        raise _unreadable(name, error) from error


def _unreadable(name: str, error: Exception) -> DataError:
    # xarray, zarr and h5py raise many kinds of errors for what they can't read, as for levels that are there twice.
    reason = (str(error).splitlines() or [type(error).__name__])[0]
    return DataError(f"The column {name!r} can't be read ({reason}): it may be damaged.")


def _read_now(column: Any, index: pd.Index[Any], name: str) -> pd.Series[Any]:
    # Of an xarray DataArray. Its own to_series() would make objects of a categorical.
    values = column.data
    if hasattr(values, "compute"):
        values = values.compute()
    series = pd.Series(values, index=index, name=name)
    if isinstance(column.dtype, pd.CategoricalDtype):
        # anndata drops levels without cells as it reads, by a setting that is on unless somebody changed it; the
        # colors of the others would be those of their neighbours.
        series = series.astype(column.dtype)
    return series


def computed(value: Any) -> Any:
    """Return an entry of ``uns``, read if it is lazy."""
    return value.compute() if hasattr(value, "compute") else value


def floats_of(series: pd.Series[Any], kind: type[_Float]) -> npt.NDArray[_Float]:
    """Return the numbers of a column as new floats, NaN where one is missing.

    ``Series.to_numpy(na_value=...)`` does the same, but on the way numpy asks the series for an attribute that it has
    not, so that pandas looks for a cell of that name: it makes a table of the names of all cells for it.
    """
    values: npt.NDArray[_Float] = series.array.to_numpy(dtype=kind, copy=True, na_value=np.nan)
    return values
