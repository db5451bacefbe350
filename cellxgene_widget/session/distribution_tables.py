"""How genes, numbers and means of gene sets are spread by the labels as they are now."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from ..data.cells import CellTable
from ..data.columns import NumberColumn
from ..data.genes import GeneTable
from ..errors import DataError, SelectionError, some
from ..selection.selector import Selector
from ..statistics.distributions import Distributions, distributions_of
from .columns import Columns
from .gate import Gate
from .gene_sets import GeneSets
from .marker_tables import MarkerTables, values_of_each
from .named_codes import NamedCodes, named_codes
from .shown import Shown

Values = npt.NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class ByLabel:
    """Numbers of cells in groups.

    Attributes
    ----------
    by
        What the cells are called.
    cells
        Those that are meant, shape (n_cells,); None: all.
    values
        By name one value a cell; shape (n_cells,).
    places
        By name the layer that values of genes are from; None: it is a column of numbers.
    """

    by: NamedCodes
    cells: npt.NDArray[np.bool_] | None
    values: dict[str, Values]
    places: dict[str, str | None]

    @property
    def groups(self) -> tuple[str | None, ...]:
        """Names that have cells; None: cells without a label or value."""
        return self.by.grouping(self.cells).names

    def summed_up(self, progress: Callable[[float], None] = lambda _: None) -> Distributions:
        """Return how each is spread in each of the groups."""
        values = [each if self.cells is None else each[self.cells] for each in self.values.values()]
        return distributions_of(values, self.by.grouping(self.cells), progress)


class DistributionTables:
    """What the violins in the view show. Computed without the session's lock: one may label meanwhile.

    Parameters
    ----------
    table, columns, gene_sets, shown, selector, markers
        The cells; the numbers and groups of cells, those in use and selected; where the values of genes are that speak
        for a label.
    gate
        Held while it is settled what is read.
    """

    def __init__(
        self,
        table: CellTable,
        columns: Columns,
        gene_sets: GeneSets,
        shown: Shown,
        selector: Selector,
        markers: MarkerTables,
        gate: Gate,
    ) -> None:
        self._table = table
        self._columns = columns
        self._gene_sets = gene_sets
        self._shown = shown
        self._selector = selector
        self._markers = markers
        self._gate = gate

    def by_label(
        self,
        names: Sequence[str],
        *,
        by: str | None = None,
        selected: bool = False,
        layer: str | None = None,
        progress: Callable[[float], None] = lambda _: None,
    ) -> ByLabel:
        """Read numbers, and settle the groups; see ``Session.distributions``.

        ``progress`` is told the part that is read, 0 to 1; it may raise to stop.
        """
        with self._gate.lock:
            self._gate.require_open()
            named = named_codes(
                self._columns,
                self._shown.named_or_in_use(None) if by is None else by,
                self._table.n_cells,
                "violins go",
            )
            if selected and not self._selector.n:
                raise SelectionError("No cell is selected: select the cells whose numbers you look for.")
            cells = self._selector.mask.copy() if selected else None
            numbers = {name: self._numbers(name) for name in names if self._is_number(name)}
            sets = {name: self._genes_of_set(name, layer) for name in names if self._gene_sets.is_column(name)}
            genes = [name for name in names if name not in numbers and name not in sets]
            tables = self._tables(genes, layer)
            missing = [name for name in genes if name not in tables[name]]
            if missing:
                more = self._markers.genes(layer, genes).suggestion(missing[0]) if len(missing) == 1 else ""
                raise DataError(f"There is no gene or column of numbers {some(missing)}.{more}")
        progress(0)
        found: dict[str, Values] = {**numbers, **values_of_each(tables)}
        progress(0.5)
        found |= {name: its.mean(known) for name, (its, known) in sets.items()}
        places: dict[str, str | None] = dict.fromkeys(numbers)
        places |= {name: its.place for name, its in tables.items()}
        places |= {name: its.place for name, (its, _) in sets.items()}
        in_order = dict.fromkeys(names)
        return ByLabel(
            named, cells, {name: found[name] for name in in_order}, {name: places[name] for name in in_order}
        )

    def known(self, names: Sequence[str], layer: str | None = None) -> tuple[list[str], list[str]]:
        """Return those of these names that stand for genes, numbers or means, each once, and the others."""
        with self._gate.lock:
            self._gate.require_open()
            others = [name for name in names if not self._is_number(name) and not self._gene_sets.is_column(name)]
            tables = self._tables(others, layer)
            unknown = {name for name in others if name not in tables[name]}
            for name in set(names).difference(others):
                read = self._numbers if self._is_number(name) else self._genes_of_set
                try:
                    read(name, layer)
                except DataError:
                    unknown.add(name)
        once = dict.fromkeys(names)
        return [name for name in once if name not in unknown], [name for name in once if name in unknown]

    def _is_number(self, name: str) -> bool:
        """Tell whether it is a column, and none of genes; of labels: who reads it is told."""
        return not self._gene_sets.is_column(name) and not self._columns.is_of_genes(name)

    def _numbers(self, name: str, _: str | None = None) -> Values:
        found: Any = self._columns.column_or_category(name)
        if not isinstance(found, NumberColumn):
            raise DataError(
                f"{name!r} holds labels, not numbers: name genes, columns of numbers or means of gene sets, and what "
                "they go by with by=."
            )
        return found.values

    def _tables(self, genes: Sequence[str], layer: str | None) -> dict[str, GeneTable]:
        return self._markers.table_of_each(genes, layer) if genes or layer is not None else {}

    def _genes_of_set(self, name: str, layer: str | None) -> tuple[GeneTable, list[str]]:
        of = self._gene_sets.of_column(name)
        genes = self._markers.genes(layer, of.genes if of else ())
        self._gene_sets.check(name, genes.place)
        return genes, [gene for gene in of.genes if gene in genes] if of else []
