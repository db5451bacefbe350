"""The scores of predicted labels as columns of numbers, for as long as a category says that it has them."""

from __future__ import annotations

import threading

import numpy as np
import numpy.typing as npt

from ..core.cell_names import respelled
from ..data.cells import CellTable
from ..data.columns import NumberColumn
from ..draft.draft import Draft
from ..draft.score_file import KeptScores, ScoreFile
from ..errors import some
from ..labels.category import Category
from ..labels.history import History
from .events import DraftChanged, Edited, Event, Events, Reopened
from .made import Made

#: What the note on the file is kept under, beside those on the data.
_NOTE = "(scores)"

#: Name and time of an import: to undo one that replaced another brings that one's scores back.
_Key = tuple[str, str]


class PredictedScores:
    """Scores come with an import, go when it is taken back, and are there again when the draft is opened.

    Parameters
    ----------
    table
        The cells.
    history
        Its categories say which scores they have.
    made
        Where the columns are.
    place
        Where the draft is, and the file of the scores beside its journal.
    events
        Tell of edits.
    """

    def __init__(self, table: CellTable, history: History, made: Made, place: Draft, events: Events) -> None:
        self._table = table
        self._history = history
        self._made = made
        self._file = ScoreFile(place)
        self._kept: dict[_Key, KeptScores] = {}
        #: The columns that stand now, and whose scores they are.
        self._shown: dict[str, _Key] = {}
        self._is_unsaved = False
        self._saving = threading.Lock()
        events.subscribe(self._told)

    def open(self) -> None:
        """Read the scores that categories of the draft speak of, if there are any."""
        if any(map(_key_of, self._history.annotations.categories)):
            self._kept = {(each.column, each.time): each for each in self._file.read()} | self._kept
        self._note()
        self.follow()

    def keep(self, column: str, time: str, values: npt.NDArray[np.float32]) -> None:
        """Keep the scores of an import that is about to be made, on disk too.

        Parameters
        ----------
        column
            What their column is to be called.
        time
            Of the import.
        values
            One a cell of the data.
        """
        self._kept.pop((column, time), None)
        self._kept[column, time] = KeptScores(column, time, self._table.obs_names, values)
        self._is_unsaved = True
        self.save()

    def save(self) -> None:
        """Write the scores if they are not written yet; if that fails a note says so."""
        with self._saving:
            if self._is_unsaved and self._file.write(tuple(self._kept.values())):
                self._is_unsaved = False
        self._note()

    def follow(self) -> None:
        """Have the columns that the categories speak of now, and no others."""
        wanted = {key[0]: key for category in self._history.annotations.categories if (key := _key_of(category))}
        gone = [name for name, key in self._shown.items() if wanted.get(name) != key]
        new = {name: key for name, key in wanted.items() if self._shown.get(name) != key and key in self._kept}
        for name in gone:
            del self._shown[name]
        if left := [name for name in gone if name not in new]:
            self._made.drop(*left)
        if new:
            self._made.put([NumberColumn(name, self._values(self._kept[key])) for name, key in new.items()])
            self._shown |= new

    def _values(self, scores: KeptScores) -> npt.NDArray[np.float32]:
        """Return one number a cell of now, by name."""
        now = self._table.obs_names
        if scores.names is now or scores.names.equals(now):
            return scores.values
        rows = respelled(scores.names, now).get_indexer(now)
        values = np.full(len(now), np.nan, dtype=np.float32)
        values[rows >= 0] = scores.values[rows[rows >= 0]]
        return values

    def _told(self, event: Event) -> None:
        if isinstance(event, Reopened):
            self.open()
        elif isinstance(event, Edited):
            self.follow()
        elif isinstance(event, DraftChanged) and self._is_unsaved:
            self.save()

    def _note(self) -> None:
        problem = self._file.problem
        spoken_of = {key for category in self._history.annotations.categories if (key := _key_of(category))}
        lost = sorted(name for name, _ in spoken_of - self._kept.keys())
        if problem is None and lost:
            problem = (
                f"The scores of a prediction are not beside the draft: {some(lost)}. Import it again to have them."
            )
        self._table.notes.pop(_NOTE, None)
        if problem is not None:
            self._table.notes[_NOTE] = problem


def _key_of(category: Category) -> _Key | None:
    said = category.about.get("predicted")
    return None if said is None or said["score"] is None else (said["score"], said["time"])
