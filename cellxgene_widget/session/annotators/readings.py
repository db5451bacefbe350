"""Categories of the session as annotators, and whether their labels are others since they were read."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from weakref import WeakKeyDictionary

import pandas as pd

from ...core.counted import counted
from ...data.cells import CellTable
from ...errors import DataError
from ...exchange.annotators.annotator import Annotator, Reading
from ...exchange.annotators.of_labels import annotator_of_category
from ...labels.category import Category
from ...labels.history import History
from ..events import Edited, Event, Events, Reopened
from ..working_draft import WorkingDraft


class Readings:
    """Reads categories, and follows their names. All of it under the session's lock.

    Parameters
    ----------
    table, history, draft
        The cells, the labels, and whose they are.
    events
        Tell of categories that are renamed.
    """

    def __init__(self, table: CellTable, history: History, draft: WorkingDraft, events: Events) -> None:
        self._table = table
        self._history = history
        self._draft = draft
        #: The number and name of the category that each is of; those that nobody has any more are gone.
        self._of: WeakKeyDictionary[Reading, tuple[int, str]] = WeakKeyDictionary()
        events.subscribe(self._told)

    def read(self, category: Category, name: str, where: str, cells: pd.Index[Any]) -> Annotator:
        """Return a category as an annotator that knows when it was read."""
        reading = Reading(self._draft.id, category.name, self._history.revision)
        self._of[reading] = category.id, category.name
        return annotator_of_category(category, name, where, cells, reading)

    def is_of(self, annotator: Annotator, category: Category) -> bool:
        """Tell whether an annotator is a category, as its labels were then."""
        found = None if annotator.read is None else self._of.get(annotator.read)
        return found is not None and found[0] == category.id

    def has_changed(self, annotator: Annotator) -> bool:
        """Tell whether an annotator is a category of this session that has other labels now, or is gone."""
        if annotator.read is None or annotator.read.draft != self._draft.id:
            return False
        now = self._now(annotator.read)
        if now is None:
            return True
        cells = self._table.obs_names
        return not annotator.says_as(annotator_of_category(now, annotator.name, annotator.where, cells))

    def require_current(self, annotators: Iterable[Annotator]) -> None:
        """Raise a :class:`DataError` where labels of this session are others than when they were compared."""
        for each in annotators:
            if each.read is not None and self.has_changed(each):
                n = self._history.revision - each.read.revision
                since = f" ({counted(n, 'edit')} since)" if n > 0 else ""
                raise DataError(
                    f"The labels of {each.category!r} are others than when they were compared{since}: compare again. "
                    "Nothing was changed."
                )

    def _now(self, reading: Reading) -> Category | None:
        categories = self._history.annotations.categories
        if reading in self._of:
            number, _ = self._of[reading]
            return next((each for each in categories if each.id == number), None)
        # of a session before this one on the same draft
        return next((each for each in categories if each.name == reading.category), None)

    def _told(self, event: Event) -> None:
        if not isinstance(event, Edited | Reopened):
            return
        categories = self._history.annotations.categories
        for reading, (number, name) in list(self._of.items()):
            if isinstance(event, Reopened):  # categories have other numbers, the same names
                self._of[reading] = next((each.id for each in categories if each.name == name), -1), name
            else:
                self._of[reading] = number, next((each.name for each in categories if each.id == number), name)
