"""Requests that concern the draft on disk, and what the view is told of it."""

from __future__ import annotations

from typing import Literal

import pandas as pd

from ...draft.status import DraftStatus
from ...session.parts import Parts
from ...session.session import Session
from ..bodies import KnownBody, NameDraftBody, Nothing, RestoreBody
from ..registry import Reply, handles
from ..replies import DraftState, EditReply, KnownReply, NameDraftReply, TakeOverReply, VersionsReply
from .labels import edited


@handles("known")
def known(session: Session, body: KnownBody) -> Reply[KnownReply]:
    """Answer with those requests of an earlier page or kernel that have arrived: their edits are in the draft."""
    knows = session.parts.editor.knows
    return Reply({"known": [request for request in body["requests"] if knows(request)]})


@handles("name_draft")
def name_draft(session: Session, body: NameDraftBody) -> Reply[NameDraftReply]:
    """Name a draft that has no name yet."""
    session.name_draft(body["name"])
    return Reply({"path": str(session.draft.path)})


@handles("save", locked=False)  # the lock of the thread that saves comes first
def save(session: Session, _: Nothing) -> Reply[Nothing]:
    """Write the draft now."""
    session.save()
    return Reply({})


@handles("take_over", locked=False)  # as for save
def take_over(session: Session, _: Nothing) -> Reply[TakeOverReply]:
    """Make the draft this session's, whoever has it open."""
    session.take_over()
    return Reply({"revision": session.revision})


@handles("versions")
def versions(session: Session, _: Nothing) -> Reply[VersionsReply]:
    """Answer with the earlier versions of the draft."""
    return Reply(
        {
            "versions": [
                {
                    "version": row["version"],
                    "saved_at": row["saved_at"].isoformat(),
                    "n_labelled": None if pd.isna(row["n_labelled"]) else int(row["n_labelled"]),
                }
                for row in session.versions().to_dict("records")
            ]
        }
    )


@handles("restore")
def restore(session: Session, body: RestoreBody) -> Reply[EditReply]:
    """Go back to an earlier version."""
    before = session.revision
    session.restore(body["version"])
    return edited(session, before)


def draft_state(parts: Parts) -> DraftState:
    """Return what the view shows of the draft."""
    status: DraftStatus = parts.draft.status
    path, saved_at = status.path, status.saved_at
    return {
        "state": _state(status),
        "path": None if path is None else str(path),
        "file": None if path is None else path.name,
        "folder": str(parts.draft.folder),
        "suggested_name": parts.draft.suggested_name,
        "saved_at": None if saved_at is None else saved_at.isoformat(timespec="milliseconds"),
        "message": status.holder or status.error,
        "id": status.id,
        "place": parts.draft.place,
        "others": [other.name for other in status.others],
        "warnings": parts.draft.warnings,
        "undo": parts.history.undo_text,
        "redo": parts.history.redo_text,
    }


def _state(status: DraftStatus) -> Literal["read-only", "error", "unnamed", "saved", "unsaved"]:
    if status.read_only:
        return "read-only"
    if status.error is not None:
        return "error"
    if status.path is None:
        return "unnamed"
    return "saved" if status.saved else "unsaved"
