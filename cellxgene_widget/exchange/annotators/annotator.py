"""What one annotator calls cells, wherever it is from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from ...core.names import made_name
from ...errors import DataError, some

#: Where the labels of an annotator are from.
Kind = Literal["category", "column", "draft", "answer", "series"]


@dataclass(frozen=True, eq=False)
class Reading:
    """When the labels of a session were read, and of which category: they may be others since.

    Attributes
    ----------
    draft
        The ID of the session's draft.
    category
        What the category was called.
    revision
        The revision of the labels.
    """

    draft: str
    category: str
    revision: int


@dataclass(frozen=True, eq=False)
class Annotator:
    """What one annotator calls cells: a person, a tool or a column. Never changed in place.

    Attributes
    ----------
    name
        Who it is, as tables and sentences say it: in one line, in the form in which names are compared; all that are
        compared have different ones.
    kind
        ``"category"`` (of this session), ``"column"`` (of ``obs``), ``"draft"`` (a file, also of cellxgene),
        ``"answer"`` (to a page) or ``"series"``.
    where
        Where the labels are from, in words or as a path: ``"obs['louvain']"``, ``"/data/ben-7QK2M4XA.csv"``.
    category
        What the category is called there.
    cells
        The names of the cells, each once.
    codes
        The label of each cell: 0 for none (``unassigned``), ``k`` for ``labels[k - 1]``.
    labels
        The labels in their order, also those without cells.
    terms
        By label the id of its term of the Cell Ontology, of those that have one.
    parents
        By label the one that it is nested under, of those that are.
    colors
        By label its colour as ``#rrggbb``, where it is known.
    read
        When they were read, where they are those of an open session; None: they are what they are.
    """

    name: str
    kind: Kind
    where: str
    category: str
    cells: pd.Index[Any]
    codes: npt.NDArray[Any]
    labels: tuple[str, ...]
    terms: Mapping[str, str] = field(default_factory=dict)
    parents: Mapping[str, str] = field(default_factory=dict)
    colors: Mapping[str, str] = field(default_factory=dict)
    read: Reading | None = None

    def __post_init__(self) -> None:
        """Put the name into the form of names: what is said of an annotator is found again under it."""
        object.__setattr__(self, "name", made_name(self.name))

    @property
    def n_labelled(self) -> int:
        """Number of cells with a label."""
        return int(np.count_nonzero(self.codes))

    def called(self, name: str) -> Annotator:
        """Return the same under another name."""
        return replace(self, name=name)

    def says_as(self, other: Annotator) -> bool:
        """Tell whether another one has the same labels with the same meanings, on the same cells of it."""
        return (
            self.labels == other.labels
            and dict(self.terms) == dict(other.terms)
            and dict(self.parents) == dict(other.parents)
            and np.array_equal(self.on(other.cells), other.codes)
        )

    def on(self, cells: pd.Index[Any]) -> npt.NDArray[Any]:
        """Return the codes of other cells, by name: 0 also of those that it does not know."""
        if cells is self.cells or cells.equals(self.cells):
            return self.codes
        rows = self.cells.get_indexer(cells)
        codes = self.codes[np.maximum(rows, 0)]
        codes[rows < 0] = 0
        return codes


def cells_of_all(annotators: Sequence[Annotator]) -> pd.Index[Any]:
    """Return the names of the cells that any annotator knows, each once: those of the first come first."""
    cells = annotators[0].cells
    for other in annotators[1:]:
        if other.cells is not cells and not other.cells.equals(cells):
            missing = other.cells[cells.get_indexer(other.cells) < 0]
            if len(missing):
                cells = pd.Index(np.concatenate([cells.to_numpy(object), missing.to_numpy(object)]), dtype=object)
    return cells


def require_different_names(annotators: Iterable[Annotator]) -> None:
    """Raise a :class:`DataError` where two annotators have one name: nobody could tell who said what."""
    known: dict[str, Annotator] = {}
    for each in annotators:
        other = known.setdefault(each.name, each)
        if other is not each:
            raise DataError(
                f"Two annotators are called {each.name!r} ({other.where} and {each.where}): name them, as in "
                f"compare({{{'Ana'!r}: ..., {'Ben'!r}: ...}})."
            )


def require_comparable(annotators: Sequence[Annotator], n_known: Sequence[int]) -> None:
    """Check that there is something to compare.

    Parameters
    ----------
    annotators
        Who is compared, the first with the others.
    n_known
        By annotator how many cells have a label among those that count.

    Raises
    ------
    DataError
        There is one annotator only, or one that gave no label to any of the cells.
    """
    if len(annotators) < 2:
        one = annotators[0].name if annotators else "nobody"
        raise DataError(f"A comparison takes two annotators or more, and there is only {one!r}: name another one.")
    require_different_names(annotators)
    for each, n in zip(annotators, n_known, strict=True):
        if not each.n_labelled:
            raise DataError(f"{each.name!r} ({each.where}) gave no label yet: all its cells are unassigned.")
        if not n:
            raise DataError(
                f"{each.name!r} ({each.where}) labelled none of these cells: it is about other data. It has "
                f"{some(each.cells[:2])}."
            )
