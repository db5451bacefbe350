"""The groups of a review as a table: open ones first, then those that were skipped, then what was decided."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, NamedTuple

import pandas as pd

from .decisions import Decisions
from .queue import Queue, ReviewQueue

RowState = Literal["open", "accepted", "changed", "unsure", "skipped"]
_DECIDED = ("accepted", "changed", "unsure")


class Row(NamedTuple):
    """A group of cells, and what became of it; ``group`` is None where only the cells are known, not by which group.

    ``offered``: what somebody says that the cells are, the likeliest first; or the label they were given.
    """

    group: int | None
    n_cells: int
    label: str | None
    suggested: str | None
    reason: str
    score: float
    state: RowState
    offered: tuple[str, ...] = ()


class Progress(NamedTuple):
    """How far a review is: groups and cells decided on, of all."""

    n_decided: int
    n_groups: int
    n_cells_decided: int
    n_cells: int


def rows_of(reviewed: ReviewQueue, queue: Queue, decisions: Decisions, category: str, n_cells: int) -> list[Row]:
    """Return the groups of a queue and what was decided before; the caller holds the lock."""
    ahead: list[Row] = []
    later: list[Row] = []
    done: list[Row] = []
    decided = decisions.of(category, n_cells)
    told = {(each.group, each.n_cells) for each in decided}
    for group in queue.groups:
        ranked, state = group.ranked, reviewed.state_of(group)
        if state in _DECIDED and (group.id, ranked.cells.size) in told:
            continue
        if state is None and not reviewed.is_as_ranked(group):
            continue  # its cells have other labels by now: the next look at the queue has them
        row = Row(
            group.id, int(ranked.cells.size), ranked.label, ranked.suggested, ranked.reason, ranked.score,
            state or "open", ranked.said,
        )  # fmt: skip
        (ahead if state is None else later if state == "skipped" else done).append(row)
    for x in decided:
        given = () if x.given is None else (x.given,)
        done.append(Row(x.group, x.n_cells, x.label, x.suggested, x.reason, x.score, x.state, given))
    return [*ahead, *later, *done]


def progress_of(rows: Sequence[Row]) -> Progress:
    """Return how far one is."""
    done = [row for row in rows if row.state in _DECIDED]
    return Progress(len(done), len(rows), sum(row.n_cells for row in done), sum(row.n_cells for row in rows))


def frame_of(rows: Sequence[Row], notes: Sequence[str]) -> pd.DataFrame:
    """Return the rows as :meth:`Session.review` does."""
    frame = pd.DataFrame(rows, columns=list(Row._fields)).astype({"group": "Int64", "n_cells": "int64"})
    frame = frame.astype(dict.fromkeys(("label", "suggested", "reason", "state"), object) | {"score": float})[
        ["group", "n_cells", "label", "suggested", "reason", "score", "state"]
    ]
    frame.attrs["notes"] = list(notes)
    return frame
