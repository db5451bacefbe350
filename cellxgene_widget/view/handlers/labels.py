"""Requests that change labels, and what the view is told of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ...errors import AnnotationError, DataError
from ...labels.about import told_about
from ...labels.category import Category
from ...labels.history import Change
from ...session.session import Session
from .. import wire
from ..bodies import CodesBody, EditBody, Nothing
from ..checked import check_arguments
from ..label_replies import CategoryState, LabelState
from ..registry import Call, Reply, handles
from ..replies import CodesReply, EditReply, UndoReply
from .reviewing import decide


@handles("codes", of_cells=True)
def codes(session: Session, body: CodesBody) -> Reply[CodesReply]:
    """Answer with the code of each cell in a category of labels."""
    parts = session.parts
    for category in parts.history.annotations.categories:
        if category.id == body["category"]:
            found = category.codes[: parts.table.n_cells]
            # A copy: the session's lock is not held while the parts are sent.
            about: CodesReply = {"dtype": str(found.dtype), "revision": parts.history.revision}
            return Reply(about, wire.array_bytes(found.copy()))
    raise DataError("This category is gone: it was deleted meanwhile.")


#: The verbs that the front end may call by name.
EDITS: dict[str, Callable[..., Any]] = {
    "create_category": Session.create_category,
    "rename_category": Session.rename_category,
    "delete_category": Session.delete_category,
    "add_label": Session.add_label,
    "rename_label": Session.rename_label,
    "delete_label": Session.delete_label,
    "merge_labels": Session.merge_labels,
    "recolor_label": Session.recolor_label,
    "recolor_labels": Session.recolor_labels,
    "reorder_labels": Session.reorder_labels,
    "set_note": Session.set_note,
    "set_term": Session.set_term,
    "set_terms": Session.set_terms,
    "set_parent": Session.set_parent,
    "set_parents": Session.set_parents,
    "set_confidence": Session.set_confidence,
    "label": Session.label,
    "unlabel": Session.unlabel,
    "keep_evidence": Session.keep_evidence,
    "drop_evidence": Session.drop_evidence,
    "decide": decide,
}

#: Those of them that are about the cells that the person saw selected, whatever became of the selection since.
_OF_CELLS = frozenset({"label", "unlabel", "keep_evidence", "decide"})


@handles("edit", of_cells=lambda body: body["op"] in _OF_CELLS)
def edit(session: Session, body: EditBody, call: Call) -> Reply[EditReply]:
    """Make an edit, unless it is in the draft already: sent again by a page that did not hear the answer."""
    verb = edit_of(body["op"])
    parts = session.parts
    arguments = dict(body["args"])
    check_arguments(verb, arguments)
    if body["op"] in _OF_CELLS:
        arguments["cells"] = wire.unpack_cells(body.get("cells"), call.buffers, parts.table.n_cells)
    if isinstance(arguments.get("against"), list):
        arguments["against"] = tuple(arguments["against"])  # a label, as (category, label)
    before = parts.history.revision
    if parts.editor.knows(call.id):
        return edited(session, before)
    changed = verb(session, **arguments)
    return edited(session, before, changed or 0)


def edit_of(operation: str | None) -> Callable[..., Any]:
    """Return the verb that the front end calls by a name.

    Raises
    ------
    AnnotationError
        There is none.
    """
    verb = None if operation is None else EDITS.get(operation)
    if verb is None:
        raise AnnotationError(
            f"The view asked for the edit {operation!r}, which this version does not know: reload the page."
        )
    return verb


@handles("undo")
def undo(session: Session, _: Nothing, call: Call) -> Reply[UndoReply]:
    """Take the last edit back."""
    return _stepped(session, call, session.undo)


@handles("redo")
def redo(session: Session, _: Nothing, call: Call) -> Reply[UndoReply]:
    """Make the edit last taken back again."""
    return _stepped(session, call, session.redo)


def _stepped(session: Session, call: Call, step: Callable[[], str | None]) -> Reply[UndoReply]:
    parts = session.parts
    text = None if parts.editor.knows(call.id) else step()
    return Reply({"revision": parts.history.revision, "message": text})


def edited(session: Session, before: int, changed: int = 0) -> Reply[EditReply]:
    """Answer with what became of an edit, if the revision is another one than before."""
    parts = session.parts
    change = parts.editor.last_change if parts.history.revision != before else None
    return Reply(
        {
            "revision": parts.history.revision,
            "changed": changed,
            "message": None if change is None else change.entry.text,
            "former": [] if change is None else former_labels(change),
        }
    )


def former_labels(change: Change) -> list[tuple[str | None, int]]:
    """Return which labels the cells of an edit had before and how many of them, the most frequent first."""
    return sorted(change.former.items(), key=lambda item: -item[1])


def category_state(
    category: Category, labels: list[LabelState], counts: Mapping[int, int], outdated: Mapping[str, str]
) -> CategoryState:
    """Return what the view shows of a category.

    ``labels`` are its own as drawn, ``counts`` has the number of cells of each code, ``outdated`` the columns of doubt
    and agreement that are of labels of before.
    """
    return {
        "id": category.id,
        "name": category.name,
        "labels": labels,
        "unassigned": counts[0],
        "about": told_about(category.about),  # type: ignore[typeddict-item]
        "outdated": dict(outdated),
    }
