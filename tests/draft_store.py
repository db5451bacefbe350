"""The part of a session that keeps its draft on disk, for tests of what lies there."""

from __future__ import annotations

from cellxgene_widget import Session
from cellxgene_widget.draft.store import DraftStore


def store_of(session: Session) -> DraftStore:
    """Return the store of a session's draft."""
    return session.parts.store
