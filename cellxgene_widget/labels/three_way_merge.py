"""From one state of the labels to another, as edits: what restoring a version and merging an outside change come to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

import numpy as np

from ..core.cell_sets import Mask, cells_by_code, cells_of_mask
from .about import AboutKey
from .annotations import Annotations, made, made_flat, said_of
from .category import Category
from .common_codes import Names, codes_in, numbers_of
from .edits import (
    Assign,
    Batch,
    CreateCategory,
    DeleteCategory,
    DeleteLabel,
    Edit,
    ReorderLabels,
    SetAbout,
    SetParent,
)
from .merged_reviews import reopened_by_merge
from .said import described, taken_over


class Merged(NamedTuple):
    """What a three-way merge comes to.

    Attributes
    ----------
    edit
        What to do to ours; None if nothing.
    n_taken
        Cells that get their label.
    n_kept
        Cells that both changed, each in another way: ours stays.
    labels_kept
        Labels of which both said something, each another thing: ours stays.
    """

    edit: Batch | None
    n_taken: int
    n_kept: int
    labels_kept: tuple[str, ...] = ()


def difference(current: Annotations, target: Annotations) -> Batch | None:
    """Return the edit that makes ``target`` out of ``current`` (over the same cells); None if they are the same.

    The order of categories is left as it is.
    """
    parts: list[Edit] = [DeleteCategory(name) for name in current.names if name not in target.names]
    for category in target.categories:
        if category.name not in current.names:
            parts += _created(category)
            continue
        ours = current.find(category.name)
        parts += _added(ours, category)
        parts += _assigned(category.name, *_in_common_numbers(ours, category))
        for label in category.labels:
            if ours.has(label.name):
                before = ours.find(label.name)
                parts += described(category.name, before, label)
        parts += _nested(ours, category)
        parts += [DeleteLabel(category.name, label.name) for label in ours.labels if not category.has(label.name)]
        wanted = tuple(label.name for label in category.labels)
        kept = [label.name for label in ours.labels if category.has(label.name)]
        if tuple(kept + [name for name in wanted if not ours.has(name)]) != wanted:
            parts.append(ReorderLabels(category.name, wanted))
    parts += _said(current, target, again=bool(parts))
    return Batch(tuple(parts)) if parts else None


def merge_changes(base: Annotations, ours: Annotations, theirs: Annotations) -> Merged:
    """Merge what others changed since a common version into ours, cell by cell.

    Where only they changed a cell it gets their label; where both did, ours stays. Nothing of ours goes: a category or
    a label that they took away stays, except on the cells they gave another one. What was decided in a review stays on
    the cells that keep the label it was decided on: see :func:`.merged_reviews.reopened_by_merge`.

    Parameters
    ----------
    base
        The last version that both know.
    ours, theirs
        What became of it; all over the same cells.
    """
    parts: list[Edit] = []
    about: list[Edit] = []  # last: what is proposed goes with labels, and is not for those of a former name
    labels_kept: list[str] = []
    n_taken = n_kept = 0
    for category in theirs.categories:
        known = base.find(category.name) if category.name in base.names else None
        if category.name not in ours.names:
            if known is None or difference_of(known, category):  # new, or changed since we took it away
                parts += _created(category)
                about += said_of(category)
                n_taken += int(np.count_nonzero(category.codes))
            continue
        mine = ours.find(category.name)
        was = known or Category(category.name, 0, np.zeros(ours.n_cells, dtype=np.uint8))
        numbers = numbers_of(mine, category, was)
        now, their, before = (codes_in(numbers, each) for each in (mine, category, was))
        theirs_changed = their != before
        taken = theirs_changed & (now == before)
        n_kept += int(np.count_nonzero(theirs_changed & (now != before) & (now != their)))
        n_taken += int(np.count_nonzero(taken))
        used, have, had = set(np.unique(their[taken]).tolist()), _names(mine), _names(was)
        new = [x for x in category.labels if x.name not in have and (numbers[x.name] in used or x.name not in had)]
        said = taken_over(mine, category, was, new)
        parts += said.edits
        labels_kept += said.kept
        about += _about(mine, category, [key for key in category.about if mine.about.get(key) == was.about.get(key)])
        parts += _assigned(category.name, numbers, now, np.where(taken, their, now))
    parts += about
    parts += reopened_by_merge(base, ours, theirs, parts)
    return Merged(Batch(tuple(parts)) if parts else None, n_taken, n_kept, tuple(labels_kept))


def keep_cells_without_a_row(after: Annotations, before: Annotations, missing: Mask) -> None:
    """Let cells that a file does not name keep the label they had: it says nothing of them."""
    if not missing.any():
        return
    for category in after.categories:
        if category.name not in before.names:
            continue
        known = before.find(category.name)
        for label in known.labels:
            cells = missing & known.mask(label.name)
            if cells.any():
                if not category.has(label.name):
                    after.apply(Batch(tuple(made_flat(category.name, [label]))))
                after.apply(Assign(category.name, label.name, cells_of_mask(cells)))


def difference_of(one: Category, other: Category) -> bool:
    """Tell whether two categories label any cell differently."""
    _, first, second = _in_common_numbers(one, other)
    return bool(np.any(first != second))


def _created(category: Category) -> list[Edit]:
    parts: list[Edit] = [CreateCategory(category.name)]
    groups = cells_by_code(category.codes, max((label.code for label in category.labels), default=0) + 1)
    parts += made(category.name, category.labels)
    for label in category.labels:
        if (cells := groups[label.code]).size:
            parts.append(Assign(category.name, label.name, cells))
    return parts


def _added(ours: Category, target: Category) -> list[Edit]:
    return made_flat(target.name, [label for label in target.labels if not ours.has(label.name)])


def _about(ours: Category, target: Category, keys: Iterable[AboutKey]) -> list[Edit]:
    """Return the edits that say of a category under some keys what is said of the target."""
    return [
        SetAbout(ours.name, key, target.about.get(key))
        for key in dict.fromkeys(keys)
        if ours.about.get(key) != target.about.get(key)
    ]


def _said(current: Annotations, target: Annotations, *, again: bool) -> Iterator[Edit]:
    """Yield what is to be said of the categories once all else is done: what is proposed for a label goes with it.

    ``again``: also what is proposed and was before, for the edits before may have taken it away.
    """
    for category in target.categories:
        before = current.find(category.name).about if category.name in current.names else {}
        for key in dict.fromkeys((*before, *category.about)):
            now = category.about.get(key)
            if before.get(key) != now or (again and key == "proposals" and now):
                yield SetAbout(category.name, key, now)


def _nested(ours: Category, target: Category) -> list[Edit]:
    """Return the edits that nest labels as in ``target``, once all labels are there: first what must move goes up."""
    before = {label.name: label.parent for label in ours.labels}
    moved = [label for label in target.labels if before.get(label.name) != label.parent]
    up: list[Edit] = [SetParent(target.name, x.name, None) for x in moved if before.get(x.name) is not None]
    return [*up, *(SetParent(target.name, x.name, x.parent) for x in moved if x.parent is not None)]


def _assigned(name: str, numbers: dict[str, int], now: Names, wanted: Names) -> list[Edit]:
    changed = cells_of_mask(now != wanted)
    named: list[str | None] = [None, *numbers]  # in the order of their numbers
    groups = cells_by_code(wanted[changed], len(named))
    return [Assign(name, label, changed[cells]) for label, cells in zip(named, groups, strict=True) if cells.size]


def _names(category: Category) -> set[str]:
    return {label.name for label in category.labels}


def _in_common_numbers(one: Category, other: Category) -> tuple[dict[str, int], Names, Names]:
    numbers = numbers_of(one, other)
    return numbers, codes_in(numbers, one), codes_in(numbers, other)
