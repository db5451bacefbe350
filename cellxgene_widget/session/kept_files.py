"""The files that no verb writes over."""

from __future__ import annotations

from pathlib import Path

from ..data.cells import CellTable
from .gate import Gate
from .working_draft import WorkingDraft


class KeptFiles:
    """The data file and the draft, whatever they are called now.

    Parameters
    ----------
    gate, table, draft
        Held; where they are.
    """

    def __init__(self, gate: Gate, table: CellTable, draft: WorkingDraft) -> None:
        self._gate = gate
        self._table = table
        self._draft = draft

    def now(self) -> dict[Path, str]:
        """Return these files, and what each is."""
        with self._gate.lock:
            self._gate.require_open()
            data = (self._table.path, self._table.data_file)
            kept = {path: "the data file itself" for path in data if path is not None}
            draft = self._draft.status.path
            return kept if draft is None else {**kept, draft: "the draft itself"}
