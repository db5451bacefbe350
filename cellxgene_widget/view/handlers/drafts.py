"""Requests that concern the draft on disk, and what the view is told of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any, Literal

from ...draft.status import DraftStatus
from ...errors import AnnotationError
from ...session.parts import Parts
from ...session.rehearsal import Foreseen, Makers, Wish, rehearse
from ...session.session import Session
from ..bodies import ForeseeBody, KeptEdit, KnownBody, NameDraftBody, Nothing, RestoreBody
from ..checked import check_arguments
from ..registry import Call, Reply, handles
from ..replies import (
    DraftState,
    EditReply,
    ForeseenEdit,
    ForeseeReply,
    KnownReply,
    NameDraftReply,
    TakeOverReply,
    VersionsReply,
)
from ..wire import unpack_cells
from .labels import edit_of, edited, former_labels


@handles("known")
def known(session: Session, body: KnownBody) -> Reply[KnownReply]:
    """Answer with those requests of an earlier page or kernel that have arrived: their edits are in the draft."""
    editor = session.parts.editor
    if body.get("forgo"):
        editor.forgo(body["requests"])
    return Reply({"known": [request for request in body["requests"] if editor.knows(request)]})


@handles("foresee")
def foresee(session: Session, body: ForeseeBody, call: Call) -> Reply[ForeseeReply]:
    """Answer with what edits that a page has kept would do to the labels as they are; nothing is changed."""
    parts = session.parts
    buffers = iter(call.buffers)
    wishes = [_wish(kept, buffers, parts.table.n_cells, body["edits"]) for kept in body["edits"]]
    found = rehearse(wishes, Makers(parts.history, parts.columns, parts.draft, parts.terms))
    return Reply({"edits": [_foreseen(one) for one in found]})


def _wish(kept: KeptEdit, buffers: Iterator[Any], n_cells: int, edits: Sequence[KeptEdit]) -> Wish | AnnotationError:
    """Return what is wished; an error for what another version of the page has kept."""
    operation, arguments = kept.get("op"), kept.get("args", {})
    beside = list(islice(buffers, 1)) if "cells" in kept else []
    try:
        if kept["kind"] == "edit":
            check_arguments(edit_of(operation), arguments)
        cells = unpack_cells(kept["cells"], beside, n_cells) if "cells" in kept else None
    except AnnotationError as error:
        return error
    asked = {*kept["after"], *(other["request"] for other in edits)}
    return Wish(kept["kind"], operation, arguments, cells, kept.get("revision"), asked)


def _foreseen(one: Foreseen) -> ForeseenEdit:
    change = one.change
    return {
        "problem": one.problem,
        "message": None if change is None else change.entry.text,
        "changed": 0 if change is None else change.n_changed,
        "former": [] if change is None else former_labels(change),
        "others": one.others,
    }


@handles("name_draft")
def name_draft(session: Session, body: NameDraftBody) -> Reply[NameDraftReply]:
    """Name a draft that has no name yet."""
    session.name_draft(body["name"])
    return Reply({"path": str(session.draft.path)})


@handles("rename_draft", locked=False)  # as for save
def rename_draft(session: Session, body: NameDraftBody) -> Reply[NameDraftReply]:
    """Give the draft another name."""
    return Reply({"path": str(session.rename_draft(body["name"]).path)})


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
    """Answer with the earlier versions of the draft, without reading them."""
    found = session.parts.draft.versions
    return Reply({"versions": [{"version": name, "saved_at": at.isoformat()} for name, (at, _) in found.items()]})


@handles("restore")
def restore(session: Session, body: RestoreBody, call: Call) -> Reply[EditReply]:
    """Go back to an earlier version, unless this request did so already."""
    before = session.revision
    if not session.parts.editor.knows(call.id):
        session.restore(body["version"])
    return edited(session, before)


def draft_state(parts: Parts) -> DraftState:
    """Return what the view shows of the draft."""
    status: DraftStatus = parts.draft.status
    path, saved_at = status.path, status.saved_at
    return {
        "state": _state(status),
        "name": parts.draft.name_to_change,
        "path": None if path is None else str(path),
        "file": None if path is None else path.name,
        "folder": str(parts.draft.folder),
        "suggested_name": parts.draft.suggested_name,
        "saved_at": None if saved_at is None else saved_at.isoformat(timespec="milliseconds"),
        "message": status.holder or status.error,
        "id": status.id,
        "place": parts.draft.place,
        "only_in_memory": status.only_in_memory,
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
