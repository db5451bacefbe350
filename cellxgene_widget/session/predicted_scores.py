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
from ..labels.history import History
from ..labels.scored import ScoresOf, scores_of, shown_scores
from .events import DraftChanged, Edited, Event, Events, Reopened
from .made import Made

#: What the note on the file is kept under, beside those on the data.
_NOTE = "(scores)"

#: Scores that are kept besides those that categories speak of, the newest: an import that was replaced can be brought
#: back by undo, a year later it can't.
_MOST_OTHERS = 8


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
        #: By name and time: to undo an import that replaced another brings that one's scores back.
        self._kept: dict[ScoresOf, KeptScores] = {}
        #: The columns that stand now, and whose scores they are.
        self._shown: dict[str, ScoresOf] = {}
        self._is_unsaved = False
        self._saving = threading.Lock()
        events.subscribe(self._told)

    def open(self) -> None:
        """Read the scores that categories of the draft speak of, if there are any."""
        if self._spoken_of():
            self._read()
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
        if self._file.is_unread:  # it may have come back
            self._read()
        key = ScoresOf(column, time)
        self._kept.pop(key, None)
        self._kept[key] = KeptScores(column, time, self._table.obs_names, values)
        self._is_unsaved = True
        self.save()

    def save(self) -> None:
        """Write the scores if they are not written yet; if that fails a note says so."""
        with self._saving:
            if self._is_unsaved and self._file.write(self._to_write()):
                self._is_unsaved = False
        self._note()

    def _read(self) -> None:
        self._kept = {ScoresOf(each.column, each.time): each for each in self._file.read()} | self._kept

    def _to_write(self) -> list[KeptScores]:
        """Return the scores that categories speak of, and the newest of those that undo can bring back."""
        kept, spoken_of = dict(self._kept), self._spoken_of()
        others = [key for key in kept if key not in spoken_of]
        return [each for key, each in kept.items() if key in spoken_of or key in others[-_MOST_OTHERS:]]

    def follow(self) -> None:
        """Have the columns that the categories speak of now, and no others."""
        wanted = shown_scores(self._history.annotations.categories)
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
            self._note()
        elif isinstance(event, DraftChanged) and self._is_unsaved:
            self.save()

    def _spoken_of(self) -> set[ScoresOf]:
        return {said for category in self._history.annotations.categories if (said := scores_of(category))}

    def _note(self) -> None:
        problem, spoken_of = self._file.problem, self._spoken_of()
        shown = set(shown_scores(self._history.annotations.categories).values())
        lost = sorted(said.column for said in spoken_of - self._kept.keys())
        hidden = sorted(said.column for said in spoken_of - shown)
        if problem is None and (lost or hidden):
            problem = (
                f"Two predictions have scores of one name, {some(hidden)}: import the second again to have its own."
                if hidden
                else f"The scores of a prediction are not beside the draft: {some(lost)}. Import it again to have them."
            )
        self._table.notes.pop(_NOTE, None)
        if problem is not None:
            self._table.notes[_NOTE] = problem
