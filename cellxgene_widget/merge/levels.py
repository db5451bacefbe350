"""Columns for the levels of nested labels."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from ..errors import MergeError, some
from ..labels.category import Category
from ..labels.levels import category_at
from ..labels.nesting import MAX_LEVEL, n_levels

Keys = str | Mapping[str, str] | None


class WithLevels(NamedTuple):
    """Categories each followed by those of its levels, the keys of all, and what of an earlier merge is out of date."""

    categories: list[Category]
    keys: Keys
    notes: tuple[str, ...] = ()


def with_levels(
    categories: Sequence[Category], key_added: Keys, own: Collection[str], columns: Collection[str]
) -> WithLevels:
    """Return what is merged where a category has nested labels.

    Parameters
    ----------
    categories
        What is merged.
    key_added
        As it was given; what is wrong with it is said where it is used.
    own
        The names of all categories: their columns are no levels of others.
    columns
        Those of ``obs``.

    Raises
    ------
    MergeError
        A level would go where another category goes.
    """
    keys = {categories[0].name: key_added} if isinstance(key_added, str) and len(categories) == 1 else key_added
    if isinstance(keys, str):
        return WithLevels(list(categories), keys)
    given = dict(keys) if isinstance(keys, Mapping) else {}
    # where the other categories are, or would be by their names
    taken = {given.get(name, name): name for name in own}
    found, notes = list[Category](), list[str]()
    for category in categories:
        found.append(category)
        deepest, key = n_levels(category.labels), given.get(category.name, category.name)
        n_columns = deepest if deepest > 1 else 0
        for number in range(1, n_columns + 1):
            level, column = category_at(category, number), f"{key}_level_{number}"
            if level.name in own:
                raise MergeError(
                    f"There is a category {level.name!r}, which is what a level is called: rename it first."
                )
            if column in taken:
                raise MergeError(
                    f"Level {number} of {category.name!r} would go into obs[{column!r}], which is for the category "
                    f"{taken[column]!r}: give one of them another key by key_added=, or another name."
                )
            found.append(level)
            given[level.name] = column
        stale = [each for number in range(n_columns + 1, MAX_LEVEL + 1) if (each := f"{key}_level_{number}") in columns]
        if stale:
            notes.append(f"{category.name!r} has no such levels any more: {some(stale)} in obs is of an earlier merge.")
    return WithLevels(found, given or key_added, tuple(notes))
