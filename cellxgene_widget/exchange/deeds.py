"""Who labelled which cells when, and how they were chosen: the edits that still stand, with the names of now."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal, NamedTuple

from ..errors import AnnotationError
from ..labels.edits import Assign, flatten
from ..labels.entries import Entry
from ..labels.reviewing import STATES
from .names_of_now import NamesOfNow, call_of, copied_columns

#: The verbs that give a label to cells.
_GIVING = frozenset({"label", "relabel", "smooth", "label_clusters"})
#: Those of them that give several at once.
_GIVING_SEVERAL = frozenset({"smooth", "label_clusters"})
#: Those that make labels what they were.
_GOING_BACK = frozenset({"restore", "restore_to"})
#: What brings labels from elsewhere, all at once.
_BROUGHT = frozenset(
    {"import_labels", "create_category", "merge_outside", "reconcile", "take_answer", "replay", "carry_labels"}
)
#: What another program did with the draft's file.
_OUTSIDE = "merge_outside"


@dataclass(frozen=True)
class Deed:
    """What the journal tells of a label: the edits that gave it to cells, oldest first."""

    entries: tuple[Entry, ...]

    @property
    def users(self) -> list[str]:
        """Who gave it, the first first."""
        return list(dict.fromkeys(user for entry in self.entries if (user := user_of(entry))))

    @property
    def n_changed(self) -> int:
        """How many cells they gave it to: one that got it twice counts twice."""
        return sum(n_changed(entry) for entry in self.entries)

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
        What a category was copied from, if it was, as that is called now.
    taken
        The column that a category was copied from, or that one it is a copy of.
    reviewed
        The decisions of reviews, by the category that was reviewed, oldest first.
    unclear
        Edits that went back to an earlier version, of which the journal does not tell what stood then.
    outside
        Categories and labels that another program gave to cells; None: it did, and it is not known any more which.
    """

    standing: tuple[Entry, ...] = ()
    by_label: Mapping[tuple[str, str], Deed] = field(default_factory=dict)
    begun: Mapping[str, str] = field(default_factory=dict)
    taken: Mapping[str, str] = field(default_factory=dict)
    reviewed: Mapping[str, tuple[Entry, ...]] = field(default_factory=dict)
    unclear: tuple[Entry, ...] = ()
    outside: frozenset[tuple[str, str]] | None = frozenset()

    def of(self, category: str, label: str) -> Deed | None:
        """Return what is known of a label; None: nothing."""
        return self.by_label.get((category, label))

    def begun_from(self, category: str) -> str | None:
        """Return the column or category that one was copied from, if it was."""
        return self.begun.get(category)

    def taken_from(self, category: str) -> str | None:
        """Return the column of the data that the labels of a category were copied from first, if they were."""
        return self.taken.get(category)

    def by_hand(self, category: str) -> list[Entry]:
        """Return the edits that gave labels of a category to cells, oldest first."""
        found = {
            entry.revision for (name, _), deed in self.by_label.items() if name == category for entry in deed.entries
        }
        return [entry for entry in self.standing if entry.revision in found]

    def tell_of(self, category: str, label: str, n_cells: int) -> Literal["all", "some", "none"]:
        """Tell of how many of the cells of a label it may be known by which edit they got it.

        ``"all"`` is said as long as nothing speaks against it: a cell that got a label twice hides one that got it
        otherwise.
        """
        deed = self.of(category, label)
        if deed is None:
            return "none" if n_cells else "all"
        is_outside = self.outside is None or (category, label) in self.outside
        return "some" if is_outside or n_cells > deed.n_changed else "all"

    @classmethod
    def of_entries(cls, entries: Iterable[Entry]) -> Deeds:
        """Read the journal, oldest edit first."""
        made, unclear = standing(entries)
        columns = copied_columns(made)
        names = NamesOfNow()
        by_label: dict[tuple[str, str], list[Entry]] = {}
        begun: dict[str, str] = {}
        taken: dict[str, str] = {}
        reviewed: dict[str, list[Entry]] = {}
        outside: set[tuple[str, str]] | None = set()
        for entry in reversed(made):
            if entry.operation == _OUTSIDE and n_changed(entry) and outside is not None:
                given = _given_by(entry)
                if given is None:
                    outside = None
                else:
                    now = {(here, names.label(here, label)) for its, label in given for here in names.categories(its)}
                    outside |= {(category, label) for category, label in now if label is not None}
            for category in names.go_back_before(entry):
                if entry.operation == "create_category" and (like := call_of(entry).get("like")) is not None:
                    begun.setdefault(category, names.category(like) or str(like))
                    if entry.revision in columns:
                        taken[category] = str(like)
                if entry.operation in STATES and "group" in call_of(entry):
                    reviewed.setdefault(category, []).append(entry)
                if entry.operation in _GIVING and n_changed(entry):
                    for part in _by_label(entry):
                        if (label := names.label(category, part.about.get("label"))) is not None:
                            by_label.setdefault((category, label), []).append(part)
        deeds = {name: Deed(tuple(reversed(found))) for name, found in by_label.items()}
        found = None if outside is None else frozenset(outside)
        decided = {category: tuple(reversed(entries)) for category, entries in reviewed.items()}
        return cls(tuple(made), deeds, begun, taken, decided, tuple(unclear), found)


