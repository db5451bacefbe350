"""Two categories against each other, as labels are now."""

from __future__ import annotations

from typing import NamedTuple

from ..data.cells import CellTable
from ..errors import DataError, SelectionError
from ..selection.selector import Selector
from ..statistics.confusion import Confusion, confusion_of
from .columns import Columns
from .gate import Gate
from .named_codes import NamedCodes, named_codes

#: Numbers of a table: to put more along a diagonal takes minutes, and nobody could read them.
_MOST = 1_000_000


class Compared(NamedTuple):
    """Two ways to name cells, and how many have which two names."""

    rows: NamedCodes
    columns: NamedCodes
    confusion: Confusion


class ConfusionTables:
    """Counts cells by two categories. Counted without the session's lock: one may label meanwhile.

    Parameters
    ----------
    table, columns, selector
        The cells, what they are called, and those selected.
    gate
        Held while it is settled what is counted.
    """

    def __init__(self, table: CellTable, columns: Columns, selector: Selector, gate: Gate) -> None:
        self._table = table
        self._columns = columns
        self._selector = selector
        self._gate = gate

    def of(self, a: str, b: str, *, selected: bool = False) -> Compared:
        """Count; see ``Session.confusion``.

        Raises
        ------
        DataError
            The table would be huge.
        """
        with self._gate.lock:
            self._gate.require_open()
            self._table.check_unchanged()
            if selected and not self._selector.n:
                raise SelectionError("No cell is selected: select the cells whose labels you compare.")
            cells = self._selector.mask.copy() if selected else None
            rows, columns = (
                named_codes(self._columns, name, self._table.n_cells, "a confusion table goes") for name in (a, b)
            )
        groups = rows.grouping(cells), columns.grouping(cells)
        n_rows, n_columns = (sum(name is not None for name in its.names) for its in groups)
        if n_rows * n_columns > _MOST:
            raise DataError(
                f"A confusion table of {a!r} and {b!r} would have {n_rows:,} rows and {n_columns:,} columns, more than "
                f"{_MOST:,} numbers: use columns with fewer different values, or select fewer cells."
            )
        return Compared(rows, columns, confusion_of(*groups))
