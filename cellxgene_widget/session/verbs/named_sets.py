"""The verbs on sets of cells with names."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pandas as pd

from ...core.named_set import set_name
from ...draft.store import DraftStore
from ...errors import DraftError, LabelError, SelectionError
from ...selection.selector import Selector
from ...selection.target import Targets
from ..events import DraftChanged, Events, SetsChanged
from ..named_sets import NamedSets
from ..working_draft import WorkingDraft

#: What :meth:`Session.markers` takes for all other cells.
_REST = "rest"


class SetVerbs:
    """Sets of cells that are remembered by names, in the draft. They are no edits of labels: undo leaves them alone."""

    def __init__(
        self,
        selector: Selector,
        targets: Targets,
        sets: NamedSets,
        store: DraftStore,
        draft: WorkingDraft,
        events: Events,
    ) -> None:
        self._selector = selector
        self._targets = targets
        self._sets = sets
        self._store = store
        self._draft = draft
        self._events = events

    def remembered(self) -> pd.DataFrame:
        """The sets of cells that were remembered, in the order they were made.

        Returns
        -------
        DataFrame
            Indexed by ``name``: ``n_cells`` (in the data now), ``n_gone`` (that are not in it), ``made_at`` (UTC) and
            ``recipe`` (how the cells were selected).
        """
        self._sets.refresh()
        rows, sets = self._sets.table(), self._sets.sets
        frame = pd.DataFrame(
            {
                "n_cells": pd.array([row["n"] for row in rows], dtype="int64"),
                "n_gone": pd.array([row["n_gone"] for row in rows], dtype="int64"),
                "made_at": pd.to_datetime([sets[row["name"]].made_at for row in rows], utc=True),
                "recipe": pd.Series([list(sets[row["name"]].recipe) for row in rows], dtype=object),
            }
        )
        frame.index = pd.Index([row["name"] for row in rows], name="name", dtype=object)
        return frame

    def remember_selection(self, name: str = "B") -> int:
        """Keep the selected cells as a set of this name, in the draft; return how many they are.

        ``select(remembered="B")`` selects them again, ``markers(against="B")`` compares with them. The very cells are
        kept, by their names: not how they were selected. A set that has the name is replaced;
        :meth:`recall_selection` brings it back. Where the draft is open elsewhere, the set is there for this session.

        Raises
        ------
        LabelError
            Nothing can have this name.
        SelectionError
            No cell is selected.
        """
        text = _new_name(name)
        if self._selector.has_lost_cells:
            raise SelectionError(
                "The data has changed since these cells were selected, so nothing is selected now: select again."
            )
        if not self._selector.n:
            raise SelectionError("No cell is selected: there is nothing to remember.")
        durable = self._may_write()
        with self._told():
            self._sets.refresh()
            self._sets.put(text, self._selector.mask, self._targets.recipe, durable=durable)
        return self._selector.n

    def forget_selection(self, name: str) -> None:
        """Drop a set of cells; :meth:`recall_selection` brings it back. No label is changed.

        Parameters
        ----------
        name
            The set.

        Raises
        ------
        SelectionError
            There is no such set.
        DraftError
            The draft is open elsewhere, and the set is in it.
        """
        with self._told():
            self._sets.refresh()
            self._sets.drop(name, durable=self._may_change(is_here=self._sets.is_here(name)))

    def rename_selection(self, old: str, new: str) -> None:
        """Call a set of cells otherwise. No label is changed.

        Parameters
        ----------
        old, new
            What it is called, and what it is to be called.

        Raises
        ------
        SelectionError
            There is no such set.
        LabelError
            Another set has the new name, or nothing can have it.
        DraftError
            The draft is open elsewhere, and the set is in it.
        """
        text = _new_name(new)
        with self._told():
            self._sets.refresh()
            durable = self._may_change(is_here=self._sets.is_here(old))
            former = self._sets.find(old).name
            if text == former:
                return
            if self._sets.has(text):
                raise LabelError(f"There is a set of cells {text!r} already: drop it first, or choose another name.")
            self._sets.rename(former, text, durable=durable)

    def recall_selection(self, name: str) -> int:
        """Bring back the set of cells that was last replaced or dropped under a name; return how many are in the data.

        A set that has the name now takes its place: called again, this brings that back.

        Raises
        ------
        SelectionError
            No set of this name was replaced or dropped.
        DraftError
            The draft is open elsewhere, and the set is in it.
        """
        text = set_name(name)
        with self._told():
            self._sets.refresh()
            durable = self._may_change(is_here=self._sets.was_here(text))
            if not self._sets.was_there(text):
                raise SelectionError(f"No set of cells called {text!r} was replaced or dropped.")
            self._sets.recall(text, durable=durable)
        return self._sets.n_cells(self._sets.find(text))

    def _may_write(self) -> bool:
        """Tell whether sets go to disk; the draft has a name then."""
        self._store.process.require()
        self._draft.ensure_named()
        try:
            self._store.require_writable()
        except DraftError:  # a person who looks at what a colleague has open may compare all the same
            return False
        return True

    def _may_change(self, *, is_here: bool) -> bool:
        """Tell whether what becomes of a set goes to disk; raises a :class:`DraftError` if it must, and may not."""
        try:
            self._store.require_writable()
        except DraftError:
            self._store.process.require()
            if not is_here:
                raise
            return False
        return True

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Tell everyone if the block changed the sets, also when the stop button was pressed meanwhile."""
        before = self._sets.sets
        try:
            yield
        finally:
            if self._sets.sets != before:
                self._events.publish(DraftChanged())
                self._events.publish(SetsChanged())


def _new_name(name: object) -> str:
    text = set_name(name)
    if text == _REST:
        raise LabelError("'rest' stands for all other cells: choose another name.")
    return text
