"""The edits of a draft in order: revisions, history, undo and redo."""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Callable, Collection, Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from ..core.readable import readable
from ..core.recipe_step import Step
from ..errors import AnnotationError
from .annotations import Annotations, Patch
from .commands import Command
from .edits import Assign, Edit, flatten
from .entries import Entry

_COLUMNS = ("time", "user", "operation", "category", "label", "n_changed", "recipe", "text")


class Change(NamedTuple):
    """What an edit changed: the revision before, the cells to draw anew, and the entry for the journal.

    ``former``: of the cells that got another label in the category that it is about, how many had which one before
    (None: no label).
    """

    base: int
    patches: list[Patch]
    entry: Entry
    former: dict[str | None, int]

    @property
    def revision(self) -> int:
        """The revision after."""
        return self.entry.revision

    @property
    def n_changed(self) -> int:
        """How many cells changed."""
        return int(self.entry.about["n_changed"])


class History:
    """Applies edits to annotations, numbers them, remembers how to take them back.

    Parameters
    ----------
    annotations
        The state the edits apply to.
    user
        Who makes them, for the history.
    frame
        Fingerprint of the cells of the annotations.
    revision, entries
        As for :meth:`reset`.
    undo_depth
        Edits that can be taken back.

    Attributes
    ----------
    annotations
        The labels as they are.
    revision
        Number of edits made to the draft.
    requests
        The ids of the requests of pages that asked for an edit, and its revision.
    """

    def __init__(
        self,
        annotations: Annotations,
        user: str,
        frame: str = "",
        revision: int = 0,
        entries: Sequence[Entry] = (),
        *,
        undo_depth: int = 500,
    ) -> None:
        self.undo_depth = undo_depth
        self._user = user
        self._undo: deque[Entry] = deque()
        self._redo: deque[Entry] = deque()
        self.requests: dict[str, int] = {}
        self.reset(annotations, frame, revision, entries)

    def reset(
        self,
        annotations: Annotations,
        frame: str,
        revision: int = 0,
        entries: Sequence[Entry] = (),
        in_place: Callable[[Edit, str | None], Edit] = lambda edit, _: edit,
    ) -> None:
        """Begin with a draft as it was read.

        Parameters
        ----------
        annotations, frame
            The labels, and the fingerprint of their cells.
        revision
            Of these labels.
        entries
            Edits made before, also in earlier sessions.
        in_place
            Moves an edit of an earlier session to the positions that its cells have now.
        """
        self.annotations = annotations
        self.revision = revision
        self._frame = frame
        self._in_place = in_place
        #: All edits, as the history shows them; the last ``undo_depth`` of them whole.
        self._entries: list[Entry] = []
        for former in (self._undo, self._redo, self.requests):
            former.clear()
        for entry in entries:
            self._remember(entry)

    def move(self, places: npt.NDArray[np.intp], frame: str, in_place: Callable[[Edit, str | None], Edit]) -> None:
        """Go on over other cells; see :meth:`Annotations.move`. All that could be undone can be.

        Parameters
        ----------
        places
            For each cell of now, where it was, or -1.
        frame
            The fingerprint of the cells of now.
        in_place
            Moves an edit of other cells to the positions that these have now.
        """
        self.annotations.move(places)
        self._frame, self._in_place = frame, in_place

    def checkpoint(self) -> Callable[[], None]:
        """Return what brings back the labels, the history and what can be undone as they are now."""
        annotations, revision, n_entries = self.annotations.checkpoint(), self.revision, len(self._entries)
        undo, redo, n_requests = tuple(self._undo), tuple(self._redo), len(self.requests)

        def restore() -> None:
            annotations()
            self.revision = revision
            del self._entries[n_entries:]
            for stack, before in ((self._undo, undo), (self._redo, redo)):
                stack.clear()
                stack.extend(before)
            while len(self.requests) > n_requests:  # the last one came last: a dict is in order
                self.requests.popitem()

        return restore

    def do(self, command: Command, recipe: Sequence[Step] = (), request: str | None = None) -> Change:
        """Make an edit; see :meth:`Annotations.apply` for what is refused.

        Parameters
        ----------
        command
            The edit, and what to say of it.
        recipe
            How its cells were selected.
        request
            The request of a page that asked for it, if one did.
        """
        about = {
            "operation": command.operation,
            "category": command.category,
            "label": command.label,
            "recipe": list(recipe),
            "text": command.text,
        }
        return self._apply(command.edit, {**about, "call": dict(command.call)}, request)

    def undo(self, request: str | None = None) -> Change | None:
        """Take the last edit back, as a new edit; None when there is none."""
        return self._step_back("undo", self._undo, request)

    def redo(self, request: str | None = None) -> Change | None:
        """Make the edit last taken back again; None when there is none."""
        return self._step_back("redo", self._redo, request)

    def made_since(self, revision: int, asked: Collection[str] = ()) -> int:
        """Return how many edits were made after a revision, but for those that these requests asked for."""
        expected = sum(self.requests.get(request, 0) > revision for request in set(asked))
        return max(0, self.revision - revision - expected)

    @property
    def undo_text(self) -> str | None:
        """What :meth:`undo` would take back."""
        return self._undo[-1].text if self._undo else None

    @property
    def redo_text(self) -> str | None:
        """What :meth:`redo` would make again."""
        return self._redo[-1].text if self._redo else None

    @property
    def next_undo(self) -> Entry | None:
        """The edit that :meth:`undo` would take back."""
        return self._undo[-1] if self._undo else None

    @property
    def entries(self) -> Sequence[Entry]:
        """The edits, oldest first, as far as they are known; those before the last ``undo_depth`` only in words."""
        return self._entries

    @property
    def frame(self) -> str:
        """The fingerprint of the cells of the annotations."""
        return self._frame

    def in_place(self, edit: Edit, frame: str | None) -> Edit:
        """Return an edit of the cells with some fingerprint, on the positions that these have now."""
        return self._in_place(edit, frame)

    def table(self) -> pd.DataFrame:
        """Return one row an edit, oldest first; the columns are those of ``Session.history``."""
        rows = [
            {
                "revision": entry.revision,
                **{name: _readable(entry.about.get(name)) for name in _COLUMNS},
                "text": _readable(entry.words if "text" in entry.about else None),
            }
            for entry in self._entries
        ]
        frame = pd.DataFrame(rows, columns=["revision", *_COLUMNS])
        # of a journal changed by hand anything may come: what is no time is none
        times = [time if isinstance(time, str) else None for time in frame["time"]]
        frame["time"] = pd.to_datetime(pd.Series(times, dtype=object), utc=True, format="ISO8601", errors="coerce")
        return frame

    def _step_back(self, operation: str, source: deque[Entry], request: str | None) -> Change | None:
        if not source:
            return None
        entry = source[-1]
        edit = self._in_place(entry.unpack_inverse(), entry.frame)
        return self._apply(edit, {**entry.about, "operation": operation}, request)

    def _apply(self, edit: Edit, about: dict[str, Any], request: str | None) -> Change:
        applied = self.annotations.apply(edit)
        base, self.revision = self.revision, self.revision + 1
        made = {
            "time": datetime.now(UTC).isoformat(timespec="milliseconds"),
            "user": self._user,
            "n_changed": _n_changed(applied.patches, self.annotations.n_cells),
        }
        try:
            entry = Entry.made(self.revision, {**about, **made}, edit, applied.inverse, self._frame, request)
            json.dumps(entry.about)
        except (TypeError, ValueError) as error:  # what the journal can't hold must not count as made
            self.annotations.apply(applied.inverse)
            self.revision = base
            raise AnnotationError(f"This edit can't be kept in the journal, so it was not made ({error}).") from error
        self._remember(entry)
        return Change(base, applied.patches, entry, _former(applied.inverse, entry.about.get("category")))

    def _remember(self, entry: Entry) -> None:
        self._entries.append(entry)
        if len(self._entries) > self.undo_depth:
            self._entries[-1 - self.undo_depth] = self._entries[-1 - self.undo_depth].without_edit()
        if entry.request is not None:
            self.requests.setdefault(entry.request, entry.revision)
        if entry.operation == "undo":
            if self._undo:
                self._undo.pop()
            target = self._redo
        elif entry.operation == "redo":
            if self._redo:
                self._redo.pop()
            target = self._undo
        else:
            self._redo.clear()
            target = self._undo
        if entry.inverse is not None:
            target.append(entry)
            while len(target) > self.undo_depth:
                target.popleft()
        else:  # compacted: nothing before it can be taken back either
            target.clear()


def _readable(value: object) -> object:
    return readable(value) if isinstance(value, str) else value


def _former(inverse: Edit, category: str | None) -> dict[str | None, int]:
    counts: dict[str | None, int] = {}
    for part in flatten(inverse):
        if isinstance(part, Assign) and category in (None, part.category):
            counts[part.label] = counts.get(part.label, 0) + int(part.cells.size)
    return counts


def _n_changed(patches: Sequence[Patch], n_cells: int) -> int:
    sets = [patch.cells for patch in patches]
    if len(sets) < 2:
        return sum(cells.size for cells in sets)
    changed = np.zeros(n_cells, dtype=bool)
    for cells in sets:
        changed[cells] = True
    return int(np.count_nonzero(changed))
