"""The labels of several categories by the same numbers, so that they can be compared cell by cell: by name."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from .category import Category

Names = npt.NDArray[np.int64]


def numbers_of(*categories: Category) -> dict[str, int]:
    """Return a number for each name of a label, from 1 on."""
    names = dict.fromkeys(label.name for category in categories for label in category.labels)
    return {name: number for number, name in enumerate(names, start=1)}


def codes_in(numbers: dict[str, int], category: Category) -> Names:
    """Return the number of each cell's label, 0 without one."""
    table = np.zeros(max((label.code for label in category.labels), default=0) + 1, dtype=np.int64)
    for label in category.labels:
        table[label.code] = numbers[label.name]
    return table[category.codes]
