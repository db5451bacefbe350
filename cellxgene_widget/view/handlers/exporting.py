"""Requests for what goes to others: files in their formats, and a report."""

from __future__ import annotations

from ...core.readable import readable
from ...session.session import Session
from ..bodies import ExportBody, ReportBody
from ..label_replies import ExportReply, ReportReply
from ..registry import Reply, handles


@handles("report", locked=False, thread=True)
def report(session: Session, body: ReportBody) -> Reply[ReportReply]:
    """Answer with a methods paragraph and tables in Markdown."""
    return Reply({"text": readable(session.report(body.get("category")))})


@handles("export", locked=False, thread=True)
def export(session: Session, body: ExportBody) -> Reply[ExportReply]:
    """Write labels in a format of others, on a thread: a copy of the data takes its time."""
    made = session.export(**body)
    return Reply(
        {
            "path": readable(str(made.path)),
            "message": readable(made.summary),
            "missing": [readable(one) for one in made.missing],
            "notes": [readable(one) for one in made.notes],
        }
    )
