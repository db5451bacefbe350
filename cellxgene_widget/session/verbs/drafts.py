"""The verbs that concern the draft on disk: save, go back to a version, take over from another notebook."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from ...core.cell_sets import cells_of_mask
from ...draft.csv_reader import parse_csv
from ...draft.recovery import Frames
from ...draft.state import state_of_table
from ...draft.status import DraftStatus
from ...draft.table import DraftTable
from ...errors import DraftError, some
from ...labels.annotations import Annotations
from ...labels.commands import Wish
from ...labels.edits import AddLabel, Assign
from ...labels.history import Ledger
from ...labels.three_way_merge import difference, merge_changes
from ...selection.filters import same_names
from ..core import verb
from .gene_sets import GeneSetVerbs


class DraftVerbs(GeneSetVerbs):
    """Where the labels are kept, and what they were before."""

    @property
    def draft(self) -> DraftStatus:
        """Where the draft is, and whether all edits are in it."""
        keeper, draft = self._keeper, self._keeper.draft
        return DraftStatus(
            path=draft.path,
            id=draft.id,
            name=draft.name,
            saved=keeper.saved_revision == self.revision,
            saved_at=keeper.saved_at,
            n_matched=self._state.n_matched,
            error=keeper.error,
            holder=keeper.holder,
            others=draft.others,
        )

    @property
    def draft_folder(self) -> Path:
        """The directory of the draft."""
        return self._keeper.draft.directory

    @property
    def draft_place(self) -> str:
        """Where the draft is or will be, in one spelling: with its ID this tells it from other drafts."""
        return self._keeper.draft.place

    @property
    def warnings(self) -> list[str]:
        """What a person should know about the data, the draft and the profile, as sentences."""
        out = [self._profile.warning] if self._profile.warning else []
        n, matched, foreign = self.cells.n_cells, self._state.n_matched, self._state.n_foreign
        if foreign:
            out.append(f"The draft has {foreign:,} cells that are not in this data; their labels are kept in the file.")
        if self._keeper.draft.path is not None and 0 < matched < n:
            out.append(f"{n - matched:,} of the {n:,} cells had no row in the draft: they are unassigned.")
        return out + list(self.cells.notes.values()) + self._set_warnings + self._keeper.notices

    @verb
    def name_draft(self, name: str) -> None:
        """Name a draft that has no name yet: the first part of its file name."""
        self._name_draft(name)

    def save(self) -> DraftStatus:
        """Write the draft now, if there is anything to write.

        Raises
        ------
        DraftError
            It could not be written.
        """
        self.require_open()
        # Without the session's lock: the thread that autosaves takes the two in the other order.
        if self._keeper.draft.path is not None:
            self._keeper.save()
            with self.lock:
                self._save_sets()
        return self.draft

    @verb
    def versions(self) -> pd.DataFrame:
        """Return the earlier versions of the draft, newest first.

        Returns
        -------
        DataFrame
            Columns ``version`` (the id to restore it by), ``saved_at`` (UTC), ``n_labelled`` (cells with a label in
            any category) and ``path``.
        """
        rows = []
        if self._keeper.draft.path is not None:
            for version in self._keeper.draft.versions().all():
                try:
                    n_labelled: int | None = self._read_version(version.path, version.id).n_labelled
                except DraftError:
                    n_labelled = None
                rows.append((version.id, version.saved_at, n_labelled, version.path))
        frame = pd.DataFrame(rows, columns=["version", "saved_at", "n_labelled", "path"])
        frame["n_labelled"] = frame["n_labelled"].astype("Int64")
        return frame

    @verb
    def restore(self, version: str) -> None:
        """Go back to an earlier version, by its id. This is an edit: undo takes it back.

        Raises
        ------
        DraftError
            There is no such version, or it can't be read.
        """
        known = {} if self._keeper.draft.path is None else {v.id: v.path for v in self._keeper.draft.versions().all()}
        if version not in known:
            raise DraftError(f"There is no version {version!r}. Versions: {some(known)}.")
        target = self._over_own_cells(self._read_version(known[version], version), f"The version {version}")
        edit = difference(self._annotations, target)
        if edit is not None:
            self._do(Wish(edit, "restore", f"restore the version {version}", None))

    def take_over(self) -> None:
        """Make the draft this session's, whoever has it open; theirs becomes read-only.

        Their edits up to now are read first: nothing is lost.
        """
        self.require_open()
        if self._keeper.draft.path is None:
            return
        # Without the session's lock, as in save().
        self._keeper.take_over(self._reopen)

    @verb
    def _reopen(self) -> None:
        filtered = self._chooser.known_labels(self.categories)
        self._open(first_id=self._annotations.next_id)
        names = self._annotations.names
        self.category = self.category if self.category in names else next(iter(names), None)
        if self.color is not None and not self.has_column(self.color):
            self.color = self.category
        self._tell(lambda listener: listener.reopened())
        if self._chooser.labels_changed(same_names(filtered, self.categories), self.categories):
            self._tell_selected()

    @verb
    def merge_outside(self, base: DraftTable | None, theirs: DraftTable) -> str | None:
        """Take what others changed in the CSV since ``base``, cell by cell; for the keeper.

        Returns
        -------
        str or None
            What to tell the user; None if the file says what it said before.
        """
        source = f"The file {self._keeper.draft.path}"
        before = Annotations(len(self._state.names)) if base is None else self._over_own_cells(base, source)
        after = self._over_own_cells(theirs, source)
        _keep_cells_without_a_row(after, before, ~self._state.names.isin(theirs.cells))
        merged = merge_changes(before, self._annotations, after)
        if merged.edit is None and not merged.n_kept:
            return None
        if merged.edit is not None:
            text = f"take the changes another program made ({merged.n_taken:,} cells)"
            self._do(Wish(merged.edit, "merge_outside", text, None))
        kept = f" {merged.n_kept:,} cells that you changed too keep your labels." if merged.n_kept else ""
        return (
            f"Another program changed the draft: {merged.n_taken:,} cells were taken from it.{kept} "
            "Its version is kept among the earlier ones."
        )

    def _open(self, first_id: int = 1) -> None:
        """Read the draft as it is on disk."""
        self._read_own_sets()
        opened = self._keeper.open(self.cells.obs_names, self._reserved())
        self._state = opened.state
        opened.state.annotations.renumber(first_id)
        frames = Frames(self._keeper.journal, opened.state.names, opened.frame)
        self._ledger = Ledger(
            opened.state.annotations,
            self._profile.user,
            opened.frame,
            opened.revision,
            opened.entries,
            frames.in_place,
        )
        index_name = self.cells.obs_names.name
        own_name = "index" if index_name is None else str(index_name)
        self._index_name = opened.table.index_name if opened.table else own_name

    def _read_version(self, path: Path, name: str) -> DraftTable:
        try:
            return parse_csv(path.read_bytes(), f"The version {name}")
        except OSError as error:
            raise DraftError(f"The version {name} can't be read: {error.strerror or error}.") from error

    def _over_own_cells(self, table: DraftTable, source: str) -> Annotations:
        return state_of_table(table, self._state.names, self._reserved(), source, known_only=True).annotations


def _keep_cells_without_a_row(after: Annotations, before: Annotations, missing: npt.NDArray[np.bool_]) -> None:
    """Let cells that a file does not name keep the label they had: it says nothing of them."""
    if not missing.any():
        return
    for category in after.categories:
        if category.name not in before.names:
            continue
        known = before.find(category.name)
        for label in known.labels:
            cells = missing & known.mask(label.name)
            if cells.any():
                if not category.has(label.name):
                    after.apply(AddLabel(category.name, label.name, label.color, None, label.note, label.evidence))
                after.apply(Assign(category.name, label.name, cells_of_mask(cells)))
