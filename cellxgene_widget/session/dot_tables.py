"""Means and fractions of genes by the labels as they are now, for the dot plot that follows them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from ..data.cells import CellTable
from ..errors import DataError, some
from ..statistics.dots import DotTable, Grouping, dots_of
from ..statistics.ordering import RowOrder, clustered
from .columns import Columns
from .gate import Gate
from .marker_tables import MarkerTables, values_of_each
from .named_codes import named_codes
from .shown import Shown


class DotTables:
    """What the dot plot in the view shows. Computed without the session's lock: one may label meanwhile.

    Parameters
    ----------
    table, columns, shown, markers
        The cells; the groups of cells, those in use, and where the values of genes are that speak for a label.
    gate
        Held while it is settled what is read.
    """

    def __init__(self, table: CellTable, columns: Columns, shown: Shown, markers: MarkerTables, gate: Gate) -> None:
        self._table = table
        self._columns = columns
        self._shown = shown
        self._markers = markers
        self._gate = gate

    def by_label(
        self,
        genes: Sequence[str],
        *,
        by: str | None = None,
        layer: str | None = None,
        order: RowOrder = "label",
        progress: Callable[[float], None] = lambda _: None,
    ) -> DotTable:
        """Return mean and fraction of genes by label; ``Session.dotplot`` draws the same with scanpy.

        Parameters
        ----------
        genes
            Names or ids.
        by
            A category of labels, or a column of ``obs`` with categories; by default the category in use.
        layer
            As in ``Session.markers``.
        order
            Of the rows: ``"label"``, or ``"clustered"``, which has those with like means beside each other.
        progress
            Told the part that is done, 0 to 1; may raise to stop.

        Raises
        ------
        DataError
            There is no such gene (nothing is read then), or ``by`` holds numbers.
        LabelError
            There is no category yet.
        """
        with self._gate.lock:
            self._gate.require_open()
            table = self._markers.genes(layer, genes)
            tables = self._markers.table_of_each(genes, layer)
            missing = [gene for gene in genes if gene not in tables[gene]]
            if missing:
                more = table.suggestion(missing[0]) if len(missing) == 1 else ""
                raise DataError(f"There is no gene {some(missing)}.{more}")
            grouping = self._grouping(self._shown.named_or_in_use(None) if by is None else by)
        progress(0)
        values = values_of_each(tables)
        progress(0.5)
        places = ", ".join(dict.fromkeys(its.place for its in tables.values()))
        sizes, means, fractions = dots_of([values[gene] for gene in genes], grouping)
        rows = clustered(means) if order == "clustered" else np.arange(len(sizes))
        names = tuple(grouping.names[row] for row in rows)
        return DotTable(names, tuple(genes), sizes[rows], means[rows], fractions[rows], places or table.place)

    def known_genes(self, genes: Sequence[str], layer: str | None = None) -> tuple[list[str], list[str]]:
        """Return those of these genes that have values in a layer, each once, and the others."""
        with self._gate.lock:
            self._gate.require_open()
            tables = self._markers.table_of_each(genes, layer)
        return [gene for gene in tables if gene in tables[gene]], [gene for gene in tables if gene not in tables[gene]]

    def _grouping(self, by: str) -> Grouping:
        return named_codes(self._columns, by, self._table.n_cells, "a dot plot goes").grouping()
