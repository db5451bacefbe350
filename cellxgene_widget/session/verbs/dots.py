"""Means and fractions of genes by the labels as they are now, for the dot plot that follows them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from ...data.columns import NumberColumn
from ...errors import DataError, some
from ...labels.annotations import Category
from ...statistics.dots import DotTable, Grouping, dots_of
from .evidence import KeptEvidenceVerbs


class DotVerbs(KeptEvidenceVerbs):
    """What the dot plot in the view shows. Computed without the session's lock: one may label meanwhile."""

    def dot_table(
        self,
        genes: Sequence[str],
        *,
        by: str | None = None,
        layer: str | None = None,
        progress: Callable[[float], None] = lambda _: None,
    ) -> DotTable:
        """Return mean and fraction of genes by label; :meth:`dotplot` draws the same with scanpy.

        Parameters
        ----------
        genes
            Names or ids.
        by
            A category of labels, or a column of ``obs`` with categories; by default the category in use.
        layer
            As in :meth:`markers`.
        progress
            Told the part that is done, 0 to 1; may raise to stop.

        Raises
        ------
        DataError
            There is no such gene (nothing is read then), or ``by`` holds numbers.
        LabelError
            There is no category yet.
        """
        with self.lock:
            self.require_open()
            table = self._evidence_genes(layer)
            missing = [gene for gene in genes if gene not in table]
            if missing:
                more = table.suggestion(missing[0]) if len(missing) == 1 else ""
                raise DataError(f"There is no gene {some(missing)}.{more}")
            grouping = self._grouping(self._category(by) if by is None else by)
        progress(0)
        values = table.many(genes)
        progress(0.5)
        sizes, means, fractions = dots_of(values, grouping)
        return DotTable(grouping.names, tuple(genes), sizes, means, fractions, table.layer or "X")

    def genes_for_dots(self, genes: Sequence[str], layer: str | None = None) -> tuple[list[str], list[str]]:
        """Return those of these genes that have values in a layer, each once, and the others."""
        with self.lock:
            self.require_open()
            table = self._evidence_genes(layer)
        unique = list(dict.fromkeys(genes))
        return [gene for gene in unique if gene in table], [gene for gene in unique if gene not in table]

    def _grouping(self, by: str) -> Grouping:
        found = self.column_or_category(by)
        if isinstance(found, NumberColumn):
            raise DataError(f"{by!r} holds numbers: a dot plot goes by labels, or by a column with categories.")
        if isinstance(found, Category):
            codes = found.codes[: self.cells.n_cells]
            places = np.full(max((label.code for label in found.labels), default=0) + 1, len(found.labels))
            for place, label in enumerate(found.labels):
                places[label.code] = place
            return Grouping.of([*(label.name for label in found.labels), None], places[codes])
        codes = found.codes.astype(np.intp)
        return Grouping.of([*found.levels, None], np.where(codes == 0, len(found.levels), codes - 1))
