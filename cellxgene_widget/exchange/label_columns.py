"""Columns of a table of cells, made of one value a label."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import pandas as pd

from ..core.palettes import NO_COLOR
from ..labels.category import Category
from .subject import Subject


def by_label(
    subject: Subject, category: Category, values: Mapping[str, str | None], unassigned: str | None = None
) -> pd.Categorical[str]:
    """Return the value that each cell's label has, in the order of the labels; only values that cells have are levels.

    Parameters
    ----------
    subject, category
        The cells and the labels.
    values
        By label; None, or no entry: missing.
    unassigned
        What cells without a label get, as the last level.
    """
    codes, levels = _coded(subject, category, values, unassigned)
    return pd.Categorical.from_codes(codes, categories=pd.Index(levels, dtype=str))


def colors_of(subject: Subject, category: Category, unassigned: str, names: Mapping[str, str]) -> list[str]:
    """Return the color of each level that :func:`by_label` gives for names of labels."""
    _, levels = _coded(subject, category, names, unassigned)
    colors = {unassigned: NO_COLOR}
    for label in reversed(category.labels):
        colors[names[label.name]] = label.color
    return [colors[level] for level in levels]


def _coded(
    subject: Subject, category: Category, values: Mapping[str, str | None], unassigned: str | None
) -> tuple[npt.NDArray[np.intp], list[str]]:
    own = category.codes[: subject.n_cells].astype(np.intp)
    counts = category.counts(subject.n_cells)
    table: npt.NDArray[np.intp] = np.full(max(counts) + 1, -1)
    levels: dict[str, int] = {}
    for label in category.labels:
        value = values.get(label.name)
        if value is not None and counts[label.code]:
            table[label.code] = levels.setdefault(value, len(levels))
    if unassigned is not None and counts[0]:
        table[0] = levels.setdefault(unassigned, len(levels))
    return table[own], list(levels)
