"""What became of the named sets of a draft, record by record; those replaced or dropped can be brought back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from .named_set import NamedSet, is_set_name

#: Sets that were replaced or dropped, of those names that did so last.
_MOST_FORMER = 20

#: One thing that happened: ``{"put": set}``, ``{"drop": name}``, ``{"rename": [old, new]}`` or ``{"recall": name}``.
Record = Mapping[str, Any]


class SetLog:
    """Named sets as a row of records leaves them.

    Attributes
    ----------
    sets
        Those there are, by name, in the order they were made.
    former
        By name the one that last had it before it was replaced or dropped.
    """

    def __init__(self) -> None:
        self.sets: dict[str, NamedSet] = {}
        self.former: dict[str, NamedSet] = {}

    def copy(self) -> SetLog:
        """Return one that can go on by itself."""
        other = SetLog()
        other.sets, other.former = dict(self.sets), dict(self.former)
        return other

    def take(self, record: Record) -> bool:
        """Do what a record says; False if it does not fit: it is damaged, or of a later version."""
        if "put" in record:
            made = NamedSet.from_json(record["put"])
            if made is not None:
                self.put(made)
            return made is not None
        if "rename" in record:
            names = record["rename"]
            fits = isinstance(names, list) and len(names) == 2 and all(map(is_set_name, names))
            return fits and self.rename(names[0], names[1])
        for what, do in (("drop", self.drop), ("recall", self.recall)):
            name = record.get(what)
            if isinstance(name, str):
                return do(name)
        return False

    def put(self, made: NamedSet) -> None:
        """Have a set, in place of one of its name."""
        self._keep(self.sets.get(made.name))
        self.sets[made.name] = made

    def drop(self, name: str) -> bool:
        """Have a set no more; False if there is none of this name."""
        gone = self.sets.pop(name, None)
        self._keep(gone)
        return gone is not None

    def rename(self, old: str, new: str) -> bool:
        """Call a set otherwise; False if there is none, or the name is taken."""
        if old not in self.sets or new in self.sets:
            return False
        self.sets = {
            (new if name == old else name): (_called(one, new) if name == old else one)
            for name, one in self.sets.items()
        }
        return True

    def recall(self, name: str) -> bool:
        """Bring back the set that had a name before; one that has it now takes its place. False if there is none."""
        former = self.former.pop(name, None)
        if former is not None:
            self.put(former)
        return former is not None

    def records(self) -> Iterator[Record]:
        """Give the records that lead to the same state, without what happened on the way."""
        for name, one in self.former.items():
            yield {"put": one.to_json()}
            yield {"drop": name}
        for one in self.sets.values():
            yield {"put": one.to_json()}

    def _keep(self, one: NamedSet | None) -> None:
        if one is None:
            return
        self.former.pop(one.name, None)
        self.former[one.name] = one
        while len(self.former) > _MOST_FORMER:
            del self.former[next(iter(self.former))]


def _called(one: NamedSet, name: str) -> NamedSet:
    return NamedSet(name, one.cells, one.frame, one.recipe, one.made_at)
