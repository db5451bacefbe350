"""Requests of a review: the queue, the group that is shown, its genes; and decisions on the cells that were seen."""

from __future__ import annotations

import math

import numpy as np

from ...core.arguments import CellChoice
from ...core.readable import readable
from ...errors import LabelError
from ...labels.reviewing import Decision, Seen
from ...session.review.decisions import group_of
from ...session.review.markers import Side, rivals_of, told
from ...session.review.table import Row, progress_of
from ...session.session import Session
from .. import wire
from ..bodies import Nothing
from ..registry import Call, Reply, handles
from ..review_bodies import ReviewBody, ReviewGroupBody, ReviewMarkersBody
from ..review_replies import (
    ReviewBackReply,
    ReviewGroupReply,
    ReviewMarkersReply,
    ReviewReply,
    ReviewRow,
    ReviewSide,
)

#: Groups of one answer, and genes of a list, at the most.
_MOST_ROWS = 500
_MOST_GENES = 50


@handles("review", locked=False, thread=True)
def review(session: Session, body: ReviewBody) -> Reply[ReviewReply]:
    """Answer with groups of the queue, and how far one is; begin a queue if that is asked."""
    reviewed = session.parts.review
    if "category" in body:
        session.review(body["category"], by=body.get("by", "doubt"), other=body.get("other"), column=body.get("column"))
    settings = reviewed.queue.settings
    if settings is None:
        return Reply(_NO_QUEUE)
    rows = reviewed.rows()
    settings = reviewed.queue.settings or settings
    begin, n = max(0, body["begin"]), max(0, min(body["n"], _MOST_ROWS))
    progress = progress_of(rows)
    shown = body.get("shown")
    state = next((row.state for row in rows if row.group == shown), None) if shown is not None else None
    following = rows[0] if rows and rows[0].state in ("open", "skipped") else None
    return Reply(
        {
            "category": settings.category,
            "by": settings.by,
            "other": settings.other,
            "column": settings.column,
            "begin": begin,
            "total": len(rows),
            "groups": [_row(row) for row in rows[begin : begin + n]],
            "n_decided": progress.n_decided,
            "n_groups": progress.n_groups,
            "n_cells_decided": progress.n_cells_decided,
            "n_cells": progress.n_cells,
            "shown": state,
            "next": None if following is None else following.group,
            "notes": [readable(note) for note in reviewed.notes],
        }
    )


_NO_QUEUE: ReviewReply = {
    "category": None, "by": "doubt", "other": None, "column": None, "begin": 0, "total": 0, "groups": [],
    "n_decided": 0, "n_groups": 0, "n_cells_decided": 0, "n_cells": 0, "shown": None, "next": None, "notes": [],
}  # fmt: skip


@handles("review_group", of_cells=True)
def review_group(session: Session, body: ReviewGroupBody) -> Reply[ReviewGroupReply]:
    """Select the cells of a group, and answer with what there is to know of it."""
    reviewed = session.parts.review
    found, name = reviewed.show(body["group"], by_verb=False)
    session.select(cells=found.ranked.cells, chosen_by=name)
    about = reviewed.told(found)
    packed, buffer = wire.pack_cells(found.ranked.cells, session.parts.table.n_cells)
    return Reply(
        {
            "group": found.id,
            "category": about["category"],
            "n_cells": about["n_cells"],
            "label": about["label"],
            "suggested": about["suggested"],
            "offered": about["offered"],
            "reason": readable(about["reason"]),
            "score": about["score"],
            "state": about["state"],
            "cells": packed,
        },
        buffer,
    )


@handles("review_markers", locked=False, thread=True, newest=True, of_cells=True)
def review_markers(session: Session, body: ReviewMarkersBody, call: Call) -> Reply[ReviewMarkersReply]:
    """Answer with the genes of a group against both labels."""
    reviewed = session.parts.review
    with session.parts.gate.lock:
        group, category = reviewed.find(body["group"]), reviewed.category
    n = max(1, min(body["n_genes"], _MOST_GENES))
    suggested = body.get("other", group.ranked.suggested)
    own, other = reviewed.markers.sides(group, category, suggested, n, call.progress)
    # of two labels that are said to be theirs neither is the one that genes are up against
    up = None if own.genes is None or len(rivals_of(group)) > 1 else told(own.genes)
    return Reply({"own": review_side(own), "other": review_side(other), "up": up})


def _row(row: Row) -> ReviewRow:
    score = None if math.isnan(row.score) else float(row.score)
    return {
        "group": row.group, "n_cells": row.n_cells, "label": row.label, "suggested": row.suggested,
        "reason": readable(row.reason), "score": score, "state": row.state, "offered": list(row.offered),
    }  # fmt: skip


def review_side(side: Side) -> ReviewSide:
    """Return the genes against some cells as they travel."""
    genes = side.genes
    if genes is None:
        return {"against": side.against, "genes": [], "problem": side.problem}
    names = [str(name) for name in genes.index]
    numbers = genes[["logfoldchanges", "pct_in", "pct_out"]].to_numpy(dtype=np.float64)
    return {
        "against": side.against,
        "genes": [
            {
                "gene": name,
                "key": key,
                "log_fold_change": float(change) if math.isfinite(change) else None,
                "pct_in": float(inside),
                "pct_out": float(outside),
            }
            for name, key, (change, inside, outside) in zip(names, genes.attrs["keys"], numbers, strict=True)
        ],
        "problem": None,
    }


@handles("review_back")
def review_back(session: Session, _: Nothing, call: Call) -> Reply[ReviewBackReply]:
    """Take the last decision back, unless this request did so already; answer with the group that it was about."""
    parts = session.parts
    if parts.editor.knows(call.id):
        return Reply({"revision": parts.history.revision, "message": None, "group": None})
    last = parts.history.next_undo
    text = session.review_back()
    group = None if last is None else group_of(last.about)
    return Reply({"revision": parts.history.revision, "message": text, "group": group})


# -- decisions, as the edit of the wire calls them


def decide(
    session: Session,
    *,
    category: str,
    decision: Decision,
    group: int,
    label: str | None,
    suggested: str | None,
    score: float | None,
    reason: str,
    given: str | None = None,
    cells: CellChoice | None = None,
) -> int:
    """Decide on the cells that the page showed, whatever the queue is by now; ``given``: the label for ``relabel``."""
    if cells is None:
        raise LabelError("No cell was seen: nothing was decided.")
    seen = Seen(session.parts.table.find_cells(cells), label, suggested, group, score, reason)
    return session.parts.review.decide_seen(category, seen, decision, given)
