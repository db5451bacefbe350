"""What goes out: labels on cells, and what there is to know of them. Whoever writes a format asks for nothing else."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pandas as pd

from .._version import __version__
from ..errors import ExportError, some
from ..labels.annotations import Annotations
from ..labels.beside import labels_of
from ..labels.category import Category
from .deeds import Deeds
from .who import Who


@dataclass(frozen=True)
class Subject:
    """Labels to be told of elsewhere.

    Attributes
    ----------
    dataset
        What the data is called.
    names
        The names of its cells: the first codes of the categories are theirs.
    categories
        The labels.
    who
        Who publishes them.
    deeds
        Who gave which label when.
    reviews
        By the name of a category the one with what was decided in reviews of it, where there is one.
    synonyms
        Gives other names of a term by its id.
    has_gene
        Tells whether the data has a gene, by its name in ``var_names``.
    term_problem
        Tells why an id is not that of a term in use; None: it is.
    notes
        What a person should know of what goes out.
    made
        When it is told.
    """

    dataset: str
    names: pd.Index[Any]
    categories: Sequence[Category]
    who: Who = field(default_factory=Who)
    deeds: Deeds = field(default_factory=Deeds)
    reviews: Mapping[str, Category] = field(default_factory=dict)
    synonyms: Callable[[str], Sequence[str]] = lambda _: ()
    has_gene: Callable[[str], bool] = lambda _: True
    term_problem: Callable[[str], str | None] = lambda _: None
    notes: tuple[str, ...] = ()
    made: datetime = field(default_factory=lambda: datetime.now(UTC))
    software: str = f"cellxgene_widget {__version__}"

    @property
    def n_cells(self) -> int:
        """How many cells the data has."""
        return len(self.names)


def chosen(annotations: Annotations, category: object, *, single: str | None = None) -> list[Category]:
    """Return the categories that are meant.

    Parameters
    ----------
    annotations
        All there are.
    category
        A name, several, or None for all but what was decided in reviews.
    single
        The format that takes one only, if so.

    Raises
    ------
    LabelError
        There is none of a name.
    ExportError
        There is no category at all, or one must be chosen.
    """
    every = [each.name for each in labels_of(annotations.categories)]
    wanted = every if category is None else [category] if isinstance(category, str) else category
    if not isinstance(wanted, Sequence) or not all(isinstance(name, str) for name in wanted):
        raise ExportError("category= takes the name of a category, or a list of them.")
    found = [annotations.find(name) for name in dict.fromkeys(wanted)]
    if not found:
        raise ExportError("There is no category of labels yet: there is nothing to tell of.")
    if single is not None and len(found) > 1:
        raise ExportError(
            f"{single} has room for one category: choose one with category=, of {some(annotations.names)}."
        )
    return found
