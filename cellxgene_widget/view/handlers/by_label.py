"""Requests for numbers by label: how genes and numbers are spread, and two categories against each other."""

from __future__ import annotations

import math

import numpy as np

from ...session.session import Session
from .. import wire
from ..bodies import ConfusionBody, DistributionsBody
from ..registry import Call, Reply, handles
from ..replies import ConfusionReply, DistributionsReply

#: Genes and numbers of one answer at most: each is a column of values to read.
_MOST_NAMES = 12


@handles("distributions", locked=False, thread=True, newest=True, of_cells=True)
def distributions(session: Session, body: DistributionsBody, call: Call) -> Reply[DistributionsReply]:
    """Answer with quartiles and curves by label, as labels are now; names that are not there are told back."""
    tables, layer = session.parts.distributions, body.get("layer")
    wanted = list(dict.fromkeys(body["names"]))
    names, unknown = tables.known(wanted[:_MOST_NAMES], layer)
    found = tables.by_label(
        names, by=body["by"], selected=body.get("selected", False), layer=layer, progress=call.progress
    )
    spread = found.summed_up(lambda done: call.progress((1 + done) / 2))
    call.progress(1)
    with np.errstate(over="ignore"):
        numbers = np.concatenate([spread.summary, spread.curves], axis=2).astype(np.float32)
    return Reply(
        {
            "groups": list(found.groups),
            "n_cells": spread.n_cells.tolist(),
            "names": names,
            "places": [found.places[name] for name in names],
            "unknown": unknown,
            "left_out": max(0, len(wanted) - _MOST_NAMES),
        },
        wire.array_bytes(numbers),
    )


@handles("confusion", locked=False, thread=True, newest=True, of_cells=True)
def confusion(session: Session, body: ConfusionBody, call: Call) -> Reply[ConfusionReply]:
    """Answer with the number of cells of each pair of labels, as labels are now."""
    found = session.parts.confusion.of(body["a"], body["b"], selected=body.get("selected", False)).confusion
    call.progress(1)
    return Reply(
        {
            "rows": list(found.rows),
            "columns": list(found.columns),
            "row_order": found.row_order,
            "column_order": found.column_order,
            "n_named": found.n_named,
            "adjusted_rand": _finite(found.adjusted_rand),
            "kappa": _finite(found.kappa),
        },
        wire.array_bytes(found.counts.astype(np.uint32)),
    )


def _finite(value: float) -> float | None:
    # JSON has no NaN
    return value if math.isfinite(value) else None
