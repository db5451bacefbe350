"""The request that puts labels into ``adata``; it never writes over a column that nobody agreed to."""

from __future__ import annotations

from ...core.readable import readable
from ...errors import some
from ...merge.into_obs import ColumnInTheWayError
from ...session.session import Session
from ..bodies import MergeBody
from ..past_replies import MergeReply
from ..registry import Reply, handles


@handles("merge", locked=False)  # as for save: it saves first
def merge(session: Session, body: MergeBody) -> Reply[MergeReply]:
    """Put categories into ``adata.obs``, each under its key; columns in the way are asked about."""
    keys, levels = body["keys"], body.get("levels", False)
    try:
        report = session.merge(list(keys), key_added=keys, levels=levels)
    except ColumnInTheWayError as error:
        if not set(error.keys) <= set(body["agreed"]):
            problem = (
                f"adata.obs has {some(error.keys)} already, and not as this draft wrote it: choose another name, or "
                "write over it."
            )
            return Reply({"written": [], "notes": [], "in_the_way": list(error.keys), "problem": readable(problem)})
        report = session.merge(list(keys), key_added=keys, overwrite=error.keys, levels=levels)
    written = [readable(str(column)) for column in report.columns]
    return Reply(
        {"written": written, "notes": [readable(note) for note in report.notes], "in_the_way": [], "problem": None}
    )
