"""Requests for the data: what there is, coordinates, columns, names of cells."""

from __future__ import annotations

from dataclasses import asdict
from typing import cast

from ..._version import __version__
from ...core.notebook import notebook_path
from ...data.columns import CategoryColumn
from ...data.pairs import pair_of
from ...session.session import Session
from .. import wire
from ..bodies import ColumnBody, CoordinatesBody, NamesBody, Nothing
from ..registry import Genes, Reply, handles
from ..replies import CategoryColumnReply, CoordinatesReply, HelloReply, NamesReply, NumberColumnReply
from .genes import layer_state
from .named_sets import look_at_sets
from .part import part_state
from .sample import is_sampled
from .selection import selection_state


@handles("hello", of_cells=True, ahead=look_at_sets)
def hello(session: Session, _: Nothing) -> Reply[HelloReply]:
    """Answer with what a page needs to begin with; the cells selected are beside it, then those shown alone."""
    parts = session.parts
    table, selector, made = parts.table, parts.selector, parts.made
    columns, left_out = parts.columns.describe()
    not_drawn = {f"obsm[{key!r}]": why for key, why in table.obsm.left_out.items()}
    selection, payload = selection_state(selector.own)
    part, cells_of_part = part_state(parts.part)
    parts.sets.refresh()
    body: HelloReply = {
        "protocol": wire.PROTOCOL,
        "version": __version__,
        "session": parts.token,
        "seen": table.n_changes,
        "notebook": notebook_path(),
        "sampled": is_sampled(parts),
        "dataset": {"name": table.title, "n_cells": table.n_cells, "fingerprint": table.fingerprint},
        "embeddings": [
            {
                "key": info.key,
                "name": info.title,
                "n_missing": info.n_missing,
                "y_down": info.y_down,
                "of": info.of,
                "section": info.section,
                "n_elsewhere": info.n_elsewhere,
                "library": info.library,
                "overlap": info.overlap,
                "axes": parts.columns.axes_of(info.key) if info.key not in made.embeddings else [],
                "made": info.key in made.embeddings,
            }
            for info in (*table.obsm.describe(), *made.describe_embeddings())
        ],
        "columns": [{**asdict(column), "made": column.name in made.columns} for column in columns],
        "left_out": [{"name": name, "why": why} for name, why in (left_out | not_drawn).items()],
        **layer_state(parts),
        "layers": parts.columns.layers,
        "sets": parts.sets.table(),
        "selection": selection,
        "part": part,
        "kinds": None,
        "edits": None,
    }
    return Reply(body, payload + cells_of_part)


def _axes(body: CoordinatesBody) -> Genes:
    return Genes(pair_of(body["embedding"]) or ())


@handles("coordinates", reads=_axes, thread="if slow", of_cells=True)
def coordinates(session: Session, body: CoordinatesBody) -> Reply[CoordinatesReply]:
    """Answer with the coordinates of all cells."""
    points = session.parts.columns.coordinates(body["embedding"])
    return Reply({"n": len(points)}, wire.array_bytes(points))


def _column(body: ColumnBody) -> Genes:
    return Genes([body["name"]])


def _is_of_obs(session: Session, body: ColumnBody) -> bool:
    return not session.parts.columns.is_of_genes(body["name"])


@handles("column", reads=_column, thread="if slow", locked=_is_of_obs, of_cells=True)
def column(session: Session, body: ColumnBody) -> Reply[CategoryColumnReply] | Reply[NumberColumnReply]:
    """Answer with the values of all cells in a column."""
    found = session.parts.columns.column(body["name"])
    if isinstance(found, CategoryColumn):
        about: CategoryColumnReply = {
            "kind": "category",
            "dtype": str(found.codes.dtype),
            "levels": list(found.levels),
        }
        return Reply(about, wire.array_bytes(found.codes))
    numbers = cast("NumberColumnReply", {"kind": "number", **found.summary()})
    return Reply(numbers, wire.array_bytes(found.values))


@handles("names", of_cells=True)
def names(session: Session, body: NamesBody) -> Reply[NamesReply]:
    """Answer with the names of a block of cells."""
    begin = body["block"] * wire.NAMES_BLOCK
    return Reply({"names": session.parts.table.obs_names[begin : begin + wire.NAMES_BLOCK].tolist()})
