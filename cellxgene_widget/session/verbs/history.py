"""The verbs that look back, and take back."""

from __future__ import annotations

import pandas as pd

from ...data.cells import CellTable
from ...labels.categorical import frame_of
from ...labels.category import Category
from ...labels.history import History
from ...labels.nesting import families
from ..editor import Editor
from ..last_action import LastAction

_COLUMNS = (
    "category", "label", "n_cells", "color", "parent", "term_id", "term", "confidence", "note", "evidence",
)  # fmt: skip


class HistoryVerbs:
    """The labels as they are, how they came to be, and the way back."""

    def __init__(self, table: CellTable, history: History, editor: Editor, last: LastAction) -> None:
        self._table = table
        self._history = history
        self._editor = editor
        self._last = last

    def undo(self) -> str | None:
        """Take the last edit back; return what it was, or None if there is none."""
        change = self._editor.undo()
        return change.entry.text if change else None

    def redo(self) -> str | None:
        """Make the edit last taken back again; return what it was, or None if there is none."""
        change = self._editor.redo()
        return change.entry.text if change else None

    def undo_text(self) -> str | None:
        """What :meth:`undo` would take back."""
        return self._history.undo_text

    def redo_text(self) -> str | None:
        """What :meth:`redo` would make again."""
        return self._history.redo_text

    def annotations(self) -> pd.DataFrame:
        """The labels as a new DataFrame: names of cells as index, a categorical a category, levels in label order."""
        return frame_of(self._history.annotations, self._table.obs_names)

    def labels(self, category: str | None = None) -> pd.DataFrame:
        """All that is known of the labels, one row a label.

        Parameters
        ----------
        category
            By default all categories.

        Returns
        -------
        DataFrame
            ``category``, ``label``, ``n_cells`` (of the data, with this very label, not those nested under it),
            ``color``, ``parent``, ``term_id``, ``term``, ``confidence`` (None where nothing is said), ``note``, and
            ``evidence`` (a list of genes). Each label is followed by those nested under it.

        Raises
        ------
        LabelError
            There is no such category.
        """
        annotations = self._history.annotations
        chosen = annotations.categories if category is None else [annotations.find(category)]
        rows = []
        for each in chosen:
            counts = each.counts(self._table.n_cells)
            for label, _ in families(each.labels):
                term = (None, None) if label.term is None else (label.term.id, label.term.name)
                genes = list(dict.fromkeys(one.gene for one in label.evidence))
                about = (label.color, label.parent, *term, label.confidence, label.note, genes)
                rows.append((each.name, label.name, counts[label.code], *about))
        return pd.DataFrame(rows, columns=list(_COLUMNS), dtype=object).astype({"n_cells": int})

    def history(self) -> pd.DataFrame:
        """One row an edit of the draft, oldest first, also of earlier sessions as far as its journal goes back.

        Columns: revision, time (UTC), user, operation, category, label, n_changed, recipe, text (in words; of an undo
        ``undid: ...``). :meth:`select_edit` and :meth:`restore_to` take a revision.
        """
        return self._history.table()

    def categories(self) -> list[Category]:
        """The categories of labels, in order."""
        return self._history.annotations.categories

    def find_category(self, name: str) -> Category:
        """Return a category of labels by name.

        Raises
        ------
        LabelError
            There is none.
        """
        return self._history.annotations.find(name)

    def revision(self) -> int:
        """Number of edits made to the draft so far."""
        return self._history.revision

    def code(self) -> str:
        """The last change of labels or selection as Python, for a cell of the notebook."""
        return self._last.code
