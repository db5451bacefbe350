"""Whether a column, a gene or an embedding means the same in two objects: the cells of both tell."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from ...core.cell_names import places_among
from ...core.counted import counted
from ...data.columns import CategoryColumn, Column, NumberColumn
from ...errors import AnnotationError, some
from ...labels.category import Category
from ..columns import Columns
from .ends import Here, There
from .source import MOST_SAME, are_same

#: With fewer cells in both nothing can be told of a column.
_FEWEST = 20


class Comparable:
    """Tells which embeddings and columns mean the same in two objects.

    Parameters
    ----------
    here, there
        Both sessions.
    renamed
        Categories that are there, by their names here.
    """

    def __init__(self, here: Here, there: There, renamed: Mapping[str, str]) -> None:
        self._here = here
        self._there = there
        self._renamed = renamed
        rows = places_among(there.table.obs_names, here.table.obs_names)
        #: Of the cells in both, where they are there and here.
        self._there_at = np.flatnonzero(rows >= 0)
        self._here_at = rows[self._there_at]
        self._known: dict[tuple[str, str | None], str | None] = {}
        self._untold: dict[str, None] = {}

    @property
    def notes(self) -> list[str]:
        """What can't be told of columns that were asked about."""
        if not self._untold:
            return []
        known, n = some(self._untold), len(self._there_at)
        return [f"Taken at its word: {known}. By {counted(n)} in both it can't be told whether it is the same there."]

    def embedding(self, key: str) -> str | None:
        """Return why a lasso in an embedding means nothing there; None: it means the same."""
        if (key, "") not in self._known:
            self._known[key, ""] = self._other_embedding(key)
        return self._known[key, ""]

    def column(self, name: str, layer: str | None = None) -> str | None:
        """Return why a condition on a column or gene means nothing there; None: it can be asked."""
        if self._renamed.get(name, name) != name:
            return f"{name!r} has another name there"
        if name in self._renamed:
            return None  # made again itself, as far as it is
        if not self._there.columns.has_column(name):
            return f"there is no {name!r} there"
        if (name, layer) not in self._known:
            self._known[name, layer] = self._other_column(name, layer)
        return self._known[name, layer]

    def _other_embedding(self, key: str) -> str | None:
        if key not in self._here.columns.embeddings() or key not in self._there.columns.embeddings():
            return f"its lasso is in {key}, which is not in both"
        if not self._there_at.size:
            return f"its lasso is in {key}, and no cell tells whether that is the same there"
        before = self._here.columns.coordinates(key)[self._here_at]
        now = self._there.columns.coordinates(key)[self._there_at]
        return None if are_same(before, now) else f"its lasso is in {key}, which is another there"

    def _other_column(self, name: str, layer: str | None) -> str | None:
        before = _column(self._here.columns, name, layer)
        if before is None or self._there_at.size < _FEWEST:
            self._untold[name] = None
            return None
        now = _column(self._there.columns, name, layer)
        if now is not None and _are_alike(before, now, self._here_at, self._there_at):
            return None
        return f"{name!r} is another there: cells of both have other values"


def _column(columns: Columns, name: str, layer: str | None) -> Column | Category | None:
    try:
        return columns.column_or_category(name, layer)
    except AnnotationError:
        return None


def _are_alike(
    one: Column | Category, two: Column | Category, one_at: npt.NDArray[np.intp], two_at: npt.NDArray[np.intp]
) -> bool:
    if isinstance(one, NumberColumn) and isinstance(two, NumberColumn):
        return are_same(one.values[one_at][:, None], two.values[two_at][:, None])
    if isinstance(one, NumberColumn) or isinstance(two, NumberColumn):
        return False
    return bool(np.mean(_words(one, one_at) == _words(two, two_at)) >= MOST_SAME)


def _words(column: CategoryColumn | Category, at: npt.NDArray[np.intp]) -> npt.NDArray[Any]:
    """Return the label or level of each cell; empty: none."""
    if isinstance(column, Category):
        words = {label.code: label.name for label in column.labels}
    else:
        words = dict(enumerate(column.levels, start=1))
    table = np.full(max(words, default=0) + 1, "", dtype=object)
    for code, word in words.items():
        table[code] = word
    return table[column.codes[at]]
