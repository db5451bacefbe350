"""Cells whose neighbours nearly all have one other label: a mistake, most likely, that smoothing takes away."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from ..core.cell_sets import Cells, Mask, cells_of_mask
from ..core.plain_numbers import is_number
from ..errors import SelectionError
from ..labels.category import NO_LABEL, Category
from ..labels.reserved import is_reserved
from ..statistics.neighbor_labels import likely_other

#: The share of its neighbours' weight that must have one other label before a cell is given it.
SHARE = 0.8
#: What float32 may lack of a share that is met.
_ROUNDING = 1e-6


class Isolated(NamedTuple):
    """Cells whose neighbours nearly all have one other label.

    Attributes
    ----------
    cells
        Which, sorted.
    codes
        Of the label that each has now, 0: none.
    suggested
        Of that of its neighbours.
    n_decided
        So many more are isolated too, and left alone: a person decided on them.
    """

    cells: Cells
    codes: npt.NDArray[np.int64]
    suggested: npt.NDArray[np.int64]
    n_decided: int


def isolated_cells(
    graph: sp.csr_matrix, category: Category, share: float, *, unassigned: bool, decided: Mask
) -> Isolated:
    """Return the cells of a category that are isolated, and what their neighbours are called.

    Words for no cell type are no mistakes, and do not spread. Cells that a person decided on (``decided``) are no
    mistakes either, but their labels count for their neighbours.

    Raises
    ------
    SelectionError
        Two labels could have such a share, or none.
    """
    if not is_share(share):
        raise SelectionError(f"share= takes a number above 0.5, up to 1, not {share!r}.")
    codes = category.codes[: graph.shape[0]].astype(np.int64)
    suggested, theirs = likely_other(graph, codes)
    left_alone = [label.code for label in category.labels if is_reserved(label.name)]
    if not unassigned:
        left_alone.append(NO_LABEL)
    wanted = (suggested != NO_LABEL) & (theirs >= share - _ROUNDING)
    wanted &= ~np.isin(codes, left_alone) & ~np.isin(suggested, left_alone)
    kept = decided[: wanted.size]
    n_decided = int(np.count_nonzero(wanted & kept))
    wanted &= ~kept
    return Isolated(cells_of_mask(wanted), codes[wanted], suggested[wanted], n_decided)


class Pair(NamedTuple):
    """So many cells would go from a label (None: none) to another."""

    label: str | None
    suggested: str
    n_cells: int


def pairs_of(category: Category, isolated: Isolated) -> list[Pair]:
    """Return how many cells would go from which label to which, the most first."""
    names = {label.code: label.name for label in category.labels}
    found, counts = np.unique(np.stack([isolated.codes, isolated.suggested], axis=1), axis=0, return_counts=True)
    rows = zip(found[:, 0].tolist(), found[:, 1].tolist(), counts.tolist(), strict=True)
    return sorted((Pair(names.get(old), names[new], n) for old, new, n in rows), key=lambda pair: -pair.n_cells)


def is_share(share: object) -> bool:
    """Tell whether something is a share that only one label can have."""
    return is_number(share) and 0.5 < share <= 1
