"""A colleague's answer as annotators, to be compared by the names of cells: also with other data than the page's."""

from __future__ import annotations

import os
from pathlib import Path

import pandas as pd

from ...core.given_paths import given_path
from ...core.trusted_files import open_file
from ...errors import DataError
from ..annotators.annotator import Annotator
from .answer import Answer, PageEdit, read_answer
from .checked_lines import MOST_BEGINNING, begins_as_answer, bytes_of
from .made_again import Answered, made_again

#: A category with more labels is none.
_MOST_LABELS = 1000


def is_answer(path: Path) -> bool:
    """Tell whether a file begins as the answer of a page does."""
    try:
        with open_file(path) as file:
            return begins_as_answer(file.read(MOST_BEGINNING))
    except OSError:
        return False


def categories_of_answer(path: Path) -> list[str]:
    """Return the names of the categories that were answered. Raises as :func:`annotators_of_answer` does."""
    return list(_read(path).bases)


def annotators_of_answer(path: str | os.PathLike[str]) -> list[Annotator]:
    """Return what a colleague calls cells, one annotator a category that was answered.

    Parameters
    ----------
    path
        The file that a page saved.

    Returns
    -------
    list of Annotator
        All by the name of the colleague, of the cells that the file names.

    Raises
    ------
    DataError
        It is no answer, damaged, or can't be.
    """
    found = given_path(path, "An answer", DataError)
    source = f"The answer {found.name!r}"
    answer = _read(found)
    cells = _cells_of(answer)
    answered = made_again(answer, cells, source, most_labels=_MOST_LABELS)
    return [_annotator(answer, each, cells, found) for each in answered.values()]


def _read(path: Path) -> Answer:
    source = f"The answer {path.name!r}"
    return read_answer(bytes_of(path, source), source, most_labels=_MOST_LABELS)


def _cells_of(answer: Answer) -> pd.Index[str]:
    """Return the names of all cells that an answer is about, each once."""
    named: dict[str, None] = {}
    for base in answer.bases.values():
        for cells in base.cells.values():
            named.update(dict.fromkeys(cells))
    for step in answer.steps:
        if isinstance(step, PageEdit):
            named.update(dict.fromkeys(step.cells))
    return pd.Index(list(named), dtype=object)


def _annotator(answer: Answer, answered: Answered, cells: pd.Index[str], path: Path) -> Annotator:
    labels = answered.now.labels
    given = answered.base.labels
    return Annotator(
        answer.author,
        "answer",
        str(path),
        answered.base.category,
        cells,
        answered.now.in_label_order(),
        tuple(label.name for label in labels),
        {label.name: label.term for label in given if label.term is not None},
        {label.name: label.parent for label in labels if label.parent is not None},
        {label.name: label.color for label in labels},
    )
