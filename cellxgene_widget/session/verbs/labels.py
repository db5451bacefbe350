"""The verbs that change labels."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from ...core.cell_sets import Cells, cells_of_mask, cells_to_json, mask_of_cells
from ...core.names import UNASSIGNED
from ...core.recipe_step import Step
from ...data.columns import CategoryColumn
from ...errors import LabelError, SelectionError
from ...labels import commands
from ...labels.annotations import Category
from ..columns import SessionColumns
from ..core import verb

#: A recipe names up to this many cells; more are kept packed.
_MAX_NAMES_IN_RECIPE = 1000


class LabelVerbs(SessionColumns):
    """Categories, labels, and which cells have them."""

    @verb
    def create_category(self, name: str, *, like: str | None = None) -> None:
        """Make a category, and use it from now on.

        Parameters
        ----------
        name
            Its name. The first category also makes the draft.
        like
            A category or a column of ``obs`` to start from a copy of; otherwise all cells are unassigned. Of numbers
            only whole ones make labels, and of nothing more than ``max_category_items``.

        Raises
        ------
        LabelError
            The name is taken or can't be one, or ``like`` can't be labels.
        """
        source = None if like is None else self._source_of_labels(like)
        self._not_filtered(name)
        wish = commands.create_category(self._annotations, self._reserved(), name, source)
        if self._keeper.draft.path is None:
            self._name_draft(self.suggested_name)
        self._do(wish)
        self.category = self.color = wish.category
        self._tell_shown()

    @verb
    def rename_category(self, old: str, new: str) -> None:
        """Give a category another name."""
        if new != old:
            self._not_filtered(new)
        self._do(commands.rename_category(self._annotations, self._reserved(), old, new))

    @verb
    def delete_category(self, name: str) -> None:
        """Take a category away, with its labels."""
        self._do(commands.delete_category(self._annotations, name))

    @verb
    def add_label(self, category: str, label: str, *, color: str | None = None) -> None:
        """Make a label without cells; ``color`` as ``"#1f77b4"`` or by name, by default the next of the palette."""
        self._do(commands.add_label(self._annotations, category, label, color))

    @verb
    def rename_label(self, category: str, old: str, new: str) -> None:
        """Give a label another name; a name that another label has is refused: see :meth:`merge_labels`."""
        self._do(commands.rename_label(self._annotations, category, old, new))

    @verb
    def delete_label(self, category: str, label: str) -> None:
        """Take a label away; its cells become unassigned."""
        self._do(commands.delete_label(self._annotations, category, label))

    @verb
    def merge_labels(self, category: str, labels: Sequence[str], into: str) -> None:
        """Make one label of several; ``into`` may be one of them, another label, or a new one."""
        self._do(commands.merge_labels(self._annotations, category, labels, into))

    @verb
    def recolor_label(self, category: str, label: str, color: str) -> None:
        """Give a label another colour, as ``"#1f77b4"`` or by name."""
        self._do(commands.recolor_label(self._annotations, category, label, color))

    @verb
    def recolor_labels(self, category: str, scheme: str = "scanpy") -> None:
        """Give all labels of a category the colours of a scheme: ``"scanpy"``, or ``"safe"`` for all colour vision."""
        self._do(commands.recolor_labels(self._annotations, category, scheme))

    @verb
    def set_note(self, category: str, label: str, text: str) -> None:
        """Keep a note with a label: why these cells are what they are. An empty one takes it away."""
        self._do(commands.set_note(self._annotations, category, label, text))

    @verb
    def reorder_labels(self, category: str, labels: Sequence[str]) -> None:
        """Show the labels of a category in another order; all of them are named, each once."""
        self._do(commands.reorder_labels(self._annotations, category, labels))

    @verb
    def label(self, label: str, *, category: str | None = None, cells: object = None) -> int:
        """Give the selected cells a label.

        Parameters
        ----------
        label
            The label, made if it is new.
        category
            Its category, by default the one in use.
        cells
            Other cells than the selected ones: a boolean array, names or positions.

        Returns
        -------
        int
            How many cells changed.

        Raises
        ------
        SelectionError
            No cell is selected.
        """
        positions, recipe = self._target(cells)
        change = self._do(commands.assign(self._annotations, self._category(category), label, positions), recipe)
        return change.n_changed if change else 0

    @verb
    def label_rest(self, label: str, *, category: str | None = None) -> int:
        """Give a label to all cells that have none, of those that pass the filters; return how many changed.

        Raises
        ------
        SelectionError
            Every cell has a label already.
        """
        name = self._category(category)
        rest = self.mask_where(name, [None]) & self._chooser.passing
        if not rest.any():
            raise SelectionError(f"There is no cell without a label in {name!r} that passes the filters.")
        how = self._chooser.how
        recipe = [{**how.filter_step, "where": {**how.filters, name: [None]}}]
        change = self._do(commands.assign(self._annotations, name, label, cells_of_mask(rest)), recipe)
        return change.n_changed if change else 0

    @verb
    def unlabel(self, *, category: str | None = None, cells: object = None) -> int:
        """Take the label of the selected cells (or of ``cells``) away; return how many cells changed."""
        positions, recipe = self._target(cells)
        change = self._do(commands.unassign(self._annotations, self._category(category), positions), recipe)
        return change.n_changed if change else 0

    @verb
    def use_category(self, name: str) -> None:
        """Give labels in this category from now on, when none is named."""
        self.category = self._annotations.find(name).name
        self._tell_shown()

    @verb
    def undo(self) -> str | None:
        """Take the last edit back; return what it was, or None if there is none."""
        change = self._change(lambda: self._ledger.undo(self._request))
        return change.entry.text if change else None

    @verb
    def redo(self) -> str | None:
        """Make the edit last taken back again; return what it was, or None if there is none."""
        change = self._change(lambda: self._ledger.redo(self._request))
        return change.entry.text if change else None

    @property
    def undo_text(self) -> str | None:
        """What :meth:`undo` would take back."""
        return self._ledger.undo_text

    @property
    def redo_text(self) -> str | None:
        """What :meth:`redo` would make again."""
        return self._ledger.redo_text

    @property
    @verb
    def annotations(self) -> pd.DataFrame:
        """The labels as a new DataFrame: names of cells as index, a categorical a category, levels in label order."""
        n = self.cells.n_cells
        columns = {}
        for category in self.categories:
            names = [*(label.name for label in category.labels), UNASSIGNED]
            codes: npt.NDArray[np.int64] = (category.in_label_order()[:n].astype(np.int64) - 1) % len(names)
            columns[category.name] = pd.Categorical.from_codes(codes, categories=pd.Index(names))
        return pd.DataFrame(columns, index=self.cells.obs_names)

    @property
    @verb
    def history(self) -> pd.DataFrame:
        """One row an edit of the draft, oldest first, also of earlier sessions as far as its journal goes back.

        Columns: revision, time (UTC), user, operation, category, label, n_changed, recipe, text (in words).
        """
        return self._ledger.history()

    def _not_filtered(self, name: object) -> None:
        """Refuse a name by which a gene is filtered: the filter would be taken for one on the category."""
        text = name.strip() if isinstance(name, str) else name
        if text in self._chooser.how.filters and text not in self._annotations.names:
            raise LabelError(f"There is a filter on {text!r}: take it away first, or choose another name.")

    def _source_of_labels(self, like: str) -> Category | CategoryColumn:
        if like in self._annotations.names:
            return self._annotations.find(like)
        return self.cells.category_column(like, self.max_category_items)

    def _category(self, name: str | None) -> str:
        if name is not None:
            return self._annotations.find(name).name
        if self.category is None:
            raise LabelError("There is no category yet: make one first, for example with create_category('cell_type').")
        return self.category

    def _target(self, cells: object) -> tuple[Cells, Sequence[Step]]:
        if cells is None:
            if not self._chooser.n:
                raise SelectionError("No cell is selected: lasso some cells, use select(), or pass cells=.")
            return cells_of_mask(self._chooser.mask), self._chooser.how.recipe
        positions = self.cells.find_cells(cells)
        if not positions.size:
            raise SelectionError("cells= names no cell: there is nothing to label.")
        if np.array_equal(mask_of_cells(positions, self.cells.n_cells), self._chooser.mask):
            return positions, self._chooser.how.recipe  # the selection, as the view sends it
        return positions, (self._cells_step(positions),)

    def _cells_step(self, positions: Cells) -> dict[str, Any]:
        if positions.size > _MAX_NAMES_IN_RECIPE:
            return {"cells": {**cells_to_json(positions), "frame": self.cells.fingerprint}}
        return {"cells": self.cells.obs_names[positions].tolist()}
