"""The verbs that concern the draft on disk: save, go back to a version, take over from another notebook."""

from __future__ import annotations

import pandas as pd

from ...draft.status import DraftStatus
from ...draft.store import DraftStore
from ...errors import DraftError, some
from ...labels.history import History
from ...selection.filters import same_names
from ...selection.selector import Selector
from ..editor import Editor
from ..events import Events, Reopened, Selected
from ..gate import Gate
from ..shown import Shown
from ..working_draft import WorkingDraft


class DraftVerbs:
    """Where the labels are kept, and what they were before."""

    def __init__(
        self,
        gate: Gate,
        history: History,
        draft: WorkingDraft,
        store: DraftStore,
        editor: Editor,
        shown: Shown,
        selector: Selector,
        events: Events,
    ) -> None:
        self._gate = gate
        self._history = history
        self._draft = draft
        self._store = store
        self._editor = editor
        self._shown = shown
        self._selector = selector
        self._events = events

    def draft(self) -> DraftStatus:
        """Where the draft is, and whether all edits are in it."""
        return self._draft.status

    def warnings(self) -> list[str]:
        """What a person should know about the data, the draft and the profile, as sentences."""
        return self._draft.warnings

    def name_draft(self, name: str) -> None:
        """Name a draft that has no name yet: the first part of its file name.

        Raises
        ------
        DraftError
            It has a name, or can't have this one.
        """
        self._draft.name(name)

    def rename_draft(self, name: str) -> DraftStatus:
        """Give the draft another name: its files, history, earlier versions and gene sets go with it.

        Returns
        -------
        DraftStatus
            With the path that it has now.

        Raises
        ------
        DraftError
            The name can't be, or there is a draft of that name; the draft is open elsewhere or can't be saved.
        """
        self._draft.rename(name)
        return self._draft.status

    def save(self) -> DraftStatus:
        """Write the draft now, if there is anything to write; return where it is. No label is changed.

        Raises
        ------
        DraftError
            It could not be written.
        """
        self._draft.save()
        return self._draft.status

    def versions(self) -> pd.DataFrame:
        """Return the earlier versions of the draft, newest first.

        Returns
        -------
        DataFrame
            Columns ``version`` (the id to restore it by), ``saved_at`` (UTC), ``n_labelled`` (cells with a label in
            any category) and ``path``.
        """
        rows = []
        for name, (saved_at, path) in self._draft.versions.items():
            try:
                n_labelled: int | None = self._draft.version(path, name).n_labelled
            except DraftError:
                n_labelled = None
            rows.append((name, saved_at, n_labelled, path))
        frame = pd.DataFrame(rows, columns=["version", "saved_at", "n_labelled", "path"])
        frame["n_labelled"] = frame["n_labelled"].astype("Int64")
        return frame

    def restore(self, version: str) -> None:
        """Go back to an earlier version, by its id. This is an edit: undo takes it back.

        Raises
        ------
        DraftError
            There is no such version, or it can't be read.
        """
        known = self._draft.versions
        if version not in known:
            raise DraftError(f"There is no version {version!r}. Versions: {some(known)}.")
        self._editor.do(self._draft.change_to(self._draft.version(known[version][1], version), version))

    def take_over(self) -> None:
        """Make the draft this session's, whoever has it open; theirs becomes read-only.

        Their edits up to now are read first: nothing is lost.

        Raises
        ------
        DraftError
            The lock of the draft can't be written.
        """
        if self._draft.status.path is not None:
            self._store.take_over(self._reopen)

    def _reopen(self) -> None:
        with self._gate.lock:
            self._gate.require_open()
            filtered = self._selector.known_labels(self._history.annotations.categories)
            self._draft.open(first_id=self._history.annotations.next_id)
            self._shown.drop_what_is_gone()
            self._events.publish(Reopened())
            now = self._history.annotations.categories
            if self._selector.labels_changed(same_names(filtered, now), now):
                self._events.publish(Selected())
