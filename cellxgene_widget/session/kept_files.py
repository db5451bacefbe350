"""The files that no verb writes over."""

from __future__ import annotations

from pathlib import Path

from ..data.cells import CellTable
from ..draft.of_drafts import what_of_a_draft
from ..exchange.targets import Kept, one_of
from .gate import Gate
from .working_draft import WorkingDraft


class KeptFiles:
    """The data file, the draft in use, whatever they are called now, and what belongs to a draft of anybody.

    Parameters
    ----------
    gate, table, draft
        Held; where they are.
    """

    def __init__(self, gate: Gate, table: CellTable, draft: WorkingDraft) -> None:
        self._gate = gate
        self._table = table
        self._draft = draft

    def now(self) -> Kept:
        """Return what tells these files. Asked without the lock: it looks at the file and beside it."""
        with self._gate.lock:
            self._gate.require_open()
            data = (self._table.path, self._table.data_file)
            own = {path: "the data file itself" for path in data if path is not None}
            draft = self._draft.status.path
        by_path = one_of(own if draft is None else {**own, draft: "the draft itself"})

        def what(target: Path) -> str | None:
            return by_path(target) or what_of_a_draft(target)

        return what
