"""The columns a person can color and select by: categories and numbers, as plain arrays."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from ..core.cell_sets import Codes, Mask, n_of_codes
from ..core.readable import readable
from ..errors import SelectionError, some


def as_list(wanted: object) -> list[Any]:
    """Return what is wanted of a column as a list: one value may stand by itself."""
    several = isinstance(wanted, list | tuple | set | frozenset | np.ndarray | pd.Index | pd.Series)
    return list(wanted) if several else [wanted]  # type: ignore[call-overload]


def text_of(value: object) -> str:
    """Write a value of a column as the text that a person sees, and a file can hold."""
    return readable(value.decode(errors="surrogateescape") if isinstance(value, bytes) else str(value))


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
    texts = (
        None if _is_none(value) or (isinstance(value, str) and value == none) else text_of(value)
        for value in as_list(wanted)
    )
    return list(dict.fromkeys(texts))


def plain_range(name: str, wanted: object) -> list[float | None]:
    """Write a range as ``[low, high]``, None for no end.

    Raises
    ------
    SelectionError
        It is none.
    """
    # recipes have lists for ranges, with decimals; two clusters that are called by numbers look like this
    are_values = isinstance(wanted, list) and all(isinstance(end, int | np.integer) for end in wanted)
    if are_values or not isinstance(wanted, list | tuple) or len(wanted) != 2 or not all(map(_is_end, wanted)):
        raise SelectionError(
            f"The column {name!r} holds numbers: give a range such as (1.2, None), not {wanted!r}. To choose by "
            f"values, as of clusters, make it a category first: adata.obs[{name!r}] = "
            f"adata.obs[{name!r}].astype('category')."
        )
    # infinite ends are no ends, and JSON has no word for them
    return [None if end is None or np.isinf(end) else float(end) for end in wanted]


@dataclass(frozen=True, eq=False)
class CategoryColumn:
    """A column of levels. ``codes``: one per cell, 0 for a missing value, ``k`` for ``levels[k - 1]``.

    ``note``: what a person should know of its colors, if anything.
    """

    name: str
    levels: tuple[str, ...]
    colors: tuple[str, ...]
    codes: Codes
    note: str | None = None

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
        finite = finite_of(self.values)
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
        finite = finite_of(column.values)
        low, high = (float(finite.min()), float(finite.max())) if finite.size else (None, None)
        return ColumnInfo(column.name, "number", column.values.size - finite.size, (), low, high)
    counts = n_of_codes(column.codes, len(column.levels) + 1).tolist()
    levels = tuple(Level(*each) for each in zip(column.levels, column.colors, counts[1:], strict=True))
    return ColumnInfo(column.name, "category", counts[0], levels)


def finite_of(values: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """Return the finite values: the very array if all are."""
    with np.errstate(invalid="ignore"):  # of some that are NaN the smallest is NaN
        all_are = values.size and np.isfinite(values.min()) and np.isfinite(values.max())
    return values if all_are else values[np.isfinite(values)]


def _is_none(value: object) -> bool:
    return (
        value is None
        or value is pd.NA
        or value is pd.NaT
        or (isinstance(value, float | np.floating) and bool(np.isnan(value)))
    )


def _is_end(value: object) -> bool:
    if value is None:
        return True
    try:
        return isinstance(value, int | float | np.number) and not np.isnan(float(value))
    except OverflowError:  # a whole number that no float can hold
        return False
