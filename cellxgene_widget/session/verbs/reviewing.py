"""The verbs of a review: groups of doubtful cells, one after the other, and what is decided of each."""

from __future__ import annotations

from typing import get_args

import pandas as pd

from ...errors import AnnotationError, LabelError
from ...labels.beside import require_labels
from ...labels.history import History
from ..editor import Editor
from ..gate import Gate
from ..review.decisions import is_decision
from ..review.grounds import By, Settings
from ..review.review import Review, ReviewGroup
from ..review.table import frame_of
from ..shown import Shown
from .selecting import SelectVerbs


class ReviewVerbs:
    """Which labels may be wrong, and what a person decides."""

    def __init__(
        self, review: Review, history: History, shown: Shown, selecting: SelectVerbs, editor: Editor, gate: Gate
    ) -> None:
        self._review = review
        self._history = history
        self._shown = shown
        self._selecting = selecting
        self._editor = editor
        self._gate = gate

    def review(
        self,
        category: str | None = None,
        *,
        by: By = "doubt",
        graph: str | None = None,
        other: str | None = None,
        column: str | None = None,
    ) -> pd.DataFrame:
        """Begin to review the labels of a category: return the groups of cells to look at, the most doubtful first.

        Groups are cells with the same label that may be the same other label, and hang together in the graph of
        neighbours; few that do not are one group. First come those that somebody proposes a label for
        (:meth:`propose`), then the doubtful ones by how many wrong labels they may have (cells times doubt), then the
        rest of each label, so that every cell with a label is in one group. Nothing is changed but which queue is
        used from now on; go on with :meth:`review_next`.

        Parameters
        ----------
        category
            What to review; by default the category in use.
        by
            ``"doubt"``: cells most of whose neighbours have another label. ``"score"``: those whose prediction has a
            low score. ``"disagreement"``: those that ``other`` calls otherwise. ``"markers"``: those in which fewer
            than half of the genes kept as evidence for their label are found. ``"opinions"``: those of a category that
            :meth:`reconcile` made which no rule settled, by who said what; ``suggested`` is what more annotators say
            than anything else, and missing where opinions are even.
        graph
            Of neighbours, in ``obsp``; by default ``"connectivities"``, or the one there is. By doubt one is needed.
        other
            Another category or column with categories, to compare with.
        column
            A column of numbers with the scores, where they are not those that were imported with the labels.

        Returns
        -------
        DataFrame
            ``group`` (a number that stands for these very cells), ``n_cells``, ``label``, ``suggested``, ``reason``,
            ``score`` (what the queue is by, on average) and ``state``: ``open``, ``accepted``, ``changed``, ``unsure``
            or ``skipped``. What was decided before, also in earlier sessions, comes last. Cells that were decided on
            come again when their label changes elsewhere; skipped ones at the next ``review()``. What was decided is in
            a category of the draft, ``review: CATEGORY``. ``attrs["notes"]``: which proposals are left out, and why.

        Raises
        ------
        LabelError, DataError, SelectionError
            There is no such category, graph or column, or what is asked for needs another. The queue stays as it was.
        """
        if by not in get_args(By):
            raise AnnotationError(f"by= is one of {', '.join(map(repr, get_args(By)))}, not {by!r}.")
        for argument, name in (("graph", graph), ("other", other), ("column", column)):
            if not isinstance(name, str | None):
                raise AnnotationError(f"{argument}= takes a name, not {name!r}.")
        with self._gate.lock:
            found = self._history.annotations.find(self._shown.named_or_in_use(category))
            require_labels(found)
            name = found.name
        self._review.queue.begin(Settings(name, by, graph, other, column))
        return frame_of(self._review.rows(), self._review.notes)

    def review_table(self) -> pd.DataFrame:
        """Return the groups of the queue as they are now, as :meth:`review` does, without beginning anew.

        Raises
        ------
        LabelError
            There is no queue.
        """
        return frame_of(self._review.rows(), self._review.notes)

    def review_next(self) -> ReviewGroup | None:
        """Select the cells of the next open group, and return what there is to know of it; None: none is left.

        Skipped groups come when no open one is left. Changes the selection, no label.

        Raises
        ------
        LabelError
            There is no queue: :meth:`review` makes one.
        """
        found = self._review.next()
        return None if found is None else self.review_group(found.id)

    def review_group(self, group: int) -> ReviewGroup:
        """Select the cells of a group, and return what there is to know of it; see :meth:`review_next`.

        Raises
        ------
        LabelError
            It is not in the queue, or its cells have changed since.
        """
        with self._gate.lock:
            found, name = self._review.show(group)
            self._selecting.select(cells=found.ranked.cells, chosen_by=name)
            told = self._review.told(found)
        genes = self._review.markers.genes_up(found, told["category"])
        return {**told, "reason": f"{told['reason']}; {genes}" if genes else told["reason"]}

    def accept(self, group: int | None = None) -> int:
        """Decide that the label of a group of cells is right, as it is; return how many cells it was.

        One edit of the draft, undone by :meth:`undo` or :meth:`review_back`: no label changes, and the cells are
        ``accepted`` in the category ``review: CATEGORY``.

        Cells without a label (all groups by opinions are such, and some that a tool proposes a label for) are given the
        label that is ``suggested``, as :meth:`relabel` does: by opinions the one that more annotators say than any
        other. Where opinions are even none is suggested, and there is nothing to accept: :meth:`relabel` chooses,
        :meth:`skip` and :meth:`unsure` leave them without a label.

        Parameters
        ----------
        group
            Its number; by default the one that :meth:`review_next` gave last.

        Raises
        ------
        LabelError
            There is no such group, its cells or their labels have changed since it was shown, or it has no label and
            none is suggested. Nothing is changed.
        """
        return self._review.decide(group, "accept")

    def relabel(self, group: int | None, label: str) -> int:
        """Give the cells of a group another label, made if it is new; return how many cells it was.

        One edit of the draft; the cells are ``changed`` in the category ``review: CATEGORY``. Takes and raises what
        :meth:`accept` does; the label that they have already accepts it.
        """
        return self._review.decide(group, "relabel", label)

    def unsure(self, group: int | None = None) -> int:
        """Mark the cells of a group as ones whose label nobody can tell yet; return how many cells it was.

        One edit of the draft: no label changes, and the cells are ``unsure`` in ``review: CATEGORY``, which can be
        filtered and colored by. Takes and raises what :meth:`accept` does.
        """
        return self._review.decide(group, "unsure")

    def skip(self, group: int | None = None) -> int:
        """Leave a group for later: it comes when no open one is left, or at the next :meth:`review`.

        One edit of the draft, that is no decision. Returns how many cells it was; takes and raises what :meth:`accept`
        does.
        """
        return self._review.decide(group, "skip")

    def review_back(self) -> str:
        """Take the last decision back, if it is the last edit; return what it was, in words.

        Raises
        ------
        LabelError
            Something else was done last: :meth:`undo` takes that back.
        """
        last = self._history.next_undo
        if last is None or not is_decision(last):
            what = "nothing was decided yet" if last is None else f"the last edit was another one ({last.text})"
            raise LabelError(f"There is no decision to take back: {what}.")
        change = self._editor.undo()
        return last.text if change is None else change.entry.text
