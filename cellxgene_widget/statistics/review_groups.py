"""Cells in groups that a person can decide on at once: those that are doubtful together first, then all the rest. Pure.

Codes are labels, one a cell; 0 stands for no label. Every cell with a label is in exactly one group.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from ..core.cell_sets import Cells, Codes, Mask, cells_by_code
from .neighbor_labels import connected

#: Fewer cells than these hang together by chance: those of one label with one likely other are one group.
FEWEST_CONNECTED = 5


@dataclass(frozen=True, eq=False)
class CellGroup:
    """Cells to be looked at together.

    Attributes
    ----------
    cells
        Their positions.
    label, other
        The code of their label, and of what else they may be (0: nothing is likely).
    score
        How doubtful they are on average, 0 to 1.
    scattered
        Whether they lie apart from each other in the graph.
    is_rest
        Whether they are those of a label that nothing speaks against.
    is_unknown
        Whether nothing is known that could.
    """

    cells: Cells
    label: int
    other: int
    score: float
    scattered: bool = False
    is_rest: bool = False
    is_unknown: bool = False

    @property
    def gain(self) -> float:
        """How many wrong labels one may expect to find in it: its cells times their mean doubt."""
        return 0.0 if np.isnan(self.score) else self.cells.size * self.score


def review_groups(
    codes: Codes | npt.NDArray[np.int64],
    doubtful: Mask,
    other: npt.NDArray[np.int64],
    doubts: npt.NDArray[np.float32],
    graph: sp.csr_matrix | None = None,
) -> list[CellGroup]:
    """Return the queue: groups of doubtful cells by what there is to gain, then the rest of each label.

    Doubtful cells are together that have the same label, the same likely other one, and hang together in the graph. Few
    cells that do not, with the same two labels, are one group too: nobody decides on thousands of single cells.

    Parameters
    ----------
    codes, other
        The label of each cell, and what else it may be; shape (n_cells,). Cells without a label are in no group.
    doubtful
        Which cells may have a wrong label.
    doubts
        How much speaks against the label of each cell, 0 to 1; NaN: nothing is known.
    graph
        Which cells are neighbours; None: groups are by the two labels alone.
    """
    wanted = np.flatnonzero(doubtful & (codes != 0))
    n_codes = int(max(codes.max(initial=0), other.max(initial=0))) + 1
    pairs = codes[wanted].astype(np.int64) * n_codes + other[wanted]
    parts, small = _parts(codes.size, wanted, pairs, graph)
    keys = np.column_stack([pairs, parts])
    _, inverse = np.unique(keys, axis=0, return_inverse=True)
    groups = []
    for members in cells_by_code(inverse.ravel(), int(inverse.max(initial=-1)) + 1) if wanted.size else ():
        cells, first = wanted[members].astype(np.uint32), wanted[members[0]]
        score = _mean(doubts[cells])
        scattered = bool(small[members[0]]) and cells.size > 1
        groups.append(CellGroup(cells, int(codes[first]), int(other[first]), score, scattered))
    groups.sort(key=lambda group: (-group.gain, group.label, int(group.cells[0])))
    taken = np.zeros(codes.size, dtype=bool)
    taken[wanted] = True
    return [*groups, *rest_groups(codes, taken, doubts)]


def rest_groups(codes: Codes | npt.NDArray[np.int64], taken: Mask, doubts: npt.NDArray[np.float32]) -> list[CellGroup]:
    """Return one group a label of the cells that no other group has taken, in the order of the codes.

    Those of which no doubt is known are groups of their own, after all others.
    """
    unknown, groups = np.isnan(doubts), list[CellGroup]()
    for is_unknown, left_out in ((False, taken | unknown), (True, taken | ~unknown)):
        by_code = cells_by_code(np.where(left_out, 0, codes), int(codes.max(initial=0)) + 1)
        groups += [
            CellGroup(cells, code, 0, _mean(doubts[cells]), is_rest=True, is_unknown=is_unknown)
            for code, cells in enumerate(by_code)
            if code and cells.size
        ]
    return groups


def _mean(numbers: npt.NDArray[np.float32]) -> float:
    """Return the mean of what is known; NaN: nothing is."""
    known = numbers[~np.isnan(numbers)]
    return float(known.mean(dtype=np.float64)) if known.size else float("nan")


def _parts(
    n_cells: int, wanted: npt.NDArray[np.intp], pairs: npt.NDArray[np.int64], graph: sp.csr_matrix | None
) -> tuple[npt.NDArray[np.int64], Mask]:
    """Return by cell wanted which part of its pair it is in, -1: that of all small parts; and whether that is so."""
    if graph is None:
        return np.zeros(wanted.size, dtype=np.int64), np.zeros(wanted.size, dtype=bool)
    ids = np.zeros(n_cells, dtype=np.int64)
    ids[wanted] = np.unique(pairs, return_inverse=True)[1].ravel() + 1
    parts = connected(graph, ids)[wanted]
    small = np.bincount(parts)[parts] < FEWEST_CONNECTED if wanted.size else np.zeros(0, dtype=bool)
    return np.where(small, -1, parts), small


def spread_of(numbers: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """Return scores as doubts, 0 to 1: what is high is sure. Those from 0 to 1 are taken as they are; NaN stays."""
    finite = numbers[np.isfinite(numbers)]
    low, high = (0.0, 1.0) if not finite.size else (float(finite.min()), float(finite.max()))
    if low >= 0 and high <= 1:
        low, high = 0.0, 1.0
    scaled = (numbers - low) / (high - low) if high > low else np.ones_like(numbers)
    return (1 - scaled).astype(np.float32)
