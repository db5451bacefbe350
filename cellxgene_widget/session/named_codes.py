"""What cells are called in a category of labels or a column of ``obs``: names in order, and a code a cell."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from ..data.columns import NumberColumn
from ..errors import DataError
from ..labels.category import Category
from ..statistics.dots import Grouping
from .columns import Columns


class NamedCodes(NamedTuple):
    """Names of labels or levels, and of each cell its place among them.

    Attributes
    ----------
    name
        Of the category or column.
    names
        In order.
    codes
        One a cell: 0 without a label or value, ``k`` for ``names[k - 1]``.
    nothing
        What cells without one are called.
    colors
        One a name.
    """

    name: str
    names: tuple[str, ...]
    codes: npt.NDArray[np.intp]
    nothing: str
    colors: tuple[str, ...]

    def grouping(self, cells: npt.NDArray[np.bool_] | None = None) -> Grouping:
        """Return the cells (None: all) in groups, those without a name last; names without cells are left out."""
        last = len(self.names)
        codes = self.codes if cells is None else self.codes[cells]
        return Grouping.of([*self.names, None], np.where(codes == 0, last, codes - 1))


def named_codes(columns: Columns, name: str, n_cells: int, asked: str) -> NamedCodes:
    """Return what the ``n_cells`` cells of the data are called; the caller holds the lock.

    Raises
    ------
    DataError
        There is no such column, it holds numbers, or more different values than ``max_category_items``: ``asked``
        begins the sentence that says what is wanted.
    """
    found = columns.column_or_category(name)
    if isinstance(found, NumberColumn):
        raise DataError(f"{name!r} holds numbers: {asked} by labels, or by a column with categories.")
    if isinstance(found, Category):
        labels = found.labels
        codes = found.in_label_order()[:n_cells].astype(np.intp)
        names, colors = tuple(label.name for label in labels), tuple(label.color for label in labels)
        return NamedCodes(found.name, names, codes, "unassigned", colors)
    most = columns.max_category_items
    if len(found.levels) > most:
        raise DataError(
            f"The column {name!r} has {len(found.levels):,} different values, more than {most:,}: {asked} by columns "
            "with fewer, or call show() with a larger max_category_items=."
        )
    return NamedCodes(found.name, found.levels, found.codes.astype(np.intp), "no value", found.colors)
