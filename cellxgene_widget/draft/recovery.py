"""Opening a draft: the CSV, then the edits of the journal that it does not hold yet."""

from __future__ import annotations

import contextlib
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from ..core.cell_sets import fingerprint
from ..core.palettes import next_color
from ..errors import AnnotationError, DraftError
from ..labels.annotations import Annotations
from ..labels.edits import AddLabel, Assign, CreateCategory, Edit, flatten
from ..labels.entries import Entry, moved
from .csv_reader import parse_csv
from .journal import Journal
from .place import Draft
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


class Frames:
    """Moves edits from the positions of the session that made them to those of a state.

    Parameters
    ----------
    journal
        Has the cell names of each frame.
    names, frame
        The state's, and their fingerprint.
    """

    def __init__(self, journal: Journal | None, names: pd.Index[Any], frame: str) -> None:
        self._journal = journal
        self._names = names
        self._frame = frame
        self._places: dict[str, npt.NDArray[np.intp]] = {}

    def in_place(self, edit: Edit, frame: str | None) -> Edit:
        """Return the edit on the state's positions."""
        if frame is None or frame == self._frame or self._journal is None:
            return edit
        if frame not in self._places:
            places = self._names.get_indexer(self._journal.names(frame))
            if (places < 0).any():
                raise DraftError("This edit is about cells that are not in the draft any more.")
            self._places[frame] = places
        return moved(edit, self._places[frame])


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
    table = draft.read(obs_names)
    content = journal.read()
    warnings: list[str] = []
    last = content.entries[-1].revision if content.entries else 0
    applied, saved = _applied(table, content.saved)
    if table is None and (content.saved or (content.entries and content.entries[0].revision > 1)):
        table, applied = _newest_version(draft)
        saved = None
        warnings.append(
            f"The draft {draft.path} was gone. It was put together again from its earlier versions and its journal."
        )
    if table is not None and table.revision == 0 and content.saved:
        table = _with_labels_we_wrote(table, draft)
    todo = [entry for entry in content.entries if entry.revision > applied]
    damage = content.damage
    if damage is None and todo and (todo[0].revision != applied + 1 or todo[0].edit is None):
        damage = f"the journal {journal.path} does not go back to revision {applied:,} of the draft"
        todo = []
    names = _all_names(obs_names, table, journal, todo)
    state = (
        empty_state(obs_names)
        if table is None
        else state_of_table(table, obs_names, reserved, f"The draft {draft.path}")
    )
    state = _over(state, names, len(obs_names))
    frame = fingerprint(state.names)
    frames = Frames(journal, state.names, frame)
    n_lost = 0
    for entry in todo:
        try:
            _replay(state.annotations, frames.in_place(entry.unpack_edit(), entry.frame))
        except AnnotationError:
            n_lost += 1
    if n_lost:
        warnings.append(f"{n_lost:,} edits of the journal no longer fit the draft, which was changed elsewhere.")
    revision = max(applied, last)
    entries = content.entries
    if entries and last < applied:
        entries = [*entries, Entry.missing(applied)]
    if damage is not None:
        if content.damage is None or last < applied:
            entries, saved = [], None
        kept = _set_aside(journal, content.saved, entries, frame, state.names) if writable else f"is {journal.path}"
        warnings.append(f"{damage[0].upper()}{damage[1:]}. All that could be read is here; the journal {kept}.")
    return Opened(state, frame, revision, saved, entries, table, warnings)


def _set_aside(journal: Journal, saved: int, entries: list[Entry], frame: str, names: pd.Index[Any]) -> str:
    """Move a damaged journal away and begin another with the entries that could be read; return what to say of it."""
    stamp = datetime.now(UTC).strftime("%Y-%m-%dT%H-%M-%S")
    try:
        aside = journal.set_aside(f"damaged-{stamp}")
        if entries:
            journal.note_saved(saved)
            journal.append(entries, frame, names)
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


def _newest_version(draft: Draft) -> tuple[DraftTable | None, int]:
    for version in draft.versions().all():
        with contextlib.suppress(OSError, DraftError):
            table = parse_csv(version.path.read_bytes(), f"The version {version.id}")
            return table, table.revision
    return None, 0


def _with_labels_we_wrote(table: DraftTable, draft: Draft) -> DraftTable:
    """Return a table that another program wrote with the order, colours and notes of labels that we wrote last."""
    for version in draft.versions().all():
        with contextlib.suppress(OSError, DraftError):
            ours = parse_csv(version.path.read_bytes(), f"The version {version.id}")
            if ours.revision:
                return with_labels_of(table, ours)
    return table


def _all_names(
    obs_names: pd.Index[Any], table: DraftTable | None, journal: Journal, todo: list[Entry]
) -> list[pd.Index[Any]]:
    """Return the cells of the edits to replay that may be in neither the data nor the CSV."""
    frames = {entry.frame for entry in todo if entry.frame not in (None, fingerprint(obs_names))}
    if table is not None and frames:
        frames.discard(fingerprint(table.cells))
    return [journal.names(frame) for frame in sorted(map(str, frames))]


def _over(state: DraftState, more: list[pd.Index[Any]], n_obs: int) -> DraftState:
    """Widen a state to further cells."""
    names = state.names
    for others in more:
        missing = others[~others.isin(names)]
        if len(missing):
            names = pd.Index([*names, *missing], dtype=object)
    added = len(names) - len(state.names)
    if not added:
        return state
    wider = Annotations(len(names))
    for category in state.annotations.categories:
        loaded = wider.load(category.name, category.labels)
        loaded.codes = np.concatenate([category.codes, np.zeros(added, dtype=category.codes.dtype)])
    return DraftState(wider, names, state.n_matched, len(names) - n_obs)


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
