"""The columns a person can color and select by: categories and numbers, as plain arrays."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from ..core.cell_sets import Codes, Mask
from ..core.palettes import clean_color, palette
from ..core.readable import readable
from ..errors import SelectionError, some


def as_list(wanted: object) -> list[Any]:
    """Return what is wanted of a column as a list: one value may stand by itself."""
    several = isinstance(wanted, list | tuple | set | frozenset | np.ndarray | pd.Index | pd.Series)
    return list(wanted) if several else [wanted]  # type: ignore[call-overload]


def plain_names(wanted: object, none: str | None = None) -> Any:
    """Write the values wanted of a category as a list of text and None, or ``{"not": [...]}``; JSON can hold that.

    Parameters
    ----------
    wanted
        Names or other values (numbers, intervals ... by their text), one or several, or ``{"not": ...}``.
    none
        A name that stands for no value, if there is one.
    """
    if isinstance(wanted, Mapping):
        if list(wanted) != ["not"]:
            raise SelectionError(f"A category takes values, or {{'not': [...]}} for all others; not {dict(wanted)!r}.")
        return {"not": plain_names(wanted["not"], none)}
    # as levels are read: what UTF-8 has no bytes for is spelled out in both
    texts = (None if _is_none(value) or value == none else _text_of(value) for value in as_list(wanted))
    return list(dict.fromkeys(texts))


def plain_range(name: str, wanted: object) -> list[float | None]:
    """Write a range as ``[low, high]``, None for no end.

    Raises
    ------
    SelectionError
        It is none.
    """
    if not isinstance(wanted, list | tuple) or len(wanted) != 2 or not all(map(_is_end, wanted)):
        raise SelectionError(f"The column {name!r} holds numbers: give a range such as (1.2, None), not {wanted!r}.")
    # infinite ends are no ends, and JSON has no word for them
    return [None if end is None or np.isinf(end) else float(end) for end in wanted]


@dataclass(frozen=True, eq=False)
class CategoryColumn:
    """A column of levels. ``codes``: one per cell, 0 for a missing value, ``k`` for ``levels[k - 1]``."""

    name: str
    levels: tuple[str, ...]
    colors: tuple[str, ...]
    codes: Codes

    def mask(self, wanted: object) -> Mask:
        """Return which cells have one of the levels named (None: a missing value), or with ``{"not": ...}`` none."""
        names = plain_names(wanted)
        if isinstance(names, dict):
            return ~self.mask(names["not"])
        known = {level: code for code, level in enumerate(self.levels, start=1)}
        for name in names:
            if name is not None and name not in known:
                raise SelectionError(
                    f"The column {self.name!r} has no value {name!r}. Its values: {some(self.levels, 20)}."
                )
        codes = [0 if name is None else known[name] for name in names]
        return np.isin(self.codes, np.asarray(codes, dtype=self.codes.dtype))


@dataclass(frozen=True, eq=False)
class NumberColumn:
    """A column of numbers. ``values``: ``float32``, NaN where missing."""

    name: str
    values: npt.NDArray[np.float32]

    def mask(self, wanted: object) -> Mask:
        """Return which cells lie in a range ``(low, high)``, ends included, ``None`` for no end."""
        low, high = plain_range(self.name, wanted)
        mask = ~np.isnan(self.values)
        # The ends are rounded as the values were, so that a range read off the plot holds the cells seen there.
        if low is not None:
            mask &= self.values >= np.float32(low)
        if high is not None:
            mask &= self.values <= np.float32(high)
        return mask

    def summary(self) -> dict[str, float | int | None]:
        """Return the smallest and largest finite value, the 1st and 99th percentile, and how many are missing."""
        finite = self.values[np.isfinite(self.values)]
        missing = int(self.values.size - finite.size)
        if not finite.size:
            return {"min": None, "max": None, "low": None, "high": None, "n_missing": missing}
        low, high = np.percentile(finite, [1, 99])
        if low == high:  # mostly one value, as in a gene that few cells express: show the whole range
            low, high = finite.min(), finite.max()
        bounds = {"min": float(finite.min()), "max": float(finite.max()), "low": float(low), "high": float(high)}
        return {**bounds, "n_missing": missing}


Column = CategoryColumn | NumberColumn


@dataclass(frozen=True)
class Level:
    """One level of a column: its name, its color, how many cells have it."""

    name: str
    color: str
    count: int


@dataclass(frozen=True)
class ColumnInfo:
    """What there is to say of a column without its values: the levels of a category, the range of numbers."""

    name: str
    kind: Literal["category", "number"]
    n_missing: int
    levels: tuple[Level, ...] = ()
    min: float | None = None
    max: float | None = None


def describe(column: Column) -> ColumnInfo:
    """Sum a column up."""
    if isinstance(column, NumberColumn):
        finite = column.values[np.isfinite(column.values)]
        low, high = (float(finite.min()), float(finite.max())) if finite.size else (None, None)
        return ColumnInfo(column.name, "number", column.values.size - finite.size, (), low, high)
    counts = np.bincount(column.codes, minlength=len(column.levels) + 1).tolist()
    levels = tuple(Level(*each) for each in zip(column.levels, column.colors, counts[1:], strict=True))
    return ColumnInfo(column.name, "category", counts[0], levels)


def _is_none(value: object) -> bool:
    return value is None or value is pd.NA or (isinstance(value, float | np.floating) and bool(np.isnan(value)))


def _is_end(value: object) -> bool:
    if value is None:
        return True
    try:
        return isinstance(value, int | float | np.number) and not np.isnan(float(value))
    except OverflowError:  # a whole number that no float can hold
        return False


#: What an object column may hold to be read as text.
_LIKE_TEXT = {"string", "boolean", "integer", "floating", "mixed-integer", "mixed-integer-float", "empty"}


def column_of_series(series: pd.Series[Any], name: str, colors: object = None) -> Column | None:
    """Read a column of ``obs``.

    Categoricals, booleans and text become categories (unused levels stay, a missing value is code 0), numbers become
    ``float32``.

    Parameters
    ----------
    series
        The column.
    name
        Its name.
    colors
        The colors kept for it in ``uns``, in the order of its levels, if any. Those that are no colors, and lists
        that are too short, are passed over for the palette scanpy would take.

    Returns
    -------
    Column or None
        None for a column of another kind (dates, lists, complex numbers ...).
    """
    dtype: Any = series.dtype
    is_object = pd.api.types.is_object_dtype(dtype)
    if isinstance(dtype, pd.CategoricalDtype):
        levels = [_text_of(level) for level in dtype.categories]
        codes = series.cat.codes.to_numpy()
        if len(set(levels)) < len(levels):  # 1 and "1" look alike to a person: they are one level here
            unique = list(dict.fromkeys(levels))
            renumber = np.array([unique.index(level) for level in levels] + [-1])
            levels, codes = unique, renumber[codes]
    elif pd.api.types.is_bool_dtype(dtype):
        levels = ["False", "True"]
        codes = series.astype("Int8").fillna(-1).to_numpy(dtype=np.int8)
    elif pd.api.types.is_numeric_dtype(dtype) and not pd.api.types.is_complex_dtype(dtype):
        return NumberColumn(name, series.to_numpy(dtype=np.float32, na_value=np.nan))
    elif pd.api.types.is_string_dtype(dtype) or is_object:
        if is_object and pd.api.types.infer_dtype(series, skipna=True) not in _LIKE_TEXT:
            return None
        codes, found = pd.factorize(series.map(_text_of, na_action="ignore"), sort=True)
        levels = [str(level) for level in found]
    else:
        return None
    return CategoryColumn(name, tuple(levels), _colors(colors, len(levels)), _unsigned(codes, len(levels)))


def levels_of_numbers(series: pd.Series[Any], name: str) -> CategoryColumn | None:
    """Read whole numbers as levels, in their order; None if some are not whole."""
    values = series.to_numpy(dtype=np.float64, na_value=np.nan)
    finite = values[~np.isnan(values)]
    # beyond 2**53 neighbours become one number: two clusters would be one label
    if np.any(finite != np.round(finite)) or np.any(np.abs(finite) >= 2**53):
        return None
    codes, found = pd.factorize(values, sort=True)
    levels = tuple(str(int(level)) for level in found)
    return CategoryColumn(name, levels, tuple(palette(len(levels))), _unsigned(codes, len(levels)))


def _text_of(value: object) -> str:
    return readable(str(value))


def _unsigned(codes: npt.NDArray[Any], n_levels: int) -> Codes:
    smallest = np.min_scalar_type(n_levels)
    return (np.asarray(codes, dtype=np.int64) + 1).astype(smallest)


def _colors(colors: object, n_levels: int) -> tuple[str, ...]:
    fallback = palette(n_levels)
    given = list(colors) if isinstance(colors, list | tuple | np.ndarray) else []
    if len(given) < n_levels:
        return tuple(fallback)
    out = []
    for color, instead in zip(given, fallback, strict=False):
        try:
            out.append(clean_color(str(color)[:7] if str(color).startswith("#") else str(color)))
        except ValueError:
            out.append(instead)
    return tuple(out)
