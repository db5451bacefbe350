"""What a draft's file says, as a table in memory."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pandas as pd

from ..core.cell_sets import Codes
from ..labels.about import AboutKey
from ..labels.confidence import Confidence
from ..labels.evidence import Evidence
from ..labels.regions.region import Region
from ..labels.terms import LabelTerm
from .left_columns import LeftColumn


@dataclass(frozen=True)
class DraftLabel:
    """A label as the file says it; ``color`` is None where the file does not say."""

    name: str
    color: str | None = None
    note: str = ""
    evidence: tuple[Evidence, ...] = ()
    term: LabelTerm | None = None
    parent: str | None = None
    confidence: Confidence | None = None
    region: Region | None = None


@dataclass(frozen=True, eq=False)
class DraftCategory:
    """A category as the file says it: ``codes`` is 0 for unassigned, ``k`` for ``labels[k - 1]``."""

    name: str
    labels: tuple[DraftLabel, ...]
    codes: Codes
    about: Mapping[AboutKey, Any] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class DraftTable:
    """All a draft's file says.

    Attributes
    ----------
    cells
        Names of the cells, in the order of the rows.
    categories
        One a column.
    index_name
        The header's first field.
    revision
        How many edits the file holds; 0 for a file of another program.
    fingerprint
        Of the cell names of the data it was made for, if known.
    author
        Who wrote the file, as :attr:`Author.mark`; None if it does not say.
    spelling
        Names of categories and labels as the file has them, where that is not the form in which they are compared.
    meta
        What else the comment line says, such as ``dataset``.
    left
        Columns that are no categories.
    without_outline
        Labels, each a category and a name in it, whose outline in the file is none, and is left out.
    """

    cells: pd.Index[Any]
    categories: tuple[DraftCategory, ...]
    index_name: str = "index"
    revision: int = 0
    fingerprint: str | None = None
    author: str | None = None
    spelling: Mapping[str, str] = field(default_factory=dict)
    meta: dict[str, Any] = field(default_factory=dict)
    left: tuple[LeftColumn, ...] = ()
    without_outline: tuple[tuple[str, str], ...] = ()

    def spelled(self, name: str) -> str:
        """Return the name of a category or label as it stands in the file."""
        return self.spelling.get(name, name)

    @property
    def n_labelled(self) -> int:
        """Number of cells that have a label in any category."""
        labelled = np.zeros(len(self.cells), dtype=bool)
        for category in self.categories:
            labelled |= category.codes != 0
        return int(np.count_nonzero(labelled))


def with_outlines_of(table: DraftTable, other: DraftTable | None) -> DraftTable:
    """Return a table whose labels without an outline that could be read have the one that they have in another one."""
    known = {
        (category.name, label.name): label.region
        for category in (() if other is None else other.categories)
        for label in category.labels
    }
    lost = {each: known.get(each) for each in table.without_outline}
    categories = [
        replace(
            category,
            labels=tuple(
                replace(label, region=lost.get((category.name, label.name), label.region)) for label in category.labels
            ),
        )
        for category in table.categories
    ]
    return replace(table, categories=tuple(categories)) if lost else table


def with_labels_of(table: DraftTable, other: DraftTable) -> DraftTable:
    """Return a table whose categories have the labels that they have in another one too, and in its order."""
    known = {category.name: category for category in other.categories}
    return replace(table, categories=tuple(_relabelled(each, known.get(each.name)) for each in table.categories))


def _relabelled(category: DraftCategory, known: DraftCategory | None) -> DraftCategory:
    if known is None:
        return category
    names = {label.name for label in known.labels}
    labels = (*known.labels, *(label for label in category.labels if label.name not in names))
    code = {label.name: position for position, label in enumerate(labels, start=1)}
    lookup = np.array([0, *(code[label.name] for label in category.labels)], dtype=np.min_scalar_type(len(labels)))
    return DraftCategory(category.name, labels, lookup[category.codes], known.about)
