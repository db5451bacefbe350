"""Earlier versions of the draft, read and compared: each once, since their files never change."""

from __future__ import annotations

import threading
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from ..draft.table import DraftTable
from ..draft.version_changes import changes_between
from ..errors import DraftError, some
from ..labels.annotations import Annotations
from .gate import Gate
from .working_draft import WorkingDraft


class VersionChanges(NamedTuple):
    """What a version says: cells with a label in any category, and what is different from the version before it."""

    n_labelled: int
    changes: tuple[str, ...]


class EarlierVersions:
    """Reads versions of the draft, beside other verbs.

    Parameters
    ----------
    gate
        Held while the labels are asked, not while files are read.
    draft
        Whose versions.
    """

    def __init__(self, gate: Gate, draft: WorkingDraft) -> None:
        self._gate = gate
        self._draft = draft
        self._lock = threading.Lock()
        #: What is known of each version, by its id and that of the one before it.
        self._known: dict[tuple[str, str | None], VersionChanges] = {}
        #: The table read last: of two neighbours, compared one after the other, the next needs it too.
        self._last: tuple[str, DraftTable] | None = None

    def changes(self, version: str) -> VersionChanges:
        """Return what a version says and how it differs from the one before it.

        Raises
        ------
        DraftError
            There is no such version, or it can't be read.
        """
        ids = list(self._versions())
        older = next(iter(ids[_place(ids, version) + 1 :]), None)
        with self._lock:  # two requests at a time would read the same files
            if (version, older) not in self._known:
                table = self._read(version)
                try:
                    before = None if older is None else self._read(older)
                except DraftError:
                    before = None
                self._known[version, older] = VersionChanges(table.n_labelled, tuple(changes_between(before, table)))
            return self._known[version, older]

    def labels(self, version: str) -> Annotations:
        """Return the labels of a version over the cells that labels are kept for now.

        Raises
        ------
        DraftError
            There is no such version, or it can't be read.
        """
        table = self._table(version)
        with self._gate.lock:
            self._gate.require_open()
            return self._draft.over_own_cells(table, f"The version {version}").annotations

    def _read(self, version: str) -> DraftTable:
        if self._last is None or self._last[0] != version:
            self._last = version, self._table(version)
        return self._last[1]

    def _versions(self) -> dict[str, tuple[datetime, Path]]:
        with self._gate.lock:
            self._gate.require_open()
            return self._draft.versions

    def _table(self, version: str) -> DraftTable:
        known = self._versions()
        _place(list(known), version)
        return self._draft.version(known[version][1], version)


def _place(ids: list[str], version: str) -> int:
    if version not in ids:
        raise DraftError(f"There is no version {version!r}. Versions: {some(ids)}.")
    return ids.index(version)
