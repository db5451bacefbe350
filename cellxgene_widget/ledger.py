"""The edits of a session in order: revisions, history, undo and redo."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from .annotations import Annotations, Patch
from .edits import Edit
from .selection import Step

#: Edits that can be taken back. Each holds the cells it touched.
UNDO_DEPTH = 200


@dataclass(frozen=True)
class Record:
    """One line of the history."""

    revision: int
    time: str
    user: str
    operation: str
    category: str
    label: str | None
    n_changed: int
    recipe: tuple[Step, ...]
    text: str


class Change(NamedTuple):
    """What an edit changed: the revisions before and after, and the cells to draw anew."""

    base: int
    revision: int
    patches: list[Patch]
    record: Record


class _Reversible(NamedTuple):
    edit: Edit
    record: Record


class Ledger:
    """Applies edits to annotations, numbers them, remembers how to take them back.

    Parameters
    ----------
    annotations
        The state the edits apply to.
    user
        Who makes them, for the history.
    revision
        The revision of the state given.
    """

    def __init__(self, annotations: Annotations, user: str, revision: int = 0) -> None:
        self.annotations = annotations
        self.revision = revision
        self.records: list[Record] = []
        self._user = user
        self._undo: deque[_Reversible] = deque(maxlen=UNDO_DEPTH)
        self._redo: deque[_Reversible] = deque(maxlen=UNDO_DEPTH)

    def do(
        self,
        edit: Edit,
        operation: str,
        text: str,
        category: str,
        label: str | None,
        recipe: Sequence[Step] = (),
    ) -> Change:
        """Make an edit; see :meth:`Annotations.apply` for what is refused."""
        change, inverse = self._apply(edit, operation, text, category, label, recipe)
        self._undo.append(_Reversible(inverse, change.record))
        self._redo.clear()
        return change

    def undo(self) -> Change | None:
        """Take the last edit back, as a new edit; None when there is none."""
        return self._step_back("undo", self._undo, self._redo)

    def redo(self) -> Change | None:
        """Make the edit last taken back again; None when there is none."""
        return self._step_back("redo", self._redo, self._undo)

    @property
    def undo_text(self) -> str | None:
        """What :meth:`undo` would take back."""
        return self._undo[-1].record.text if self._undo else None

    @property
    def redo_text(self) -> str | None:
        """What :meth:`redo` would make again."""
        return self._redo[-1].record.text if self._redo else None

    def history(self) -> pd.DataFrame:
        """Return one row an edit, oldest first."""
        columns = ["revision", "time", "user", "operation", "category", "label", "n_changed", "recipe"]
        rows = [
            {**{name: getattr(record, name) for name in columns}, "recipe": list(record.recipe)}
            for record in self.records
        ]
        frame = pd.DataFrame(rows, columns=columns)
        frame["time"] = pd.to_datetime(frame["time"], utc=True)
        return frame

    def _step_back(self, operation: str, source: deque[_Reversible], target: deque[_Reversible]) -> Change | None:
        if not source:
            return None
        edit, record = source[-1]
        change, inverse = self._apply(edit, operation, record.text, record.category, record.label, record.recipe)
        source.pop()
        target.append(_Reversible(inverse, record))
        return change

    def _apply(
        self, edit: Edit, operation: str, text: str, category: str, label: str | None, recipe: Sequence[Step]
    ) -> tuple[Change, Edit]:
        applied = self.annotations.apply(edit)
        base, self.revision = self.revision, self.revision + 1
        time = datetime.now(UTC).isoformat(timespec="milliseconds")
        record = Record(
            self.revision,
            time,
            self._user,
            operation,
            category,
            label,
            _n_changed(applied.patches),
            tuple(recipe),
            text,
        )
        self.records.append(record)
        return Change(base, self.revision, applied.patches, record), applied.inverse


def _n_changed(patches: Sequence[Any]) -> int:
    sets = [patch.cells for patch in patches]
    if len(sets) < 2:
        return sum(cells.size for cells in sets)
    return int(np.unique(np.concatenate(sets)).size)
