"""Requests for sets of cells with names."""

from __future__ import annotations

from ...session.session import Session
from ..bodies import NamedSetBody, RenameSelectionBody
from ..registry import Reply, handles
from ..replies import Selected


def look_at_sets(session: Session, _: object) -> None:
    """Read the sets before the lock is taken, if others wrote them."""
    session.parts.sets.look()


@handles("remember_selection", of_cells=True, ahead=look_at_sets)
def remember_selection(session: Session, body: NamedSetBody) -> Reply[Selected]:
    """Keep the selection under a name."""
    return Reply({"n": session.remember_selection(body["name"])})


@handles("forget_selection", ahead=look_at_sets)
def forget_selection(session: Session, body: NamedSetBody) -> Reply[Selected]:
    """Drop a set."""
    session.forget_selection(body["name"])
    return Reply({"n": 0})


@handles("rename_selection", ahead=look_at_sets)
def rename_selection(session: Session, body: RenameSelectionBody) -> Reply[Selected]:
    """Call a set otherwise."""
    session.rename_selection(body["old"], body["new"])
    return Reply({"n": session.parts.sets.n_cells(session.parts.sets.find(body["new"].strip()))})


@handles("recall_selection", ahead=look_at_sets)
def recall_selection(session: Session, body: NamedSetBody) -> Reply[Selected]:
    """Bring back the set that a name stood for before."""
    return Reply({"n": session.recall_selection(body["name"])})
