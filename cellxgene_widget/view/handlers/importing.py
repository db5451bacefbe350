"""Requests that bring labels of others in."""

from __future__ import annotations

from ...core.readable import readable
from ...errors import DataError
from ...session.importer import TakenError, Wanted
from ...session.origin import asked_by
from ...session.session import Session
from ..bodies import ImportLabelsBody, PredictionsBody
from ..label_replies import ImportLabelsReply, PredictionsReply
from ..registry import Call, Reply, handles
from .brought_in import brought_in


@handles("predictions")
def predictions(session: Session, body: PredictionsBody) -> Reply[PredictionsReply]:
    """Answer with what a column of ``obs`` is known as: what a dialog begins with."""
    known, name = session.parts.importer.recognized(body["column"])
    if known is None:
        return Reply({"by": None, "category": name, "score": None, "note": None})
    return Reply({"by": known.by, "category": name, "score": known.score, "note": known.note})


@handles("import_labels", locked=False, thread=True)
def import_labels(session: Session, body: ImportLabelsBody, call: Call) -> Reply[ImportLabelsReply]:
    """Make a category of labels, on a thread: to read a million rows takes its time. Sent again it is made once."""
    parts = session.parts
    wanted = Wanted(
        body.get("category") or None,
        body.get("label") or None,
        body.get("score"),
        body.get("by") or None,
        body.get("replace", False),
    )
    if parts.editor.knows(call.id):
        return _told(session, wanted.category or "", "The labels are imported.", [])
    try:
        with asked_by(call.id):
            if "column" in body:
                made = parts.importer.of_column(body["column"], wanted)
            elif "file" in body:
                made = parts.importer.of_file(bytes(call.buffers[0]) if call.buffers else b"", body["file"], wanted)
            elif body.get("path", "").strip():
                made = parts.importer.of_path(body["path"].strip(), wanted)
            else:
                raise DataError("Name a file, or choose one.")
    except TakenError as taken:
        return Reply({**brought_in(session), "name": taken.category, "in_the_way": readable(taken.reason)})
    return _told(session, made.category, made.summary, made.details)


def _told(session: Session, name: str, message: str, details: list[str]) -> Reply[ImportLabelsReply]:
    return Reply({**brought_in(session, name, message, details), "in_the_way": None})
