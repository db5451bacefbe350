"""The verb that lays two categories against each other."""

from __future__ import annotations

import pandas as pd

from ..confusion_tables import ConfusionTables


class ConfusionVerbs:
    """What cells are called in two ways. Counted without the session's lock: one may label meanwhile."""

    def __init__(self, tables: ConfusionTables) -> None:
        self._tables = tables

    def confusion(self, a: str, b: str, *, selected: bool = False) -> pd.DataFrame:
        """Return how many cells have which label in two categories: a confusion table.

        Parameters
        ----------
        a, b
            Categories of labels, or columns of ``obs`` with categories; ``a`` are the rows.
        selected
            Only the selected cells.

        Returns
        -------
        DataFrame of int
            One row a label of ``a``, one column a label of ``b``, in order, those without cells left out. Cells without
            a label come last: ``unassigned``, or ``no value`` of a column. ``attrs``: ``adjusted_rand`` and ``kappa``
            (Cohen's, NaN unless the names of one are all among those of the other), of the ``n_named`` cells that have
            both labels; ``row_order`` and ``column_order`` as places, along the diagonal.

        Raises
        ------
        DataError
            There is no such column, it holds numbers, or so many different values that the table would be huge.
        SelectionError
            The selected cells are wanted, and no cell is selected.
        """
        rows, columns, found = self._tables.of(a, b, selected=selected)
        table = pd.DataFrame(
            found.counts,
            index=pd.Index([name or rows.nothing for name in found.rows], name=rows.name, dtype=object),
            columns=pd.Index([name or columns.nothing for name in found.columns], name=columns.name, dtype=object),
        )
        table.attrs = {
            "adjusted_rand": found.adjusted_rand,
            "kappa": found.kappa,
            "n_named": found.n_named,
            "row_order": found.row_order,
            "column_order": found.column_order,
        }
        return table
