"""Markers of the selection: which cells are compared with which, and the table of genes that tell them apart."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from ..core.cell_sets import Codes, Mask, mask_of_cells
from ..core.conditions import in_short
from ..data.cells import CellTable
from ..data.genes import GeneTable
from ..data.stored import log_base_of
from ..errors import DataError, SelectionError
from ..labels.reserved import is_reserved
from ..selection.selector import Selector
from ..statistics.comparison import (
    Comparer,
    Comparison,
    Sides,
    TestMethod,
    check_options,
    checked_estimate,
    is_worth_an_estimate,
    rows_of,
)
from ..statistics.samples import usual_columns
from .columns import Columns
from .gate import Gate
from .named_sets import NamedSets
from .shown import Shown


class MarkerTables:
    """What speaks for a label. Computed without the session's lock: one may label meanwhile.

    Parameters
    ----------
    table, columns, selector, sets
        The cells, what is known of them, those selected, and sets of them.
    shown
        The category in use, which may say that cells are no cell type.
    comparer
        Does the comparing.
    gate
        Held while it is settled what is compared.
    max_category_items
        Columns with more levels tell no samples.
    """

    def __init__(
        self,
        table: CellTable,
        columns: Columns,
        selector: Selector,
        sets: NamedSets,
        shown: Shown,
        comparer: Comparer,
        gate: Gate,
        max_category_items: int,
    ) -> None:
        self._table = table
        self._columns = columns
        self._selector = selector
        self._sets = sets
        self._shown = shown
        self._comparer = comparer
        self._gate = gate
        self._max_category_items = max_category_items

    def of_selection(
        self,
        *,
        cells: object = None,
        against: object = "rest",
        n_genes: int | None = 20,
        method: TestMethod = "t-test",
        layer: str | None = None,
        samples: str | None = "auto",
        without_reserved: bool = False,
        quick: bool = False,
        estimate: bool | int = False,
        estimated: Callable[[pd.DataFrame], None] | None = None,
        progress: Callable[[float], None] = lambda _: None,
    ) -> pd.DataFrame:
        """Return what :meth:`Session.markers` does, of the selection or of ``cells``, with its warnings in ``attrs``.

        ``estimated`` is told an estimate of the same, if the exact numbers take a good while longer.
        ``quick`` leaves out ``auc`` (NaN) and the samples where they take reading the matrix from disk once more.
        ``progress`` is told the part that is done, 0 to 1, and may raise to stop.
        """
        check_options(1 if n_genes is None else n_genes, method)
        n_sampled = checked_estimate(estimate)
        if isinstance(against, Mapping):
            self._columns.read_ahead(against)
        with self._gate.lock:
            self._gate.require_open()
            sides = self.sides(against, layer, cells, without=self._reserved() if without_reserved else None)
            column, codes = self._samples(samples)
        of_samples = None if codes is None else sides.genes.per_row(codes)

        def table_of(compared: Comparison) -> pd.DataFrame:
            rows = rows_of(sides, compared, compared.best(n_genes), of_samples, quick=quick, some=n_genes is None)
            rows.attrs["samples"] = column
            rows.attrs["keys"] = self._columns.keys_of_genes(rows.index.tolist(), rows.attrs["ids"])
            with self._gate.lock:
                self._gate.require_open()
                self._table.check_unchanged()
            return rows

        if n_sampled is not None:
            return table_of(self._comparer.estimate(sides, method, n_sampled, progress))
        if estimated is not None and is_worth_an_estimate(sides, method) and not self._comparer.knows(sides, method):
            # it is no part of what is done for the exact numbers
            estimated(table_of(self._comparer.estimate(sides, method, progress=lambda _: progress(0))))
        return table_of(self._comparer.compare(sides, method, progress))

    def genes(self, layer: str | None, named: Sequence[str] = ()) -> GeneTable:
        """Return the genes and where their values are: in the layer asked for, or as :meth:`GeneLayers.for_tests` says.

        Where genes are named and no layer is, it is another that has more of them.
        """
        self._table.check_unchanged()
        layers = self._table.gene_layers
        return layers.table(layer) if layer is not None else layers.table_with_most(named, layers.for_tests())

    def table_of_each(self, names: Sequence[str], layer: str | None) -> dict[str, GeneTable]:
        """Return by gene the table that it is in, each gene once: as :meth:`genes` says, or of another modality."""
        table = self.genes(layer, names)
        if layer is not None:
            return dict.fromkeys(names, table)
        return self._table.gene_layers.table_of_each(names, table)

    def _reserved(self) -> Mask:
        """Return the cells that the category in use calls no cell type: doublets, junk, unknown."""
        mask = np.zeros(self._table.n_cells, dtype=bool)
        if self._shown.category is not None:
            category = self._columns.category(self._shown.category)
            for label in category.labels:
                if is_reserved(label.name):
                    mask |= category.mask(label.name)[: self._table.n_cells]
        return mask

    def sides(
        self,
        against: object,
        layer: str | None,
        cells: object = None,
        named: Sequence[str] = (),
        without: Mask | None = None,
    ) -> Sides:
        """Return what is compared: the selected cells, or ``cells``, with others; where as :meth:`genes` says.

        Cells of ``without`` are on neither side.

        Raises
        ------
        SelectionError
            There are fewer than two cells on a side.
        """
        inside = self._selector.mask.copy() if cells is None else self._mask(cells)
        left_out = np.zeros(inside.size, dtype=bool) if without is None else without
        inside &= ~left_out
        n = int(np.count_nonzero(inside))
        if n == 0 and left_out.any() and self._selector.n:
            raise SelectionError("All selected cells are labelled as no cell type, and left out: select others.")
        if n == 0:
            raise SelectionError("No cell is selected: select the cells whose markers you look for.")
        if n == 1:
            raise SelectionError("Only one cell is selected: a comparison needs two or more, for they have to vary.")
        outside, words = self._others(against)
        outside = outside & ~inside & ~left_out
        if left_out.any():
            words += " without doublets, junk and unknown"
        n_others = int(np.count_nonzero(outside))
        if n_others < 2:
            have = "no cell" if n_others == 0 else "only one cell"
            raise SelectionError(f"There is {have} to compare with ({words}, without those selected): two are needed.")
        genes = self.genes(layer, named)
        its_inside, its_outside = genes.per_row(inside), genes.per_row(outside)
        for part, whole, of in ((its_inside, n, "selected cells"), (its_outside, n_others, "other cells")):
            if np.count_nonzero(part) < 2:
                raise SelectionError(
                    f"Of the {whole:,} {of} {np.count_nonzero(part)} have values in {genes.place!r}: two are needed."
                )
        return Sides(its_inside, its_outside, words, genes, genes.matrix, log_base_of(genes.adata))

    def _others(self, against: object) -> tuple[Mask, str]:
        if isinstance(against, str) and against == "rest":
            return np.ones(self._table.n_cells, dtype=bool), "the rest"
        if isinstance(against, Mapping) and "frame" not in against:
            if not against:
                raise SelectionError("against= takes conditions such as {'louvain': ['3']}, not none at all.")
            masks = [self._columns.mask_where(str(column), wanted) for column, wanted in against.items()]
            return np.logical_and.reduce(masks), ", ".join(
                in_short(str(name), value) for name, value in against.items()
            )
        if isinstance(against, str) and self._sets.has(against):
            return self._sets.mask(against), f"the set {self._sets.find(against).name}"
        if isinstance(against, tuple) and len(against) == 2 and all(isinstance(part, str) for part in against):
            category, label = against
            if self._columns.has_column(category):
                return self._columns.mask_where(category, label), f"{category}: {label}"
        if isinstance(against, str):
            raise SelectionError(
                f"No set of cells was remembered as {against!r}. The cells of a label are against=(category, label), "
                "all other cells 'rest'."
            )
        return self._mask(against, "against="), "the cells given"

    def _mask(self, cells: object, argument: str = "cells=") -> Mask:
        return mask_of_cells(self._table.find_cells(cells, argument), self._table.n_cells)

    def _samples(self, column: str | None) -> tuple[str | None, Codes | None]:
        """Return the column that tells the samples, and the sample of each cell."""
        if column is None:
            return None, None
        if column != "auto":
            found = self._table.category_column(column, self._max_category_items)
            return column, found.codes
        for name in usual_columns(self._table.obs_columns):
            try:
                found = self._table.category_column(name, self._max_category_items)
            except DataError:
                continue  # numbers, or different in every cell
            if len(found.levels) > 1:
                return name, found.codes
        return None, None


def values_of_each(tables: Mapping[str, GeneTable]) -> dict[str, npt.NDArray[np.float32]]:
    """Read genes, each from its table; one value a cell, shape (n_cells,)."""
    found: dict[str, npt.NDArray[np.float32]] = {}
    for table in {id(table): table for table in tables.values()}.values():
        names = [name for name, its in tables.items() if its is table]
        found |= zip(names, table.many(names), strict=True)
    return found
