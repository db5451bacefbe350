"""Who labelled which cells when, and how they were chosen: the edits that still stand, with the names of now."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from ..labels.entries import Entry

#: The verbs that give a label to cells.
_GIVING = frozenset({"label"})


@dataclass(frozen=True)
class Deed:
    """What the journal tells of a label: the edits that gave it to cells, oldest first."""

    entries: tuple[Entry, ...]

    @property
    def users(self) -> list[str]:
        """Who gave it, the first first."""
        return list(dict.fromkeys(user for entry in self.entries if (user := user_of(entry))))

    @property
    def last(self) -> str | None:
        """When it was given last."""
        times = [time for entry in self.entries if isinstance(time := entry.about.get("time"), str)]
        return times[-1] if times else None


@dataclass(frozen=True)
class Deeds:
    """The edits of a draft that still stand.

    Attributes
    ----------
    standing
        All of them, oldest first.
    by_label
        Those that gave a label to cells, by category and label.
    begun
        What a category was copied from, if it was.
    """

    standing: tuple[Entry, ...] = ()
    by_label: Mapping[tuple[str, str], Deed] = field(default_factory=dict)
    begun: Mapping[str, str] = field(default_factory=dict)

    def of(self, category: str, label: str) -> Deed | None:
        """Return what is known of a label; None: nothing."""
        return self.by_label.get((category, label))

    def begun_from(self, category: str) -> str | None:
        """Return the column or category that one was copied from, if it was."""
        return self.begun.get(category)

    @classmethod
    def of_entries(cls, entries: Iterable[Entry]) -> Deeds:
        """Read the journal, oldest edit first."""
        standing = _standing(entries)
        names = _Names()
        by_label: dict[tuple[str, str], list[Entry]] = {}
        begun: dict[str, str] = {}
        for entry in reversed(standing):
            names.go_back_before(entry)
            category = names.category(entry.about.get("category"))
            if category is None:
                continue
            like, label = call_of(entry).get("like"), names.label(category, entry.about.get("label"))
            if entry.operation == "create_category" and isinstance(like, str):
                begun.setdefault(category, like)
            if entry.operation in _GIVING and label is not None and entry.about.get("n_changed"):
                by_label.setdefault((category, label), []).append(entry)
        deeds = {name: Deed(tuple(reversed(found))) for name, found in by_label.items()}
        return cls(tuple(standing), deeds, begun)


class _Names:
    """What categories and labels of a time are called now, going back in time; None: they are gone."""

    def __init__(self) -> None:
        self._categories: dict[str, str | None] = {}
        self._labels: dict[tuple[str, str], str | None] = {}

    def category(self, then: object) -> str | None:
        """Return the name of now."""
        return self._categories.get(then, then) if isinstance(then, str) else None

    def label(self, category: str, then: object) -> str | None:
        """Return the name of now of a label of a category, which is named as now."""
        return self._labels.get((category, then), then) if isinstance(then, str) else None

    def go_back_before(self, entry: Entry) -> None:
        """Let names mean what they meant before an edit."""
        call, then = call_of(entry), entry.about.get("category")
        old, new = call.get("old"), call.get("new")
        if entry.operation == "rename_category" and isinstance(old, str) and isinstance(new, str):
            self._categories[old], self._categories[new] = self.category(new), None
            return
        if entry.operation == "delete_category" and isinstance(then, str):
            self._categories[then] = None
        category = self.category(then)
        if category is None:
            return
        label, into = entry.about.get("label"), call.get("into")
        if entry.operation == "rename_label" and isinstance(old, str) and isinstance(new, str):
            self._labels[category, old], self._labels[category, new] = self.label(category, new), None
        elif entry.operation == "merge_labels" and isinstance(into, str):
            for gone in map(str, call.get("labels") or ()):
                self._labels[category, gone] = self.label(category, into)
        elif entry.operation == "delete_label" and isinstance(label, str):
            self._labels[category, label] = None


class _State(NamedTuple):
    """The edits that stand, as the last of them and those before."""

    entry: Entry
    before: _State | None


def _standing(entries: Iterable[Entry]) -> list[Entry]:
    """Return the edits that were not taken back."""
    now: _State | None = None
    undo: list[_State | None] = []
    redo: list[_State | None] = []
    after: dict[int, _State | None] = {0: None}
    for entry in entries:
        if entry.operation == "undo":
            if undo:
                redo.append(now)
                now = undo.pop()
        elif entry.operation == "redo":
            if redo:
                undo.append(now)
                now = redo.pop()
        else:
            redo.clear()
            undo.append(now)
            revision = call_of(entry).get("revision")
            if entry.operation == "restore_to" and isinstance(revision, int) and revision in after:
                now = after[revision]
            else:
                now = _State(entry, now)
        after[entry.revision] = now
    standing = []
    while now is not None:
        standing.append(now.entry)
        now = now.before
    return standing[::-1]


def call_of(entry: Entry) -> Mapping[str, Any]:
    """Return the arguments of the verb that an edit was made by, as far as they are known."""
    call = entry.about.get("call")
    return call if isinstance(call, Mapping) else {}


def user_of(entry: Entry) -> str:
    """Return who made an edit; empty: not known."""
    user = entry.about.get("user")
    return user if isinstance(user, str) else ""
