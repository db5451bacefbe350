"""A review as it goes on: the group shown, what there is to know of it, and decisions on the cells that were seen."""

from __future__ import annotations

from typing import TypedDict

import numpy as np

from ...core.recipe_step import Step
from ...data.cells import CellTable
from ...errors import LabelError
from ...labels.history import History
from ...labels.reviewing import Decision, Seen, decide
from ...selection.target import Targets
from ..columns import Columns
from ..editor import Editor
from ..events import Events
from ..free_names import taken_in
from ..gate import Gate
from ..marker_tables import MarkerTables
from ..neighbor_graphs import Graphs
from ..working_draft import WorkingDraft
from .decisions import Decisions
from .grounds import Settings
from .markers import ReviewMarkers
from .queue import Group, ReviewQueue
from .table import Progress, Row, progress_of, rows_of

_NO_QUEUE = "There is no queue yet: review(category) makes one."


class ReviewGroup(TypedDict):
    """A group of cells to be decided on, as :meth:`Session.review_next` tells it.

    Attributes
    ----------
    group
        Its number: it stands for these very cells, with this label and suggestion.
    category, label, n_cells
        What its cells are called in which category (None: not at all), and how many they are.
    suggested, offered
        What they may be: the likeliest label, and all that are likely, the likeliest first.
    score, reason
        What the queue is by, on average (None: nothing that is counted), and why they are looked at, in words.
    state
        ``"open"``, or what became of it.
    """

    group: int
    category: str
    label: str | None
    n_cells: int
    suggested: str | None
    offered: list[str]
    score: float | None
    reason: str
    state: str


