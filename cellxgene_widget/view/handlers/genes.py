"""Answers about genes: the search, and the markers of the selection."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from ...session.session import Session
from ..answers import Answer, Buffers, Look

#: Rows that one answer has at most.
_MOST = 1000


def genes(session: Session, message: Mapping[str, Any], _: Buffers) -> Answer:
    """Return the genes that a person typing ``query`` most likely means, the likeliest first."""
    found = session.cells.genes.search(str(message["query"]), _number(message.get("n", 20)))
    return Answer({"genes": [{"name": gene.name, "id": gene.id, "note": gene.note} for gene in found]})


def gene_sets(session: Session, _: Mapping[str, Any], __: Buffers) -> Answer:
    """Return the gene sets."""
    return Answer(_sets(session))


#: The verbs that change gene sets.
_SET_EDITS = frozenset({"create_gene_set", "change_gene_set", "delete_gene_set"})


def edit_gene_sets(session: Session, message: Mapping[str, Any], buffers: Buffers) -> Answer:
    """Change the gene sets; return them, and those of the genes concerned that are not in the data."""
    operation = message["op"]
    if operation == "read_gene_sets":  # a file that was chosen in the browser: its bytes
        unknown = session.read_gene_sets(bytes(buffers[0]) if buffers else b"")
    elif operation in _SET_EDITS:
        unknown = getattr(session, operation)(**dict(message["args"]))
    else:
        raise TypeError(operation)
    return Answer({**_sets(session), "unknown": unknown or []})


def _sets(session: Session) -> dict[str, Any]:
    path = session.gene_sets_path
    return {"gene_sets": session.set_table(), "path": None if path is None else str(path)}


def use_layer(session: Session, message: Mapping[str, Any], _: Buffers) -> Answer:
    """Take the values of genes from another layer."""
    session.use_layer(str(message["layer"]))
    return Answer(layer_state(session))


def layer_state(session: Session) -> dict[str, Any]:
    """Return where the values of genes are taken from, and how many genes there are."""
    return {"layer": session.layer, "n_genes": len(session.cells.genes)}


def remember_selection(session: Session, message: Mapping[str, Any], _: Buffers) -> Answer:
    """Keep the selection under a name, to compare with it."""
    return Answer({"n": session.remember_selection(message["name"])})


def markers(session: Session, message: Mapping[str, Any], look: Look) -> Answer:
    """Return the markers of the selection; called without the session's lock, on a thread of its own.

    Parameters
    ----------
    session
        Its selection is that of the moment of the call.
    message
        ``n_genes``; and ``against``, ``method``, ``layer`` and ``samples`` as in :meth:`Session.markers`, if other than
        there; without samples: an empty text.
    look
        Told the part that is done, after every block that was read.

    Raises
    ------
    AnnotationError
        ``superseded``; or nothing can be compared, and why.
    """
    asked = {key: message[key] for key in ("against", "method", "layer") if message.get(key) is not None}
    if isinstance(asked.get("against"), list):
        asked["against"] = tuple(asked["against"])  # a label, as (category, label)
    if "samples" in message:
        asked["samples"] = message["samples"] or None
    table = session.marker_table(n_genes=_number(message.get("n_genes", 20)), quick=True, progress=look, **asked)
    look(1)
    rows = [
        {"gene": gene, "id": name, "key": key, **{str(column): _finite(value) for column, value in row.items()}}
        for gene, name, key, row in zip(
            table.index, table.attrs.pop("ids"), table.attrs.pop("keys"), table.to_dict("records"), strict=True
        )
    ]
    about = {str(key): value for key, value in table.attrs.items()}
    return Answer({**about, "markers": rows})


def _number(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError(value)
    return max(0, min(value, _MOST))


def _finite(value: float) -> float | None:
    # JSON knows neither NaN nor infinity
    return value if math.isfinite(value) else None
