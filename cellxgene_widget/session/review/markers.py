"""The genes of a group under review, against the other cells of its own label, and those of the suggested one."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import pandas as pd

from ...core.cell_sets import Mask, mask_of_cells
from ...data.cells import CellTable
from ...data.matrix import is_in_memory
from ...errors import AnnotationError, LabelError
from ...labels.history import History
from ..gate import Gate
from ..marker_tables import MarkerTables
from .queue import Group
from .words import up

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
        """Return the genes against the other cells of the group's own label, and against those of another one.

        A group that is all of its label, or has none, is compared with all other cells; one without a label of which
        several are said, with the cells of the first two of these.

        Raises
        ------
        LabelError
            The data has other cells by now, or came to have them meanwhile.
        """
        self._require_of_now(group)
        if len(rivals := rivals_of(group)) > 1:
            own, other = (self._against(group, category, label, n_genes, progress) for label in rivals[:2])
            self._require_of_now(group)
            return own, other
        own = self._against(group, category, group.ranked.label, n_genes, progress)
        if own.genes is None and group.ranked.cells.size > 1:
            own = self._compared(group, "all other cells", None, n_genes, progress)
        other = Side(None, None, None)
        if suggested is not None:
            other = self._against(group, category, suggested, n_genes, progress)
        self._require_of_now(group)
        return own, other

    def genes_up(self, group: Group, category: str) -> str | None:
        """Say which genes are higher in a group than in others of its label; None: nothing to tell, or slow."""
        with self._gate.lock:
            try:
                is_quick = is_in_memory(self._markers.genes(None).matrix)
            except AnnotationError:  # there are no genes, or no values of them
                return None
        if group.ranked.label is None or group.ranked.kind == "rest" or not is_quick:
            return None
        try:
            self._require_of_now(group)
            side = self._against(group, category, group.ranked.label, 20, lambda _: None)
            self._require_of_now(group)
        except LabelError:  # the cells are others by now
            return None
        return None if side.genes is None else told(side.genes)

    def _require_of_now(self, group: Group) -> None:
        with self._gate.lock:
            self._gate.require_open()
            if group.frame != self._table.fingerprint:
                raise LabelError(f"Group {group.id} has changed since: review_next() shows what is open now.")

    def _against(
        self, group: Group, category: str, label: str | None, n_genes: int, progress: Callable[[float], None]
    ) -> Side:
        """Compare a group with the other cells of a label."""
        words = f"other {label}" if label == group.ranked.label else label
        if label is None or words is None:
            return Side(None, None, None)
        with self._gate.lock:
            self._require_of_now(group)
            mask = self._cells_called(category, label)
        if mask is None:
            return Side(words, None, f"No cell is called {label} yet.")
        mask &= ~mask_of_cells(group.ranked.cells, mask.size)
        if np.count_nonzero(mask) < 2:
            return Side(words, None, f"Fewer than two other cells are called {label}.")
        return self._compared(group, words, mask, n_genes, progress)

    def _compared(
        self, group: Group, words: str, mask: Mask | None, n_genes: int, progress: Callable[[float], None]
    ) -> Side:
        cells = group.ranked.cells
        if cells.size < 2:
            return Side(words, None, "One cell can't be compared: a comparison needs two or more.")
        against = "rest" if mask is None else mask
        try:
            found = self._markers.of_selection(
                cells=cells, against=against, n_genes=n_genes, samples=None, quick=True, progress=progress
            )
        except AnnotationError as error:
            if str(error) == "superseded":
                raise
            return Side(words, None, str(error))
        return Side(words, found, None)

    def _cells_called(self, category: str, label: str) -> Mask | None:
        annotations = self._history.annotations
        if not annotations.has(category) or not annotations.find(category).has(label):
            return None
        return annotations.find(category).mask(label)[: self._table.n_cells].copy()


def rivals_of(group: Group) -> tuple[str, ...]:
    """Return what is said of a group without a label, if it has none."""
    return group.ranked.said if group.ranked.label is None else ()


def told(genes: pd.DataFrame) -> str | None:
    """Say the first genes that are clearly higher; None: none is."""
    clear = genes[(genes["logfoldchanges"] >= _FOLD) & (genes["pct_in"] >= _PART)]
    return up(clear.index[:_MOST_TOLD].tolist()) if len(clear) else None
