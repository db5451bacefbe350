"""Labels nested under others of their category: who is above, who is below, and which nesting makes no sense."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from ..errors import LabelError
from .category import Category, Label

#: The deepest level that a label may be at; those at the top are at 1.
MAX_LEVEL = 20

#: The label above each label that has one, by name.
Parents = Mapping[str, str]


def parents_of(labels: Iterable[Label]) -> dict[str, str]:
    """Return the label above each label that is nested."""
    return {label.name: label.parent for label in labels if label.parent is not None}


def above(name: str, parents: Parents) -> list[str]:
    """Return the labels above one, the nearest first."""
    found: list[str] = []
    at = parents.get(name)
    while at is not None and at not in found and at != name:
        found.append(at)
        at = parents.get(at)
    return found


def line_of(category: Category, name: str) -> dict[str, str]:
    """Return what is above a label, and above that, as a nesting; without a look at all labels."""
    line: dict[str, str] = {}
    at = category.find(name)
    while at.parent is not None and at.name not in line:
        line[at.name] = at.parent
        if not category.has(at.parent):
            break
        at = category.find(at.parent)
    return line


def with_descendants(category: Category, names: Iterable[str | None]) -> list[str | None]:
    """Return labels and all that are nested under them, in the order of the category; None stays."""
    wanted = set(names)
    parents = parents_of(category.labels)
    nested: list[str | None] = [
        label.name for label in category.labels if not wanted.isdisjoint((label.name, *above(label.name, parents)))
    ]
    return [None, *nested] if None in wanted else nested


def with_those_below(labels: Sequence[Label], counts: Mapping[str, int]) -> dict[str, int]:
    """Return for each label its number with those of all labels that are nested under it."""
    parents, found = parents_of(labels), {label.name: counts[label.name] for label in labels}
    for label in labels:
        for name in above(label.name, parents):
            found[name] += counts[label.name]
    return found


def level_of(name: str, parents: Parents) -> int:
    """Return how deep a label is: 1 at the top."""
    return len(above(name, parents)) + 1


def n_levels(labels: Sequence[Label]) -> int:
    """Return how many levels there are: 1 where nothing is nested."""
    parents = parents_of(labels)
    return max((level_of(name, parents) for name in parents), default=1)


def at_level(name: str, level: int, parents: Parents) -> str:
    """Return the label that stands for one at a level: the one above it there, or itself if it is no deeper."""
    line = [name, *above(name, parents)]
    return line[max(len(line) - level, 0)]


def families(labels: Sequence[Label]) -> list[tuple[Label, int]]:
    """Return labels with their level, each followed by those nested under it; else in the order they have."""
    by_name, parents = {label.name: label for label in labels}, parents_of(labels)
    return [(by_name[name], level_of(name, parents)) for name in in_families(list(by_name), parents)]


def in_families(names: Sequence[str], parents: Parents) -> list[str]:
    """Return names of labels, each followed by those nested under it; else in the order they have."""
    below: dict[str | None, list[str]] = {}
    for name in names:
        below.setdefault(parents.get(name), []).append(name)
    found: list[str] = []
    waiting = below.get(None, [])[::-1]
    while waiting:
        name = waiting.pop()
        found.append(name)
        waiting += below.get(name, [])[::-1]
    return found


def check_not_above_itself(name: str, parents: Parents) -> None:
    """Check that a label is not above itself.

    Raises
    ------
    LabelError
        It is.
    """
    parent = parents.get(name)
    if parent == name:
        raise LabelError(f"{name!r} can't be nested under itself.")
    line = above(name, parents)
    if line and parents.get(line[-1]) == name:
        raise LabelError(f"{name!r} can't be nested under {parent!r}, which is nested under {name!r}.")


def check_depth(parents: Parents) -> None:
    """Check that no label is deeper than :data:`MAX_LEVEL`.

    Raises
    ------
    LabelError
        One is.
    """
    for name, parent in parents.items():
        deep = level_of(name, parents)
        if deep > MAX_LEVEL:
            raise LabelError(
                f"{name!r} can't be nested under {parent!r}: it would be {deep} levels deep, and {MAX_LEVEL} are the "
                "most."
            )


def sound(parents: Parents, names: Iterable[str]) -> dict[str, str]:
    """Return the nesting that a file says as far as it makes sense: of labels there are, without circles."""
    known = dict.fromkeys(names)
    kept: dict[str, str] = {}
    for name in known:
        parent = parents.get(name)
        if parent in known and parent != name and name not in above(parent, kept):
            kept[name] = parent
    for name in known:
        if level_of(name, kept) > MAX_LEVEL:
            del kept[name]
    return kept


def without(gone: Iterable[str], into: str | None, parents: Parents) -> dict[str, str | None]:
    """Return the new parents of labels whose parent goes, its cells going to ``into``.

    They come under ``into``, or where that goes round in a circle (or is nothing) under what is above those that go.
    """
    leaving = set(gone)
    moved: dict[str, str | None] = {}
    for name, parent in parents.items():
        if name in leaving or parent not in leaving:
            continue
        next_above = next((each for each in above(name, parents) if each not in leaving), None)
        under_into = into is not None and name != into and name not in above(into, parents)
        moved[name] = into if under_into else next_above
    return moved
