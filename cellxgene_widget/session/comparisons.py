"""Who called the cells what, compared: this session's labels with colleagues' drafts, columns, Series."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any
from weakref import WeakValueDictionary

import pandas as pd

from ..core.names import composed, made_name
from ..data.cells import CellTable
from ..data.columns import CategoryColumn
from ..draft.author import display_name
from ..errors import DataError
from ..exchange.annotators.annotator import Annotator
from ..exchange.annotators.comparison import STATE_COLORS, STATES, Comparison
from ..exchange.annotators.of_labels import annotator_of_category, annotator_of_column, levels_in
from ..labels.beside import labels_of, require_labels
from ..labels.category import Category
from ..labels.history import History
from .annotators.colleagues import Colleague, Colleagues
from .annotators.readings import Readings
from .annotators.sources import Found, Known, answered_in, found_in, named
from .columns import Columns
from .events import Edited, Event, Events, Reopened
from .gate import Gate
from .made import Made
from .working_draft import WorkingDraft

#: What the name of the column of a comparison begins with.
_AGREEMENT = "agreement: "


class Comparisons:
    """Compares, and remembers the last comparison. Computed without the session's lock: one may label meanwhile.

    Parameters
    ----------
    gate
        Held while it is settled what is compared, and while the column is put.
    table, history, columns, made, draft
        The cells, what they are called, where the column goes, and where colleagues' drafts may lie.
    events
        Tell of categories that are renamed or gone.

    Attributes
    ----------
    current
        The comparison made last; None: there is none.
    serial
        Of the comparison made last: another one after each.
    category, column
        What it is of, and what its column is called; None: there is none, or the category is gone.
    """

    def __init__(
        self,
        gate: Gate,
        table: CellTable,
        history: History,
        columns: Columns,
        made: Made,
        draft: WorkingDraft,
        events: Events,
    ) -> None:
        self._gate = gate
        self._table = table
        self._history = history
        self._columns = columns
        self._made = made
        self._draft = draft
        self._readings = Readings(table, history, draft, events)
        self._colleagues = Colleagues()
        self._settled: WeakValueDictionary[str, Comparison] = WeakValueDictionary()
        self.current: Comparison | None = None
        self.serial = 0
        self.column: str | None = None
        self._category: tuple[int, str] | None = None
        events.subscribe(self._told)

    @property
    def category(self) -> str | None:
        """The category that was compared, by its name of now."""
        return None if self._category is None else self._category[1]

    def colleagues(self) -> list[Colleague]:
        """Return the drafts of these cells by others in the folder of this one, the newest first. Needs no lock."""
        return self._beside()[1]

    def make(self, others: Sequence[object], category: str, *, is_said: bool = True) -> Comparison:
        """Compare a category with others; none given: with that of all colleagues who have it.

        Parameters
        ----------
        others
            See :data:`Sources`.
        category
            Of this session.
        is_said
            Whether a person named it: if not, and answers are to one other category, that is meant.

        Raises
        ------
        AnnotationError
            Something can't be compared. The comparison of before stays.
        """
        mine, colleagues = self._beside()
        if not is_said:
            category = self._answered(others, category, [each.name for each in colleagues])
        with self._gate.lock:
            self._gate.require_open()
            cells = self._table.obs_names
            own = self._history.annotations.find(category)
            require_labels(own)
            status = self._draft.status
            where = "this session" if status.path is None else str(status.path)
            annotator = self._readings.read(own, mine, where, cells)
        # the own name as its draft's files would give it
        first = Found(annotator, tuple(dict.fromkeys((mine, *self._own_names(status.name, status.path)))))
        if not others:
            others = [each.name for each in colleagues if own.name in each.categories]
            if not others:
                raise DataError(
                    f"No other draft of these cells in {str(self._draft.folder)!r} has a category {own.name!r}: name "
                    "what to compare with, such as the path of a draft or a column of obs."
                )
        drafts = {each.name: each.path for each in colleagues}
        known = Known(cells, None, lambda name: self._by_name(name, own), drafts, self._offered(own, drafts))
        comparison = Comparison(named([first, *found_in(others, own.name, known)]), cells)
        states = comparison.states
        with self._gate.lock:
            self._gate.require_open()
            if self._table.obs_names is not cells:
                raise DataError("The cells of the data changed meanwhile: nothing was compared. Do it again.")
            now = next((each for each in self._history.annotations.categories if each.id == own.id), None)
            if now is None:
                raise DataError(f"The category {own.name!r} went while it was compared.")
            self.current, self._category = comparison, (now.id, now.name)
            self.serial += 1
            self._put(CategoryColumn(self._free_name(now.name), STATES, STATE_COLORS, states))
        return comparison

    def require_current(self, comparison: Comparison) -> None:
        """Raise a :class:`DataError` for one whose labels of this session are others since; the caller holds the lock.

        Those of the data, and of other people, are taken as they were then.
        """
        self._readings.require_current(comparison.annotators)

    def outdated(self, category: int) -> dict[str, str]:
        """Return the column of agreement of a category whose labels are others now, and what it is of."""
        if self.current is None or self.column is None or self._category is None or self._category[0] != category:
            return {}
        changed = any(map(self._readings.has_changed, self.current.annotators))
        return {self.column: self._category[1]} if changed else {}

    def settled(self, comparison: Comparison, time: str) -> None:
        """Note what a category was reconciled from, and when."""
        self._settled[time] = comparison

    def settled_at(self, time: str) -> Comparison | None:
        """Return what a category was reconciled from then; None: nobody has it any more."""
        return self._settled.get(time)

    def _beside(self) -> tuple[str, list[Colleague]]:
        with self._gate.lock:
            self._gate.require_open()
            status, folder, cells = self._draft.status, self._draft.folder, self._table.obs_names
            mark, fingerprint = self._draft.store.draft.author.mark, self._table.fingerprint
        names = self._own_names(status.name, status.path)
        return self._colleagues.within(folder, status.path, names, mark, cells, fingerprint)

    @staticmethod
    def _own_names(name: str | None, path: Path | None) -> tuple[str, ...]:
        """Return what the own draft may be called, as others see it."""
        names = filter(None, (display_name(), name, None if path is None else path.stem))
        return tuple(dict.fromkeys(map(made_name, names)))

    def _answered(self, others: Sequence[object], in_use: str, drafts: Sequence[str]) -> str:
        """Return the category that answers are to, where they are not to the one in use but to one other."""
        with self._gate.lock:
            self._gate.require_open()
            names = [each.name for each in labels_of(self._history.annotations.categories)]
            known = {*names, *drafts, *self._table.obs_columns}
        answered = answered_in(others, lambda name: composed(name) in known or self._columns.is_made(name))
        if not answered or all(in_use in each for each in answered):
            return in_use
        shared = [name for name in names if all(name in each for each in answered)]
        return shared[0] if len(shared) == 1 else in_use

    def _by_name(self, name: str, own: Category) -> Annotator | None:
        """Return a category or a column of the session as an annotator; None: nothing is called so."""
        with self._gate.lock:
            self._gate.require_open()
            cells = self._table.obs_names
            if self._columns.is_category(name):
                found = self._columns.category(name)
                if found.name == own.name:
                    raise DataError(f"{own.name!r} is what is compared: name another category, a column or a draft.")
                require_labels(found)
                where = f"the category {found.name!r}"
                if self._columns.is_level(name):
                    return annotator_of_category(found, found.name, where, cells)
                return self._readings.read(found, found.name, where, cells)
            if name not in self._table.obs_columns and not self._columns.is_made(name):
                return None
            column = self._levels(name)
            where = f"obs[{name!r}]" if name in self._table.obs_columns else f"the column {name!r}"
            return annotator_of_column(column, name, where, cells)

    def _levels(self, name: str) -> CategoryColumn:
        """Return a column with its levels. Raises a :class:`DataError` where it holds no labels."""
        made = self._columns.is_made(name)
        if not made and not self._table.obs.may_be_labels(name):
            return levels_in(self._table.obs.series(name), name, f"The column {name!r}")
        column = self._columns.column(name) if made else self._columns.levels(name)
        if not isinstance(column, CategoryColumn):
            raise DataError(f"The column {name!r} holds numbers, no labels: a comparison takes labels.")
        return column

    def _offered(self, own: Category, drafts: dict[str, Path]) -> list[str]:
        with self._gate.lock:
            self._gate.require_open()
            categories = [each.name for each in labels_of(self._history.annotations.categories)]
            columns = [name for name in self._table.obs_columns if self._table.obs.may_be_labels(name)]
            return [*drafts, *(name for name in categories if name != own.name), *columns]

    # -- the column

    def _put(self, column: CategoryColumn) -> None:
        former, self.column = self.column, column.name
        if former is not None and former != column.name:
            self._made.drop(former)
        self._made.put([column])

    def _free_name(self, category: str) -> str:
        name = f"{_AGREEMENT}{category}"
        while name != self.column and self._columns.has_column(name):
            name += "_"
        return name

    def _told(self, event: Event) -> None:
        if self._category is None or not isinstance(event, Edited | Reopened):
            return
        number, name = self._category
        categories = self._history.annotations.categories
        if isinstance(event, Reopened):  # categories have other numbers, the same names
            now = next((each for each in categories if each.name == name), None)
        else:
            now = next((each for each in categories if each.id == number), None)
        if now is None:
            column, self.column, self._category = self.column, None, None
            if column is not None:
                self._made.drop(column)
        elif (now.id, now.name) != self._category:
            self._category = now.id, now.name
            found = None if self.column is None else self._made.columns.get(self.column)
            if now.name != name and isinstance(found, CategoryColumn):
                self._put(CategoryColumn(self._free_name(now.name), found.levels, found.colors, found.codes))


def compared(sources: Sequence[object], category: str | None) -> Comparison:
    """Compare what was given, without a session; see :func:`cellxgene_widget.compare`."""
    found = found_in(sources, category, Known(None))
    return Comparison(named(found))


def frame_of(colleagues: Sequence[Colleague]) -> pd.DataFrame:
    """Return drafts as :meth:`Session.colleagues` does."""
    rows: list[tuple[Any, ...]] = [
        (each.name, str(each.path), list(each.categories), each.n_cells, each.saved_at) for each in colleagues
    ]
    frame = pd.DataFrame(rows, columns=["name", "path", "categories", "n_cells", "saved_at"])
    return frame.astype({"n_cells": "int64", "saved_at": "datetime64[ns, UTC]"})
