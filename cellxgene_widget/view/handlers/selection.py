"""Requests that select cells, and what the view is told of the selection."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from ...core.recipe_step import Step
from ...data.pairs import pair_of
from ...errors import SelectionError
from ...selection.own_selection import OwnSelection
from ...session.session import Session
from .. import wire
from ..bodies import (
    ClearSelectionBody,
    DropStepBody,
    FilterBody,
    Nothing,
    OfPartBody,
    SelectBody,
)
from ..registry import Call, Genes, Reply, handles
from ..replies import CodeReply, Selected, SelectionState, StepState, Went
from .part import recipe_of_part


def _genes_of_selection(body: SelectBody) -> Genes:
    basis = body.get("basis")
    return Genes([*body.get("where", ()), *((basis and pair_of(basis)) or ())], body.get("layer"))


#: What of a body goes to the verb as it is.
_ASKED = ("lasso", "where", "basis", "layer", "remembered", "chosen_by")


@handles("select", reads=_genes_of_selection, of_cells=True)
def select(session: Session, body: SelectBody, call: Call) -> Reply[Selected]:
    """Select cells, and leave the filters as they are."""
    asked: dict[str, Any] = {key: value for key, value in body.items() if key in _ASKED}
    basis = body.get("basis", session.embedding)
    table, drawn_on = session.parts.table, session.parts.columns.arrays_of(basis)
    if "lasso" in body and call.seen is not None and not all(table.has_coordinates_of(call.seen, x) for x in drawn_on):
        raise SelectionError(f"The coordinates of {basis} changed since this was drawn: draw it again.")
    if "layer" in body:
        names = [*body.get("where", ()), *((pair_of(basis) or ()) if "lasso" in body else ())]
        asked["layer"] = session.parts.columns.layer_seen(names, body["layer"])
    if "where" in body:
        asked["where"] = {column: _as_range(wanted) for column, wanted in body["where"].items()}
    if "cells" in body:
        asked["cells"] = wire.unpack_cells(body["cells"], call.buffers, session.parts.table.n_cells)
    asked["within"] = recipe_of_part(session, body.get("part"))
    return Reply({"n": session.select(mode=body["mode"], keep_filters=True, **asked)})


@handles("select_all", of_cells=True)
def select_all(session: Session, body: OfPartBody) -> Reply[Selected]:
    """Select every cell that is shown."""
    return Reply({"n": session.select(mode="all", within=recipe_of_part(session, body.get("part")))})


@handles("clear_selection")
def clear_selection(session: Session, body: ClearSelectionBody) -> Reply[Selected]:
    """Select nothing."""
    session.clear_selection(keep_filters=body.get("keep_filters", False))
    return Reply({"n": session.n_selected})


@handles("invert_selection", of_cells=True)
def invert_selection(session: Session, body: OfPartBody) -> Reply[Selected]:
    """Select the other cells that are shown."""
    return Reply({"n": session.select(mode="invert", within=recipe_of_part(session, body.get("part")))})


@handles("drop_step", of_cells=True)
def drop_step(session: Session, body: DropStepBody) -> Reply[Selected]:
    """Take a step out of the selection that the person saw, and of no other."""
    if body["serial"] != session.parts.selector.serial:
        raise SelectionError("The selection changed meanwhile: look again which step to take out.")
    return Reply({"n": session.drop_step(body["index"])})


def _filtered(body: FilterBody) -> Genes:
    return Genes([body["column"]])  # a filter in another layer than the session's is refused: nothing is read there


@handles("filter", reads=_filtered, of_cells=True)
def set_filter(session: Session, body: FilterBody) -> Reply[Selected]:
    """Filter by a column, in the layer that the person saw."""
    column, seen, columns = body["column"], body.get("layer"), session.parts.columns
    if seen is not None and seen != columns.layer and columns.is_of_genes(column):
        raise SelectionError(f"Values of genes come from {columns.layer} now: look again, and set the range there.")
    return Reply({"n": session.set_filter(column, _as_range(body["wanted"]))})


def _as_range(wanted: Any) -> Any:
    """Return a range as code writes it, a tuple: JSON has lists for ranges and for values."""
    is_range = isinstance(wanted, list) and len(wanted) == 2 and any(isinstance(end, int | float) for end in wanted)
    return tuple(wanted) if is_range else wanted


@handles("undo_selection", of_cells=True)
def undo_selection(session: Session, _: Nothing) -> Reply[Went]:
    """Go back to the selection before."""
    return Reply({"went": session.undo_selection()})


@handles("redo_selection", of_cells=True)
def redo_selection(session: Session, _: Nothing) -> Reply[Went]:
    """Take the last step back again."""
    return Reply({"went": session.redo_selection()})


@handles("code")
def code(session: Session, _: Nothing) -> Reply[CodeReply]:
    """Answer with the last change of labels or selection as Python."""
    return Reply({"code": session.code})


def selection_state(own: OwnSelection) -> tuple[SelectionState, bytes]:
    """Return what the view knows of the selection: how it was made, and the cells.

    The bytes are those selected as a bitset, if any; where both steps and filters made them, those that the steps alone
    would select follow.
    """
    how = own.how
    state: SelectionState = {
        "n": own.n,
        "serial": own.serial,
        "request": own.selected_by,
        "steps": [_step_state({"mode": pick.mode, **pick.step}, pick.n_within) for pick in how.picks],
        "filters": dict(how.filters),
        "can_undo": own.can_go["can_undo"],
        "can_redo": own.can_go["can_redo"],
    }
    payload = wire.pack_mask(own.mask)
    if own.picked is not None and how.filters:
        return state, payload + wire.pack_mask(own.picked)
    return state, payload if how.picks or how.filters else b""


def _step_state(step: Step, n_within: int | None) -> StepState:
    """Return a step without the names of cells and the recipe of a part, which the view does not show."""
    shown: dict[str, Any] = {key: value for key, value in step.items() if key not in ("cells", "within")}
    cells = step.get("cells")
    if cells is not None:
        shown["n_cells"] = cells["n"] if isinstance(cells, Mapping) else len(cells)
    if n_within is not None:
        shown["n_within"] = n_within
    return cast("StepState", shown)
