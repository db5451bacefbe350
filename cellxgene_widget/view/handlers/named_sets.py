"""Requests for sets of cells with names."""

from __future__ import annotations

from ...session.session import Session
from ..bodies import NamedSetBody, RenameSelectionBody
from ..registry import Reply, handles
from ..replies import Selected


@handles("remember_selection", of_cells=True)
def remember_selection(session: Session, body: NamedSetBody) -> Reply[Selected]:
    """Keep the selection under a name."""
    return Reply({"n": session.remember_selection(body["name"])})


@handles("forget_selection")
def forget_selection(session: Session, body: NamedSetBody) -> Reply[Selected]:
    """Drop a set."""
    session.forget_selection(body["name"])
    return Reply({"n": 0})


@handles("rename_selection")
def rename_selection(session: Session, body: RenameSelectionBody) -> Reply[Selected]:
    """Call a set otherwise."""
    session.rename_selection(body["old"], body["new"])
    return Reply({"n": session.parts.sets.n_cells(session.parts.sets.find(body["new"].strip()))})


@handles("recall_selection")
def recall_selection(session: Session, body: NamedSetBody) -> Reply[Selected]:
    """Bring back the set that a name stood for before."""
    return Reply({"n": session.recall_selection(body["name"])})
