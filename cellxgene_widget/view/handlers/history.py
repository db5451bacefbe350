"""Requests that look back at the edits made, and go back to one."""

from __future__ import annotations

from ...core.readable import readable
from ...labels.entries import Entry
from ...session.session import Session
from ..bodies import HistoryBody, RevisionBody
from ..past_replies import HistoryCellsReply, HistoryReply, PastEdit
from ..registry import Call, Reply, handles
from ..replies import EditReply
from .labels import edited

#: Edits in one answer at the most.
_MOST = 500


@handles("history")
def history(session: Session, body: HistoryBody) -> Reply[HistoryReply]:
    """Answer with a page of the edits that fit a text."""
    page = session.parts.past.page(body["query"], body.get("begin"), min(max(0, body["n"]), _MOST))
    return Reply({"begin": page.begin, "total": page.total, "edits": [_told(entry) for entry in page.entries]})


def _told(entry: Entry) -> PastEdit:
    about = entry.about
    time, user, n_changed = about.get("time"), about.get("user"), about.get("n_changed")
    # of a journal changed by hand anything may come
    return {
        "revision": entry.revision,
        "time": time if isinstance(time, str) else None,
        "user": readable(user) if isinstance(user, str) else "",
        "text": readable(entry.words),
        "n_changed": n_changed if isinstance(n_changed, int) else 0,
    }


def _look(session: Session, body: RevisionBody) -> None:
    session.parts.past.look(body["revision"])


@handles("history_cells", of_cells=True, ahead=_look)
def history_cells(session: Session, body: RevisionBody) -> Reply[HistoryCellsReply]:
    """Select the cells whose label an edit changed."""
    n, n_gone = session.select_edit(body["revision"])
    return Reply({"n": n, "n_gone": n_gone})


@handles("restore_to", ahead=_look)
def restore_to(session: Session, body: RevisionBody, call: Call) -> Reply[EditReply]:
    """Go back to the labels after an edit, unless this request did so already."""
    before = session.revision
    if not session.parts.editor.knows(call.id):
        session.restore_to(body["revision"])
    return edited(session, before)
