"""The draft of a session while it is open: from disk into the labels, and from the labels to the table to write."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from ..core.cell_names import respelled
from ..core.cell_sets import fingerprint
from ..core.counted import counted
from ..core.names import composed
from ..core.variable_names import variable_name
from ..core.warn import warn
from ..data.cells import CellTable
from ..draft.author import display_name
from ..draft.draft import Draft
from ..draft.file_names import suggested_draft_name
from ..draft.left_columns import LeftColumn, beside, changed, merged, moved, require_free, sentences
from ..draft.positions import PositionMap
from ..draft.recovery import Opened
from ..draft.rescue import rescued
from ..draft.state import MIN_SHARE, DraftState, state_of_table, table_of_state
from ..draft.status import DraftStatus, named_elsewhere
from ..draft.store import DraftStore
from ..draft.table import DraftTable
from ..draft.user import Profile
from ..draft.versions import read_version
from ..errors import DataError, DraftError, UnsavedWarning, some
from ..labels.annotations import Annotations
from ..labels.commands import Command
from ..labels.history import Change, History
from ..labels.three_way_merge import difference, keep_cells_without_a_row, merge_changes
from . import draft_words, origin
from .events import DraftChanged, Events, SetsChanged
from .gate import Gate
from .gene_sets import GeneSets
from .last_save import LastSave
from .named_sets import NamedSets


class WorkingDraft:
    """What the labels are on disk, and how both are kept the same.

    The store of the draft has this for a host: it asks for the table to write, and hands over what others changed.

    Parameters
    ----------
    place
        Where the draft is.
    table, history, gene_sets, sets
        The cells, and what the draft says of them.
    profile
        Whose draft, and the names of drafts.
    gate
        Held while the labels are read or changed.
    events
        Told when the draft changed.
    do
        Makes an edit: the way of all edits.
    autosave
        Seconds from an edit to the save; None: only when asked.

    Attributes
    ----------
    store
        The files.
    names
        The cells that labels are kept for: those of the data, then those that only the draft has.
    """

    def __init__(
        self,
        place: Draft,
        table: CellTable,
        history: History,
        gene_sets: GeneSets,
        sets: NamedSets,
        profile: Profile,
        gate: Gate,
        events: Events,
        do: Callable[[Command], Change | None],
        autosave: float | None,
    ) -> None:
        self._place = place
        self._table = table
        self._history = history
        self._gene_sets, self._sets = gene_sets, sets
        self._profile, self._gate = profile, gate
        self._events = events
        self._do = do
        #: As it was opened: the cells of the data, those of them with a row, and those that only the draft had.
        self._n_cells = self._n_matched = self._n_foreign = 0
        self._is_without_rows = False
        self._left_elsewhere: Path | None = None
        self._index_name = "index"
        #: Columns of the CSV that are no categories, over the same cells as the labels.
        self._left: tuple[LeftColumn, ...] = ()
        #: Names as they were in the CSV, where that is another form than the one they are compared in.
        self._spelling: dict[str, str] = {}
        #: The cells of edits made in this session before the data changed, by their fingerprint.
        self._frames: dict[str, pd.Index[Any]] = {}
        #: What the notebook calls an object in memory.
        self._variable = None if table.path is not None else variable_name(table.adata)
        self.names = table.obs_names
        self.store = DraftStore(place, display_name(), self, autosave)
        #: Keeps what can't be saved when the session ends.
        self.last_save = LastSave(place, self.store, lambda: self.save(), self.snapshot)  # noqa: PLW0108 - as it is then

    # -- from disk

    def open(self, first_id: int = 1) -> None:
        """Read the draft as it is on disk, into the labels, their history and the gene sets.

        Parameters
        ----------
        first_id
            Of the categories: none may be taken for one of before.

        Raises
        ------
        DraftError
            It can't be understood; it is left as it is.
        """
        self._gene_sets.read()
        self._sets.read()
        self._left_elsewhere = rescued(self._place)
        self.store.open(self._table.obs_names, self.reserved(), lambda opened: self._take(opened, first_id))
        if self._history.revision:
            self._remember()

    def _take(self, opened: Opened, first_id: int) -> None:
        state = opened.state
        state.annotations.renumber(first_id)
        self.names, self._n_cells, self._left = state.names, self._table.n_cells, state.left
        self._n_matched, self._n_foreign = state.n_matched, state.n_foreign
        self._is_without_rows = bool(self._n_cells and opened.table is not None and not len(opened.table.cells))
        in_place = PositionMap(self.store.journal, state.names, opened.frame).in_place
        self._history.reset(state.annotations, opened.frame, opened.revision, opened.entries, in_place)
        self._spelling.update(opened.table.spelling if opened.table else {})
        name = self._table.obs_names.name
        self._index_name = opened.table.index_name if opened.table else "index" if name is None else str(name)

    def reserved(self) -> Collection[str]:
        """Return the columns of ``obs`` that are no labels of this draft: no category can have their names."""
        return set(map(composed, set(self._table.obs_columns) - self._table.obs.merged_from(self._place.id)))

    def require_free(self, name: object) -> None:
        """Raise a :class:`LabelError` if the CSV has a column of this name that is no category."""
        require_free(self._left, name)

    def version(self, path: Path, name: str) -> DraftTable:
        """Read an earlier version.

        Raises
        ------
        DraftError
            It can't be read, or is damaged.
        """
        # what is a category now is one in it too, and what is none was none, also if another program wrote it
        categories, left = self._history.annotations.names, [column.name for column in self._left]
        parse = partial(self._place.parse, categories=categories, left=left)
        return read_version(path, f"The version {name}", self.names, parse)

    def change_to(self, version: DraftTable, name: str) -> Command | None:
        """Return the edit that makes the labels those of an earlier version; None if they are."""
        then, call = self.over_own_cells(version, f"The version {name}").annotations, {"revision": version.revision}
        edit = difference(self._history.annotations, then)
        return None if edit is None else Command(edit, "restore", f"restore the version {name}", None, call=call)

    def over_own_cells(self, table: DraftTable, source: str) -> DraftState:
        """Lay a table on the cells of now; raises a :class:`DraftError` where it is about others."""
        return state_of_table(table, self.names, self.reserved(), source, known_only=True)

    # -- the data changes

    def require_about(self, names: pd.Index[Any]) -> None:
        """Raise a :class:`DataError` if labels would be lost on cells of these names: the data is about others now.

        As when a draft is opened: where fewer than half of them are known, a name that agrees does so by chance.
        """
        before = self._table.obs_names
        n_same = int(np.count_nonzero(names.isin(respelled(self.names, names))))
        if self._history.annotations.categories and n_same < MIN_SHARE * min(len(before), len(names)):
            raise DataError(
                f"The cells of this AnnData have other names now: of {len(names):,} only {n_same:,} are among those "
                f"that were labelled ({some(before[:2])} before, {some(names[:2])} now). Give them their names back, "
                "or call show() again. Your labels are kept."
            )

    def follow(self) -> None:
        """Lay the labels on the cells that the data has now, by name; those that went stay in the draft."""
        now = self._table.obs_names
        before = respelled(self.names, now)
        gone = before[~before.isin(now)]
        names = now if not len(gone) else pd.Index([*now, *gone], dtype=object)
        frame, places = fingerprint(names), before.get_indexer(names)
        self._frames[fingerprint(self.names)] = before
        in_place, left = PositionMap(self.store.journal, names, frame, self._frames).in_place, moved(self._left, places)
        self._history.move(places, frame, in_place)
        self.store.follow(names, frame)
        # what was said of the draft when it was opened stays so; of the change the table tells
        self.names, self._left = names, left

    def cells_of(self, frame: str | None) -> pd.Index[Any]:
        """Return the names of the cells that had this fingerprint when an edit was made.

        Raises
        ------
        DraftError
            They are not known any more.
        """
        if frame is None or frame == self._history.frame:
            return self.names
        if frame in self._frames:
            return self._frames[frame]
        if self.store.journal is None:
            raise DraftError("The cells of this edit are not known any more.")
        return self.store.journal.names(frame)

    # -- for the store

    def snapshot(self) -> DraftTable:
        """Return the table to write."""
        with self._gate.lock:
            annotations, index_name = self._history.annotations, self._index_name
            self._left = beside(self._left, annotations.names)
            columns = {*annotations.names, *(column.name for column in self._left)}
            while index_name in columns:  # pandas would give the column another name
                index_name += "_"
            return table_of_state(
                annotations,
                self.names,
                index_name=index_name,
                revision=self._history.revision,
                fingerprint=self._table.fingerprint,
                spelling=self._spelling,
                meta={"dataset": self._place.dataset, "author": self._place.author.mark},
                left=self._left,
            )

    def merge_outside(self, base: DraftTable | None, theirs: DraftTable) -> str | None:
        """Take what others changed in the CSV since ``base``, cell by cell.

        Returns
        -------
        str or None
            What to tell the user; None if the file says what it said before.
        """
        with self._gate.lock:
            self._gate.require_open()
            source = f"The file {self._place.path}"
            before = Annotations(len(self.names)) if base is None else self.over_own_cells(base, source).annotations
            state, has_row = self.over_own_cells(theirs, source), self.names.isin(respelled(theirs.cells, self.names))
            after = state.annotations
            keep_cells_without_a_row(after, before, ~has_row)
            self._spelling.update(theirs.spelling)
            change = merge_changes(before, self._history.annotations, after)
            left = merged(self._left, state.left, has_row)
            columns = changed(self._left, left)
            if change.edit is None and not change.n_kept and not change.labels_kept and not columns:
                return None
            if change.edit is not None:
                text = f"take the changes another program made ({counted(change.n_taken)})"
                self._do(Command(change.edit, "merge_outside", text, None))
            self._left = left
        return draft_words.of_outside_change(change, columns)

    def draft_changed(self) -> None:
        """Tell everyone of another state of the draft."""
        self._events.publish(DraftChanged())

    def warn(self, message: str) -> None:
        """Warn the code that made an edit; a page is told by the state of the draft."""
        if origin.request.get() is None:
            warn(message, UnsavedWarning)

    # -- to disk

    def save(self) -> None:
        """Write the labels and the gene sets, if there is anything to write and a file to write to.

        Raises
        ------
        DraftError
            It could not be written.
        """
        if self._place.path is None:
            return
        self.store.save()  # it takes a lock of its own before that of the gate
        self._sets.look()
        with self._gate.lock:
            self._gene_sets.save()
            if self._sets.save(may_write=self.store.holder is None):
                self._events.publish(SetsChanged())

    def save_or_warn(self) -> None:
        """Save; where that fails a warning says so, and the labels in memory are as good as before."""
        try:
            self.save()
        except DraftError as error:
            self.warn(str(error))

    def close(self) -> None:
        """Let no further verb through, save no more, and give the lock of the draft back."""
        self._gate.close()
        self._events.clear()
        self.store.close()

    # -- its name and state

    def ensure_named(self) -> None:
        """Name the draft if it has no name, so that there is a file to write to."""
        if self._place.path is None:
            self.name(self.suggested_name)

    def name(self, name: str) -> None:
        """Name the draft: the first part of its file name.

        Raises
        ------
        DraftError
            It has a name, or can't have this one.
        """
        self.store.name(name)
        self._remember()
        self.draft_changed()
        self._gene_sets.save()
        self._sets.save()

    def rename(self, name: str) -> None:
        """Give the draft another name; its history, versions and gene sets go with it.

        Raises
        ------
        DraftError
            The name can't be, or there is a draft of that name; the draft is open elsewhere or can't be saved.
        """
        if self._place.path is None:
            with self._gate.lock:
                self.name(name)
            return
        self.store.rename(name, self._gate.lock)
        self._remember()

    @property
    def name_to_change(self) -> str | None:
        """What the draft is called; None if it has no name yet, or is a file that was asked for."""
        return None if self._place.fixed is not None else self._place.name

    def _remember(self) -> None:
        if self._place.name is not None and self._place.fixed is None:
            self._profile.remember(self._place.id, self._place.name, self._place.directory)

    @property
    def suggested_name(self) -> str:
        """A name for the draft: the one chosen before, the data file's stem or title, its variable, ``my-labels``."""
        chosen = self._profile.names.get(self._place.id) or self._table.stem
        return suggested_draft_name(chosen or self._variable)

    @property
    def folder(self) -> Path:
        """The directory of the draft."""
        return self._place.directory

    @property
    def place(self) -> str:
        """Where the draft is or will be, in one spelling: with its ID this tells it from other drafts."""
        return self._place.place

    @property
    def id(self) -> str:
        """The ID of the draft."""
        return self._place.id

    @property
    def versions(self) -> dict[str, tuple[datetime, Path]]:
        """When each earlier version was saved, and its file, by its id, newest first."""
        found = [] if self._place.path is None else self._place.versions().all()
        return {version.id: (version.saved_at, version.path) for version in found}

    @property
    def status(self) -> DraftStatus:
        """Where the draft is, and whether all edits are in it."""
        store, place = self.store, self._place
        return DraftStatus(
            path=place.path,
            id=place.id,
            name=place.name,
            saved=store.saved_revision == self._history.revision,
            saved_at=store.saved_at,
            n_matched=self._n_matched,
            error=store.error,
            holder=store.holder,
            others=place.others,
            elsewhere=place.elsewhere,
            only_in_memory=store.only_in_memory,
        )

    @property
    def warnings(self) -> list[str]:
        """What a person should know about the data, the draft and the profile, as sentences."""
        out = [self._profile.warning] if self._profile.warning else []
        is_file = self._place.path is not None
        out += draft_words.of_rows(self._n_cells, self._n_matched, self._n_foreign, is_file=is_file)
        if self._is_without_rows:
            out.append("The draft's file has a header, but no row of a cell: all cells are unassigned.")
        if self._place.elsewhere is not None:
            out.append(named_elsewhere(self._place.elsewhere))
        if (path := self._left_elsewhere) is not None:
            out.append(
                f"Labels of an earlier session that could not be saved are in {path}: annotations_file= opens it."
            )
        out += sentences(self._left, self._place.max_category_items)
        return [*out, *self._table.notes.values(), *self._gene_sets.warnings, *self._sets.warnings, *self.store.notices]
