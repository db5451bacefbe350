"""From a table of predictions to labels, scores and terms by cell of the data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from ...core.cell_names import places_among
from ...core.cell_sets import Codes
from ...core.counted import counted, one_or_more
from ...core.missing_words import MISSING_WORDS
from ...core.names import UNASSIGNED, clean_name
from ...data.columns import text_of
from ...errors import DataError, some
from .formats import ANYBODY, Choice, choices_of
from .scores import Scores, scores_of
from .tables import Said, Table

#: How programs write into a table of text that there is nothing.
_NOTHING = MISSING_WORDS | {UNASSIGNED}


@dataclass(frozen=True, eq=False)
class Predictions:
    """Labels for the cells of the data.

    Attributes
    ----------
    by, name
        The tool, and what a category of its labels is usually called.
    source
        Where the labels are from, in words.
    labels
        In the order in which they are shown.
    codes
        For each cell of the data 0 for no label, ``k`` for ``labels[k - 1]``.
    colors, terms
        By label, where the source says them; ids as it writes them.
    scores
        Of the labels, if there are any.
    n_unknown, unknown
        How many cells of the source are not in the data, and the names of some.
    n_missing
        How many cells of the data are not in the source.
    notes
        What a person should know, as sentences.
    """

    by: str
    name: str
    source: str
    labels: tuple[str, ...]
    codes: Codes
    colors: Mapping[str, str]
    terms: Mapping[str, str]
    scores: Scores | None
    n_unknown: int
    unknown: tuple[str, ...]
    n_missing: int
    notes: tuple[str, ...]


def read_predictions(
    table: Table, known: pd.Index[Any], *, label: str | None, score: str | None, most: int
) -> Predictions:
    """Read the labels of a table.

    Parameters
    ----------
    table
        The source.
    known
        The names of the cells of the data.
    label, score
        Columns, in place of those that the table is recognized by.
    most
        More different labels are none.

    Raises
    ------
    DataError
        No column has labels, or not those named; the scores are no numbers; there are too many labels.
    LabelError
        A label has an impossible name.
    """
    choice, others = _chosen(table, label, score)
    names, codes = _labels(table.columns[choice.label], choice, table)
    if len(names) > most:
        raise DataError(
            f"The column {choice.label!r} has {len(names):,} different values, more than {most:,}: no labels; "
            "if they are, call show() with a larger max_category_items=."
        )
    rows = np.arange(len(known)) if table.cells is None else places_among(known, table.cells)
    is_known = np.zeros(0 if table.cells is None else len(table.cells), dtype=bool)
    if table.cells is not None:
        is_known[rows[rows >= 0]] = True
    unknown = () if table.cells is None else tuple(map(str, table.cells[~is_known][:3]))
    here = _at(codes, rows, 0)
    order = _order(names, here, table.said.get(choice.label), table.columns[choice.label])
    rank = np.zeros(len(names) + 1, dtype=np.min_scalar_type(len(order)))
    rank[[code + 1 for code in order]] = np.arange(1, len(order) + 1)
    labels = tuple(names[code] for code in order)
    scores = scores_of(table, choice, score, rows)
    said = table.said.get(choice.label, Said())
    terms = {**_terms(table, choice, names, codes), **said.terms}
    notes = [choice.note] if choice.note and score is None else []
    if others:
        notes.append(f"Other labels there: {some(others)}; label= takes one of them.")
    if (n := _n_called(table, choice, rows)) > 0:
        notes.append(
            f"{counted(n)} that {choice.by} left {' or '.join(sorted(choice.no_label))} "
            f"{one_or_more(n, 'has', 'have')} no label."
        )
    where = f"{table.origin}, {choice.label}" if table.origin else f"obs[{choice.label!r}]"
    return Predictions(
        choice.by,
        choice.name,
        where,
        labels,
        rank[here],
        said.colors,
        {name: term for name, term in terms.items() if name in labels},
        scores,
        int(np.count_nonzero(~is_known)),
        unknown,
        int(np.count_nonzero(rows < 0)),
        (*notes, *([scores.note] if scores is not None and scores.note else [])),
    )


def offered(columns: list[str], column: str) -> Choice | None:
    """Return what is known of a column of labels by its name, and by those of the others; None: nothing is."""
    return next((choice for choice in choices_of(columns) if choice.label == column), None)


def _chosen(table: Table, label: str | None, score: str | None) -> tuple[Choice, list[str]]:
    """Return the labels to take, and the columns with others."""
    columns = list(table.columns)
    for name, option in ((label, "label="), (score, "score=")):
        if name and name not in table.columns:
            raise DataError(f"{table.source} has no column {name!r} for {option}. Its columns: {some(columns, 12)}.")
    choices = [*table.choices, *choices_of(columns)]
    if label is not None:
        known = next((choice for choice in choices if choice.label == label), None)
        return known or Choice(ANYBODY, label, label), []
    if choices:
        same = [choice.label for choice in choices[1:] if choice.by == choices[0].by]
        return choices[0], same
    texts = [name for name in columns if name != score and not _is_of_numbers(table.columns[name])]
    if len(texts) == 1:
        return Choice(ANYBODY, texts[0], texts[0]), []
    raise DataError(
        f"{table.source} is not known as what a tool writes: say which column has the labels, as in "
        f"label={columns[0]!r} (and score= for their scores). Its columns: {some(columns, 12)}."
    )


def _is_of_numbers(series: pd.Series[Any]) -> bool:
    if pd.api.types.is_numeric_dtype(series.dtype):
        return True
    texts = series.astype(str).reset_index(drop=True)  # by a mask pandas looks for attributes among names of cells
    there = texts[~texts.isin(_NOTHING)]
    return bool(pd.to_numeric(there, errors="coerce").notna().all())


def _labels(series: pd.Series[Any], choice: Choice, table: Table) -> tuple[list[str], npt.NDArray[np.int64]]:
    """Return the different labels of a column, and for each row 0 for none or which one, from 1 on."""
    values = series.astype(object) if isinstance(series.dtype, pd.CategoricalDtype) else series
    codes, found = pd.factorize(values)
    nothing = {"", UNASSIGNED} if table.has_na else _NOTHING
    names: dict[str, int] = {}
    code_of = [0] * (len(found) + 1)  # the last one for the code -1
    for at, value in enumerate(found):
        text = text_of(value)
        if isinstance(value, float) and value.is_integer():
            text = str(int(value))  # clusters, beside missing ones
        if text.strip() not in nothing and text.strip() not in choice.no_label:
            code_of[at] = names.setdefault(clean_name(text, "label"), len(names) + 1)
    return list(names), np.asarray(code_of, dtype=np.int64)[codes]


def _order(names: list[str], here: npt.NDArray[np.int64], said: Said | None, series: pd.Series[Any]) -> list[int]:
    """Return the labels that cells of the data have, in the order that the source says, else the largest first."""
    counts = np.bincount(here, minlength=len(names) + 1)[1:]
    present = [code for code in range(len(names)) if counts[code]]
    told: tuple[str, ...] = ()
    if said is not None:
        told = said.order
    elif isinstance(series.dtype, pd.CategoricalDtype) and series.dtype.ordered:
        told = tuple(map(str, series.dtype.categories))
    place = {name: at for at, name in enumerate(told)}
    return sorted(present, key=lambda code: (place.get(names[code], len(place)), -int(counts[code]), names[code]))


def _terms(table: Table, choice: Choice, names: list[str], codes: npt.NDArray[np.int64]) -> dict[str, str]:
    """Return the id of each label, where all its cells have one and the same."""
    if choice.term_id is None:
        return {}
    ids = table.columns[choice.term_id].astype(str).to_numpy()
    frame = pd.DataFrame({"code": codes, "id": ids}).drop_duplicates()
    frame = frame[(frame["code"] > 0) & ~frame.duplicated("code", keep=False)]
    return {
        names[code - 1]: str(term).strip().replace("CL_", "CL:")
        for code, term in zip(frame["code"], frame["id"], strict=True)
        if str(term).strip().startswith(("CL:", "CL_"))
    }


def _n_called(table: Table, choice: Choice, rows: npt.NDArray[np.intp]) -> int:
    """Return how many cells of the data the tool itself says have no label."""
    if not choice.no_label:
        return 0
    is_none = table.columns[choice.label].astype(str).isin(choice.no_label).to_numpy()
    return int(np.count_nonzero(_at(is_none.astype(np.int64), rows, 0)))


def _at(values: npt.NDArray[np.int64], rows: npt.NDArray[np.intp], otherwise: int) -> npt.NDArray[np.int64]:
    out = np.full(len(rows), otherwise, dtype=np.int64)
    out[rows >= 0] = values[rows[rows >= 0]]
    return out
