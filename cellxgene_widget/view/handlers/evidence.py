"""Requests for what speaks for a label: markers of the selection, and the dot plot."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from ...errors import DataError
from ...session.session import Session
from .. import wire
from ..bodies import CancelBody, DotsBody, MarkersBody, Nothing
from ..marker_replies import MarkersEstimateEvent, MarkersReply
from ..registry import Call, Reply, handles
from ..replies import DotsReply

#: The numbers of markers, in the order in which they travel.
_NUMBERS = ("scores", "logfoldchanges", "pvals", "pvals_adj", "pct_in", "pct_out", "auc", "n_agree")
#: Genes of one dot plot at most: each is a column of values to read.
_MOST_DOT_GENES = 200
_MOST_DOT_MARKERS = 20
#: What a page says of a comparison, as the verb takes it.
_COMPARED = frozenset({"against", "method", "layer", "without_reserved"})


@handles("markers", locked=False, thread=True, newest=True, of_cells=True)
def markers(session: Session, body: MarkersBody, call: Call) -> Reply[MarkersReply]:
    """Answer with the genes that tell the cells selected now from others; first an estimate where they take long."""
    asked: dict[str, Any] = {key: value for key, value in body.items() if key in _COMPARED}
    if isinstance(asked.get("against"), list):
        asked["against"] = tuple(asked["against"])  # a label, as (category, label)
    if "samples" in body:
        asked["samples"] = body["samples"] or None

    def estimated(table: pd.DataFrame) -> None:
        told, payload = _packed(table)
        if len(payload) <= wire.MAX_PART:  # an event is one message
            event: MarkersEstimateEvent = {
                "event": "markers_estimate",
                "request": call.id,
                "estimate": table.attrs["estimate"],
                **told,
                "notes": told["notes"][1:],  # the page says of how many cells it is where it says what else is so
            }
            call.tell(event, [bytes(payload)])

    n = body.get("n_genes", 20)
    of_selection = session.parts.markers.of_selection
    table = of_selection(n_genes=n, quick=True, estimated=estimated, progress=call.progress, **asked)
    call.progress(1)
    return Reply(*_packed(table))


def _packed(table: pd.DataFrame) -> tuple[MarkersReply, memoryview]:
    about, genes = table.attrs, table.index.tolist()
    reply: MarkersReply = {
        "genes": genes,
        "ids": about["ids"] if about["ids"] != genes else None,
        "keys": about["keys"] if about["keys"] != genes else None,
        "n_samples": int(table["n_samples"].iloc[0]) if "n_samples" in table and genes else None,
        "n_in": about["n_in"],
        "n_out": about["n_out"],
        "against": about["against"],
        "method": about["method"],
        "layer": about["layer"],
        "samples": about["samples"],
        "notes": about["notes"],
        "warnings": about["warnings"],
    }
    return reply, wire.array_bytes(table.reindex(columns=list(_NUMBERS)).to_numpy(dtype=np.float64).T)


@handles("dots", locked=False, thread=True, newest=True, of_cells=True)
def dots(session: Session, body: DotsBody, call: Call) -> Reply[DotsReply]:
    """Answer with means and fractions by label, as labels are now; genes that are not there are told back."""
    parts = session.parts
    layer, wanted = body.get("layer"), list(body["genes"])
    if "n_markers" in body:
        n = max(1, min(body["n_markers"], _MOST_DOT_MARKERS))
        found = parts.markers.of_selection(n_genes=n, quick=True, layer=layer, progress=call.progress)
        wanted += [str(gene) for gene in found.index]
    genes, unknown = parts.dots.known_genes(wanted[:_MOST_DOT_GENES], layer)
    if wanted and not genes:
        raise DataError(f"None of these genes is in the data: {', '.join(unknown[:8])}.")
    order = body.get("order", "label")
    table = parts.dots.by_label(genes, by=body["by"], layer=layer, order=order, progress=call.progress)
    call.progress(1)
    with np.errstate(over="ignore"):
        numbers = np.stack([table.means, table.fractions]).astype(np.float32)
    return Reply(
        {
            "groups": list(table.groups),
            "n_cells": table.n_cells.tolist(),
            "genes": genes,
            "unknown": unknown,
            "layer": table.layer,
            "left_out": max(0, len(wanted) - _MOST_DOT_GENES),
        },
        wire.array_bytes(numbers),
    )


@handles("cancel", locked=False)
def cancel(_: Session, body: CancelBody, call: Call) -> Reply[Nothing]:
    """Let a request go that takes its time."""
    call.cancel(body["request"])
    return Reply({})
