"""The selection of a session, evaluated, with those before it to go back to."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence

import numpy as np

from .annotations import Category
from .cellsets import Mask
from .filters import Known, follow_labels, known_labels
from .selection import Selection

#: Selections to go back to. Each step is kept as one bit a cell, once.
_DEPTH = 100


class Chooser:
    """Which cells are meant now.

    Parameters
    ----------
    n_cells
        Of the data.
    mask_where
        Returns the cells that have the values wanted in a column; raises if there is no such column or value.

    Attributes
    ----------
    how
        The selection as a description.
    mask
        The cells it comes to; never to be changed in place.
    picked
        Those picked, filters aside; None if none were asked for.
    """

    def __init__(self, n_cells: int, mask_where: Callable[[str, object], Mask]) -> None:
        self._n_cells = n_cells
        self._mask_where = mask_where
        self._former: deque[Selection] = deque(maxlen=_DEPTH)
        self._later: deque[Selection] = deque(maxlen=_DEPTH)
        self._passing: dict[str, Mask] = {}
        self.how = Selection()
        self.picked: Mask | None = None
        self.mask: Mask = np.zeros(n_cells, dtype=bool)

    @property
    def n(self) -> int:
        """Number of cells selected."""
        return int(np.count_nonzero(self.mask))

    @property
    def can_go(self) -> dict[str, bool]:
        """Whether there is a selection to go back to, and one to go forth to."""
        return {"can_undo": bool(self._former), "can_redo": bool(self._later)}

    @property
    def passing(self) -> Mask:
        """The cells that pass all filters, picked or not."""
        passing: Mask = np.ones(self._n_cells, dtype=bool)
        for mask in self._passing.values():
            passing &= mask
        return passing

    def choose(self, how: Selection) -> None:
        """Select otherwise; a filter that can't be evaluated leaves all as it was."""
        before = self.how
        self._take(how)
        self._former.append(before)
        self._later.clear()

    def undo(self) -> bool:
        """Go back to the selection before; False if there is none."""
        return self._step(self._former, self._later)

    def redo(self) -> bool:
        """Take :meth:`undo` back; False if there is nothing to take back."""
        return self._step(self._later, self._former)

    def folded(self) -> Selection:
        """Return the same cells as picked ones, without filters."""
        return self.how.folded(self.passing)

    def known_labels(self, categories: Sequence[Category]) -> dict[str, Known]:
        """Return what :meth:`labels_changed` must know of the time before an edit."""
        filters = dict(self.how.filters)
        for other in (*self._former, *self._later):
            filters.update(other.filters)
        return known_labels(filters, categories)

    def labels_changed(self, before: dict[str, Known], now: Sequence[Category]) -> bool:
        """Follow the labels through an edit; return whether the cells selected are others now."""
        if not before:
            return False

        def followed(how: Selection) -> Selection:
            return Selection(how.picks, follow_labels(how.filters, before, now))

        for stack in (self._former, self._later):
            renamed = [followed(how) for how in stack]
            stack.clear()
            stack.extend(renamed)
        if not before.keys() & self.how.filters.keys():
            return False
        was, filters = self.mask, self.how.filters
        for name in before:
            self._passing.pop(name, None)
        self._take(followed(self.how))
        return self.how.filters != filters or not np.array_equal(was, self.mask)

    def _step(self, source: deque[Selection], target: deque[Selection]) -> bool:
        if not source:
            return False
        before = self.how
        self._take(source[-1])
        source.pop()
        target.append(before)
        return True

    def _take(self, how: Selection) -> None:
        passing = {
            column: self._passing[column]
            if column in self._passing and self.how.filters.get(column) == wanted
            else self._mask_where(column, wanted)
            for column, wanted in how.filters.items()
        }
        self.picked = self.picked if how.picks is self.how.picks else how.picked(self._n_cells)
        self.how, self._passing = how, passing
        if not how.picks and not how.filters:
            self.mask = np.zeros(self._n_cells, dtype=bool)
        else:
            self.mask = self.passing if self.picked is None else self.picked & self.passing
