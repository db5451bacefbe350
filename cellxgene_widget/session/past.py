"""The edits made so far: what they say, which cells they were about, and the way back to the state after one."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from ..core.cell_names import respelled
from ..core.cell_sets import Cells, Mask, distinct
from ..core.readable import readable
from ..core.watched_file import Signature, sign
from ..data.cells import CellTable
from ..draft.journal import Journal
from ..errors import AnnotationError, DraftError
from ..labels.annotations import Annotations
from ..labels.commands import Command
from ..labels.edits import Assign, flatten
from ..labels.entries import Entry
from ..labels.history import History
from ..labels.three_way_merge import difference
from .working_draft import WorkingDraft


class Page(NamedTuple):
    """Some of the edits that were looked for: the first one's place among all of them, oldest first, and how many."""

    begin: int
    total: int
    entries: Sequence[Entry]


class EditCells(NamedTuple):
    """The cells of an edit: how many of them are selected now, and how many are not in the data any more."""

    n: int
    n_gone: int


class Past:
    """Looks at the edits made; changes nothing.

    Parameters
    ----------
    table
        The cells of the data.
    history
        The edits, the last of them whole.
    draft
        Has older ones in its journal, and the names of the cells that they were made on.
    """

    def __init__(self, table: CellTable, history: History, draft: WorkingDraft) -> None:
        self._table = table
        self._history = history
        self._draft = draft
        #: The edits of the journal by revision, read ahead, and what the file was then; None once they are taken.
        self._ahead: tuple[Signature | None, Mapping[int, Entry]] | None = None

    def look(self, revision: object) -> None:
        """Read ahead what only the journal has of an edit and those after it, if anything; needs no lock."""
        journal, entries = self._draft.store.journal, list(self._history.entries)
        if journal is None or not isinstance(revision, int):
            return
        if all(entry.inverse is not None for entry in entries if entry.revision >= revision):
            return
        signature = sign(journal.path)
        if self._ahead is None or self._ahead[0] != signature:
            with contextlib.suppress(DraftError):  # told when they are wanted
                self._ahead = signature, _by_revision(journal)

    def page(self, query: str, begin: int | None, n: int) -> Page:
        """Return the edits that have all words of a text in what they did, in their category or label, or by whom.

        Parameters
        ----------
        query
            Case does not count; empty: all edits.
        begin
            The place of the first one wanted, oldest first; None: the newest.
        n
            So many at the most.
        """
        words = query.casefold().split()
        found = self._history.entries
        if words:
            found = [entry for entry in found if _has(entry, words)]
        first = max(0, len(found) - n) if begin is None else min(max(0, begin), len(found))
        return Page(first, len(found), found[first : first + n])

    def cells_of(self, revision: int) -> tuple[Mask, int]:
        """Return which cells of the data an edit changed, by name, and how many of them are not in the data now.

        Raises
        ------
        DraftError
            There is no such edit, it was about no cells, or they are not known any more.
        """
        entry = self._whole(revision)
        parts = [part.cells for part in flatten(entry.unpack_inverse()) if isinstance(part, Assign)]
        if not any(cells.size for cells in parts):
            raise DraftError(f"Edit {revision} ({_short(entry)}) changed the label of no cell.")
        positions = distinct(np.concatenate(parts))
        mask = np.zeros(self._table.n_cells, dtype=bool)
        places = self._places_of(entry.frame, positions)
        here = places[(places >= 0) & (places < self._table.n_cells)]
        mask[here] = True
        return mask, int(positions.size - here.size)

    def _places_of(self, frame: str | None, positions: Cells) -> npt.NDArray[np.intp]:
        """Return where cells of a frame are in the data now; -1, or beyond the data: they are not."""
        if frame is None or frame == self._history.frame:
            return positions.astype(np.intp)
        names, now = self._draft.cells_of(frame)[positions], self._table.obs_names
        places = now.get_indexer(names)
        return now.get_indexer(respelled(names, now)) if (places < 0).any() else places

    def back_to(self, revision: int) -> Command | None:
        """Return the edit that makes the labels those after an edit of before; None if they are the same.

        Raises
        ------
        DraftError
            There is no such edit, the way back is not known, or a category of then can't be made now.
        """
        entry, annotations, then = self._find(revision), self._history.annotations, self.labels_after(revision)
        taken = self._draft.reserved()
        for name in then.names:
            if name not in annotations.names:
                if name in taken:
                    raise DraftError(
                        f"Going back would bring the category {name!r} again, but adata.obs has a column of that name: "
                        "rename or drop the column first."
                    )
                self._draft.require_free(name)
        edit = difference(annotations, then)
        text = f"restore the labels after edit {revision} ({_short(entry)})"
        return None if edit is None else Command(edit, "restore_to", text, None, call={"revision": revision})

    def labels_after(self, revision: int) -> Annotations:
        """Return a copy of the labels as they were after an edit; 0: before the first.

        Raises
        ------
        DraftError
            The way back is not known.
        """
        then, newer = self._history.annotations.copy(), self._since(revision)
        try:
            if len(newer) != self._history.revision - revision:
                raise DraftError("Edits are missing in between.")
            for other in reversed(newer):
                then.apply(self._history.in_place(other.unpack_inverse(), other.frame))
        except AnnotationError as error:
            raise DraftError(
                f"The way back to edit {revision} is not known any more: use restore() to go back to a version."
            ) from error
        return then

    def whole(self) -> Sequence[Entry]:
        """Return all edits, oldest first, whole as far as memory and journal have them so."""
        return self._since(0)

    def _find(self, revision: int) -> Entry:
        for entry in self._history.entries:
            if entry.revision == revision:
                return entry
        raise DraftError(f"There is no edit {revision!r}: see the column revision of history.")

    def _whole(self, revision: int) -> Entry:
        entry = self._find(revision)
        if entry.inverse is None:
            entry = next((one for one in self._since(revision - 1) if one.revision == revision), entry)
        if entry.inverse is None:
            raise DraftError(f"The cells of edit {revision} are not known any more: of old edits only words are kept.")
        return entry

    def _since(self, revision: int) -> Sequence[Entry]:
        """Return the edits after a revision, whole as far as memory and journal have them so."""
        entries = [entry for entry in self._history.entries if entry.revision > revision]
        journal = self._draft.store.journal
        if journal is None or all(entry.inverse is not None for entry in entries):
            return entries
        ahead, self._ahead = self._ahead, None
        kept = ahead[1] if ahead is not None and ahead[0] == sign(journal.path) else _by_revision(journal)
        return [entry if entry.inverse is not None else kept.get(entry.revision, entry) for entry in entries]


def _by_revision(journal: Journal) -> Mapping[int, Entry]:
    return {entry.revision: entry for entry in journal.look().entries}


def _has(entry: Entry, words: Sequence[str]) -> bool:
    about = entry.about
    said = "\n".join(str(part) for part in (entry.words, about.get("category"), about.get("label"), about.get("user")))
    text = said.casefold()
    return all(word in text for word in words)


def _short(entry: Entry, most: int = 80) -> str:
    text = readable(entry.words)
    return text if len(text) <= most else f"{text[: most - 1]}…"
