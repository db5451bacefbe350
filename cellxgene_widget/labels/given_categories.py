"""Whole categories that come from elsewhere, with all that is said of their labels, as one edit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..core.cell_sets import Codes, cells_of_mask
from .about import AboutKey
from .annotations import Annotations, made
from .beside import deletions
from .category import Label
from .commands import Command
from .edits import Assign, Batch, CreateCategory, DeleteCategory, Edit, SetAbout


@dataclass(frozen=True)
class Given:
    """A category to be made.

    Attributes
    ----------
    name
        Of the category: one that can be, and that is free, or to be replaced.
    labels
        With all that is said of them.
    codes
        One a cell: 0, or the code of one of the labels. Cells after these have none.
    about
        What is said of it as a whole.
    """

    name: str
    labels: Sequence[Label]
    codes: Codes
    about: Mapping[AboutKey, Any]

    @property
    def n_labelled(self) -> int:
        """How many cells have a label."""
        return int(np.count_nonzero(self.codes))


def give_categories(
    annotations: Annotations, given: Sequence[Given], operation: str, text: str, call: Mapping[str, Any]
) -> Command:
    """Make categories; one of the same name goes first.

    Parameters
    ----------
    annotations
        The labels as they are.
    given
        At least one.
    operation, text, call
        The verb, what it does in words, and its arguments, for the history.
    """
    edits: list[Edit] = []
    for each in given:
        if annotations.has(each.name):
            edits += [*deletions(annotations.categories, each.name), DeleteCategory(each.name)]
        edits += [CreateCategory(each.name), *made(each.name, each.labels)]
        for label in each.labels:
            cells = cells_of_mask(each.codes == label.code)
            if cells.size:
                edits.append(Assign(each.name, label.name, cells))
        edits += [SetAbout(each.name, key, value) for key, value in each.about.items()]
    return Command(Batch(tuple(edits)), operation, text, given[0].name, call=call)
