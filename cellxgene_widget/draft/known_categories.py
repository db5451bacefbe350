"""Which categories a draft had, as its journal tells: a file that another program wrote does not say it."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from ..errors import AnnotationError
from ..labels.edits import CreateCategory, DeleteCategory, Edit, RenameCategory, flatten
from ..labels.entries import Entry


def categories_after(
    entries: Iterable[Entry], until: int, *, start: Collection[str] = (), since: int = 0
) -> frozenset[str]:
    """Return the names of the categories that there were after some revision.

    An edit of labels tells of its category too: it may have been in a file that was opened.

    Parameters
    ----------
    entries
        Edits of the journal, in order.
    until
        The last revision that counts.
    start
        Categories that there were at the revision ``since``.
    since
        Edits up to this one are in ``start``.
    """
    names = set(start)
    for entry in entries:
        if not since < entry.revision <= until:
            continue
        try:
            edit = entry.unpack_edit()
        except AnnotationError:  # compacted: only what the history shows is left, and that can't tell what is gone
            if isinstance(name := entry.about.get("category"), str):
                names.add(name)
        else:
            _follow(names, edit)
    return frozenset(names)


def _follow(names: set[str], edit: Edit) -> None:
    for part in flatten(edit):
        if isinstance(part, CreateCategory):
            names.add(part.name)
        elif isinstance(part, DeleteCategory):
            names.discard(part.name)
        elif isinstance(part, RenameCategory):
            names.discard(part.old)
            names.add(part.new)
        elif isinstance(name := getattr(part, "category", None), str):
            names.add(name)
