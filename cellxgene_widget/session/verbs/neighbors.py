"""The verbs that look at what the neighbours of cells are called."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ...core.arguments import CellValues
from ...data.cells import CellTable
from ...data.graphs import WEIGHTS
from ...errors import DataError
from ...labels import commands
from ...labels.category import Category
from ...labels.history import History
from ...labels.reviewing import judged_mask
from ...selection.target import Targets
from ...statistics.neighbor_labels import doubt
from ..columns import Columns
from ..doubts import Doubts
from ..editor import Editor
from ..gate import Gate
from ..isolated import SHARE, Isolated, Pair, isolated_cells, pairs_of
from ..named_codes import named_codes
from ..neighbor_graphs import Graphs
from ..neighbor_runs import N_NEIGHBORS, NeighborRuns
from ..shown import Shown


class NeighborVerbs:
    """Labels, against those of the neighbours."""

    def __init__(
        self,
        gate: Gate,
        table: CellTable,
        history: History,
        columns: Columns,
        doubts: Doubts,
        graphs: Graphs,
        runs: NeighborRuns,
        shown: Shown,
        targets: Targets,
        editor: Editor,
    ) -> None:
        self._gate = gate
        self._table = table
        self._history = history
        self._columns = columns
        self._doubts = doubts
        self._graphs = graphs
        self._runs = runs
        self._shown = shown
        self._targets = targets
        self._editor = editor

    def compute_neighbors(self, *, use_rep: str | None = None, n_neighbors: int = N_NEIGHBORS) -> str:
        """Compute a graph of neighbours by ``scanpy.pp.neighbors``, in a process of its own.

        It stays in this session, under a name such as ``"neighbors of X_pca"``, and is in no adata. Where ``adata`` has
        no graph the verbs that go along one take it unasked. The same data gives the same graph.

        Parameters
        ----------
        use_rep
            What neighbours are near in: a key of ``adata.obsm``, such as ``"X_pca"`` or ``"X_scVI"``. By default one in
            which batches were brought together, else ``X_pca``; a plot only where there is nothing else. No new PCA is
            made.
        n_neighbors
            Of each cell.

        Returns
        -------
        str
            The name of the graph, for ``graph=`` of :meth:`doubt`, :meth:`smooth` and :meth:`select_neighbors`.

        Raises
        ------
        DataError, SelectionError
            There is no such representation, or there are too few cells for so many neighbours.
        AnnotationError
            scanpy refuses, or no process can be started here.
        """
        return self._runs.compute(use_rep, n_neighbors)

    def doubt(self, category: str, *, graph: str = WEIGHTS) -> CellValues:
        """Tell for each cell how much its neighbours disagree with its label: what to look at first.

        It is also a number column ``doubt: CATEGORY`` of this session, to color, filter and select by, and in no adata.
        It is about the labels of now: call it again after they changed. Labels and selection stay as they are. With the
        category the column is renamed, and goes.

        Parameters
        ----------
        category
            A category of labels (also a level of nested ones, ``"level 1: cell_type"``), or a column of ``obs`` with
            levels.
        graph
            One of ``adata.obsp``, or one that :meth:`compute_neighbors` made; see :meth:`select_neighbors`.

        Returns
        -------
        Series of float32, by the names of the cells; its name is that of the column
            The share of its neighbours' weight that is with those of another label, 0 to 1. Neighbours without a label
            count neither way. NaN: the cell has no label, or no neighbour with one.

        Raises
        ------
        DataError, LabelError
            There is no such category or column, or no such graph.
        """
        with self._gate.lock:
            self._gate.require_open()
            matrix, seen = self._graphs.matrix(graph), self._table.n_changes
            found = named_codes(self._columns, category, self._table.n_cells, "neighbours are compared")
            about = self._doubts.about(category)
            labelled = self._doubts.labelled(about)
        values = doubt(matrix, found.codes)
        with self._gate.lock:
            self._gate.require_open()
            if not self._table.has_cells_of(seen):
                raise DataError("The cells of the data changed while their neighbours were looked at: ask again.")
            name = self._doubts.put(about, values, labelled)
            return pd.Series(values, index=self._table.obs_names, name=name)

    def smooth(
        self,
        category: str | None = None,
        *,
        graph: str = WEIGHTS,
        share: float = SHARE,
        unassigned: bool = False,
    ) -> int:
        """Give isolated cells the label of their neighbours: one edit, which :meth:`undo` takes back whole.

        Looked at once: cells that are isolated only after it stay. Doublets, junk and unknown cells are left alone,
        and no cell becomes one; so are cells that a person decided on in a review of the category (accepted, changed or
        unsure). See :meth:`smooth_preview` first.

        Parameters
        ----------
        category
            By default the one in use.
        graph
            One of ``adata.obsp``, or one that :meth:`compute_neighbors` made; see :meth:`select_neighbors`.
        share
            How much of the weight of a cell's labelled neighbours one other label must have, above 0.5 to 1.
        unassigned
            Whether cells without a label get one, too.

        Returns
        -------
        int
            How many cells changed.

        Raises
        ------
        LabelError, DataError
            There is no such category, or no such graph.
        """
        found = self._history.annotations.find(self._shown.named_or_in_use(category))
        isolated = self._isolated(found, graph, share, unassigned=unassigned)
        names = {label.code: label.name for label in found.labels}
        groups = {
            names[code]: isolated.cells[isolated.suggested == code] for code in np.unique(isolated.suggested).tolist()
        }
        command = commands.smooth(found, groups, {"graph": self._graphs.find(graph), "share": float(share)})
        change = self._editor.do(command, (self._targets.step(isolated.cells),))
        return change.n_changed if change else 0

    def smooth_preview(
        self,
        category: str | None = None,
        *,
        graph: str = WEIGHTS,
        share: float = SHARE,
        unassigned: bool = False,
    ) -> pd.DataFrame:
        """Return what :meth:`smooth` would change, and change nothing.

        Parameters
        ----------
        category, graph, share, unassigned
            As :meth:`smooth` takes them.

        Returns
        -------
        DataFrame
            ``label`` (None: unassigned), ``suggested``, and ``n_cells`` of each pair, the most first. In its ``attrs``:
            ``n_decided``, how many isolated cells are left alone because a person decided on them in a review.
        """
        found = self._history.annotations.find(self._shown.named_or_in_use(category))
        isolated = self._isolated(found, graph, share, unassigned=unassigned)
        table = pd.DataFrame(pairs_of(found, isolated), columns=list(Pair._fields), dtype=object)
        table.attrs["n_decided"] = isolated.n_decided
        return table.astype({"n_cells": np.int64})

    def _isolated(self, category: Category, graph: str, share: float, *, unassigned: bool) -> Isolated:
        decided = judged_mask(self._history.annotations, category.name)
        return isolated_cells(self._graphs.matrix(graph), category, share, unassigned=unassigned, decided=decided)
