"""The genes of a group under review, against the other cells of its own label, and those of the suggested one."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import pandas as pd

from ..core.cell_sets import Mask, mask_of_cells
from ..data.cells import CellTable
from ..data.matrix import is_in_memory
from ..errors import AnnotationError
from ..labels.history import History
from .gate import Gate
from .marker_tables import MarkerTables
from .review_queue import Group
from .review_words import up

#: A gene is told as higher in a group if its mean is twice as high, and a third of the cells express it.
_FOLD, _PART = 1.0, 1 / 3
_MOST_TOLD = 2


class Side(NamedTuple):
    """The genes that tell a group from some cells; or why there are none, in a sentence."""

    against: str | None
    genes: pd.DataFrame | None
    problem: str | None


class ReviewMarkers:
    """Compares a group with cells of both labels. Computed without the session's lock, as markers are.

    Parameters
    ----------
    table, history, markers, gate
        The cells, their labels, what compares them, and the lock.
    """

    def __init__(self, table: CellTable, history: History, markers: MarkerTables, gate: Gate) -> None:
        self._table = table
        self._history = history
        self._markers = markers
        self._gate = gate

    def sides(
        self,
        group: Group,
        category: str,
        suggested: str | None,
        n_genes: int,
        progress: Callable[[float], None] = lambda _: None,
    ) -> tuple[Side, Side]:
        """Return the genes against the other cells of the group's own label, and against those of another one."""
        own, other = (
            self._against(group, category, label, n_genes, progress) for label in (group.ranked.label, suggested)
        )
        return own, other

    def genes_up(self, group: Group, category: str) -> str | None:
        """Say which genes are higher in a group than in others of its label; None: nothing to tell, or slow."""
        with self._gate.lock:
            try:
                genes = self._markers.genes(None)
            except AnnotationError:
                return None
        if group.ranked.label is None or group.ranked.kind == "rest" or not is_in_memory(genes.matrix):
            return None
        side = self._against(group, category, group.ranked.label, 20, lambda _: None)
        return None if side.genes is None else told(side.genes)

    def _against(
        self, group: Group, category: str, label: str | None, n_genes: int, progress: Callable[[float], None]
    ) -> Side:
        if label is None:
            return Side(None, None, None)
        cells = group.ranked.cells
        with self._gate.lock:
            self._gate.require_open()
            mask = self._cells_called(category, label)
        if mask is None:
            return Side(label, None, f"No cell is called {label} yet.")
        mask &= ~mask_of_cells(cells, mask.size)
        if cells.size < 2:
            return Side(label, None, "One cell can't be compared: a comparison needs two or more.")
        if np.count_nonzero(mask) < 2:
            return Side(label, None, f"Fewer than two other cells are called {label}.")
        try:
            found = self._markers.of_selection(
                cells=cells, against=mask, n_genes=n_genes, samples=None, quick=True, progress=progress
            )
        except AnnotationError as error:
            if str(error) == "superseded":
                raise
            return Side(label, None, str(error))
        return Side(label, found, None)

    def _cells_called(self, category: str, label: str) -> Mask | None:
        annotations = self._history.annotations
        if not annotations.has(category) or not annotations.find(category).has(label):
            return None
        return annotations.find(category).mask(label)[: self._table.n_cells].copy()


def told(genes: pd.DataFrame) -> str | None:
    """Say the first genes that are clearly higher; None: none is."""
    clear = genes[(genes["logfoldchanges"] >= _FOLD) & (genes["pct_in"] >= _PART)]
    return up(clear.index[:_MOST_TOLD].tolist()) if len(clear) else None
