"""What was done last, for the code that does it again."""

from __future__ import annotations

from ..labels.history import Change
from ..selection.code import code_of_edit, code_of_selection
from ..selection.selector import Selector


class LastAction:
    """The last change of labels or selection.

    Parameters
    ----------
    selector
        Has the selection as it is now.

    Attributes
    ----------
    change
        The edit made last in this session, if any.
    """

    def __init__(self, selector: Selector) -> None:
        self._selector = selector
        self._was_selection = False
        self.change: Change | None = None

    def edited(self, change: Change) -> None:
        """Note an edit."""
        self.change, self._was_selection = change, False

    def selected(self) -> None:
        """Note that cells were selected."""
        self._was_selection = True

    @property
    def code(self) -> str:
        """The action as Python, for a cell of the notebook."""
        if self._was_selection or self.change is None:
            return code_of_selection(self._selector.how.recipe)
        return code_of_edit(self.change.entry.about)
