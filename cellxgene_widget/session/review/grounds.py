"""What a review queue is made of, taken under the session's lock, so that it can be made without it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
import numpy.typing as npt

from ...core.cell_sets import Codes, Mask
from ...data.cells import CellTable
from ...data.columns import NumberColumn
from ...errors import DataError, SelectionError
from ...labels.about import Proposal
from ...labels.category import Category
from ...labels.history import History
from ...labels.proposals import proposals_of
from ...labels.reviewing import review_of
from ...labels.scored import score_column
from ..columns import Columns
from ..named_codes import NamedCodes, named_codes
from .opinions import Said, said_of
from .proposed_levels import standing

#: What a queue may be by.
By = Literal["doubt", "score", "disagreement", "markers", "opinions"]

#: Cells of these states are not shown again.
CLOSED = ("accepted", "changed", "unsure")


@dataclass(frozen=True)
class Settings:
    """What a queue is of, and by what.

    Attributes
    ----------
    category
        What is reviewed.
    by, graph, other, column
        As :meth:`Session.review` takes them; ``graph`` None: the usual one, if there is one.
    """

    category: str
    by: By = "doubt"
    graph: str | None = None
    other: str | None = None
    column: str | None = None


@dataclass(frozen=True, eq=False)
class Grounds:
    """Copies of what counts.

    Attributes
    ----------
    settings
        What was asked.
    names
        The labels by code; None for 0.
    codes
        The code of each cell of the data.
    closed
        The cells that were decided on.
    proposals, levels, notes
        What is proposed, what cells are called in the columns that it is for, and what of it is left out, and why.
    scores
        How sure each cell's label is, if that is known.
    other
        What is compared with, if anything is.
    genes
        The genes kept as evidence that are expected in the cells of a label, by its code.
    said
        What annotators said of cells without a label, if that is what is asked.
    """

    settings: Settings
    names: Sequence[str | None]
    codes: Codes
    closed: Mask
    proposals: Sequence[Proposal]
    levels: Mapping[str, NamedCodes]
    notes: tuple[str, ...] = ()
    scores: npt.NDArray[np.float32] | None = None
    other: NamedCodes | None = None
    genes: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    said: Said | None = None

    def code_of(self, label: str) -> int:
        """Return the code of a label; -1: there is none."""
        return self.names.index(label) if label in self.names else -1


def take(settings: Settings, columns: Columns, history: History, table: CellTable) -> Grounds:
    """Copy what a queue is made of; the caller holds the lock.

    Raises
    ------
    LabelError, DataError
        There is no such category or column, or it does not fit what is asked.
    """
    n_cells = table.n_cells
    category = history.annotations.find(settings.category)
    names: list[str | None] = [None] * (max((label.code for label in category.labels), default=0) + 1)
    for label in category.labels:
        names[label.code] = label.name
    review = review_of(history.annotations, category.name)
    closed = np.zeros(n_cells, dtype=bool)
    for state in CLOSED:
        if review is not None and review.has(state):
            closed |= review.mask(state)[:n_cells]
    proposals, levels, notes = standing(proposals_of(category), columns, table)
    return Grounds(
        settings,
        names,
        category.codes[:n_cells].copy(),
        closed,
        proposals,
        levels,
        notes,
        _scores(settings, category, columns, history),
        _other(settings, category, columns, n_cells),
        _expected(category) if settings.by == "markers" else {},
        said_of(category, history, n_cells) if settings.by == "opinions" else None,
    )


def state_codes(history: History, category: str, n_cells: int) -> Codes | None:
    """Return the code of each cell in the category of the review; None: there is none yet."""
    review = review_of(history.annotations, category)
    return None if review is None else review.codes[:n_cells]


def _scores(
    settings: Settings, category: Category, columns: Columns, history: History
) -> npt.NDArray[np.float32] | None:
    named = settings.column if settings.by == "score" else None
    name = named or score_column(category, history.annotations.categories)
    if settings.by == "score" and name is None:
        raise DataError(
            f"{category.name!r} has no scores: name a column of numbers, as in "
            f"review({category.name!r}, by='score', column='conf_score')."
        )
    if name is None or not columns.has_column(name):
        if settings.by == "score":
            raise DataError(f"There is no column {name!r} with the scores of {category.name!r}.")
        return None
    try:
        found = columns.column(name)
    except DataError:  # it can't be read any more
        if settings.by == "score":
            raise
        return None
    if not isinstance(found, NumberColumn):
        if settings.by == "score":
            raise DataError(f"{name!r} holds categories: a review by score takes a column of numbers.")
        return None
    return np.where(np.isfinite(found.values), found.values, np.float32(np.nan))  # log-probabilities may be -inf


def _other(settings: Settings, category: Category, columns: Columns, n_cells: int) -> NamedCodes | None:
    if settings.by != "disagreement":
        return None
    if settings.other is None:
        raise SelectionError(
            f"A review by disagreement needs another category or column: review({category.name!r}, "
            "by='disagreement', other='louvain')."
        )
    if settings.other == category.name:
        raise SelectionError(f"{category.name!r} does not disagree with itself: name another category or column.")
    return named_codes(columns, settings.other, n_cells, "labels are compared")


def _expected(category: Category) -> dict[int, tuple[str, ...]]:
    """Return the genes that speak for each label where they are found: those kept that are higher in its cells."""
    found = {
        label.code: tuple(
            dict.fromkeys(one.id for one in label.evidence if one.logfoldchanges is None or one.logfoldchanges > 0)
        )
        for label in category.labels
    }
    return {code: genes for code, genes in found.items() if genes}
