"""The graphs of neighbours of a session: those of the data, and those computed here, which are in no adata."""

from __future__ import annotations

from collections.abc import Mapping

import scipy.sparse as sp

from ..data.cells import CellTable
from ..data.graphs import WEIGHTS
from ..errors import DataError, some
from .events import DataChanged, Event, Events

#: What the names of graphs made here begin with; what follows is the representation they are on.
_MADE = "neighbors of "


class Graphs:
    """Names to graphs. Those that are there can be read without the session's lock; all else is under it.

    Parameters
    ----------
    table
        The data, whose ``obsp`` has graphs.
    events
        Tell of changes of the data: what was computed of other cells, or of other coordinates, is forgotten.
    """

    def __init__(self, table: CellTable, events: Events) -> None:
        self._table = table
        #: Replaced as a whole, never changed: another thread may be in the midst of it.
        self._made: Mapping[str, tuple[str, sp.csr_matrix]] = {}
        events.subscribe(self._follow)

    def names(self) -> list[str]:
        """Return the names of the graphs of weights: those of ``obsp``, then those made here, the last one first."""
        there, made = self._table.graphs.names, self._made
        return [*there, *(name for name in reversed([*made]) if name not in there)]

    def is_made(self, name: str) -> bool:
        """Tell whether a graph was computed here: no adata has it, so that no recipe can name it."""
        return name in self._made and not self._table.graphs.has(name)

    def find(self, name: str = WEIGHTS) -> str:
        """Return the name of the graph meant; ``"connectivities"`` where there is none: the one most like it.

        Raises
        ------
        DataError
            There is none. What is no graph of weights is refused by :meth:`matrix`.
        """
        if not isinstance(name, str):
            raise DataError(f"graph= takes the name of a graph in adata.obsp, such as {WEIGHTS!r}, not {name!r}.")
        names = self.names()
        if name in names or self._table.graphs.has(name):
            return name
        if not names:
            raise DataError(
                "There is no graph of neighbours: adata.obsp holds no weights between cells. Compute one with "
                "compute_neighbors(), which leaves adata as it is, or with sc.pp.neighbors(adata)."
            )
        if name == WEIGHTS:
            alike = [other for other in names if other.endswith(WEIGHTS)]
            return (alike or names)[0]
        raise DataError(f"There is no graph {name!r}. Graphs of neighbours: {some(names, 20)}.")

    def matrix(self, name: str = WEIGHTS) -> sp.csr_matrix:
        """Return the weights between cells, found as :meth:`find` does.

        Returns
        -------
        csr_matrix of float32, shape (n_cells, n_cells)
            The neighbours of each cell in its row; 0 is stored nowhere. It is not to be changed.

        Raises
        ------
        DataError
            There is no such graph, or it holds something else than weights, such as distances.
        """
        found, made = self.find(name), self._made
        if found in made and not self._table.graphs.has(found):
            return made[found][1]
        self._table.check_unchanged()
        graph = self._table.graphs.matrix(found)
        self._table.check_unchanged()
        return graph

    def put(self, representation: str, graph: sp.csr_matrix) -> str:
        """Keep a graph that was computed here on a representation of the data; return what it is called."""
        name = f"{_MADE}{representation}"
        others = {other: each for other, each in self._made.items() if other != name}
        self._made = {**others, name: (representation, graph)}  # the last one made is the last
        return name

    def _follow(self, event: Event) -> None:
        if not isinstance(event, DataChanged):
            return
        if event.what.cells:
            self._made = {}
            self._table.graphs.forget()
        self._made = {name: each for name, each in self._made.items() if each[0] not in event.what.embeddings}
