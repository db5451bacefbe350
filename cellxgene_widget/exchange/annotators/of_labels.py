"""Annotators made of what a session and a notebook have: categories of labels, columns, Series."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from ...core.missing_words import MISSING_WORDS
from ...core.names import UNASSIGNED, composed
from ...data.column_reader import column_of_series, kind_in_words, levels_of_numbers
from ...data.columns import CategoryColumn
from ...data.obs_names import as_text
from ...errors import DataError, some
from ...labels.category import Category
from ...labels.nesting import parents_of
from .annotator import Annotator, Kind, Reading

#: Whole numbers with more different values count something: genes, or molecules.
_MOST_CLUSTERS = 200
#: So many may be on a single cell each; more are on two each, or are ids.
_FEW_CLUSTERS = 20


def annotator_of_category(
    category: Category, name: str, where: str, cells: pd.Index[Any], read: Reading | None = None
) -> Annotator:
    """Return a category of labels, as it is now, as an annotator; the first codes are those of ``cells``."""
    labels = category.labels
    return Annotator(
        name,
        "category",
        where,
        category.name,
        cells,
        category.in_label_order()[: len(cells)],
        tuple(label.name for label in labels),
        {label.name: label.term.id for label in labels if label.term is not None},
        parents_of(labels),
        {label.name: label.color for label in labels},
        read,
    )


def annotator_of_column(
    column: CategoryColumn, name: str, where: str, cells: pd.Index[Any], kind: Kind = "column"
) -> Annotator:
    """Return a column of levels as an annotator: ``unassigned`` and words for what is missing are no labels."""
    levels = tuple("" if level.strip() in MISSING_WORDS else level for level in column.levels)
    return annotator_of_levels(name, kind, where, column.name, cells, column.codes, levels, column.colors)


def annotator_of_levels(
    name: str,
    kind: Kind,
    where: str,
    category: str,
    cells: pd.Index[Any],
    codes: npt.NDArray[Any],
    levels: tuple[str, ...],
    colors: tuple[str, ...] = (),
    terms: Mapping[str, str] | None = None,
    parents: Mapping[str, str] | None = None,
) -> Annotator:
    """Return codes of levels (0: none) as an annotator; two forms of one name are one label, and blanks none.

    Parameters
    ----------
    name, kind, where, category, cells, terms, parents
        As in :class:`Annotator`.
    codes, levels, colors
        Of each cell ``k`` for ``levels[k - 1]``; a colour a level, or none at all.
    """
    places: dict[str, int] = {}
    table = np.zeros(len(levels) + 1, dtype=np.min_scalar_type(len(levels)))
    shown: dict[str, str] = {}
    for code, level in enumerate(levels, start=1):
        label = composed(level.strip())
        if label and label != UNASSIGNED:
            table[code] = places.setdefault(label, len(places) + 1)
            if colors:
                shown.setdefault(label, colors[code - 1])
    return Annotator(name, kind, where, category, cells, table[codes], tuple(places), terms or {}, parents or {}, shown)


def annotator_of_series(
    series: pd.Series[Any], name: str | None = None, known: pd.Index[Any] | None = None
) -> Annotator:
    """Return a Series of labels by the names of cells as an annotator.

    Parameters
    ----------
    series
        Categorical, text, or the whole numbers of clusters; missing values, words for them (``nan``, ``NA``), empty
        text and ``unassigned`` are no labels.
    name
        What to call it; None: as the Series is called.
    known
        Names of cells, all different, that it probably has: if it does, they are not looked over again.

    Raises
    ------
    DataError
        It does not name cells, names some twice, or holds no labels.
    """
    called = str(series.name) if series.name is not None else "Series"
    where = f"the Series {called!r}"
    if isinstance(series.index, pd.RangeIndex) and len(series):
        raise DataError(f"T{where[1:]} has no names of cells: its index only counts. Give it adata.obs_names as index.")
    cells = known if known is not None and series.index.equals(known) else as_text(series.index)
    if cells is not known and not cells.is_unique:
        twice = cells[cells.duplicated()].unique()
        raise DataError(f"T{where[1:]} has {len(twice):,} cells more than once ({some(twice, 3)}): which row counts?")
    column = levels_in(series, called, f"T{where[1:]}")
    return annotator_of_column(column, name or called, where, cells, "series")


def levels_in(series: pd.Series[Any], name: str, who: str) -> CategoryColumn:
    """Return a column or Series as levels: also one of whole numbers, where these may be those of clusters.

    Parameters
    ----------
    series, name
        The values, and what they are called.
    who
        How a sentence about it begins.

    Raises
    ------
    DataError
        It holds measured numbers, or something else that is no label.
    """
    column = column_of_series(series, name)
    if isinstance(column, CategoryColumn):
        return column
    if column is None:
        raise DataError(f"{who} holds {kind_in_words(series)}: a comparison takes labels.")
    clusters = levels_of_numbers(series, name) if pd.api.types.is_integer_dtype(series.dtype) else None
    n = 0 if clusters is None else len(clusters.levels)
    if clusters is None or n > _MOST_CLUSTERS or (n > _FEW_CLUSTERS and 2 * n > len(series)):
        many = f" ({n:,} different ones)" if n else ""
        raise DataError(
            f"{who} holds numbers{many}, no labels: a comparison takes categories, text, or the whole numbers of "
            "clusters; if they are labels, make a category of them: .astype('category')."
        )
    return clusters


def only_category(found: Mapping[str, Annotator], category: str | None, who: str, example: Callable[[str], str]) -> str:
    """Return which category of several of one source is meant.

    Parameters
    ----------
    found
        By category.
    category
        The one wanted; None: the only one there is.
    who
        What the source is called in a sentence.
    example
        Writes how another one is named.

    Raises
    ------
    DataError
        There is none of this name, or several and none is named.
    """
    if not found:
        raise DataError(f"{who} has no category of labels.")
    if category is None:
        if len(found) > 1:
            raise DataError(f"{who} has several categories ({some(found, 12)}): name one with category=.")
        return next(iter(found))
    name = composed(category)
    if name not in found:
        one = next(iter(found))
        raise DataError(
            f"{who} has no category {category!r}, it has {some(found, 12)}: to compare with another one name it, as in "
            f"{example(one)}."
        )
    return name
