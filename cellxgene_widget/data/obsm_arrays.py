"""What ``obsm`` holds, of whatever kind, as two columns of numbers: arrays, masked, sparse, tables, also lazy."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from anndata import AnnData

from ..errors import DataError
from .frames import floats_of
from .modalities import Modalities
from .placed_rows import PlacedRows, placed

#: What pandas calls objects that are all numbers, where some may be missing.
_NUMBERS = {"integer", "floating", "mixed-integer-float", "boolean", "decimal"}


def arrays_in_obsm(adata: AnnData | Modalities) -> tuple[dict[str, Any], dict[str, str]]:
    """Return what is in ``obsm`` by its key; and by its key why anndata can't hand over something.

    A view of the object has no table with two columns of one name, for example.
    """
    found: dict[str, Any] = {}
    refused: dict[str, str] = {}
    for key in list(adata.obsm.keys()):
        try:
            found[key] = adata.obsm[key]
        except DataError:  # it is not known which cells the rows of a modality are
            raise
        except Exception as error:  # noqa: BLE001 - whatever it stumbles over: one array must not take the others away
            refused[key] = f"it can't be read ({type(error).__name__})"
    return found, refused


def why_not_drawn(value: Any) -> str | None:
    """Return why an array of ``obsm`` is no embedding, as the end of a sentence; None: it can be drawn."""
    if isinstance(value, PlacedRows):
        return why_not_drawn(value.source)
    shape: tuple[int, ...] = getattr(value, "shape", ())
    if len(shape) != 2:
        return f"it has {len(shape)} dimensions" if len(shape) != 1 else "it has one dimension"
    if shape[1] < 2:
        return f"it has {shape[1]} columns" if shape[1] != 1 else "it has one column"
    if not hasattr(value, "columns"):
        return None if _holds_numbers(value) else "it does not hold numbers"
    at = _columns_drawn(value)
    if len(at) < 2:
        return "it has no two columns of numbers"
    names = [value.columns[i] for i in at] if isinstance(value, pd.DataFrame) else []
    twice = [name for name in names if np.count_nonzero(value.columns == name) > 1]
    return f"two of its columns are called {twice[0]!r}" if twice else None


def first_two(value: Any, rows: npt.NDArray[np.int64] | slice = slice(None)) -> npt.NDArray[Any]:
    """Return the two columns to draw of what :func:`why_not_drawn` has nothing against.

    Parameters
    ----------
    value
        An array: its first two columns. A table: its first two columns of numbers, text is passed over. Of what is
        lazy only these are read.
    rows
        Which of them; of what is in memory.

    Returns
    -------
    ndarray of numbers, shape (n_rows, 2)
        What is missing (masked, None, NA, a cell that a modality does not have) is NaN.
    """
    return _columns(value, slice(0, 2), rows)


def column_of(value: Any, place: int) -> npt.NDArray[Any]:
    """Return one column of numbers by its place among them, shape (n_rows,), as :func:`first_two` does two."""
    column: npt.NDArray[Any] = _columns(value, slice(place, place + 1))[:, 0]
    return column


def all_columns(value: Any, rows: npt.NDArray[np.int64]) -> npt.NDArray[Any]:
    """Return all columns of numbers of some rows, as :func:`first_two` does two."""
    return _columns(value, slice(0, n_columns(value)), rows)


def n_columns(value: Any) -> int:
    """Return how many columns of numbers there are in what can be drawn."""
    if isinstance(value, PlacedRows):
        return n_columns(value.source)
    if hasattr(value, "columns"):
        return len(_columns_drawn(value, None))
    return 2 if value.dtype == object else int(value.shape[1])


def _columns(value: Any, which: slice, rows: npt.NDArray[np.int64] | slice = slice(None)) -> npt.NDArray[Any]:
    if isinstance(value, PlacedRows):
        return placed(_columns(value.source, which), value.rows[rows])
    if hasattr(value, "columns"):
        at = _columns_drawn(value, which.stop)[which]
        if not isinstance(value, pd.DataFrame):
            names = [_names(value)[i] for i in at]
            value, at = value[names].to_memory()[names], list(range(len(at)))
        return np.stack([_floats(value.iloc[rows, i]) for i in at], axis=1)
    xy = value[rows, which]
    if hasattr(xy, "compute"):
        xy = xy.compute()
    if hasattr(xy, "toarray"):
        xy = xy.toarray()
    if np.ma.isMaskedArray(xy):
        return np.ma.filled(xy.astype(np.float64), np.nan)
    xy = np.asarray(xy)
    if xy.dtype == object:
        return np.stack([_floats(pd.Series(xy[:, i])) for i in range(xy.shape[1])], axis=1)
    return xy


def _columns_drawn(table: Any, most: int | None = 2) -> list[int]:
    """Return the places of the first columns of numbers, of all of them without ``most``."""
    at: list[int] = []
    if isinstance(table, pd.DataFrame) and most is None:
        # all at once: to take out column by column is slow where there are hundreds
        numbers = [_are_numbers(dtype) for dtype in table.dtypes]
        return [i for i, is_number in enumerate(numbers) if is_number or _are_number_objects(table.iloc[:, i])]
    for i, name in enumerate(_names(table)):
        # by place: two columns may have one name
        column = table.iloc[:, i] if isinstance(table, pd.DataFrame) else table[name]
        if _are_numbers(column.dtype) or (isinstance(column, pd.Series) and _are_number_objects(column)):
            at.append(i)
        if len(at) == most:
            break
    return at


def _names(table: Any) -> list[Any]:
    # .columns of a lazy table are in another order each time Python starts; its keys are in that of the file
    if isinstance(table, pd.DataFrame):
        return list(table.columns)
    known = set(table.columns)
    return [name for name in table.keys() if name in known]  # noqa: SIM118 - it is no dict


def _holds_numbers(value: Any) -> bool:
    dtype = getattr(value, "dtype", None)
    if isinstance(value, np.ndarray) and value.dtype.kind == "O":
        return all(_are_number_objects(value[:, i]) for i in (0, 1))
    return dtype is not None and _are_numbers(dtype)


def _are_numbers(dtype: Any) -> bool:
    return pd.api.types.is_numeric_dtype(dtype) and not pd.api.types.is_complex_dtype(dtype)


def _are_number_objects(values: Any) -> bool:
    return values.dtype == object and pd.api.types.infer_dtype(values, skipna=True) in _NUMBERS


def _floats(column: pd.Series[Any]) -> npt.NDArray[np.float64]:
    return floats_of(column, np.float64)
