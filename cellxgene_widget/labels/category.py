"""A category: its labels, and one code a cell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from ..core.cell_sets import Cells, Codes, Mask, cells_by_code, cells_of_mask, n_of_codes
from ..core.names import as_name
from ..errors import LabelError, some
from .about import About
from .confidence import Confidence
from .evidence import Evidence
from .regions.region import Region
from .terms import LabelTerm

#: So many labels are looked for one by one, which is faster than to sort all codes.
_FEW = 8
#: The code of a cell without a label.
NO_LABEL = 0


@dataclass
class Label:
    """One label of a category; its ``code`` stays when it is renamed, recolored or moved.

    ``parent``: the name of the label of the same category that it is nested under. A cell has the code of one label,
    the finest that is known of it: it is of those above that one too. ``region``: its outline on tissue.
    """

    name: str
    color: str
    code: int
    note: str = ""
    evidence: tuple[Evidence, ...] = ()
    term: LabelTerm | None = None
    parent: str | None = None
    confidence: Confidence | None = None
    region: Region | None = None


@dataclass
class Category:
    """A category: labels in the order shown, and for each cell the code of its label (0: unassigned).

    ``about``: what is said of it as a whole; never changed in place.
    """

    name: str
    id: int
    codes: Codes = field(repr=False)
    labels: list[Label] = field(default_factory=list)
    about: About = field(default_factory=dict)
    is_shared: bool = field(default=False, repr=False, compare=False)
    """Whether a checkpoint or the draft has the codes too: they are copied before they are changed."""
    _places: dict[str, int] = field(default_factory=dict, init=False, repr=False, compare=False)
    """Where a label of a name was when that was asked last; looked at before it is believed."""

    def find(self, label: str) -> Label:
        """Return the label of this name; a :class:`LabelError` names those that exist."""
        found = self._named(label)
        if found is not None:
            return found
        known = some(item.name for item in self.labels)
        raise LabelError(f"The category {self.name!r} has no label {label!r}. Its labels: {known}.")

    def has(self, label: str) -> bool:
        """Tell whether there is a label of this name."""
        return self._named(label) is not None

    def _named(self, label: str) -> Label | None:
        """Return the label of this name; thousands are asked for one after the other."""
        wanted = as_name(label)
        for _ in range(2):
            at = self._places.get(wanted) if wanted is not None else None
            if at is not None and at < len(self.labels) and self.labels[at].name == wanted:
                return self.labels[at]
            self._places = {label.name: place for place, label in enumerate(self.labels)}
        return None

    def give(self, cells: Cells | Mask, code: int) -> None:
        """Give cells a code."""
        if self.is_shared:
            self.codes, self.is_shared = self.codes.copy(), False
        self.codes[cells] = code

    def mask(self, label: str | None) -> Mask:
        """Return which cells have the very label; ``None``: which are unassigned."""
        mask: Mask = self.codes == (NO_LABEL if label is None else self.find(label).code)
        return mask

    def cells_of(self, labels: Sequence[Label]) -> list[tuple[Label, Cells]]:
        """Return the very cells of some labels; of many in one go."""
        if len(labels) <= _FEW:
            return [(label, cells_of_mask(self.codes == label.code)) for label in labels]
        cells = cells_by_code(self.codes, max(label.code for label in labels) + 2)  # the last has all codes beyond
        return [(label, cells[label.code]) for label in labels]

    def counts(self, n_cells: int) -> dict[int, int]:
        """Return the number of cells of each code among the first ``n_cells``."""
        highest = max((label.code for label in self.labels), default=0)
        counted = n_of_codes(self.codes[:n_cells], highest + 1)
        return {code: int(counted[code]) for code in (NO_LABEL, *(label.code for label in self.labels))}

    def in_label_order(self, *, shared: bool = False) -> Codes:
        """Return the codes as if numbered in the order shown: 0 unassigned, then 1, 2, ...

        ``shared``: they are kept and not changed, so that they may be the very array until an edit changes this one.
        """
        highest = max((label.code for label in self.labels), default=0)
        rank = np.zeros(highest + 1, dtype=self.codes.dtype)
        for position, label in enumerate(self.labels, start=1):
            rank[label.code] = position
        if np.array_equal(rank, np.arange(highest + 1)):  # as they were made: nothing to look up
            self.is_shared = self.is_shared or shared
            return self.codes if shared else self.codes.copy()
        return rank[self.codes]


def as_now(category: Category) -> Category:
    """Return a category that later edits do not change."""
    labels = [replace(label) for label in category.labels]
    return Category(category.name, category.id, category.codes.copy(), labels, dict(category.about))
