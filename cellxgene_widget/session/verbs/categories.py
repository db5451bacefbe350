"""The verbs that make, rename and delete categories."""

from __future__ import annotations

from ...core.names import as_name, clean_name
from ...labels import commands
from ...labels.history import History
from ...labels.reviewing import deletion
from ..columns import Columns
from ..editor import Editor
from ..events import Events, ShownChanged
from ..names_in_use import NamesInUse
from ..shown import Shown
from ..working_draft import WorkingDraft


class CategoryVerbs:
    """Categories of labels. The first one also makes the draft."""

    def __init__(
        self,
        history: History,
        columns: Columns,
        names: NamesInUse,
        draft: WorkingDraft,
        editor: Editor,
        shown: Shown,
        events: Events,
    ) -> None:
        self._history = history
        self._columns = columns
        self._names = names
        self._draft = draft
        self._editor = editor
        self._shown = shown
        self._events = events

    def create_category(self, name: str, *, like: str | None = None, exist_ok: bool = False) -> None:
        """Make a category, and use it from now on.

        Parameters
        ----------
        name
            Its name. The first category also makes the draft.
        like
            A category or a column of ``obs`` to start from a copy of; otherwise all cells are unassigned. Of numbers
            only whole ones make labels, and of nothing more than ``max_category_items``.
        exist_ok
            A category of this name that is there already is no error: it is used from now on, as it is, with the
            labels that it has, whatever ``like`` says. For notebooks that are run again.

        Raises
        ------
        LabelError
            The name is taken or can't be one, or ``like`` can't be labels.
        """
        if exist_ok and self._history.annotations.has(wanted := clean_name(name, "category")):
            self._shown.category = self._shown.color = wanted
            self._events.publish(ShownChanged())
            return
        source = None if like is None else self._columns.levels(like)
        self._draft.require_free(name)
        command = commands.create_category(self._history.annotations, self._draft.reserved(), name, source)
        self._names.require_free(command.category or name)
        self._draft.ensure_named()
        self._editor.do(command, use=command.category)

    def rename_category(self, old: str, new: str) -> None:
        """Give a category another name; its labels and cells stay. One edit, that :meth:`undo` takes back.

        Parameters
        ----------
        old, new
            What it is called, and what it is to be called.

        Raises
        ------
        LabelError
            There is no such category, or the new name is taken or can't be one.
        """
        if as_name(new) != as_name(old):
            self._draft.require_free(new)
        command = commands.rename_category(self._history.annotations, self._draft.reserved(), old, new)
        if command is not None:
            self._names.require_free(command.category or new)
        self._editor.do(command)

    def delete_category(self, name: str) -> None:
        """Take a category away, with its labels and what a review decided. One edit, that :meth:`undo` takes back.

        Parameters
        ----------
        name
            Which one.

        Raises
        ------
        LabelError
            There is none of this name.
        """
        self._editor.do(deletion(self._history.annotations, name))
