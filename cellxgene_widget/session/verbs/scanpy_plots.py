"""The verbs that put evidence on record: genes ranked by label in scanpy's structure, and scanpy's dot plot."""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from ...core.names import UNASSIGNED
from ...core.optional import require
from ...core.readable import is_readable
from ...data.cells import CellTable
from ...data.stored import log_base_of, note_in_uns
from ...errors import AnnotationError, DataError, SelectionError
from ...labels.categorical import labels_in_use
from ...labels.category import Category
from ...labels.history import History
from ...selection.selector import Selector
from ...statistics.rankings import METHODS, RankMethod, ranked, two_groups
from ..gate import Gate
from ..marker_tables import MarkerTables, values_of_each
from ..shown import Shown


class ScanpyVerbs:
    """What a label rests on, as scanpy has it. Computed without the session's lock: one may label meanwhile."""

    def __init__(
        self,
        gate: Gate,
        table: CellTable,
        history: History,
        selector: Selector,
        shown: Shown,
        markers: MarkerTables,
    ) -> None:
        self._gate = gate
        self._table = table
        self._history = history
        self._selector = selector
        self._shown = shown
        self._markers = markers

    def rank_genes(
        self,
        *,
        key_added: str = "rank_genes_groups",
        method: RankMethod = "wilcoxon",
        category: str | None = None,
        layer: str | None = None,
        n_genes: int | None = None,
        reference: str = "rest",
        pts: bool = False,
        tie_correct: bool = False,
    ) -> None:
        """Rank genes as scanpy does and write the result into ``adata.uns[key_added]``, the caller's own object.

        It is in scanpy's own structure: ``sc.get.rank_genes_groups_df(adata, group)`` reads it, and after :meth:`merge`
        ``sc.pl.rank_genes_groups_dotplot(adata)`` and the like draw it.

        Parameters
        ----------
        key_added
            The key in ``uns``.
        method
            ``"wilcoxon"`` (by illico, with scanpy's numbers), ``"t-test"``, ``"t-test_overestim_var"`` or ``"logreg"``
            (by scanpy).
        category
            Each label of this category against all other cells, those without a label too. By default the selection
            against the rest (as the group ``selection``); if nothing is selected, the category in use.
        layer
            As in :meth:`markers`.
        n_genes, reference, pts, tie_correct
            As in ``scanpy.tl.rank_genes_groups``.

        Warns
        -----
        UserWarning
            Labels with one cell are left out.

        Raises
        ------
        AnnotationError
            No label has two cells, or scanpy refuses; ``uns`` stays as it was.
        """
        if method not in METHODS:
            raise AnnotationError(f"method= is one of {', '.join(map(repr, METHODS))}, not {method!r}.")
        require("scanpy", "rank_genes()")
        key: object = key_added
        if not isinstance(key, str) or not key or not is_readable(key):  # or no file could be written of the data
            raise AnnotationError("key_added= takes the name of a key in adata.uns.")
        with self._gate.lock:
            self._gate.require_open()
            genes = self._markers.genes(layer)
            base = log_base_of(genes.adata)
            matrix, rows = genes.matrix, genes.per_row(np.ones(self._table.n_cells, dtype=bool))
            if category is None and self._selector.n:
                name, groups = "selection", two_groups(self._markers.sides("rest", layer).inside[rows])
                usable, single = ["selection"], []
            else:
                found = self._history.annotations.find(self._shown.named_or_in_use(category))
                name, groups = found.name, self._labels_of(found, None)
                codes = genes.per_row(groups.codes.astype(np.int64))[rows]
                groups = pd.Categorical.from_codes(codes, dtype=groups.dtype)
                sizes = groups.value_counts()
                usable, single = sizes.index[sizes > 1].tolist(), sizes.index[sizes == 1].tolist()
        if not usable:
            raise SelectionError(f"No label of {name!r} has two or more cells: there is nothing to compare.")
        if single:
            warnings.warn(f"Labels with one cell are left out: {', '.join(single)}.", UserWarning, stacklevel=3)
        result = ranked(
            matrix, rows, genes.own_ids, groups, name, base,
            groups=usable, method=method, n_genes=n_genes, reference=reference, pts=pts, tie_correct=tie_correct,
        )  # fmt: skip
        # Where scanpy's plots will look for the values.
        result["params"] |= {"use_raw": genes.is_raw, "layer": None if genes.is_raw else genes.layer}
        with self._gate.lock:
            self._gate.require_open()
            note_in_uns(genes.adata, key_added, result)

    def dotplot(
        self,
        /,
        genes: str | Sequence[str] | Mapping[str, Sequence[str]],
        *,
        category: str | None = None,
        layer: str | None = None,
        **options: Any,
    ) -> Any:
        """Draw scanpy's dot plot of genes by the labels as they are now; ``adata`` is not touched.

        Parameters
        ----------
        genes
            Names, or lists of them by group, as in ``scanpy.pl.dotplot``.
        category
            The category of labels, by default the one in use.
        layer
            As in :meth:`markers`; where none is named, another that has more of the genes is taken.
        **options
            Further arguments of ``scanpy.pl.dotplot``, such as ``standard_scale="var"`` or ``return_fig=True``.

        Cells that a modality of a MuData does not have are left out where all genes are of it; beside genes of another
        one they count as cells without the gene.

        Returns
        -------
        What ``scanpy.pl.dotplot`` returns with these options.

        Raises
        ------
        DataError
            There is no such gene.
        """
        require("scanpy", "dotplot()")
        import scanpy as sc
        from anndata import AnnData

        by_group = genes if isinstance(genes, Mapping) else None
        names = [genes] if isinstance(genes, str) else list(genes)
        wanted = names if by_group is None else [name for group in by_group.values() for name in group]
        if not wanted:
            raise DataError("dotplot() needs genes, such as dotplot(['CD3D', 'CD79A']).")
        with self._gate.lock:
            self._gate.require_open()
            tables = self._markers.table_of_each(wanted, layer)
            found = self._history.annotations.find(self._shown.named_or_in_use(category))
            groups = self._labels_of(found, UNASSIGNED)
        values = values_of_each(tables)
        of_genes = np.stack(list(values.values()), axis=1)
        known = np.flatnonzero(~np.isnan(of_genes).all(axis=1))
        light = AnnData(
            of_genes[known],
            obs=pd.DataFrame({found.name: groups[known]}, index=pd.RangeIndex(known.size).astype(str)),
            var=pd.DataFrame(index=list(values)),
        )
        shown = wanted if by_group is None else {group: list(of) for group, of in by_group.items()}
        return sc.pl.dotplot(light, shown, groupby=found.name, **options)

    def _labels_of(self, category: Category, unassigned: str | None) -> pd.Categorical[str]:
        return labels_in_use(category, self._table.n_cells, unassigned)[0]
