"""Names that a category made beside another one may have."""

from __future__ import annotations

from collections.abc import Callable

from ..errors import LabelError
from .working_draft import WorkingDraft


def taken_in(draft: WorkingDraft) -> Callable[[str], bool]:
    """Return what tells whether a column of ``obs``, or of the draft's file, has a name already."""

    def is_taken(name: str) -> bool:
        try:
            draft.require_free(name)
        except LabelError:
            return True
        return name in draft.reserved()

    return is_taken
