"""Categories given to the labels of a session whole: under names that are free there, as one edit."""

from __future__ import annotations

import itertools
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any

from ...draft.store import DraftStore
from ...errors import AnnotationError, LabelError
from ...labels.commands import free_category_name
from ...labels.given_categories import Given, give_categories
from ...labels.history import History
from ..columns import Columns
from ..editor import Editor
from ..gate import Gate
from ..names_in_use import NamesInUse
from ..working_draft import WorkingDraft


class Into:
    """Where labels are carried to. All under the session's lock.

    Parameters
    ----------
    gate
        Whose lock is held.
    history, columns, names
        What there is, and what is called how.
    draft, store, editor
        What makes the edit.
    """

    def __init__(
        self,
        gate: Gate,
        history: History,
        columns: Columns,
        names: NamesInUse,
        draft: WorkingDraft,
        store: DraftStore,
        editor: Editor,
    ) -> None:
        self.gate = gate
        self._history = history
        self._columns = columns
        self._names_in_use = names
        self._draft = draft
        self._store = store
        self._editor = editor

    def named_freely(self, given: Sequence[Given]) -> tuple[list[Given], list[str]]:
        """Return categories under names that they can have, and what to tell of those that have another.

        Raises
        ------
        LabelError
            There is a category of this name already.
        """
        found: list[Given] = []
        notes = []
        annotations, reserved = self._history.annotations, self._draft.reserved()
        for each in given:
            name = each.name
            if annotations.has(name):
                path = self._draft.status.path
                where = "there" if path is None else repr(str(path))
                raise LabelError(
                    f"The draft {where} has a category {name!r} already: nothing "
                    "was carried. Open it, and rename or delete that one."
                )
            if name in reserved or self._columns.is_made(name):
                name = _beside(name, others=[*(each.name for each in (*given, *found)), *annotations.names, *reserved])
                notes.append(f"{each.name!r} is called {name!r} there: adata.obs has a column {each.name!r}.")
            free_category_name(annotations, reserved, name)
            self._draft.require_free(name)
            self._names_in_use.require_free(name)
            found.append(replace(each, name=name))
        return found, notes

    def require_writable(self) -> None:
        """Raise a :class:`DraftError` if the draft is open elsewhere; give it a name if it has none."""
        self._store.require_writable()
        self._draft.ensure_named()

    def give(self, given: Sequence[Given], operation: str, text: str, call: Mapping[str, Any]) -> None:
        """Make categories of free names.

        Raises
        ------
        AnnotationError
            There is none, the draft is open elsewhere, or has no place to be.
        """
        if not given:
            raise AnnotationError("There is no category to carry.")
        self._store.require_writable()
        command = give_categories(self._history.annotations, given, operation, text, call)
        self._draft.ensure_named()
        self._editor.do(command, use=given[0].name)


def _beside(name: str, others: Collection[str]) -> str:
    """Return a name for a category whose own is that of a column."""
    names = (f"{name}_labels" if number == 1 else f"{name}_labels_{number}" for number in itertools.count(1))
    return next(each for each in names if each not in others)
