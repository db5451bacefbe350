"""The answer to what the dot plot in the view asks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from ...errors import DataError
from ...session.session import Session
from .. import wire
from ..answers import Answer, Look

#: Genes of one dot plot, at most: each is a column of values to read.
_MOST_GENES = 200
_MOST_MARKERS = 20


def dots(session: Session, message: Mapping[str, Any], look: Look) -> Answer:
    """Return means and fractions by label; called without the session's lock, on a thread of its own.

    Parameters
    ----------
    session
        Its labels are those of the moment of the call.
    message
        ``by``: a category or column. ``genes``: names or ids; those that are not there are told back.
        ``layer``, if any. ``n_markers``, if any: so many markers of the selection are added to the genes.
    look
        Told the part that is done.

    Raises
    ------
    AnnotationError
        ``superseded``; or there is nothing to show, and why.
    """
    layer = message.get("layer")
    wanted = [str(gene) for gene in message["genes"]]
    n_markers = message.get("n_markers")
    if n_markers is not None:
        n = max(1, min(int(n_markers), _MOST_MARKERS))
        found = session.marker_table(n_genes=n, quick=True, layer=layer, progress=look)
        wanted += [str(gene) for gene in found.index]
    genes, unknown = session.genes_for_dots(wanted[:_MOST_GENES], layer)
    if wanted and not genes:
        raise DataError(f"None of these genes is in the data: {', '.join(unknown[:8])}.")
    table = session.dot_table(genes, by=message["by"], layer=layer, progress=look)
    look(1)
    body = {
        "groups": list(table.groups),
        "n_cells": table.n_cells.tolist(),
        "genes": genes,
        "unknown": unknown,
        "layer": table.layer,
        "left_out": max(0, len(wanted) - _MOST_GENES),
    }
    with np.errstate(over="ignore"):
        both = np.stack([table.means, table.fractions]).astype(np.float32)
    return Answer(body, wire.array_bytes(both))
