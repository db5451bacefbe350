"""Names that a category can't have now, though no category is called so: it would be taken for another column."""

from __future__ import annotations

from ..core.recipe_step import columns_in
from ..errors import LabelError
from ..selection.selector import Selector
from .columns import Columns
from .shown_part import ShownPart


class NamesInUse:
    """Refuses the name of what was made here, or of what cells are filtered, selected or shown by.

    Parameters
    ----------
    columns, selector, part
        What is called so, and what rests on it.
    """

    def __init__(self, columns: Columns, selector: Selector, part: ShownPart) -> None:
        self._columns = columns
        self._selector = selector
        self._part = part

    def require_free(self, name: str) -> None:
        """Raise a :class:`LabelError` for a name in use.

        Last of all refusals, as it can be helped: who cleared the selection should not hear another one then.
        """
        if self._columns.is_made(name):
            raise LabelError(
                f"{name!r} is a column that was made in this session: choose another name, such as "
                f"{name + ' labels'!r}."
            )
        if name in self._selector.how.filters:
            raise LabelError(f"There is a filter on {name!r}: take it away first, or choose another name.")
        if not self._columns.has_column(name):  # of a category of before: nothing is called so any more
            return
        if name in columns_in(self._selector.how.recipe):
            raise LabelError(f"The selection was made by {name!r}: clear it first, or choose another name.")
        if self._part.now is not None and name in columns_in(self._part.now.recipe):
            raise LabelError(f"The part shown alone is by {name!r}: show all cells first, or choose another name.")
