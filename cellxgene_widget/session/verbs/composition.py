"""The verb that says what the selection is made of."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ...core.names import UNASSIGNED
from ...data.cells import CellTable
from ...data.columns import CategoryColumn, NumberColumn
from ...errors import DataError, SelectionError
from ...labels.category import Category
from ...selection.selector import Selector
from ..columns import Columns
from ..shown import Shown

#: What cells without a value in a column of ``obs`` are called.
_NO_VALUE = "no value"


class CompositionVerbs:
    """What the selected cells are called."""

    def __init__(self, table: CellTable, columns: Columns, selector: Selector, shown: Shown) -> None:
        self._table = table
        self._columns = columns
        self._selector = selector
        self._shown = shown

    def composition(self, column: str | None = None) -> pd.DataFrame:
        """Return what the selected cells are called in a column: ``72 % louvain 3, 20 % louvain 5``.

        Parameters
        ----------
        column
            A category of labels or a column of ``obs``. By default what is colored by if that is one, else the
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
        if not self._selector.n:
            raise SelectionError("No cell is selected: select the cells whose composition you look for.")
        name = self._column_of_names() if column is None else column
        found = self._columns.column_or_category(name)
        if isinstance(found, NumberColumn):
            raise DataError(f"{name!r} holds numbers: composition() takes a category or a column of categories.")
        if isinstance(found, Category):
            names = [UNASSIGNED, *(label.name for label in found.labels)]
            codes = found.in_label_order()[: self._table.n_cells]
        else:
            names, codes = [_NO_VALUE, *found.levels], found.codes
        total = np.bincount(codes, minlength=len(names))
        n = np.bincount(codes[self._selector.mask], minlength=len(names))
        order = np.argsort(-n, kind="stable")
        order = order[n[order] > 0]
        return pd.DataFrame(
            {"n": n[order], "of_selection": n[order] / n.sum(), "of_level": n[order] / total[order]},
            index=pd.Index([names[place] for place in order], name=name, dtype=object),
        )

    def _column_of_names(self) -> str:
        color = self._shown.color
        if color is not None and self._columns.is_category(color):
            return color
        if (
            color is not None
            and color in self._table.obs_columns
            and isinstance(self._columns.column(color), CategoryColumn)
        ):
            return color
        if self._shown.category is not None:
            return self._shown.category
        for column in self._columns.describe()[0]:
            if column.kind == "category":
                return column.name
        raise DataError("There is no category of labels and no column of categories in obs: name a category first.")

    def _is_of_levels(self, name: str) -> bool:
        return name in self._table.obs_columns and isinstance(self._columns.column(name), CategoryColumn)
