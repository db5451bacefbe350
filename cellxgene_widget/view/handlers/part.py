"""Requests that show a part of the cells alone, and what the view is told of it."""

from __future__ import annotations

from collections.abc import Sequence

from ...core.recipe_step import Step
from ...errors import SelectionError
from ...session.session import Session
from ...session.shown_part import ShownPart
from .. import wire
from ..bodies import IsolateBody, Nothing
from ..registry import Call, Reply, handles
from ..replies import PartState, Selected


@handles("isolate", of_cells=True)
def isolate(session: Session, body: IsolateBody, call: Call) -> Reply[Selected]:
    """Show only the cells that the person meant; the part has the name of the request."""
    return Reply({"n": session.isolate(wire.unpack_cells(body["cells"], call.buffers, session.parts.table.n_cells))})


@handles("show_all")
def show_all(session: Session, _: Nothing) -> Reply[Nothing]:
    """Show all cells again."""
    session.show_all()
    return Reply({})


def recipe_of_part(session: Session, name: str | None) -> Sequence[Step] | None:
    """Return the recipe of the part that a page showed when it asked; None: it showed all cells.

    Raises
    ------
    SelectionError
        Another part is shown by now.
    """
    part = session.parts.part.now
    if name is None:
        return None
    if part is None or part.name != name:
        raise SelectionError("Other cells are shown by now: look again, and repeat it.")
    return part.recipe


def part_state(part: ShownPart) -> tuple[PartState, bytes]:
    """Return what the view knows of the part that is shown, and its cells as a bitset; nothing where all are."""
    now = part.now
    if now is None:
        return {"n": None, "name": None}, b""
    return {"n": now.n, "name": now.name}, wire.pack_mask(now.mask)
