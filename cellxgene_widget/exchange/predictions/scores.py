"""The scores of predictions: numbers, one a cell, and what they are in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from ...core.missing_words import MISSING_WORDS
from ...errors import DataError
from .formats import Choice
from .tables import Table


@dataclass(frozen=True, eq=False)
class Scores:
    """One number a cell of the data.

    Attributes
    ----------
    values
        ``float32``, NaN where there is none.
    column
        Where they are from, in words.
    counted
        What they count, such as ``"methods that agree"``; None: they are no counts.
    note
        What a person should know of them, if they are not from 0 to 1.
    """

    values: npt.NDArray[np.float32]
    column: str
    counted: str | None = None
    note: str | None = None


def scores_of(table: Table, choice: Choice, score: str | None, rows: npt.NDArray[np.intp]) -> Scores | None:
    """Return the scores of labels: those named, those beside the table, or those of its format. None: there are none.

    Parameters
    ----------
    table, choice
        The source, and its labels.
    score
        A column in place of the usual one; empty: none.
    rows
        For each cell of the data its row, or -1.

    Raises
    ------
    DataError
        They are no numbers.
    """
    if score == "":
        return None
    column, counted = score, None
    if column is None and choice.label in table.scores:
        name, series = table.scores[choice.label]
        return _described(_numbers(series, name), rows, name, None)
    if column is None or column == choice.score:
        column, counted = choice.score, choice.n_of
    if column is None:
        return None
    return _described(_numbers(table.columns[column], column), rows, column, counted)


def _numbers(series: pd.Series[Any], name: str) -> npt.NDArray[np.float32]:
    if isinstance(series.dtype, pd.CategoricalDtype):  # anndata makes one of a column of objects
        series = series.astype(object)
    if not pd.api.types.is_numeric_dtype(series.dtype):
        texts = series.where(series.notna(), "").astype(str).str.strip()
        numbers = pd.to_numeric(texts.where(~texts.isin(MISSING_WORDS), None), errors="coerce")
        wrong = texts[numbers.isna() & ~texts.isin(MISSING_WORDS)]
        if len(wrong):
            raise DataError(f"The scores in {name!r} are no numbers: there is {wrong.iloc[0]!r} among them.")
        series = numbers
    values: npt.NDArray[np.float32] = series.to_numpy(dtype=np.float32, na_value=np.nan)
    return values


def _described(values: npt.NDArray[np.float32], rows: npt.NDArray[np.intp], column: str, counted: str | None) -> Scores:
    here = np.full(len(rows), np.nan, dtype=np.float32)
    here[rows >= 0] = values[rows[rows >= 0]]
    there = here[np.isfinite(here)]
    if counted is not None:
        return Scores(here, column, counted, f"The scores in {column!r} are counts of {counted}, not from 0 to 1.")
    if not there.size or (there.min() >= 0 and there.max() <= 1):
        return Scores(here, column)
    low, high = f"{there.min():g}", f"{there.max():g}"
    if there.min() >= 0 and np.array_equal(there, np.round(there)):
        return Scores(here, column, "something", f"The scores in {column!r} are counts, from {low} to {high}.")
    return Scores(here, column, None, f"The scores in {column!r} go from {low} to {high}, not from 0 to 1.")
