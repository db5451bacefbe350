"""A table of predictions with a row a cell, wherever it is from: what columns it has, and which cells these are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from ...core.cell_names import are_same_names, places_among, respelled
from ...core.counted import counted
from ...errors import DataError, some
from .formats import Choice

#: Columns that are called so hold the names of cells before others do.
_CELLS = (
    "cell_id", "cell", "cells", "cell_name", "cell_names", "barcode", "barcodes", "obs_names", "index", "CellID", "",
)  # fmt: skip


@dataclass(frozen=True, eq=False)
class Table:
    """A table, whose columns are read when they are asked for.

    Attributes
    ----------
    source
        What it is called in a sentence: ``"The file 'predicted_labels.csv'"``.
    origin
        Where its columns are from, in the words that are kept: ``"predicted_labels.csv"``; empty: of the data itself.
    columns
        Each as a Series of n rows.
    cells
        The names of the cells, row by row; None: they are the cells of the data, in its order.
    choices
        Labels that its own format offers, the best first; those that its columns are recognized by come after.
    scores
        By column of labels the scores that are in no column.
    said
        By column what is said of its labels: see :class:`Said`.
    has_na
        Whether ``NA`` is a label as any other, and not how a program writes that there is none.
    """

    source: str
    origin: str
    columns: Mapping[str, pd.Series[Any]]
    cells: pd.Index[Any] | None = None
    choices: Sequence[Choice] = ()
    scores: Mapping[str, tuple[str, pd.Series[Any]]] = field(default_factory=dict)
    said: Mapping[str, Said] = field(default_factory=dict)
    has_na: bool = False


@dataclass(frozen=True)
class Said:
    """What is said of the labels of a column: their order, colors by label, ids of terms by label."""

    order: tuple[str, ...] = ()
    colors: Mapping[str, str] = field(default_factory=dict)
    terms: Mapping[str, str] = field(default_factory=dict)


def table_of_frame(frame: pd.DataFrame, known: pd.Index[Any], source: str, origin: str) -> Table:
    """Return a frame as a table; its index, or one of its columns, has the names of the cells.

    Parameters
    ----------
    frame
        A row a cell.
    known
        The names of the cells of the data.
    source, origin
        As in :class:`Table`.

    Raises
    ------
    DataError
        No cell of it is in the data, one is there twice, or two columns have one name.
    """
    names = [str(name) for name in frame.columns]
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise DataError(f"{source} has several columns called {some(twice)}: give each a name of its own.")
    columns = {name: frame.iloc[:, at] for at, name in enumerate(names)}
    column, cells = _cells_of(frame.index, columns, known, source)
    if column is not None:
        del columns[column]
    if not are_same_names(cells, known) and cells.has_duplicates:
        again = cells[cells.duplicated()].unique()
        raise DataError(
            f"{source} names {counted(len(again))} more than once ({some(again, 2)}): which row counts is not "
            "known, so nothing was imported."
        )
    return Table(source, origin, columns, cells)


def _cells_of(
    index: pd.Index[Any], columns: Mapping[str, pd.Series[Any]], known: pd.Index[Any], source: str
) -> tuple[str | None, pd.Index[Any]]:
    """Return the column that names the cells (None: the index does), and the names."""
    best, most = None, 0
    places = [name for name in _CELLS if name in columns]
    places += [name for name in columns if name not in places]
    candidates: list[tuple[str | None, pd.Index[Any]]] = [] if _is_a_range(index) else [(None, index)]
    candidates += [(name, pd.Index(columns[name])) for name in places if _may_be_names(columns[name].dtype)]
    for column, found in candidates:
        cells = pd.Index(found.astype(str), dtype=object)
        n = _n_known(cells, known)
        if n < len(cells):
            cells = respelled(cells, known)
            n = _n_known(cells, known)
        if n > most:
            best, most = (column, cells), n
        if n == len(cells) > 0:  # all of them: nothing fits better
            break
    if best is None:
        seen = candidates[0][1] if candidates else index
        raise DataError(
            f"{source} names no cell of this data: it has {some(map(str, seen[:2]))}, the data has {some(known[:2])}."
        )
    return best


def _n_known(cells: pd.Index[Any], known: pd.Index[Any]) -> int:
    return int(np.count_nonzero(places_among(cells, known) >= 0))


def _may_be_names(dtype: Any) -> bool:
    return not isinstance(dtype, pd.CategoricalDtype) and dtype.kind in "OUTSiu"


def _is_a_range(index: pd.Index[Any]) -> bool:
    return isinstance(index, pd.RangeIndex)
