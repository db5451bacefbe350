"""Requests about the labels of several people: who there is, how far they agree, a square of it, what is settled."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path
from typing import Any, get_args

import numpy as np
import numpy.typing as npt

from ...errors import DataError
from ...exchange.annotators.comparison import Comparison
from ...exchange.annotators.concepts import WORDS
from ...exchange.annotators.rules import Rule, settle
from ...exchange.annotators.without_terms import hint
from ...session.origin import asked_by
from ...session.session import Session
from ...session.square_markers import square_mask, square_sides
from .. import wire
from ..bodies import Nothing
from ..comparing_bodies import (
    CompareMarkersBody,
    CompareSquareBody,
    CompareWithBody,
    OtherLabels,
    ReconcileBody,
    RulesBody,
)
from ..comparing_replies import (
    AnnotatorsReply,
    ComparedPair,
    CompareMarkersReply,
    CompareSquareReply,
    CompareWithReply,
    RulesReply,
)
from ..registry import Call, Reply, handles
from ..replies import EditReply
from .labels import edited
from .reviewing import review_side

#: Genes of a list at the most.
_MOST_GENES = 50


@handles("annotators", locked=False, thread=True)
def annotators(session: Session, _: Nothing) -> Reply[AnnotatorsReply]:
    """Answer with whose drafts lie beside this one."""
    return Reply(
        {
            "colleagues": [
                {
                    "name": one.name,
                    "path": str(one.path),
                    "categories": list(one.categories),
                    "saved_at": one.saved_at.isoformat(timespec="seconds"),
                }
                for one in session.parts.comparisons.colleagues()
            ]
        }
    )


@handles("compare_with", locked=False, thread=True, newest=True)
def compare_with(session: Session, body: CompareWithBody, call: Call) -> Reply[CompareWithReply]:
    """Compare a category with others, and answer with each pair of annotators that this session is one of."""
    comparisons = session.parts.comparisons
    compared = session.compare(*(_source(other) for other in body["others"]), category=body["category"])
    call.progress(0.5)
    pairs, numbers = [], []
    for place in range(1, len(compared.annotators)):
        pair, squares = _pair(compared, 0, place)
        pairs.append(pair)
        numbers += squares
    with session.parts.gate.lock:
        serial = comparisons.serial_of(compared)
        if serial is None:
            raise DataError("Much else was compared meanwhile: compare again.")
        # the column is of the comparison made last, which may be that of another view by now
        last = comparisons.current is compared
        category, column = (comparisons.category, comparisons.column) if last else (None, None)
    missing = hint(compared.without_terms, "“Find terms …” in the menu of a category")
    call.progress(1)
    return Reply(
        {
            "serial": serial,
            "category": category or body["category"],
            "column": column or "",
            "annotators": [
                {"name": each.name, "kind": each.kind, "where": each.where, "category": each.category}
                for each in compared.annotators
            ],
            "alpha": _finite(compared.alpha),
            "pairs": pairs,
            "notes": [] if missing is None else [missing],
        },
        wire.array_bytes(np.concatenate([np.zeros(0, int), *(each.ravel() for each in numbers)]).astype(np.uint32)),
    )


def _source(other: OtherLabels) -> Any:
    if "column" in other:
        return other["column"]
    if "path" not in other:
        raise DataError("Compare with the path of a file, or with a column.")
    path = Path(other["path"]).expanduser()
    return (path, other["category"]) if "category" in other else path


#: Of two who have no cell in common, where others have.
_NOTHING: ComparedPair = {
    "a": 0, "b": 0, "rows": [], "columns": [], "row_colors": [], "column_colors": [], "row_order": [],
    "column_order": [], "n_both": 0, "n_agree": 0, "n_coarser": 0, "n_disagree": 0, "n_one": 0, "kappa": None,
}  # fmt: skip


def _pair(compared: Comparison, a: int, b: int) -> tuple[ComparedPair, list[npt.NDArray[Any]]]:
    """Return what is told of two annotators, and of each square how many cells it has, and what its labels are."""
    one, other = compared.annotators[a], compared.annotators[b]
    if not np.any((compared.codes[a] > 0) & (compared.codes[b] > 0)):
        return {**_NOTHING, "a": a, "b": b}, []
    both = _of_two(compared, a, b)
    confusion, relation = both.confusion, both.relation
    rows, columns = [str(name) for name in confusion.index], [str(name) for name in confusion.columns]
    pair: ComparedPair = {
        "a": a,
        "b": b,
        "rows": rows,
        "columns": columns,
        "row_colors": [one.colors.get(name) for name in rows],
        "column_colors": [other.colors.get(name) for name in columns],
        "row_order": [int(place) for place in confusion.attrs["row_order"]],
        "column_order": [int(place) for place in confusion.attrs["column_order"]],
        "n_both": both.n_compared,
        "n_agree": both.n_agree,
        "n_coarser": both.n_nested,
        "n_disagree": both.n_disagree,
        "n_one": both.n_only_one,
        "kappa": _finite(both.kappa),
    }
    relations = np.vectorize(WORDS.index, otypes=[np.uint32])(relation.to_numpy(object))
    return pair, [confusion.to_numpy(), relations]


def _of_two(compared: Comparison, a: int, b: int) -> Comparison:
    """Return the comparison of two of the annotators; their labels are known by cell already."""
    n = len(compared.annotators)
    if not (0 <= a < n and 0 <= b < n and a != b):
        raise DataError("There are no such two annotators in this comparison.")
    if (a, b) == (0, 1) and n == 2:
        return compared
    cells = compared.cell_names
    two = [replace(compared.annotators[at], cells=cells, codes=compared.codes[at]) for at in (a, b)]
    return Comparison(two, cells)


def _shown(session: Session, serial: int) -> Comparison:
    """Return the comparison that a page shows, which need not be the last one; the caller holds the lock."""
    shown = session.parts.comparisons.at(serial)
    if shown is None:
        raise DataError("Much was compared since this comparison: look again.")
    if shown.cell_names is not session.parts.table.obs_names:
        raise DataError("The cells of the data are others since this comparison: compare again.")
    return shown


@handles("compare_square", of_cells=True)
def compare_square(session: Session, body: CompareSquareBody) -> Reply[CompareSquareReply]:
    """Select the cells that two annotators call so."""
    both = _of_two(_shown(session, body["serial"]), body["a"], body["b"])
    row, column = body.get("row"), body.get("column")
    cells = np.flatnonzero(square_mask(both, row, column)).astype(np.uint32)
    said = [f"{label} ({name})" for name, label in zip(both.names, (row, column), strict=True) if label is not None]
    session.select(cells=cells, mode=body.get("mode", "replace"), chosen_by=" / ".join(said) or "both labelled")
    packed, buffer = wire.pack_cells(cells, session.parts.table.n_cells)
    return Reply({"n": int(cells.size), "cells": packed}, buffer)


@handles("compare_markers", locked=False, thread=True, newest=True, of_cells=True)
def compare_markers(session: Session, body: CompareMarkersBody, call: Call) -> Reply[CompareMarkersReply]:
    """Answer with the genes of a square against what both call as its row, and as its column."""
    with session.parts.gate.lock:
        compared = _shown(session, body["serial"])
    both = _of_two(compared, body["a"], body["b"])
    n = max(1, min(body["n_genes"], _MOST_GENES))
    one, other = square_sides(both, body["row"], body["column"], session.parts.markers, n, call.progress)
    return Reply({"row": review_side(one), "column": review_side(other)})


@handles("rules", locked=False, thread=True)
def rules(session: Session, body: RulesBody) -> Reply[RulesReply]:
    """Answer with how many cells each rule would settle."""
    with session.parts.gate.lock:
        compared = _shown(session, body["serial"])
    told: RulesReply = {"rules": []}
    for rule in get_args(Rule):
        settled = settle(compared, rule) > 0
        n_open = int(np.count_nonzero(~settled & (compared.states > 0)))
        told["rules"].append({"rule": rule, "n_settled": int(np.count_nonzero(settled)), "n_open": n_open})
    return Reply(told)


@handles("reconcile", locked=False, thread=True)
def reconcile(session: Session, body: ReconcileBody, call: Call) -> Reply[EditReply]:
    """Make a category of what a rule settles, unless this request did so already."""
    before = session.revision
    if session.parts.editor.knows(call.id):
        return edited(session, before)
    with session.parts.gate.lock:
        compared = _shown(session, body["serial"])
    with asked_by(call.id):
        made = session.reconcile(compared, into=body["into"], rule=body["rule"])
    return edited(session, before, made.n_settled)


def _finite(value: float) -> float | None:
    # JSON has no NaN
    return float(value) if math.isfinite(value) else None
