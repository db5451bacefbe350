"""Which predictions a column of scores is of: it is named by what is said of a category, which others may say too."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from .category import Category


class ScoresOf(NamedTuple):
    """The scores of one import: the name of their column, and when it was."""

    column: str
    time: str


def scores_of(category: Category) -> ScoresOf | None:
    """Return the scores that a category says it has; None: none."""
    for said in (category.about.get("carried"), category.about.get("predicted")):
        if said is not None and said["score"] is not None:
            return ScoresOf(said["score"], said["time"])
    return None


def shown_scores(categories: Iterable[Category]) -> dict[str, ScoresOf]:
    """Return by the name of a column whose scores it has: where two imports have one, by two people, of the first."""
    found: dict[str, ScoresOf] = {}
    for category in categories:
        if (said := scores_of(category)) is not None:
            found.setdefault(said.column, said)
    return found


def score_column(category: Category, categories: Iterable[Category]) -> str | None:
    """Return the column that has the scores of a category; None: it has none, or the column has those of another."""
    said = scores_of(category)
    return said.column if said is not None and shown_scores(categories)[said.column] == said else None
