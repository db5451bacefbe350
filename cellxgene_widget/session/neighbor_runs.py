"""Neighbours computed where the data has no graph of them: on a representation that is there, in another process."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import scipy.sparse as sp

from ..core.plain_numbers import is_whole_number
from ..data.cells import CellTable
from ..data.graphs import weights
from ..data.representations import Representation, Representations
from ..errors import DataError, SelectionError, some
from ..statistics.clustering.process import ClusteringProcess
from .following import Following
from .gate import Gate
from .neighbor_graphs import Graphs

#: As scanpy's own.
N_NEIGHBORS = 15
_SEED = 0


class NeighborRuns:
    """Computes graphs without the session's lock: one may label meanwhile.

    Parameters
    ----------
    gate, table, following
        Held, read and followed when a run begins and when it ends.
    representations
        What of ``obsm`` is more than a plot.
    graphs
        Where a graph is kept.
    """

    def __init__(
        self, gate: Gate, table: CellTable, following: Following, representations: Representations, graphs: Graphs
    ) -> None:
        self._gate = gate
        self._table = table
        self._following = following
        self._representations = representations
        self._graphs = graphs

    def choices(self) -> list[Representation]:
        """Return what neighbours can be computed on, the usual one first; plots only where there is nothing else."""
        obsm = self._table.obsm
        plots = (self._representations.find(key) for key in obsm.keys if not obsm.is_tissue(key))
        return self._representations.all() or list(plots)

    def is_plot(self, representation: Representation) -> bool:
        """Tell whether its distances are those of a picture."""
        return self._representations.is_plot(representation)

    def compute(
        self, use_rep: str | None, n_neighbors: int = N_NEIGHBORS, look: Callable[[], None] = lambda: None
    ) -> str:
        """Compute a graph, keep it, and return its name.

        ``look`` is called ten times a second, and may raise, to stop.

        Raises
        ------
        DataError, SelectionError
            There is no such representation, too few cells for so many neighbours, or the data changed meanwhile.
        """
        with self._gate.lock:
            self._gate.require_open()
            self._table.check_unchanged()
            representation, seen, n = self._find(use_rep), self._table.n_changes, self._table.n_cells
        values = self._representations.rows(representation, np.arange(n, dtype=np.uint32))
        whole = np.flatnonzero(np.isfinite(values).all(axis=1))
        if not is_whole_number(n_neighbors) or not 2 <= n_neighbors < whole.size:
            raise SelectionError(
                f"n_neighbors= takes a number from 2, fewer than there are cells with values in {representation.key!r} "
                f"({whole.size:,}), not {n_neighbors!r}."
            )
        process = ClusteringProcess()
        try:
            process.wait_until_ready(look)
            asked = {"use_rep": representation.key, "n_neighbors": int(n_neighbors), "seed": _SEED}
            process.ask(look, "neighbors", values=values[whole], **asked)
            found = process.ask(look, "graph")
        finally:
            process.end()
        graph = _of_all(weights(found, representation.key), whole, n)
        with self._gate.lock:
            self._gate.require_open()
            self._following.look()
            if not self._table.has_coordinates_of(seen, representation.key):
                raise DataError(
                    f"The cells or {representation.key!r} changed while neighbours were computed: ask again."
                )
            return self._graphs.put(representation.key, graph)

    def _find(self, use_rep: str | None) -> Representation:
        if use_rep is not None:
            return self._representations.find(use_rep)
        found = self.choices()
        if not found:
            keys = self._table.embeddings
            raise DataError(f"There is nothing to compute neighbours on: adata.obsm has {some(keys)} only.")
        return found[0]


def _of_all(graph: sp.csr_matrix, cells: np.ndarray[tuple[int], np.dtype[np.intp]], n_cells: int) -> sp.csr_matrix:
    """Return the graph of some cells as one of all: the others are without neighbours."""
    if cells.size == n_cells:
        return graph
    counts = np.zeros(n_cells, dtype=graph.indptr.dtype)
    counts[cells] = np.diff(graph.indptr)
    ends = np.concatenate([np.zeros(1, dtype=counts.dtype), np.cumsum(counts)])
    return sp.csr_matrix((graph.data, cells[graph.indices], ends), shape=(n_cells, n_cells))
