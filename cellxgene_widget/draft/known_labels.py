"""What was said of the labels of a draft, as its journal tells: a file that another program wrote does not say it."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable

import pandas as pd

from ..errors import AnnotationError
from ..labels.annotations import Annotations
from ..labels.edits import Assign, flatten
from ..labels.entries import Entry
from .state import labels_of, table_of_state
from .table import DraftTable


def labels_after(entries: Iterable[Entry], until: int, start: DraftTable | None) -> DraftTable:
    """Return the categories with their labels, in order, and what was said of them after some revision; no cells.

    Parameters
    ----------
    entries
        Edits of the journal, in order; what is left of one that was compacted says nothing.
    until
        The last revision that counts.
    start
        A version of the draft that we wrote: edits up to its revision are in it. None: all edits count.
    """
    annotations, since = Annotations(0), 0
    if start is not None:
        since = min(start.revision, until)
        for category in start.categories:
            annotations.load(category.name, labels_of(category), category.about)
    for entry in entries:
        if since < entry.revision <= until and entry.edit is not None:
            with contextlib.suppress(AnnotationError):
                for part in flatten(entry.unpack_edit()):
                    if not isinstance(part, Assign):
                        with contextlib.suppress(AnnotationError):  # the rest of it is not less true
                            annotations.apply(part)
    return table_of_state(annotations, pd.Index([], dtype=object))
