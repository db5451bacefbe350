"""Requests that take what colleagues did in a page."""

from __future__ import annotations

from typing import Literal

import pandas as pd

from ...core.counted import counted, one_or_more
from ...core.readable import readable
from ...errors import DataError
from ...session.answers import AskedFor, OlderAnswerError, Taken
from ...session.importer import TakenError
from ...session.origin import asked_by
from ...session.session import Session
from ..answer_bodies import TakeAnswerBody
from ..answer_replies import TakeAnswerReply
from ..registry import Call, Reply, handles
from .brought_in import brought_in

#: Labels that are told of one by one.
_TOLD = 8


@handles("take_answer", locked=False, thread=True)
def take_answer(session: Session, body: TakeAnswerBody, call: Call) -> Reply[TakeAnswerReply]:
    """Take an answer, on a thread: to check a large one takes its time. Sent again it is made once."""
    answers = session.parts.answers
    asked = AskedFor(body.get("author") or None, body.get("older", False), body.get("replace", False))
    if session.parts.editor.knows(call.id):
        return _told(session, "", "The answer is taken.", [])
    path = body.get("path", "").strip()
    try:
        with asked_by(call.id):
            if "file" in body:
                taken = answers.of_file(bytes(call.buffers[0]) if call.buffers else b"", body["file"], asked)
            elif path:
                taken = answers.of_path(path, asked)
            else:
                raise DataError("Name the file of an answer, or choose one.")
    except OlderAnswerError as older:
        return _asking(session, "older", older.reason)
    except TakenError as there:
        return _asking(session, "replace", there.reason)
    return _told(session, taken.categories[0], _summary(taken), _details(taken.table))


def _summary(taken: Taken) -> str:
    n, notes = int(taken.table["n_changed"].sum()), int((taken.table["comment"] != "").sum())
    comments = f"{counted(notes, 'comment')}" if notes else ""
    changed = f"another label for {counted(n)}" if n or not notes else ""
    gone = f" {counted(taken.n_gone)} of these {one_or_more(taken.n_gone, 'is', 'are')} not in the data now."
    return f"{taken.author} gave {' and '.join(filter(None, (changed, comments)))}.{gone if taken.n_gone else ''}"


def _details(table: pd.DataFrame) -> list[str]:
    """Tell of each label that cells were given or that was commented on."""
    of_several = table["category"].nunique() > 1
    told = table[(table["n_changed"] > 0) | (table["comment"] != "")]
    lines = []
    for row in told.head(_TOLD).to_dict("records"):
        where = f"{row['category']}: " if of_several else ""
        given = f"{counted(row['n_changed'])} more" if row["n_changed"] else counted(row["n_cells"])
        note = f" (“{row['comment']}”)" if row["comment"] else ""
        lines.append(f"{where}{row['label']}, {given}{note}")
    if len(told) > _TOLD:
        lines.append(f"And {counted(len(told) - _TOLD, 'label')} more.")
    return lines


def _asking(session: Session, asks: Literal["older", "replace"], reason: str) -> Reply[TakeAnswerReply]:
    return Reply({**brought_in(session), "asks": asks, "question": readable(reason)})


def _told(session: Session, name: str, message: str, details: list[str]) -> Reply[TakeAnswerReply]:
    return Reply({**brought_in(session, name, message, details), "asks": None, "question": ""})
