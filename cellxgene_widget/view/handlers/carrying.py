"""Requests about drafts of other data that know these cells."""

from __future__ import annotations

from itertools import islice

from ...core.readable import readable
from ...session.origin import asked_by
from ...session.replay.other_drafts import categories_in
from ...session.session import Session
from ..answer_bodies import CarryLabelsBody
from ..bodies import Nothing
from ..carrying_replies import CarryLabelsReply, OtherDraftsReply
from ..registry import Call, Reply, handles
from .labels import edited


@handles("other_drafts", locked=False, thread=True)
def other_drafts(session: Session, _: Nothing) -> Reply[OtherDraftsReply]:
    """Answer with the newest draft whose labels can be carried here, on a thread: each is a file to be read."""
    found = islice(session.parts.other_drafts.known(), 1)
    return Reply(
        {
            "drafts": [
                {
                    "path": str(draft.path),
                    "name": readable(draft.name),
                    "dataset": readable(draft.dataset),
                    "n_known": draft.n_known,
                    "categories": [each.name for each in categories_in(draft)],
                }
                for draft in found
            ]
        }
    )


@handles("carry_labels", locked=False, thread=True)
def carry_labels(session: Session, body: CarryLabelsBody, call: Call) -> Reply[CarryLabelsReply]:
    """Carry the labels of a draft here, on a thread. Sent again it is done once."""
    before, changed, notes = session.revision, 0, list[str]()
    if not session.parts.editor.knows(call.id):
        with asked_by(call.id):
            report = session.carry_labels(body["path"])
        changed, notes = int(report["n_carried"].sum()), report.attrs["notes"]
    with session.parts.gate.lock:
        reply = edited(session, before, changed)
    return Reply({**reply.body, "notes": notes})