class Review:
    """What a person does with the queue.

    Parameters
    ----------
    table, columns, history, graphs, markers
        The cells, what is known of them, their labels, their neighbours, and their genes.
    targets, draft, editor, gate
        How cells are named in a recipe; names that are taken; the one way of an edit; the lock.
    events
        Tell of changes.

    Attributes
    ----------
    queue, markers, decisions
        The groups, their genes, and what was decided.
    """

    def __init__(
        self,
        table: CellTable,
        columns: Columns,
        history: History,
        graphs: Graphs,
        markers: MarkerTables,
        targets: Targets,
        draft: WorkingDraft,
        editor: Editor,
        gate: Gate,
        events: Events,
    ) -> None:
        self._table = table
        self._history = history
        self.queue = ReviewQueue(table, columns, history, graphs, markers, gate, events)
        self.markers = ReviewMarkers(table, history, markers, gate)
        self.decisions = Decisions(history)
        self._targets = targets
        self._draft = draft
        self._editor = editor
        self._gate = gate

    @property
    def category(self) -> str:
        """What is reviewed; raises a :class:`LabelError` where there is no queue."""
        settings = self.queue.settings
        if settings is None:
            raise LabelError(_NO_QUEUE)
        return settings.category

    def rows(self) -> list[Row]:
        """Return the groups as they are now. Called without the session's lock.

        Raises
        ------
        LabelError
            There is no queue.
        """
        queue = self.queue.fresh()
        with self._gate.lock:
            return rows_of(self.queue, queue, self.decisions, self.category, self._table.n_cells)

    @property
    def notes(self) -> tuple[str, ...]:
        """What the queue made last leaves out, and why, in sentences."""
        queue = self.queue.at_hand()
        return () if queue is None else queue.notes

    def at_hand(self) -> tuple[Settings, Progress] | None:
        """Return what the queue is of, and how far one is, as it was made last.

        None: there is none, or it is of cells or labels of before and not made anew yet.
        """
        with self._gate.lock:
            settings, queue = self.queue.settings, self.queue.at_hand()
            if settings is None or queue is None or queue.ranked is None:
                return None
            if not self._history.annotations.has(settings.category):
                return None
            rows = rows_of(self.queue, queue, self.decisions, settings.category, self._table.n_cells)
            return settings, progress_of(rows)

    def next(self) -> Group | None:
        """Return the group to look at: the first open one, else the first that was skipped. Called without the lock."""
        queue = self.queue.fresh()
        with self._gate.lock:
            states = [(group, self.queue.state_of(group)) for group in queue.groups]
            waiting = [group for group, state in states if state is None and self.queue.is_as_ranked(group)]
            waiting += [group for group, state in states if state == "skipped"]
        return next(iter(waiting), None)

    def find(self, number: object) -> Group:
        """Return a group by its number; None: the one shown last. The caller holds the lock.

        Raises
        ------
        LabelError
            There is none, or its cells have changed since.
        """
        queue = self.queue.at_hand()
        if queue is None:
            raise LabelError(_NO_QUEUE)
        if number is None:
            if self.queue.current is None:
                raise LabelError("No group was shown yet: review_next() shows one, or name it by its number.")
            number = self.queue.current.id
        if not isinstance(number, int | np.integer) or isinstance(number, bool):
            raise LabelError(f"A group is told by its number, not by {number!r}.")
        found = queue.find(int(number))
        if found is None or not self.queue.is_of_now(found):
            gone = "has changed since" if self.queue.was_given(int(number)) else "is none of the queue"
            raise LabelError(f"Group {number} {gone}: review_next() shows what is open now. Nothing was changed.")
        return found

    def show(self, number: object, *, by_verb: bool = True) -> tuple[Group, str]:
        """Return a group that is to be shown, and what its selection is called; the caller selects its cells.

        ``by_verb``: it is the one that verbs decide on where no number is given. What a page shows is none of theirs.

        Raises
        ------
        LabelError
            There is none, or its cells have other labels by now.
        """
        group = self.find(number)
        if not self.queue.is_as_ranked(group) and self.queue.state_of(group) is None:
            raise LabelError(
                f"The labels of group {group.id} have changed since: review_next() shows what is open now."
            )
        if by_verb:
            self.queue.current = group
        return group, _called(group.id)

    def told(self, group: Group) -> ReviewGroup:
        """Return what there is to know of a group, but for its genes. The caller holds the lock since it was found."""
        ranked, offered, state = group.ranked, self.queue.offered(group), self.queue.state_of(group)
        return {
            "group": group.id,
            "category": self.category,
            "label": ranked.label,
            "n_cells": int(ranked.cells.size),
            "suggested": ranked.suggested,
            "offered": list(offered),
            "score": None if np.isnan(ranked.score) else float(ranked.score),
            "reason": ranked.reason,
            "state": state or "open",
        }

    def decide(self, number: object, decision: Decision, label: object = None) -> int:
        """Decide on a group of the queue; return how many cells it was. The caller holds the lock.

        Raises
        ------
        LabelError
            There is no such group, or its cells or their labels have changed since.
        """
        group = self.find(number)
        ranked = group.ranked
        if decision == "accept" and ranked.label is None:
            self._require_still_there(group)
        score = None if np.isnan(ranked.score) else round(float(ranked.score), 6)
        seen = Seen(ranked.cells, ranked.label, ranked.suggested, group.id, score, ranked.reason)
        return self.decide_seen(self.category, seen, decision, label)

    def _require_still_there(self, group: Group) -> None:
        """Raise where the label suggested was renamed or deleted since: it is suggested under its name of now."""
        queue, label = self.queue.at_hand(), group.ranked.suggested
        if queue is None or label is None or label not in queue.labels:
            return
        if not self._history.annotations.find(self.category).has(label):
            raise LabelError(
                f"The label {label!r} that was suggested for group {group.id} is called otherwise since, or gone: "
                "review_next() shows what is suggested now. Nothing was changed."
            )

    def decide_seen(self, category: str, seen: Seen, decision: Decision, label: object = None) -> int:
        """Decide on cells as a page showed them, whether or not they are in a queue now. The caller holds the lock."""
        command = decide(self._history.annotations, taken_in(self._draft), category, seen, decision, label)
        settings = self.queue.settings
        if settings is not None and settings.category == command.category:
            command = command._replace(call={**command.call, "by": settings.by})
        step: Step = {**self._targets.step(seen.cells), "chosen_by": _called(seen.group)}
        self._editor.do(command, [step])
        return int(seen.cells.size)


def _called(group: int) -> str:
    return f"review group {group}"
