"""What categories and labels of a time are called now: renamed, merged, copied, gone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ..labels.entries import Entry

#: Verbs that make a category of a name, or labels anew in one that there is.
_MAKING = frozenset({"create_category", "import_labels", "reconcile", "take_answer", "replay", "carry_labels"})


class NamesOfNow:
    """The names of now, going back in time edit by edit; None: what was so called is gone."""

    def __init__(self) -> None:
        self._categories: dict[str, str | None] = {}
        #: Categories of now that were copied from one later than the time that was gone back to.
        self._copies: dict[str, tuple[str, ...]] = {}
        self._labels: dict[tuple[str, str], str | None] = {}

    def category(self, then: object) -> str | None:
        """Return the name of now."""
        return self._categories.get(then, then) if isinstance(then, str) else None

    def categories(self, then: object) -> tuple[str, ...]:
        """Return the names of now of a category and of its copies."""
        if not isinstance(then, str):
            return ()
        own = self.category(then)
        return (*(() if own is None else (own,)), *self._copies.get(then, ()))

    def label(self, category: str, then: object) -> str | None:
        """Return the name of now of a label of a category, which is named as now."""
        return self._labels.get((category, then), then) if isinstance(then, str) else None

    def go_back_before(self, entry: Entry) -> tuple[str, ...]:
        """Let names mean what they meant before an edit; return which categories of now it is about."""
        call, then = call_of(entry), entry.about.get("category")
        old, new = call.get("old"), call.get("new")
        if entry.operation == "rename_category" and isinstance(old, str) and isinstance(new, str):
            found = self.categories(new)
            self._categories[old], self._copies[old] = self.category(new), self._copies.get(new, ())
            self._forget(new)
            return found
        if entry.operation == "delete_category" and isinstance(then, str):
            self._forget(then)
        found = self.categories(then)
        # labels that were imported in place of others leave nothing of what was before
        if entry.operation in _MAKING and isinstance(then, str):
            like = call.get("like")
            self._forget(then)
            if isinstance(like, str):
                self._copies[like] = (*self._copies.get(like, ()), *found)
        for category in found:
            self._go_back_in(category, entry)
        return found

    def _forget(self, then: str) -> None:
        self._categories[then], self._copies[then] = None, ()

    def _go_back_in(self, category: str, entry: Entry) -> None:
        call, label = call_of(entry), entry.about.get("label")
        old, new, into = call.get("old"), call.get("new"), call.get("into")
        if entry.operation == "rename_label" and isinstance(old, str) and isinstance(new, str):
            self._labels[category, old], self._labels[category, new] = self.label(category, new), None
        elif entry.operation == "merge_labels" and isinstance(into, str):
            for gone in map(str, call.get("labels") or ()):
                self._labels[category, gone] = self.label(category, into)
        elif entry.operation == "delete_label" and isinstance(label, str):
            self._labels[category, label] = None


def copied_columns(entries: Iterable[Entry]) -> frozenset[int]:
    """Return the revisions of the edits that made a category of a column, not of another category."""
    there: set[str] = set()
    found: set[int] = set()
    for entry in entries:
        call, name = call_of(entry), entry.about.get("category")
        if not isinstance(name, str):
            continue
        if entry.operation == "create_category" and call.get("like") is not None and call["like"] not in there:
            found.add(entry.revision)
        elif entry.operation == "rename_category":
            there.discard(str(call.get("old")))
        if entry.operation == "delete_category":
            there.discard(name)
        else:
            there.add(name)
    return frozenset(found)


def call_of(entry: Entry) -> Mapping[str, Any]:
    """Return the arguments of the verb that an edit was made by, as far as they are known."""
    call = entry.about.get("call")
    return call if isinstance(call, Mapping) else {}
