"""From a column of ``obs`` to levels or numbers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import natsort
import numpy as np
import numpy.typing as npt
import pandas as pd

from ..core.cell_sets import Codes
from .colors import colors_of_levels, entries_of
from .columns import CategoryColumn, Column, NumberColumn, text_of
from .frames import floats_of

#: What an object column may hold to be read as text, besides text and booleans.
_NUMBERS = {"integer", "floating", "mixed-integer-float"}
_TEXT = {"string", "bytes", "mixed-integer", "empty"}
#: More levels than these nobody looks through: to sort them naturally takes seconds, and no list of colors is so long.
_MOST_IN_NATURAL_ORDER = 20_000

_BOOLEANS = (False, True)

_Coded = tuple[npt.NDArray[Any], Sequence[object]]


def column_of_series(series: pd.Series[Any], name: str, colors: object = None) -> Column | None:
    """Read a column of ``obs``.

    Categoricals, booleans and text become categories (unused levels stay, a missing value is code 0), numbers become
    ``float32``. The levels of text are in the order in which anndata makes a categorical of it ("2" before "10"): that
    of the colors.

    Parameters
    ----------
    series
        The column.
    name
        Its name.
    colors
        What ``uns`` keeps as its colors, if anything: see :func:`colors_of_levels`.

    Returns
    -------
    Column or None
        None for a column of another kind (dates, lists, complex numbers ...).
    """
    series = _plain(series)
    dtype: Any = series.dtype
    if pd.api.types.is_numeric_dtype(dtype) and not pd.api.types.is_bool_dtype(dtype):
        if pd.api.types.is_complex_dtype(dtype):
            return None
        return NumberColumn(name, floats_of(series, np.float32))
    coded = _coded(series)
    return None if coded is None else _category(name, *coded, colors)


def levels_of_numbers(series: pd.Series[Any], name: str) -> CategoryColumn | None:
    """Read whole numbers as levels, in their order; None if some are not whole."""
    series = _plain(series)
    if pd.api.types.is_integer_dtype(series.dtype):
        codes, found = pd.factorize(series, sort=True)
        return _category(name, codes, [int(value) for value in found], None)
    values = floats_of(series, np.float64)
    finite = values[~np.isnan(values)]
    # beyond 2**53 neighbours become one number: two clusters would be one label
    if np.any(finite != np.round(finite)) or np.any(np.abs(finite) >= 2**53):
        return None
    codes, levels = pd.factorize(values, sort=True)
    return _category(name, codes, [int(level) for level in levels], None)


def kind_in_words(series: pd.Series[Any]) -> str:
    """Say what a column holds that is read neither as levels nor as numbers."""
    if not pd.api.types.is_object_dtype(series.dtype):
        return str(series.dtype)
    present = series.dropna()
    kinds = list(dict.fromkeys(type(value).__name__ for value in present.head(1000)))
    return " and ".join(kinds[:3])


def _plain(series: pd.Series[Any]) -> pd.Series[Any]:
    """Return a column that pandas keeps in a special way as it keeps others."""
    dtype = series.dtype
    if isinstance(dtype, pd.SparseDtype):
        dense: pd.Series[Any] = pd.Series(series.array.to_dense(), index=series.index)
        return dense
    if isinstance(dtype, pd.ArrowDtype):
        import pyarrow as pa

        if pa.types.is_dictionary(dtype.pyarrow_dtype):
            # pandas makes such a dictionary anew at each turn: it has no order, and knows no levels without cells
            return series.astype(pd.ArrowDtype(dtype.pyarrow_dtype.value_type))
    return series


def _coded(series: pd.Series[Any]) -> _Coded | None:
    """Return a code a cell, -1 for a missing value, and the levels in the order of their colors."""
    dtype: Any = series.dtype
    if isinstance(dtype, pd.CategoricalDtype):
        return series.cat.codes.to_numpy(), list(dtype.categories)
    is_object = pd.api.types.is_object_dtype(dtype)
    kind = pd.api.types.infer_dtype(series, skipna=True) if is_object else ""
    if kind == "boolean" or pd.api.types.is_bool_dtype(dtype):
        return series.astype("boolean").astype("Int8").fillna(-1).to_numpy(dtype=np.int8), _BOOLEANS
    if kind in _NUMBERS:
        codes, found = pd.factorize(series, sort=True)
        return codes, list(found)
    if kind in _TEXT or (not is_object and pd.api.types.is_string_dtype(dtype)):
        texts = series if kind in ("string", "") else series.map(text_of, na_action="ignore")
        codes, found = pd.factorize(texts, sort=True)
        return _naturally(codes, [str(level) for level in found])
    return None


def _naturally(codes: npt.NDArray[Any], levels: list[str]) -> _Coded:
    if len(levels) > _MOST_IN_NATURAL_ORDER:
        return codes, levels
    order = natsort.index_natsorted(levels)
    rank = np.full(len(levels) + 1, -1)  # the last one for the code -1
    rank[order] = np.arange(len(levels))
    return rank[codes], [levels[place] for place in order]


def _category(name: str, codes: npt.NDArray[Any], levels: Sequence[object], colors: object) -> CategoryColumn:
    texts = [text_of(level) for level in levels]
    key = f"{name}_colors"
    present: Sequence[int] = np.unique(codes[codes >= 0]).tolist() if levels is _BOOLEANS else []
    shown: tuple[str, ...]
    if len(present) == 1 and len(entries_of(colors) or ()) == 1 and not isinstance(colors, dict | str):
        # booleans that are all alike are one level to scanpy before 1.12
        usual, _ = colors_of_levels(key, None, levels)
        (color,), note = colors_of_levels(key, colors, [levels[present[0]]])
        shown = (usual[0], color) if present[0] else (color, usual[1])
    else:
        shown, note = colors_of_levels(key, colors, levels)
    if len(set(texts)) < len(texts):  # 1 and "1" look alike to a person: they are one level here, in the first's color
        color_of = dict(zip(reversed(texts), reversed(shown), strict=True))
        code_of = {text: code for code, text in enumerate(dict.fromkeys(texts))}
        codes = np.array([*(code_of[text] for text in texts), -1])[codes]
        texts, shown = list(code_of), tuple(color_of[text] for text in code_of)
    smallest = np.min_scalar_type(len(texts))
    unsigned: Codes = np.asarray(codes).astype(smallest)  # -1 is the largest number there is, and 0 after it
    unsigned += 1
    return CategoryColumn(name, tuple(texts), shown, unsigned, note)
