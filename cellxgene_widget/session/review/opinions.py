"""The queue of a reconciled category: the cells that no rule settled, by what was said of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from ...core.cell_sets import Codes, cells_by_code
from ...errors import LabelError
from ...labels.about import Opinions
from ...labels.beside import opinions_of
from ...labels.category import Category
from ...labels.history import History
from ...labels.opinions_follow import meaning_of
from . import words


class Said(NamedTuple):
    """What was said of cells.

    Attributes
    ----------
    codes
        Of each cell the code of its set of opinions; 0: none.
    pairs
        By code each annotator and what they said, in their words; empty where too many sets were put together.
    names
        By code the set in short, for a reason where nothing else is known.
    means
        By what was said the label that is meant, as the category calls it now.
    """

    codes: Codes
    pairs: Mapping[int, Sequence[Sequence[str]]]
    names: Mapping[int, str]
    means: Mapping[str, str]


class OpenGroup(NamedTuple):
    """Cells of one set of opinions that have no label yet.

    Attributes
    ----------
    cells
        Their positions.
    labels
        The labels that are meant, what most say first.
    suggested
        The one that more say than any other; None: there is none.
    reason
        Who said what, in their words.
    """

    cells: Codes
    labels: tuple[str, ...]
    suggested: str | None
    reason: str


def said_of(category: Category, history: History, n_cells: int) -> Said:
    """Return copies of what was said of the open cells of a category; the caller holds the lock.

    Raises
    ------
    LabelError
        Nothing is known of it.
    """
    found = opinions_of(history.annotations.categories, category.name)
    if found is None:
        raise LabelError(
            f"There are no opinions on {category.name!r}: reconcile(comparison, into=...) makes a category with those "
            "of the cells that no rule settles."
        )
    opinions: Opinions = found.about["opinions"]
    names = {label.code: label.name for label in found.labels}
    pairs = {code: opinions["said"].get(name, ()) for code, name in names.items()}
    called = {label.name.casefold(): label.name for label in category.labels}
    means = {
        word: meant if category.has(meant) else called.get(meant.casefold(), meant)
        for word, meant in meaning_of(opinions).items()
    }
    return Said(found.codes[:n_cells].copy(), pairs, names, means)


def open_groups(said: Said, codes: Codes, closed: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> list[OpenGroup]:
    """Return the cells that have an opinion and no label, and were not decided on; the largest group first."""
    is_open = (codes == 0) & ~closed
    wanted = np.where(is_open, said.codes, 0)
    by_code = cells_by_code(wanted, max(said.names, default=0) + 1)
    groups = [
        OpenGroup(by_code[code], *_labels(said, code), _reason(by_code[code].size, said, code))
        for code in said.names
        if code < len(by_code) and by_code[code].size
    ]
    return sorted(groups, key=lambda each: -each.cells.size)


def _labels(said: Said, code: int) -> tuple[tuple[str, ...], str | None]:
    """Return the labels that are meant, what most say first; and the one that more say than any other."""
    votes = Counter(said.means[word] for _, word in said.pairs[code]).most_common()  # of those alike the first said
    is_even = len(votes) > 1 and votes[0][1] == votes[1][1]
    return tuple(label for label, _ in votes), None if is_even or not votes else votes[0][0]


def _reason(n: int, said: Said, code: int) -> str:
    opinions = "; ".join(f"{who} says {label}" for who, label in said.pairs[code]) or said.names[code]
    return words.reason(words.called(n, None), opinions)
