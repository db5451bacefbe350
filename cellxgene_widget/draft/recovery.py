"""Opening a draft: the CSV, then the edits of the journal that it does not hold yet."""

from __future__ import annotations

import contextlib
from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

import numpy as np
import pandas as pd

from ..core.cell_names import respelled
from ..core.cell_sets import fingerprint
from ..core.palettes import next_color
from ..core.trusted_files import read_file
from ..core.uninterrupted import uninterrupted
from ..errors import AnnotationError, DraftError
from ..labels.annotations import Annotations
from ..labels.edits import AddLabel, Assign, CreateCategory, Edit, flatten
from ..labels.entries import Entry
from ..labels.regions.reading import of_left_out
from .draft import Draft
from .journal import Journal
from .journal_reader import JournalContent
from .known_categories import categories_after
from .known_labels import labels_after
from .left_columns import moved
from .positions import PositionMap
from .state import DraftState, empty_state, state_of_table
from .table import DraftTable, with_labels_of


@dataclass
class Opened:
    """A draft as it was found.

    Attributes
    ----------
    state
        The labels.
    frame
        Fingerprint of the cells of the state.
    revision
        Of the state.
    saved_revision
        What the CSV holds; None if there is no CSV, or one that another program wrote.
    entries
        All edits that the journal knows, for history and undo.
    table
        The CSV as it was read, if there is one.
    warnings
        What the user should know.
    """

    state: DraftState
    frame: str
    revision: int = 0
    saved_revision: int | None = None
    entries: list[Entry] = field(default_factory=list)
    table: DraftTable | None = None
    warnings: list[str] = field(default_factory=list)


def open_draft(
    draft: Draft, journal: Journal | None, obs_names: pd.Index[Any], reserved: Collection[str], *, writable: bool = True
) -> Opened:
    """Read a draft.

    Parameters
    ----------
    draft, journal
        Where it is; no journal for a draft without a name.
    obs_names
        The cells of the data.
    reserved
        Columns of ``obs`` that are no labels of ours.
    writable
        Whether a damaged journal may be set aside.

    Raises
    ------
    DraftError
        It can't be understood; it is left as it is.
    """
    if journal is None:
        return Opened(empty_state(obs_names), fingerprint(obs_names))
    found = _Found(draft, journal, draft.read(obs_names), journal.read())
    found.rebuild_a_table_that_is_gone()
    found.restore_labels_of_a_foreign_table()
    found.choose_edits_to_replay()
    state = found.lay_on(obs_names, reserved)
    frame = fingerprint(state.names)
    found.replay_on(state, frame)
    entries = found.known_entries()
    if found.damage is not None:
        if found.knows_too_little:
            entries, found.saved_revision = [], None
        found.deal_with_damage(entries, frame, state.names, writable=writable)
    revision = max(found.applied, found.content.last_revision)
    return Opened(state, frame, revision, found.saved_revision, entries, found.table, found.warnings)


class _Found:
    """What was found on disk of a draft, and what became of it so far.

    Parameters
    ----------
    draft, journal
        Where it is.
    table
        The CSV, if there is one.
    content
        What the journal says.

    Attributes
    ----------
    applied
        The revision up to which the table holds all edits.
    saved_revision
        That of the CSV as we wrote it; None if another program wrote it, or there is none.
    damage
        What is wrong with the journal, as a sentence.
    """

    def __init__(self, draft: Draft, journal: Journal, table: DraftTable | None, content: JournalContent) -> None:
        self.draft = draft
        self.journal = journal
        self.table = table
        self.content = content
        self.damage = content.damage
        self.warnings: list[str] = []
        self._without_outline = [] if table is None else list(table.without_outline)
        self._is_foreign = table is not None and table.author not in (None, draft.author.mark)
        if table is not None and self._is_foreign:
            self.table = replace(table, revision=0)  # it counts the edits of someone else
        self.applied, self.saved_revision = _applied(self.table, content.saved)
        self._to_replay: list[Entry] = []

    def rebuild_a_table_that_is_gone(self) -> None:
        """Go on from the newest version, if the journal says that there was a CSV."""
        entries = self.content.entries
        if self.table is None and (self.content.saved or (entries and entries[0].revision > 1)):
            known = categories_after(entries, self.content.saved)
            self.table, self.applied = _newest_version(self.draft, known)
            self.saved_revision = None
            self.warnings.append(
                f"The draft {self.draft.path} was gone. "
                "It was put together again from its earlier versions and its journal."
            )

    def restore_labels_of_a_foreign_table(self) -> None:
        """Give labels the order, colors and notes that we wrote last, if another program wrote the CSV since.

        What was a category of ours is one, also if it was taken for a column of numbers, or of too many values.
        """
        if self.table is None or self._is_foreign or self.table.revision or not self.content.saved:
            return
        ours = _newest_version_of_ours(self.draft)
        if self.table.left:
            start, since = tuple[str, ...](), 0
            if ours is not None:
                start = tuple(category.name for category in ours.categories)
                since = ours.revision if ours.revision <= self.applied else 0  # else of a journal that was lost
            known = categories_after(self.content.entries, self.applied, start=start, since=since)
            if not known.isdisjoint(column.name for column in self.table.left):
                self.table = self.draft.read(self.table.cells, known) or self.table
        said = labels_after(self.content.entries, self.applied, ours)
        self.table = with_labels_of(self.table, said)

    def choose_edits_to_replay(self) -> None:
        """Choose the edits that the table does not hold; none, if some between are missing."""
        newer = [entry for entry in self.content.entries if entry.revision > self.applied]
        if self.damage is None and newer and (newer[0].revision != self.applied + 1 or newer[0].edit is None):
            self.damage = f"the journal {self.journal.path} does not go back to revision {self.applied:,} of the draft"
            newer = []
        self._to_replay = newer

    def lay_on(self, obs_names: pd.Index[Any], reserved: Collection[str]) -> DraftState:
        """Return the labels of the table over the cells of the data, and over all that the edits are about."""
        more = _names_of_frames(obs_names, self.table, self.journal, self._to_replay)
        if self.table is None:
            state = empty_state(obs_names)
        else:
            state = state_of_table(self.table, obs_names, reserved, f"The draft {self.draft.path}")
        return _widened(state, more, len(obs_names))

    def replay_on(self, state: DraftState, frame: str) -> None:
        """Make the edits that the table does not hold."""
        position_map = PositionMap(self.journal, state.names, frame)
        n_lost = 0
        for entry in self._to_replay:
            try:
                self._without_outline += entry.without_outline()
                _replay(state.annotations, position_map.in_place(entry.unpack_edit(), entry.frame))
            except AnnotationError:
                n_lost += 1
        self.warnings += of_left_out(dict.fromkeys(self._without_outline))
        if n_lost:
            self.warnings.append(
                f"{n_lost:,} edits of the journal no longer fit the draft, which was changed elsewhere."
            )

    @property
    def knows_too_little(self) -> bool:
        """Whether the edits of a damaged journal do not lead to what the labels are."""
        return self.content.damage is None or self.content.last_revision < self.applied

    def known_entries(self) -> list[Entry]:
        """Return all edits that the journal knows; one stands for those after them that only the table has."""
        entries = self.content.entries
        if entries and entries[-1].revision < self.applied:
            return [*entries, Entry.missing(self.applied)]
        return entries

    def deal_with_damage(self, entries: list[Entry], frame: str, names: pd.Index[Any], *, writable: bool) -> None:
        """Move a damaged journal away, if it is ours to write, and tell of it."""
        damage = str(self.damage)
        where = self._set_aside(entries, frame, names) if writable else f"is {self.journal.path}"
        self.warnings.append(f"{damage[0].upper()}{damage[1:]}. All that could be read is here; the journal {where}.")

    def _set_aside(self, entries: list[Entry], frame: str, names: pd.Index[Any]) -> str:
        """Begin another journal with the entries that could be read; return what to say of the damaged one."""
        stamp = datetime.now(UTC).strftime("%Y-%m-%dT%H-%M-%S")
        try:
            with uninterrupted():
                aside = self.journal.set_aside(f"damaged-{stamp}")
                if entries:
                    self.journal.note_saved(self.content.saved)
                    self.journal.append(entries, {frame: names})
        except OSError as error:
            return f"could not be set aside ({error.strerror or error})"
        return f"is kept as {aside}"


