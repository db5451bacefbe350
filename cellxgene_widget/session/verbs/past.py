"""The verbs on edits of before: which cells they were about, and the labels as they were after one."""

from __future__ import annotations

from ...errors import SelectionError
from ..editor import Editor
from ..past import EditCells, Past
from .selecting import SelectVerbs


class PastVerbs:
    """Each edit of the history, looked at and gone back to."""

    def __init__(self, past: Past, selecting: SelectVerbs, editor: Editor) -> None:
        self._past = past
        self._selecting = selecting
        self._editor = editor

    def select_edit(self, revision: int) -> EditCells:
        """Select the cells whose label an edit changed, by their names, as far as they are in the data.

        Parameters
        ----------
        revision
            Of the edit, as in the column ``revision`` of :attr:`history`.

        Returns
        -------
        EditCells
            ``n`` cells are selected, ``n_gone`` are not in the data now.

        Raises
        ------
        DraftError
            There is no such edit, it was about no cells, or they are not known any more.
        SelectionError
            None of its cells is in the data.
        """
        mask, n_gone = self._past.cells_of(revision)
        if not mask.any():
            raise SelectionError(f"None of the {n_gone:,} cells of edit {revision} is in the data now.")
        return EditCells(self._selecting.select(mask), n_gone)

    def restore_to(self, revision: int) -> None:
        """Go back to the labels as they were after an edit. This is one edit: undo takes it back.

        Parameters
        ----------
        revision
            Of the edit, as in the column ``revision`` of :attr:`history`.

        Raises
        ------
        DraftError
            There is no such edit, or the way back is not known any more: of old edits only words are kept.
        """
        self._editor.do(self._past.back_to(revision))
