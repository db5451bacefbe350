"""Labels that were given by cluster, in words: by which, and how these were made."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ..core.counted import counted
from ..core.names import composed
from ..labels.entries import Entry
from .markdown import escaped, listed
from .names_of_now import call_of

#: The verb that gives labels by cluster.
OPERATION = "label_clusters"


def by_clusters(entry: Entry) -> str:
    """Say by which clusters the label of an edit was given: ``clusters 0 and 3 of clusters 1 (Leiden ...)``."""
    call = call_of(entry)
    labels = call.get("labels")
    given = labels.items() if isinstance(labels, Mapping) else ()
    mine = [str(cluster) for cluster, label in given if composed(str(label).strip()) == entry.about.get("label")]
    which = f"{'cluster' if len(mine) == 1 else 'clusters'} {listed(mine)}" if mine else "clusters"
    how = _made_by(call.get("how"))
    return f"{which} of {call.get('clusters')}{f' ({how})' if how else ''}"


def clusterings_in_words(entries: Sequence[Entry]) -> str:
    """Return a sentence on the clusters that labels were given by; empty if there were none."""
    calls = [call_of(entry) for entry in entries if entry.operation == OPERATION]
    said = {str(call.get("clusters")): how for call in calls if (how := _made_by(call.get("how")))}
    ways = list(dict.fromkeys(said.values()))
    return f"Labels were also given by cluster: {escaped(listed(ways))}." if ways else ""


def _made_by(how: Any) -> str:
    """Say how clusters were made; empty: an edit of another version does not tell."""
    if not isinstance(how, Mapping) or not isinstance(n := how.get("n_cells"), int):
        return ""
    return (
        f"{str(how.get('method')).capitalize()} at resolution {how.get('resolution')} on {how.get('use_rep')} of "
        f"{counted(n)}, {how.get('n_neighbors')} neighbours, seed {how.get('seed')}"
    )