def changed_by_hand_since(entries: Iterable[Entry], category: str, time: str) -> int:
    """Return how many cells of a category got another label since a time by edits that still stand, each time counted.

    Parameters
    ----------
    entries
        The journal, oldest edit first.
    category
        As it is called now.
    time
        In UTC, as ISO 8601.
    """
    still, names, n = standing(entries)[0], NamesOfNow(), 0
    for entry in reversed(still):
        made = entry.about.get("time")
        if not isinstance(made, str) or made < time:
            break
        if category in names.go_back_before(entry) and entry.operation not in _BROUGHT:
            n += n_changed(entry)
    return n


class _State(NamedTuple):
    """The edits that stand, as the last of them and those before."""

    entry: Entry
    before: _State | None


def standing(entries: Iterable[Entry]) -> tuple[list[Entry], list[Entry]]:
    """Return the edits that were not taken back, oldest first, and those of them that may have taken back others."""
    now: _State | None = None
    undo: list[_State | None] = []
    redo: list[_State | None] = []
    after: dict[int, _State | None] = {}
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
            if entry.operation in _GOING_BACK and isinstance(revision, int) and revision in after:
                now = after[revision]
            else:
                now = _State(entry, now)
        after[entry.revision] = now
    found = []
    while now is not None:
        found.append(now.entry)
        now = now.before
    found.reverse()
    return found, [entry for entry in found if entry.operation in _GOING_BACK]


def _by_label(entry: Entry) -> Iterable[Entry]:
    """Give an edit once for each label that it gave, as if it were about that alone: some give several."""
    if entry.operation not in _GIVING_SEVERAL:
        return [entry]
    given = sorted((_given_by(entry) or {}).items())
    return [replace(entry, about={**entry.about, "label": label, "n_changed": n}) for (_, label), n in given]


def _given_by(entry: Entry) -> dict[tuple[str, str], int] | None:
    """Return the categories and labels that an edit gave, as they were called then, each to how many cells.

    None: not known now.
    """
    try:
        parts = flatten(entry.unpack_edit())
    except AnnotationError:
        return None
    given = (part for part in parts if isinstance(part, Assign))
    return {(part.category, part.label): len(part.cells) for part in given if part.label is not None}


def n_changed(entry: Entry) -> int:
    """Return how many cells have another label by an edit; 0 if that is not known."""
    n = entry.about.get("n_changed")
    return n if isinstance(n, int) else 0


def n_edits(entries: Iterable[Entry]) -> int:
    """Return how many edits these are: one that gave several labels is there once for each, and is one."""
    return len({entry.revision for entry in entries})


def user_of(entry: Entry) -> str:
    """Return who made an edit; empty: not known."""
    user = entry.about.get("user")
    return user if isinstance(user, str) else ""
