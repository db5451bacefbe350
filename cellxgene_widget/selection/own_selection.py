"""A selection, evaluated, with those before it to go back to."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from ..core.cell_sets import Cells, Mask
from ..core.recipe_step import Step
from ..core.uninterrupted import uninterrupted
from ..errors import AnnotationError
from ..labels.category import Category
from .filters import Known, follow_labels, known_labels
from .recipe import Mode, Pick, Selection
from .recorded import lasting_pick

#: The layer of genes as a step has it.
Layer = str | dict[str, str] | None

#: Selections to go back to. Each step is kept as one bit a cell, once.
_DEPTH = 100


class OwnSelection:
    """Which cells one person means now.

    Parameters
    ----------
    n_cells
        Of the data.
    mask_where
        Returns the cells that have the values wanted in a column; raises if there is no such column or value.
    next_serial
        Returns a number that no selection of the session has had.

    Attributes
    ----------
    how
        The selection as a description.
    mask
        The cells it comes to; never to be changed in place.
    picked
        Those picked, filters aside; None if none were asked for.
    serial
        Another one after every change.
    selected_by
        The request of a page that the last change answered; None: code made it.
    has_lost_cells
        Whether a selection was let go because the data changed, and none was made since.
    """

    def __init__(self, n_cells: int, mask_where: Callable[[str, object], Mask], next_serial: Callable[[], int]) -> None:
        self._n_cells = n_cells
        self._mask_where = mask_where
        self._next_serial = next_serial
        self._former: deque[Selection] = deque(maxlen=_DEPTH)
        self._later: deque[Selection] = deque(maxlen=_DEPTH)
        self._passing: dict[str, Mask] = {}
        self.how = Selection()
        self.serial = 0
        self.selected_by: str | None = None
        self.picked: Mask | None = None
        self.mask: Mask = np.zeros(n_cells, dtype=bool)
        self.has_lost_cells = False

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

    def passing_of(self, column: str) -> Mask:
        """Return the cells that pass the filter on a column; never to be changed in place."""
        return self._passing[column]

    def copy(self) -> OwnSelection:
        """Return the same, for another person to go on from."""
        other = OwnSelection(self._n_cells, self._mask_where, self._next_serial)
        vars(other).update(vars(self))
        other._former, other._later = self._former.copy(), self._later.copy()
        return other

    def checkpoint(self) -> Callable[[], None]:
        """Return what brings back the selection, and the way back and forth, as they are now."""
        fields, former, later = dict(vars(self)), tuple(self._former), tuple(self._later)

        def restore() -> None:
            vars(self).update(fields)
            for stack, before in ((self._former, former), (self._later, later)):
                stack.clear()
                stack.extend(before)

        return restore

    def choose(self, how: Selection) -> None:
        """Select otherwise; a filter that can't be evaluated leaves all as it was."""
        before = self.how
        if how.picks == before.picks and how.filters == before.filters:
            return
        with uninterrupted():
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
            return replace(how, filters=follow_labels(how.filters, before, now))

        gone = {name for name, known in before.items() if all(category.id != known.id for category in now)}
        for stack in (self._former, self._later):
            renamed = [followed(how) for how in stack if not gone & how.filters.keys()]
            stack.clear()
            stack.extend(renamed)
        if not before.keys() & self.how.filters.keys():
            return False
        was, how = self.mask, self.how
        for name in gone & how.filters.keys():
            how = self._picked_instead(how, name)
        self._passing = {name: mask for name, mask in self._passing.items() if name not in before}
        filters = self.how.filters
        self._take(followed(how))
        return self.how.filters != filters or not np.array_equal(was, self.mask)

    def move(self, places: npt.NDArray[np.intp]) -> None:
        """Let go of the selection: the data has other cells; ``places[new]`` is where one was before, or -1."""
        self._n_cells, self.has_lost_cells = len(places), bool(self.how.picks or self.how.filters)
        self._former.clear()
        self._later.clear()
        self.how, self.picked, self._passing = Selection(), None, {}
        self.mask = np.zeros(len(places), dtype=bool)
        self.serial = self._next_serial()

    def values_changing(self, of: Callable[[str], bool], layer_of: Callable[[Iterable[str]], Layer]) -> bool:
        """Prepare for other values of some columns; return whether there were filters on them.

        The cells selected stay the same: what the filters let pass is picked instead. Selections before and after that
        have such filters can't be gone to any more.

        Parameters
        ----------
        of
            Tells whether a column is one of them.
        layer_of
            Returns the layer to name for conditions on columns, as it is now.
        """
        for stack in (self._former, self._later):
            kept = [how for how in stack if not any(map(of, how.filters))]
            stack.clear()
            stack.extend(kept)
        how, columns = self.how, [name for name in self.how.filters if of(name)]
        for name in columns:
            how = self._picked_instead(how, name, layer_of([name]))
        if columns:
            self._take(replace(how, layer=layer_of(how.filters)))
        return bool(columns)

    def remade(self, names: Collection[str], name_cells: Callable[[Cells], Step]) -> None:
        """Prepare for other values of what was made in this session: the same cells stay selected, by their names.

        Selections before and after that are filtered by it can't be gone to any more.
        """
        self.values_changing(names.__contains__, lambda _: None)

        def without(how: Selection) -> Selection:
            return replace(how, picks=tuple(lasting_pick(pick, names.__contains__, name_cells) for pick in how.picks))

        for stack in (self._former, self._later):
            kept = [without(how) for how in stack]
            stack.clear()
            stack.extend(kept)
        self.how = without(self.how)

    def renamed(self, old: str, new: str) -> bool:
        """Let filters on a column follow its new name; return whether there are any now."""

        def followed(how: Selection) -> Selection:
            return replace(how, filters={new if x == old else x: wanted for x, wanted in how.filters.items()})

        for stack in (self._former, self._later):
            renamed = [followed(how) for how in stack]
            stack.clear()
            stack.extend(renamed)
        if old not in self.how.filters:
            return False
        self._passing = {new if name == old else name: mask for name, mask in self._passing.items()}
        self.how = followed(self.how)
        self.serial = self._next_serial()
        return True

    def _picked_instead(self, how: Selection, name: str, layer: Layer = None) -> Selection:
        # Without its filter more cells would be meant than anyone asked for: those that passed are picked instead.
        step: Step = {"where": {name: how.filters[name]}}
        if layer is not None:
            step["layer"] = layer
        mode: Mode = "intersect" if how.picks else "replace"
        return how.with_filter(name, None).with_pick(Pick.of(self._passing[name], step, mode), self._n_cells)

    def _step(self, source: deque[Selection], target: deque[Selection]) -> bool:
        before = self.how
        with uninterrupted():
            while source:
                how = source.pop()
                try:
                    self._take(how)
                except AnnotationError:  # of a column that is gone meanwhile
                    continue
                target.append(before)
                return True
        return False

    def _take(self, how: Selection) -> None:
        passing = {
            column: self._passing[column]
            if column in self._passing and self.how.filters.get(column) == wanted
            else self._mask_where(column, wanted)
            for column, wanted in how.filters.items()
        }
        if self.picked is not None and how.picks[:-1] == self.how.picks:  # one more: the others need not run again
            self.picked = how.picks[-1].applied(self.picked)
        elif how.picks != self.how.picks:
            self.picked = how.picked(self._n_cells)
        self.how, self._passing, self.has_lost_cells = how, passing, False
        self.serial = self._next_serial()
        if not how.picks and not how.filters:
            self.mask = np.zeros(self._n_cells, dtype=bool)
        else:
            self.mask = self.passing if self.picked is None else self.picked & self.passing
