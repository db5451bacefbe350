"""Requests that look at an earlier version of the draft, without going back to it."""

from __future__ import annotations

from ...errors import DraftError
from ...session.session import Session
from .. import wire
from ..bodies import RestoreBody, VersionCodesBody
from ..past_replies import VersionChangesReply, VersionCodesReply, VersionLabel
from ..registry import Reply, handles


# On a thread, and not under the lock: the files of many cells take their time.
@handles("version_changes", locked=False, thread=True)
def version_changes(session: Session, body: RestoreBody) -> Reply[VersionChangesReply]:
    """Answer with what is different in a version from the one before it."""
    found = session.version_changes(body["version"])
    return Reply({"n_labelled": found.n_labelled, "changes": list(found.changes)})


@handles("version_codes", locked=False, thread=True, of_cells=True)
def version_codes(session: Session, body: VersionCodesBody) -> Reply[VersionCodesReply]:
    """Answer with the code of each cell in a category of a version: the one asked for, or its first."""
    parts = session.parts
    categories = parts.earlier.labels(body["version"]).categories
    if not categories:
        raise DraftError("This version has no category of labels: there is nothing to show.")
    wanted = body.get("category")
    category = next((one for one in categories if one.name == wanted), categories[0])
    n_cells = parts.table.n_cells
    counts, codes = category.counts(n_cells), category.codes[:n_cells]
    labels: list[VersionLabel] = [
        {"code": label.code, "name": label.name, "color": label.color, "count": counts[label.code]}
        for label in category.labels
    ]
    about: VersionCodesReply = {
        "categories": [one.name for one in categories],
        "category": category.name,
        "labels": labels,
        "dtype": str(codes.dtype),
    }
    return Reply(about, wire.array_bytes(codes))