def _applied(table: DraftTable | None, noted: int) -> tuple[int, int | None]:
    """Return the revision whose edits the CSV holds, and that of the CSV as we wrote it.

    A CSV with a lower revision than one that was written after it was put there by someone: what it says is meant.
    """
    if table is None:
        return 0, None
    return max(table.revision, noted), table.revision if table.revision >= noted and table.revision else None


def _newest_version(draft: Draft, categories: Collection[str]) -> tuple[DraftTable | None, int]:
    for version in draft.versions().all():
        with contextlib.suppress(OSError, DraftError):
            table = draft.parse(read_file(version.path), f"The version {version.id}", categories=categories)
            return table, table.revision
    return None, 0


def _newest_version_of_ours(draft: Draft) -> DraftTable | None:
    """Return the newest version that no other program wrote."""
    for version in draft.versions().all():
        with contextlib.suppress(OSError, DraftError):
            table = draft.parse(read_file(version.path), f"The version {version.id}")
            if table.revision:
                return table
    return None


def _names_of_frames(
    obs_names: pd.Index[Any], table: DraftTable | None, journal: Journal, entries: list[Entry]
) -> list[pd.Index[Any]]:
    """Return the cells of edits that may be in neither the data nor the CSV."""
    frames = {entry.frame for entry in entries if entry.frame not in (None, fingerprint(obs_names))}
    if table is not None and frames:
        frames.discard(fingerprint(table.cells))
    return [journal.names(frame) for frame in sorted(map(str, frames))]


def _widened(state: DraftState, more: list[pd.Index[Any]], n_obs: int) -> DraftState:
    """Return a state over further cells too, which have no labels."""
    names = state.names
    for frame in more:
        others = respelled(frame, names)
        missing = others[~others.isin(names)]
        if len(missing):
            names = pd.Index([*names, *missing], dtype=object)
    added = len(names) - len(state.names)
    if not added:
        return state
    wider = Annotations(len(names))
    for category in state.annotations.categories:
        loaded = wider.load(category.name, category.labels, category.about)
        loaded.codes = np.concatenate([category.codes, np.zeros(added, dtype=category.codes.dtype)])
    places = np.append(np.arange(len(state.names)), np.full(added, -1))
    return DraftState(wider, names, state.n_matched, len(names) - n_obs, moved(state.left, places))


def _replay(annotations: Annotations, edit: Edit) -> None:
    """Apply an edit; labels that it gives and that are gone (the CSV was changed elsewhere) are made again."""
    try:
        annotations.apply(edit)
    except AnnotationError:
        for part in flatten(edit):
            if isinstance(part, Assign):
                if part.category not in annotations.names:
                    annotations.apply(CreateCategory(part.category))
                category = annotations.find(part.category)
                if part.label is not None and not category.has(part.label):
                    color = next_color(label.color for label in category.labels)
                    annotations.apply(AddLabel(part.category, part.label, color))
            with contextlib.suppress(AnnotationError):
                annotations.apply(part)
