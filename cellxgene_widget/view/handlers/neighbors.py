"""Requests about the neighbours of cells: a selection that grows along them, labels that they disagree with."""

from __future__ import annotations

import contextlib

from ...core.cell_sets import mask_of_cells
from ...errors import AnnotationError, LabelError
from ...labels.reviewing import judged_mask
from ...session.isolated import isolated_cells, pairs_of
from ...session.session import Session
from .. import wire
from ..bodies import Nothing
from ..neighbor_bodies import AlongGraphBody, ComputeNeighborsBody, DoubtBody, SmoothBody, SmoothingBody
from ..neighbor_replies import ComputedNeighborsReply, DoubtReply, GraphsReply, RepresentationsReply, SmoothingReply
from ..registry import Call, Reply, handles
from ..replies import EditReply, Selected
from .labels import edited
from .part import recipe_of_part


@handles("graphs")
def graphs(session: Session, _: Nothing) -> Reply[GraphsReply]:
    """Answer with the graphs of neighbours there are."""
    known = session.parts.graphs
    names = known.names()
    first = [known.find()] if names else []
    return Reply({"graphs": [*first, *(name for name in names if name not in first)]})


def _read_graph(session: Session, body: AlongGraphBody | SmoothingBody | SmoothBody) -> None:
    with contextlib.suppress(AnnotationError):  # what uses it says why
        session.parts.graphs.matrix(body["graph"])


@handles("along_graph", of_cells=True, ahead=_read_graph)
def along_graph(session: Session, body: AlongGraphBody) -> Reply[Selected]:
    """Grow or shrink the selection by one step, within what is shown."""
    verb = session.select_neighbors if body["way"] == "grow" else session.shrink_selection
    return Reply({"n": verb(graph=body["graph"], within=recipe_of_part(session, body.get("part")))})


@handles("representations")
def representations(session: Session, _: Nothing) -> Reply[RepresentationsReply]:
    """Answer with what neighbours can be computed on."""
    runs = session.parts.neighbor_runs
    return Reply(
        {
            "representations": [
                {"key": one.key, "n_columns": one.n_columns, "plot": runs.is_plot(one)} for one in runs.choices()
            ]
        }
    )


@handles("compute_neighbors", locked=False, thread=True, newest=True, of_cells=True)
def compute_neighbors(session: Session, body: ComputeNeighborsBody, call: Call) -> Reply[ComputedNeighborsReply]:
    """Compute a graph, until the page lets it go."""
    return Reply({"graph": session.parts.neighbor_runs.compute(body["use_rep"], look=lambda: call.progress(0))})


@handles("doubt", locked=False, thread=True)
def doubt(session: Session, body: DoubtBody) -> Reply[DoubtReply]:
    """Make the column of doubt of a category, or of a column of levels."""
    return Reply({"column": str(session.doubt(body["category"], graph=body["graph"]).name)})


@handles("smoothing", of_cells=True, ahead=_read_graph)
def smoothing(session: Session, body: SmoothingBody) -> Reply[SmoothingReply]:
    """Answer with what smoothing would change, and which cells."""
    parts = session.parts
    category = parts.history.annotations.find(body["category"])
    decided = judged_mask(parts.history.annotations, category.name)
    graph = parts.graphs.matrix(body["graph"])
    isolated = isolated_cells(graph, category, body["share"], unassigned=False, decided=decided)
    about: SmoothingReply = {
        "revision": parts.history.revision,
        "n": int(isolated.cells.size),
        "n_decided": isolated.n_decided,
        "pairs": [
            {"label": pair.label, "suggested": pair.suggested, "n_cells": pair.n_cells}
            for pair in pairs_of(category, isolated)
        ],
    }
    return Reply(about, wire.pack_mask(mask_of_cells(isolated.cells, parts.table.n_cells)))


@handles("smooth", of_cells=True, ahead=_read_graph)
def smooth(session: Session, body: SmoothBody, call: Call) -> Reply[EditReply]:
    """Smooth a category, if its labels are still those that a person saw the changes of."""
    before = session.revision
    if session.parts.editor.knows(call.id):
        return edited(session, before)
    if before != body["revision"]:
        raise LabelError("The labels changed meanwhile: look again what smoothing would change.")
    changed = session.smooth(body["category"], graph=body["graph"], share=body["share"])
    return edited(session, before, changed)
