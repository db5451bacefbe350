"""Columns for the levels of nested labels."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ..labels.category import Category
from ..labels.levels import category_at
from ..labels.nesting import n_levels

Keys = str | Mapping[str, str] | None


def with_levels(categories: Sequence[Category], key_added: Keys) -> tuple[list[Category], Keys]:
    """Return categories each followed by those of its levels, if its labels are nested, and the keys of all.

    Parameters
    ----------
    categories
        What is merged.
    key_added
        As it was given; what is wrong with it is said where it is used.
    """
    found: list[Category] = []
    keys = {categories[0].name: key_added} if isinstance(key_added, str) and len(categories) == 1 else key_added
    if isinstance(keys, str):
        return list(categories), keys
    given = dict(keys) if isinstance(keys, Mapping) else {}
    for category in categories:
        found.append(category)
        deepest = n_levels(category.labels)
        for number in range(1, deepest + 1 if deepest > 1 else 1):
            level = category_at(category, number)
            found.append(level)
            given[level.name] = f"{given.get(category.name, category.name)}_level_{number}"
    return found, given or key_added
