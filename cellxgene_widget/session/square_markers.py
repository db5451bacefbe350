"""The genes of cells that two annotators call so, against those that both call as the one, and as the other does."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from ..core.cell_sets import Mask
from ..errors import AnnotationError
from ..exchange.annotators.comparison import Comparison
from .marker_tables import MarkerTables
from .review.markers import Side


def square_mask(compared: Comparison, row: str | None, column: str | None) -> Mask:
    """Return the cells of a square of a comparison of two; None: whatever that one calls them, if both labelled them.

    Raises
    ------
    DataError
        They have no such label.
    """
    mask = np.ones(len(compared.cell_names), dtype=bool)
    for at, label in enumerate((row, column)):
        codes = compared.codes[at]
        mask &= codes > 0 if label is None else codes == _code(compared, at, label)
    return mask


def square_sides(
    compared: Comparison,
    row: str,
    column: str,
    markers: MarkerTables,
    n_genes: int,
    progress: Callable[[float], None] = lambda _: None,
) -> tuple[Side, Side]:
    """Compare the cells of a square with those that both call as its row, and with those that both call as its column.

    A square of cells that both call the same, or of labels that both give to nothing else, is compared with all others
    that both labelled: then the second side is empty. Computed without the session's lock, as markers are.
    """
    square = square_mask(compared, row, column)
    own, other = (_meaning(compared, at, label) for at, label in enumerate((row, column)))
    one, two = compared.meanings[:2]

    def against(words: str, cells: Mask) -> Side:
        cells = cells & ~square
        if np.count_nonzero(square) < 2:
            return Side(words, None, "One cell can't be compared: a comparison needs two or more.")
        if np.count_nonzero(cells) < 2:
            return Side(words, None, f"Fewer than two cells are {words}.")
        chosen = np.flatnonzero(square)
        try:
            found = markers.of_selection(
                cells=chosen, against=cells, n_genes=n_genes, samples=None, quick=True, progress=progress
            )
        except AnnotationError as error:
            if str(error) == "superseded":
                raise
            return Side(words, None, str(error))
        return Side(words, found, None)

    others = (one > 0) & (two > 0)
    if own == other:
        return against("all others", others), Side(None, None, None)
    first = against(f"agreed {row}", (one == own) & (two == own))
    second = against(f"agreed {column}", (one == other) & (two == other))
    if first.genes is None and second.genes is None:
        # where one is only coarser there may be nothing that both call so
        return against("all others", others), Side(None, None, None)
    return first, second


def _meaning(compared: Comparison, at: int, label: str) -> int:
    return int(compared.numbers[at][_code(compared, at, label)])


def _code(compared: Comparison, at: int, label: str) -> int:
    return compared.annotators[at].labels.index(label) + 1
