"""A category as it looks from one level of its nesting: each cell under the label above its own there."""

from __future__ import annotations

import re
from typing import NamedTuple

import numpy as np

from .category import NO_LABEL, Category
from .nesting import MAX_LEVEL, at_level, families, parents_of

_NAME = re.compile(r"level ([1-9]\d?): (.+)", re.DOTALL)


class Level(NamedTuple):
    """One level of a category: 1 is the top."""

    number: int
    category: str

    @property
    def name(self) -> str:
        """What cells are colored by for it: ``level 1: cell_type``."""
        return f"level {self.number}: {self.category}"


def level_named(name: object) -> Level | None:
    """Return the level that a name stands for, if it may be one."""
    match = _NAME.fullmatch(name) if isinstance(name, str) else None
    if match is None or int(match[1]) > MAX_LEVEL:
        return None
    return Level(int(match[1]), match[2])


def category_at(category: Category, level: int) -> Category:
    """Return a category of the labels at a level; a label that is not so deep stands for itself."""
    parents, by_name = parents_of(category.labels), {label.name: label for label in category.labels}
    there = {label.name: by_name[at_level(label.name, level, parents)] for label, _ in families(category.labels)}
    table = np.zeros(max((label.code for label in category.labels), default=NO_LABEL) + 1, dtype=category.codes.dtype)
    for label in category.labels:
        table[label.code] = there[label.name].code
    labels = {label.name: label for label in there.values()}
    return Category(Level(level, category.name).name, category.id, table[category.codes], list(labels.values()))
