"""What was decided in a review, read back from the edits that still stand: also those of earlier sessions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import numpy as np

from ...core.cell_sets import Cells
from ...core.plain_numbers import is_number
from ...errors import AnnotationError
from ...exchange.deeds import standing
from ...exchange.names_of_now import NamesOfNow, call_of
from ...labels.category import Category
from ...labels.edits import Assign, flatten
from ...labels.entries import Entry
from ...labels.history import History
from ...labels.reviewing import STATES, State, review_of
from .words import called, reason

_DECIDED: tuple[State, ...] = ("accepted", "changed", "unsure")


class Decided(NamedTuple):
    """A decision that stands.

    Attributes
    ----------
    group
        What the queue called the cells; None: it is not known.
    n_cells
        How many of its cells are still as it left them.
    label, suggested
        What they were called, and what was suggested.
    score, reason, state
        As the queue told them, and what was decided.
    given
        The other label that they were given; None: they were given none, or it is not known.
    """

    group: int | None
    n_cells: int
    label: str | None
    suggested: str | None
    score: float
    reason: str
    state: State
    given: str | None = None


class Decisions:
    """Tells the decisions on a category; those of one revision and of the same cells are read once.

    Parameters
    ----------
    history
        The labels, and the edits made.
    """

    def __init__(self, history: History) -> None:
        self._history = history
        self._known: tuple[tuple[int, int, str, str, int], list[Decided]] | None = None

    def of(self, category: str, n_cells: int) -> list[Decided]:
        """Return the decisions that stand, oldest first; skips are none.

        Where the journal does not tell, they are told by label and state.
        """
        history = self._history
        # a draft that is read again, or other cells, may be of the same revision: its categories have other ids
        key = (history.revision, history.annotations.next_id, history.frame, category, n_cells)
        if self._known is None or self._known[0] != key:
            self._known = key, list(self._read(category, n_cells))
        return self._known[1]

    def _read(self, category: str, n_cells: int) -> Iterator[Decided]:
        history = self._history
        review = review_of(history.annotations, category)
        if review is None:
            return
        states = {label.name: label.code for label in review.labels}
        left = np.zeros(n_cells, dtype=bool)
        for state in _DECIDED:
            if state in states:
                left |= review.codes[:n_cells] == states[state]
        found: list[Decided] = []
        told_all = True
        for entry in reversed(_on(history, category)):  # the last word on each cell counts
            state = STATES[entry.operation]  # type: ignore[index]
            if state == "skipped" or state not in states:
                continue
            cells = _cells_of(entry, history, state)
            if cells is None:
                told_all = False
                n = call_of(entry).get("n_cells")
                n_left = n if isinstance(n, int) else 0
            else:
                here = cells[cells < n_cells]
                here = here[left[here] & (review.codes[here] == states[state])]
                left[here] = False
                n_left = int(here.size)
            if n_left:
                found.append(_decided(call_of(entry), n_left, state))
        yield from reversed(found)
        if told_all:
            yield from _by_cells(history.annotations.find(category), review, left)


def group_of(about: Mapping[str, Any]) -> int | None:
    """Return which group of a queue an edit decided on, or took a decision on back; None: it is no decision."""
    call = about.get("call")
    group = call.get("group") if isinstance(call, Mapping) else None
    return group if isinstance(group, int) and not isinstance(group, bool) and group > 0 else None


def is_decision(entry: Entry) -> bool:
    """Tell whether an edit is a decision, made or made again."""
    return group_of(entry.about) is not None and entry.operation != "undo"


def _on(history: History, category: str) -> list[Entry]:
    """Return the decisions on a category that stand, whatever it was called then."""
    names, found = NamesOfNow(), []
    edits, _ = standing(history.entries)
    for entry in reversed(edits):
        is_of = category in names.go_back_before(entry)
        if is_of and entry.operation in STATES and group_of(entry.about) is not None:
            found.append(entry)
    return found[::-1]


def _cells_of(entry: Entry, history: History, state: State) -> Cells | None:
    """Return the cells that were decided on, where they are now; None: the edit is known in words only."""
    try:
        edit = history.in_place(entry.unpack_edit(), entry.frame)
    except AnnotationError:
        return None
    parts = [part.cells for part in flatten(edit) if isinstance(part, Assign) and part.label == state]
    return parts[-1] if parts else None


def _decided(call: Mapping[str, Any], n: int, state: State) -> Decided:
    label, suggested, score, given = (call.get(key) for key in ("label", "suggested", "score", "given"))
    why = call.get("reason")
    label = label if isinstance(label, str) else None
    given = given if state == "changed" and isinstance(given, str) else None
    now = None if given is None else f"{given} now"
    return Decided(
        group_of({"call": call}),
        n,
        label,
        suggested if isinstance(suggested, str) else None,
        float(score) if is_number(score) else float("nan"),
        reason(why if isinstance(why, str) and why else called(n, label), now),
        state,
        given,
    )


def _by_cells(category: Category, review: Category, left: np.ndarray[Any, Any]) -> Iterator[Decided]:
    """Tell what the journal does not know of: the cells of each label in each state."""
    for state in _DECIDED:
        mask = left & review.mask(state)[: left.size] if review.has(state) else np.zeros_like(left)
        if not mask.any():
            continue
        for label in category.labels:
            n = int(np.count_nonzero(mask & (category.codes[: left.size] == label.code)))
            if n:
                words = reason(called(n, label.name), "decided earlier")
                yield Decided(None, n, label.name, None, float("nan"), words, state)
        n = int(np.count_nonzero(mask & (category.codes[: left.size] == 0)))
        if n:
            words = reason(called(n, None), "decided earlier")
            yield Decided(None, n, None, None, float("nan"), words, state)
