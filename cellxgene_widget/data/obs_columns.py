"""The columns of ``obs`` that there are now: read anew each time, for the caller may have computed them again."""

from __future__ import annotations

import contextlib
from collections import Counter
from collections.abc import Container, Mapping
from typing import Any

import pandas as pd
from anndata import AnnData

from ..errors import DataError
from .alike import those_there_are
from .column_reader import column_of_series, kind_in_words, levels_of_numbers
from .columns import CategoryColumn, Column, ColumnInfo, NumberColumn, describe
from .frames import dtype_of, series_of
from .modalities import JoinedObs, Modalities

#: The key in ``uns`` under which a merge notes which columns of ``obs`` it wrote, and from which draft.
MERGED_KEY = "cellxgene_widget"


class ObsColumns:
    """The columns of ``obs``, as categories or numbers.

    Parameters
    ----------
    adata
        In memory, backed or lazy.
    """

    def __init__(self, adata: AnnData | Modalities) -> None:
        self._adata = adata

    @property
    def names(self) -> list[str]:
        """Names of the columns that are text, each once."""
        names = list(dict.fromkeys(name for name in self._adata.obs.columns if isinstance(name, str)))
        # anndata gives those of a lazy frame in another order each time Python starts
        return names if isinstance(self._adata.obs, pd.DataFrame | JoinedObs) else sorted(names)

    def instead_of(self, name: str) -> str:
        """Return the end of a message about a column that is not there: those there are, and what may be meant."""
        return those_there_are(name, self.names)

    def series(self, name: str) -> pd.Series[Any]:
        """Return a column as it is; raises as :func:`series_of` does."""
        return series_of(self._adata.obs, name)

    def read(self, name: str) -> Column:
        """Return a column.

        Raises
        ------
        DataError
            It holds neither categories nor numbers, or several columns have this name.
        """
        found = self._read(name)
        if isinstance(found, str):
            raise DataError(
                f"The column {name!r} holds neither categories nor numbers, but {found}: it can't be used for colour."
            )
        return found

    def _read(self, name: str) -> Column | str:
        """Return a column; or, if it holds neither levels nor numbers, what it holds."""
        series = series_of(self._adata.obs, name)
        found = column_of_series(series, name, self._adata.uns.get(f"{name}_colors"))
        return kind_in_words(series) if found is None else found

    def as_category(self, name: str, max_items: int) -> CategoryColumn:
        """Return a column as levels that can become labels, also one of whole numbers.

        Raises
        ------
        DataError
            There is no such column, it holds other numbers, or more than ``max_items`` different values.
        """
        if name not in self.names:
            raise DataError(f"There is no obs column {name!r} to copy labels from. {self.instead_of(name)}")
        column = self.read(name)
        numbers = isinstance(column, NumberColumn)
        found = levels_of_numbers(series_of(self._adata.obs, name), name) if numbers else column
        if not isinstance(found, CategoryColumn):
            raise DataError(f"The column {name!r} holds numbers that are not whole: labels can't be copied from it.")
        if len(found.levels) > max_items:
            raise DataError(
                f"The column {name!r} has {len(found.levels):,} different values, more than {max_items:,}: to copy "
                "them all the same, call show() with a larger max_category_items=."
            )
        return found

    def may_be_labels(self, name: str) -> bool:
        """Tell by its kind alone whether a column may hold labels: numbers do not, nor what can't be read."""
        try:
            dtype: Any = dtype_of(self._adata.obs, name)
        except DataError:
            return False
        return pd.api.types.is_bool_dtype(dtype) or not pd.api.types.is_numeric_dtype(dtype)

    def first_categorical(self, most: int) -> str | None:
        """Return the first categorical column with 2 to ``most`` levels; None if there is none."""
        for name in self.names:
            with contextlib.suppress(DataError):  # who asks for a column that can't be read is told
                dtype = dtype_of(self._adata.obs, name)
                if isinstance(dtype, pd.CategoricalDtype) and 1 < len(dtype.categories) <= most:
                    return name
        return None

    def merged_from(self, draft_id: str) -> set[str]:
        """Return the columns that a merge of this draft wrote."""
        noted = self._adata.uns.get(MERGED_KEY)
        merged = noted.get("merged") if isinstance(noted, Mapping) else None
        if not isinstance(merged, Mapping):
            return set()
        return {key for key, source in merged.items() if source == draft_id and key in self._adata.obs.columns}

    def describe(self, max_items: int, without: Container[str] = ()) -> tuple[list[ColumnInfo], dict[str, str]]:
        """Return the columns to offer, and for each one left out the reason. No values are kept.

        Parameters
        ----------
        max_items
            Categories with more levels than this are left out.
        without
            Columns not to offer at all.
        """
        shown: list[ColumnInfo] = []
        left_out: dict[str, str] = {}
        times = Counter(self._adata.obs.columns)
        for name in self.names:
            if name in without:
                continue
            if times[name] > 1:
                left_out[name] = f"{times[name]} columns of obs have this name: give them different ones"
                continue
            try:
                found = self._read(name)
            except DataError as error:
                left_out[name] = str(error)
                continue
            if isinstance(found, str):
                left_out[name] = f"neither categories nor numbers, but {found}"
                continue
            info = describe(found)
            if len(info.levels) > max_items:
                left_out[name] = f"{len(info.levels):,} values, more than {max_items:,}"
            else:
                shown.append(info)
        for name in times:
            if not isinstance(name, str):
                left_out[repr(name)] = "its name is no text: give it one with adata.obs.rename(columns=...)"
        return shown, left_out
