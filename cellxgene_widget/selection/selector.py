"""The selections of a session: each browser's own, so that two people on one notebook do not take them from each other.

A selection is shared where it was made by code, and where there is but one browser, as nearly always. Code has the
one that was made last, and gives no label by it where there are two.
"""

from __future__ import annotations

import itertools
from collections import OrderedDict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

import numpy as np
import numpy.typing as npt

from ..core.cell_sets import Cells, Mask
from ..core.recipe_step import Step
from ..errors import SelectionError
from ..labels.category import Category
from .filters import Known
from .own_selection import Layer, OwnSelection
from .recipe import Selection

#: Browsers whose selections are kept, those heard of last; more than there are people at one notebook.
_MOST = 64


class Selector:
    """Which cells are meant now, by whoever asks.

    Parameters
    ----------
    n_cells
        Of the data.
    mask_where
        Returns the cells that have the values wanted in a column; raises if there is no such column or value.
    who
        Returns the browser that is being answered; None: code runs.
    """

    def __init__(
        self,
        n_cells: int,
        mask_where: Callable[[str, object], Mask],
        who: Callable[[], str | None] = lambda: None,
    ) -> None:
        serials = itertools.count(1)
        self._who = who
        self._last = OwnSelection(n_cells, mask_where, lambda: next(serials))
        self._of: OrderedDict[str, OwnSelection] = OrderedDict()

    # -- whose

    def join(self, browser: str) -> None:
        """Give a browser a selection of its own, if it has none: it begins with what is selected by then."""
        if browser not in self._of:
            self._of[browser] = self._last.copy()
        self._of.move_to_end(browser)
        while len(self._of) > _MOST:
            self._of.popitem(last=False)

    def of(self, browser: str | None) -> OwnSelection:
        """Return what is selected in a browser; None: what was selected last."""
        return self._last if browser is None else self._of.get(browser, self._last)

    @property
    def browsers(self) -> tuple[str | None, ...]:
        """Those with a selection of their own; None, for all, where all have the same."""
        serials = {one.serial for one in self._all()}
        return tuple(self._of) if len(serials) > 1 else (None,)

    @property
    def own(self) -> OwnSelection:
        """What is selected by whoever asks."""
        return self.of(self._who())

    def _joined(self) -> OwnSelection:
        """Return what is selected by whoever asks, to be changed: nobody else's."""
        who = self._who()
        if who is not None:
            self.join(who)
        return self.own

    def _all(self) -> Iterator[OwnSelection]:
        return iter({id(one): one for one in (self._last, *self._of.values())}.values())

    # -- the selection of whoever asks

    @property
    def how(self) -> Selection:
        """The selection as a description."""
        return self.own.how

    @property
    def mask(self) -> Mask:
        """The cells it comes to; never to be changed in place."""
        return self.own.mask

    @property
    def passing(self) -> Mask:
        """The cells that pass all filters, picked or not."""
        return self.own.passing

    def passing_of(self, column: str) -> Mask:
        """Return the cells that pass the filter on a column; never to be changed in place."""
        return self.own.passing_of(column)

    @property
    def n(self) -> int:
        """Number of cells selected."""
        return self.own.n

    @property
    def serial(self) -> int:
        """Another one after every change."""
        return self.own.serial

    @property
    def filtered(self) -> set[str]:
        """The columns that anybody filters by."""
        return {column for one in self._all() for column in one.how.filters}

    def require_one(self) -> None:
        """Raise if it is not clear whose selection is meant.

        Raises
        ------
        SelectionError
            Code runs, and different cells are selected in two browsers.
        """
        if self._who() is None and None not in self.browsers:
            raise SelectionError(
                "Different cells are selected in different browsers: select() them here first, or pass cells=."
            )

    @property
    def has_lost_cells(self) -> bool:
        """Whether a selection was let go because the data changed, and none was made since."""
        return self.own.has_lost_cells

    def choose(self, how: Selection) -> None:
        """Select otherwise; a filter that can't be evaluated leaves all as it was."""
        self._joined().choose(how)

    def undo(self) -> bool:
        """Go back to the selection before; False if there is none."""
        return self._joined().undo()

    def redo(self) -> bool:
        """Take :meth:`undo` back; False if there is nothing to take back."""
        return self._joined().redo()

    def answered(self, request: str | None) -> None:
        """Note which request of whoever asks the last change answered; None: code made it, and all browsers have it."""
        self._last = self.own
        self._last.selected_by = request
        if self._who() is None:
            for browser in self._of:
                self._of[browser] = self._last.copy()

    def folded(self) -> Selection:
        """Return the same cells as picked ones, without filters."""
        return self.own.folded()

    # -- what concerns all of them

    def checkpoint(self) -> Callable[[], None]:
        """Return what brings back the selections, and the way back and forth, as they are now."""
        last, of = self._last, self._of.copy()
        restores = [one.checkpoint() for one in self._all()]

        def restore() -> None:
            self._last, self._of = last, of
            for each in restores:
                each()

        return restore

    def known_labels(self, categories: Sequence[Category]) -> dict[str, Known]:
        """Return what :meth:`labels_changed` must know of the time before an edit."""
        known: dict[str, Known] = {}
        for one in self._all():
            known.update(one.known_labels(categories))
        return known

    def labels_changed(self, before: dict[str, Known], now: Sequence[Category]) -> bool:
        """Follow the labels through an edit; return whether the cells selected anywhere are others now."""
        changed = [one.labels_changed(before, now) for one in self._all()]  # each of them
        return any(changed)

    def move(self, places: npt.NDArray[np.intp]) -> None:
        """Let go of the selections: the data has other cells; ``places[new]`` is where one was before, or -1."""
        for one in self._all():
            one.move(places)

    def values_changing(self, of: Callable[[str], bool], layer_of: Callable[[Iterable[str]], Layer]) -> bool:
        """Prepare for other values of some columns; return whether there were filters on them anywhere.

        See :meth:`OwnSelection.values_changing`.
        """
        changed = [one.values_changing(of, layer_of) for one in self._all()]
        return any(changed)

    def remade(self, names: Collection[str], name_cells: Callable[[Cells], Step]) -> None:
        """Prepare for other values of what was made in this session: the same cells stay selected, by their names."""
        for one in self._all():
            one.remade(names, name_cells)

    def renamed(self, old: str, new: str) -> bool:
        """Let filters on a column follow its new name; return whether there are any now."""
        changed = [one.renamed(old, new) for one in self._all()]
        return any(changed)
