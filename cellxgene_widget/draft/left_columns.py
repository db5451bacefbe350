"""Columns of a draft's file that are no categories: numbers, or too many different values. They stay as they are.

A score, an area, a column of ids: other tools write them beside labels. As categories they would be thousands of
labels that nobody gave. Their text is kept, cell by cell, in its place among the columns, and written back at each
save; no edit is about them. What the file says is a category of ours is one, whatever its labels look like.
"""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from ..core.cell_sets import Mask
from ..core.missing_words import MISSING_WORDS
from ..core.names import UNASSIGNED, composed
from ..errors import LabelError, some
from .text_columns import Texts

#: How programs write that a number is missing.
_MISSING = MISSING_WORDS | {UNASSIGNED, "N/A", "null", "NULL", "-"}
#: With a point: a comma is no decimal mark among commas, and scanpy calls parts of cluster 3 ``3,0`` and ``3,1``.
_NUMBER = re.compile(r"\s*[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?\s*", re.ASCII)
#: The limit of ``show()`` where nobody gives one.
USUAL_MOST = 1000
_INFINITE = {"inf", "-inf", "Inf", "-Inf", "infinity", "-infinity"}


@dataclass(frozen=True, eq=False)
class LeftColumn:
    """A column that is left alone.

    Attributes
    ----------
    name
        As names are compared.
    header
        The name as the file has it.
    place
        How many columns stand before it in the file, besides that of the names of cells.
    n_different
        How many different values it has where these are too many for labels; None: they are not.
    texts
        The text of each cell, empty for those without a row.
    has_numbers
        Whether it holds numbers that are no labels. If neither this nor ``n_different`` says why it is none, it was no
        category before.
    """

    name: str
    header: str
    place: int
    n_different: int | None
    texts: Texts
    has_numbers: bool = False


class ColumnRule(NamedTuple):
    """Which columns of a file are categories.

    Attributes
    ----------
    max_items
        Columns with more different values are left alone; with the usual limit not those of text whose values are on
        two cells each, or more: ids and remarks are not, and whoever gave so many labels has them. Any other limit is
        somebody's word, and counts as it is.
    categories
        Names that are categories whatever they hold.
    left
        Names that are left alone whatever they hold.
    """

    max_items: int = USUAL_MOST
    categories: Collection[str] = ()
    left: Collection[str] = ()


def n_too_many(values: Collection[str], most: int, n_cells: int) -> int | None:
    """Return how many different values there are, without those that say that there is none, if that is too many.

    See :attr:`ColumnRule.max_items`.
    """
    n = len(values) - sum(none in values for none in ("", UNASSIGNED))
    if n <= most:
        return None
    are_labels = most == USUAL_MOST and 2 * n <= n_cells and not all(map(_NUMBER.fullmatch, values))
    return None if are_labels else n


def are_numbers(values: Iterable[str]) -> bool:
    """Tell whether values are numbers that are no labels: all are numbers or missing, and not all of these are whole.

    Whole numbers may be labels: clusters are called so, also as ``3.0`` where a program wrote them beside missing ones.
    A number has a decimal point, if any: with a comma it is text. What is infinite is not whole.
    """
    known = [value for value in values if value.strip() not in _MISSING]
    if not all(_NUMBER.fullmatch(value) or value in _INFINITE for value in known):
        return False
    return any(not _is_whole(value) for value in known)


def _is_whole(text: str) -> bool:
    number = float(text)
    return math.isfinite(number) and number.is_integer()


def moved(columns: Sequence[LeftColumn], places: npt.NDArray[np.intp]) -> tuple[LeftColumn, ...]:
    """Return the columns over other cells: ``places[new]`` is where a cell was, or -1 for one that is new."""
    if not columns:
        return ()
    return tuple(replace(column, texts=column.texts.at(places)) for column in columns)


def merged(ours: Sequence[LeftColumn], theirs: Sequence[LeftColumn], has_row: Mask) -> tuple[LeftColumn, ...]:
    """Return the columns after another program wrote the file: what it says counts, where it says something.

    Parameters
    ----------
    ours, theirs
        As they were, and as the file has them now; over the same cells. A column that is gone there stays.
    has_row
        Which cells the file names; the others keep their text.
    """
    before, now = ({column.name: column for column in columns} for columns in (ours, theirs))
    for name, column in now.items():
        if name in before and not has_row.all():
            texts = column.texts.where(has_row, before[name].texts)
            # what says nothing of its own, about some of the cells, is what it was
            n, has_numbers = column.n_different, column.has_numbers
            if n is None and not has_numbers:
                n, has_numbers = before[name].n_different, before[name].has_numbers
            now[name] = replace(column, texts=texts, n_different=n, has_numbers=has_numbers)
    return tuple(sorted({**before, **now}.values(), key=lambda column: column.place))


def changed(ours: Sequence[LeftColumn], now: Sequence[LeftColumn]) -> list[str]:
    """Return the names of columns that are new, or have another text."""
    before = {column.name: column for column in ours}
    return [
        column.name for column in now if column.name not in before or not column.texts.equals(before[column.name].texts)
    ]


def beside(columns: Sequence[LeftColumn], categories: Collection[str]) -> tuple[LeftColumn, ...]:
    """Return the columns under names that no category has: undoing may have brought one back that was gone."""
    taken = {*categories, *(column.name for column in columns)}
    out: list[LeftColumn] = []
    for column in columns:
        name, header = column.name, column.header
        while name in categories or (name != column.name and name in taken):
            name, header = name + "_", header + "_"
        taken.add(name)
        out.append(column if name == column.name else replace(column, name=name, header=header))
    return tuple(out)


def in_file_order(categories: Sequence[Any], left: Sequence[LeftColumn]) -> list[Any]:
    """Return categories and other columns as they stand in the file: each of these in its place."""
    order = list(categories)
    for column in sorted(left, key=lambda column: column.place):
        order.insert(column.place, column)
    return order


def require_free(columns: Sequence[LeftColumn], name: object) -> None:
    """Raise a :class:`LabelError` if a category of this name would make two columns of one name."""
    text = composed(name.strip()) if isinstance(name, str) else name
    if any(column.name == text for column in columns):
        raise LabelError(
            f"The draft's file has a column {text!r} that is no category and stays there as it is: choose another "
            f"name, such as {f'{text}_labels'!r}."
        )


def sentences(columns: Sequence[LeftColumn], most: int) -> list[str]:
    """Return what a person should know of columns that are left alone; ``most``: values that a category may have."""
    numbers = [column.name for column in columns if column.n_different is None and column.has_numbers]
    before = [column.name for column in columns if column.n_different is None and not column.has_numbers]
    others = {column.name: column.n_different for column in columns if column.n_different is not None}
    out = []
    if len(numbers) == 1:
        out.append(
            f"The draft's column {numbers[0]!r} holds numbers: it is no category, and stays in the file as it is."
        )
    elif numbers:
        out.append(
            f"The draft's columns {some(numbers)} hold numbers: they are no categories, and stay in the file as they "
            "are."
        )
    out += [
        f"The draft's column {name!r} was no category when the draft was opened: it stays in the file as it is. If its "
        "values are labels now, call show() again."
        for name in before
    ]
    instead = "For labels of all its values call show() with a larger max_category_items=."
    for name, n in others.items():
        out.append(
            f"The draft's column {name!r} has {n:,} different values, more than {most:,}: it is no category, and stays "
            f"in the file as it is. {instead}"
        )
    return out
