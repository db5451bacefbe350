"""The columns of doubt of a session: each is called as the category that it is about is, also after a rename."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from ..data.columns import NumberColumn
from ..errors import LabelError
from ..labels.history import History
from ..labels.levels import Level, level_named
from .columns import Columns
from .events import Edited, Event, Events, Reopened, ShownChanged
from .made import Made
from .shown import Shown

#: What their names begin with.
_DOUBT = "doubt: "


class Doubted(NamedTuple):
    """What a column of doubt is about.

    Attributes
    ----------
    name
        Of the category or column of levels, as it was last.
    id
        Of the category; None: it is a column of the data.
    level
        Of its nesting; None: the labels as they are.
    """

    name: str
    id: int | None
    level: int | None = None

    @property
    def column(self) -> str:
        """What its column is called where nothing else is."""
        return f"{_DOUBT}{self.name if self.level is None else Level(self.level, self.name).name}"


class Labelled(NamedTuple):
    """The labels that a column of doubt is of: codes, and where they are levels what is nested in what."""

    codes: npt.NDArray[np.integer]
    nesting: tuple[tuple[int, str | None], ...]


class Doubts:
    """Puts columns of doubt beside the data, and follows the names of categories. All of it under the session's lock.

    Parameters
    ----------
    history, columns
        What has which name.
    made, shown
        Where the columns are; what cells are colored by.
    events
        Tell of edits.
    """

    def __init__(self, history: History, columns: Columns, made: Made, shown: Shown, events: Events) -> None:
        self._history = history
        self._columns = columns
        self._made = made
        self._shown = shown
        self._events = events
        #: By the name of their column.
        self._known: dict[str, Doubted] = {}
        self._labelled: dict[str, Labelled | None] = {}
        events.subscribe(self._told)

    def about(self, name: str) -> Doubted:
        """Return what doubt of this name is about: a category, a level of one, or a column of levels."""
        if not self._columns.is_category(name):
            return Doubted(name, None)
        level = level_named(name) if self._columns.is_level(name) else None
        category = self._history.annotations.find(name if level is None else level.category)
        return Doubted(category.name, category.id, None if level is None else level.number)

    def labelled(self, about: Doubted) -> Labelled | None:
        """Return the labels of now, kept as they are; None: of a column of the data, which no edit changes."""
        category = next((each for each in self._history.annotations.categories if each.id == about.id), None)
        if category is None:
            return None
        nested = () if about.level is None else tuple((label.code, label.parent) for label in category.labels)
        return Labelled(category.codes.copy(), nested)

    def outdated(self, category: int) -> dict[str, str]:
        """Return the columns of doubt about a category whose labels are others now, and what each is about."""
        found = {}
        for column, about in self._known.items():
            then = self._labelled.get(column)
            if about.id == category and then is not None and column in self._made.columns:
                now = self.labelled(about)
                if now is None or now.nesting != then.nesting or not np.array_equal(now.codes, then.codes):
                    found[column] = about.column.removeprefix(_DOUBT)
        return found

    def put(self, about: Doubted, values: npt.NDArray[np.float32], labelled: Labelled | None) -> str:
        """Have a column of doubt in place of the last one about the same; return what it is called.

        ``labelled``: the labels that it was computed of.

        Raises
        ------
        LabelError
            The category is gone.
        """
        now = self._now(about)
        if now is None:
            raise LabelError(f"The category {about.name!r} went while its doubt was computed.")
        name = self._free_name(now)
        self._known[name], self._labelled[name] = now, labelled
        self._made.put([NumberColumn(name, values)])
        return name

    def _now(self, about: Doubted) -> Doubted | None:
        """Return the same by its name of now; None: it is gone."""
        if about.id is None:
            return about
        names = {each.id: each.name for each in self._history.annotations.categories}
        return about._replace(name=names[about.id]) if about.id in names else None

    def _free_name(self, about: Doubted) -> str:
        """Return the name of its column: where a category is called so, or another doubt is, another one."""
        name = about.column
        while self._columns.is_category(name) or self._known.get(name, about)[1:] != about[1:]:
            name += "_"
        return name

    def _told(self, event: Event) -> None:
        if isinstance(event, Reopened):  # categories have other numbers, the same names
            annotations = self._history.annotations
            for column, about in self._known.items():
                if about.id is not None:
                    found = annotations.find(about.name).id if annotations.has(about.name) else -1
                    self._known[column] = about._replace(id=found)
        if isinstance(event, Edited | Reopened) and self._known:
            self._follow()

    def _follow(self) -> None:
        """Rename the columns of categories that are called otherwise, and drop those of categories that are gone."""
        moved = [(column, about) for column, about in self._known.items() if self._now(about) != about]
        values = {column: self._made.columns[column] for column, _ in moved if column in self._made.columns}
        labelled = {column: self._labelled.pop(column, None) for column, _ in moved}
        for column, _ in moved:
            del self._known[column]
        for column, about in moved:
            found, now = values.get(column), self._now(about)
            if isinstance(found, NumberColumn) and now is not None:
                name = self.put(now, found.values, labelled[column])
                if self._shown.color == column:
                    self._shown.color = name
                    self._events.publish(ShownChanged())
        self._made.drop(*(values.keys() - self._known.keys()))
