"""The labels of a category as pandas has them: a categorical, in the order of the labels."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from ..core.cell_sets import n_of_codes
from ..core.names import UNASSIGNED
from ..core.palettes import NO_COLOR
from .annotations import Annotations
from .category import Category


def frame_of(annotations: Annotations, names: pd.Index[Any]) -> pd.DataFrame:
    """Return a categorical a category over the first cells, whose names are given; levels in label order."""
    columns = {category.name: categorical_of(category, len(names)) for category in annotations.categories}
    return pd.DataFrame(columns, index=names)


def categorical_of(category: Category, n_cells: int) -> pd.Categorical[str]:
    """Return the labels of the first cells, those without one as ``unassigned``; levels in label order."""
    levels = [*(label.name for label in category.labels), UNASSIGNED]
    codes: npt.NDArray[np.int64] = (category.in_label_order()[:n_cells].astype(np.int64) - 1) % len(levels)
    return pd.Categorical.from_codes(codes, categories=pd.Index(levels))


def labels_in_use(
    category: Category, rows: npt.NDArray[np.integer[Any]] | int, unassigned: str | None
) -> tuple[pd.Categorical[str], list[str]]:
    """Return the labels of cells, and a color a level; labels without cells are left out.

    Parameters
    ----------
    category
        The labels.
    rows
        The positions of the cells in the category's codes; below 0: of none of them, so without a label. Or how many:
        the first ones, in their order.
    unassigned
        What cells without a label get, as the last level; None: a missing value.
    """
    if isinstance(rows, int):
        codes = category.codes[:rows]
    else:
        codes = category.codes[np.maximum(rows, 0)]
        codes[rows < 0] = 0
    present = n_of_codes(codes, 1)
    labels = [label for label in category.labels if label.code < present.size and present[label.code]]
    levels, colors = [label.name for label in labels], [label.color for label in labels]
    # in the type that pandas keeps codes in, which it takes as they are then
    rank: npt.NDArray[np.signedinteger[Any]] = np.full(present.size, -1, dtype=np.min_scalar_type(-present.size))
    for position, label in enumerate(labels):
        rank[label.code] = position
    if unassigned is not None and present[0]:
        rank[0] = len(levels)
        levels.append(unassigned)
        colors.append(NO_COLOR)
    return pd.Categorical.from_codes(rank[codes], categories=pd.Index(levels, dtype=str)), colors
