"""The verbs that look at the selection: what it is made of, and one to come back to."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ...core.cell_sets import Mask
from ...core.names import UNASSIGNED, clean_name
from ...data.columns import CategoryColumn, NumberColumn
from ...errors import DataError, LabelError, SelectionError
from ...labels.annotations import Category
from ..core import verb
from .selecting import SelectVerbs

#: What cells without a value in a column of ``obs`` are called.
_NO_VALUE = "no value"


class CompositionVerbs(SelectVerbs):
    """What the selected cells are called, and a second set of cells to compare with."""

    def __init__(self) -> None:
        super().__init__()
        self._remembered: dict[str, Mask] = {}

    @verb
    def composition(self, column: str | None = None) -> pd.DataFrame:
        """Return what the selected cells are called in a column: ``72 % louvain 3, 20 % louvain 5``.

        Parameters
        ----------
        column
            A category of labels or a column of ``obs``. By default what is coloured by if that is one, else the
            category in use, else the first such column of ``obs``.

        Returns
        -------
        DataFrame
            Indexed by label or level, the most frequent first, those without selected cells left out: ``n``,
            ``of_selection`` (the fraction of the selection) and ``of_level`` (of all cells called so). Cells without
            a label are ``unassigned``, those without a value ``no value``.

        Raises
        ------
        SelectionError
            No cell is selected.
        DataError
            There is no such column, or it is one of numbers.
        """
        if not self._chooser.n:
            raise SelectionError("No cell is selected: select the cells whose composition you look for.")
        name = self._column_of_names() if column is None else column
        found = self.column_or_category(name)
        if isinstance(found, NumberColumn):
            raise DataError(f"{name!r} holds numbers: composition() takes a category or a column of categories.")
        if isinstance(found, Category):
            names = [UNASSIGNED, *(label.name for label in found.labels)]
            codes = found.in_label_order()[: self.cells.n_cells]
        else:
            names, codes = [_NO_VALUE, *found.levels], found.codes
        total = np.bincount(codes, minlength=len(names))
        n = np.bincount(codes[self._chooser.mask], minlength=len(names))
        order = np.argsort(-n, kind="stable")
        order = order[n[order] > 0]
        return pd.DataFrame(
            {"n": n[order], "of_selection": n[order] / n.sum(), "of_level": n[order] / total[order]},
            index=pd.Index([names[place] for place in order], name=name, dtype=object),
        )

    @verb
    def remember_selection(self, name: str = "B") -> int:
        """Keep the selected cells under a name for this session, for ``markers(against="B")``; return how many.

        Raises
        ------
        SelectionError
            No cell is selected.
        """
        text = clean_name(name, "selection")
        if text == "rest":
            raise LabelError("'rest' stands for all other cells: choose another name.")
        if not self._chooser.n:
            raise SelectionError("No cell is selected: there is nothing to remember.")
        self._remembered[text] = self._chooser.mask
        return self._chooser.n

    def _column_of_names(self) -> str:
        color = self.color
        if color in self._annotations.names:
            return str(color)
        if color in self.cells.obs_columns and isinstance(self.cells.column(str(color)), CategoryColumn):
            return str(color)
        if self.category is not None:
            return self.category
        for column in self.cells.describe_columns(self.max_category_items)[0]:
            if column.kind == "category":
                return column.name
        raise DataError("There is no category of labels and no column of categories in obs: name a category first.")
