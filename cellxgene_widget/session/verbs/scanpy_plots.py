"""The verbs that put evidence on record: genes ranked by label in scanpy's structure, and scanpy's dot plot."""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from anndata import ImplicitModificationWarning

from ...core.names import UNASSIGNED
from ...data.genes import RAW
from ...errors import AnnotationError, DataError, SelectionError
from ...labels.annotations import Category
from ...statistics.rankings import METHODS, ranked, two_groups
from .markers import MarkerVerbs


class EvidenceVerbs(MarkerVerbs):
    """What a label rests on. Computed without the session's lock: one may label meanwhile."""

    def rank_genes(
        self,
        *,
        key_added: str = "rank_genes_groups",
        method: str = "wilcoxon",
        category: str | None = None,
        layer: str | None = None,
        n_genes: int | None = None,
        reference: str = "rest",
        pts: bool = False,
        tie_correct: bool = False,
    ) -> None:
        """Rank genes with scanpy and write the result into ``adata.uns[key_added]``, the caller's own object.

        It is in scanpy's own structure: ``sc.get.rank_genes_groups_df(adata, group)`` reads it, and after :meth:`merge`
        ``sc.pl.rank_genes_groups_dotplot(adata)`` and the like draw it.

        Parameters
        ----------
        key_added
            The key in ``uns``.
        method
            ``"wilcoxon"``, ``"t-test"``, ``"t-test_overestim_var"`` or ``"logreg"``.
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
        key: object = key_added
        if not isinstance(key, str) or not key:
            raise AnnotationError("key_added= takes the name of a key in adata.uns.")
        with self.lock:
            self.require_open()
            adata, genes, base = self.cells.adata, self._evidence_genes(layer), self._log_base()
            matrix = genes.matrix
            if category is None and self.n_selected:
                name, groups = "selection", two_groups(self._sides("rest", layer).inside)
                usable, single = ["selection"], []
            else:
                found = self._annotations.find(self._category(category))
                name, groups = found.name, _labels_of(found, self.cells.n_cells)
                sizes = groups.value_counts()
                usable, single = sizes.index[sizes > 1].tolist(), sizes.index[sizes == 1].tolist()
        if not usable:
            raise SelectionError(f"No label of {name!r} has two or more cells: there is nothing to compare.")
        if single:
            warnings.warn(f"Labels with one cell are left out: {', '.join(single)}.", UserWarning, stacklevel=2)
        result = ranked(
            matrix, genes.ids, groups, name, base,
            groups=usable, method=method, n_genes=n_genes, reference=reference, pts=pts, tie_correct=tie_correct,
        )  # fmt: skip
        # Where scanpy's plots will look for the values.
        is_raw = genes.layer == RAW and RAW not in adata.layers
        result["params"] |= {"use_raw": is_raw, "layer": None if is_raw else genes.layer}
        with self.lock, warnings.catch_warnings():
            self.require_open()
            # A view becomes an object of its own when written to: that is what the caller asked for.
            warnings.simplefilter("ignore", ImplicitModificationWarning)
            adata.uns[key_added] = result

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
            As in :meth:`markers`.
        **options
            Further arguments of ``scanpy.pl.dotplot``, such as ``standard_scale="var"`` or ``return_fig=True``.

        Returns
        -------
        What ``scanpy.pl.dotplot`` returns with these options.

        Raises
        ------
        DataError
            There is no such gene.
        """
        import scanpy as sc
        from anndata import AnnData

        by_group = genes if isinstance(genes, Mapping) else None
        names = [genes] if isinstance(genes, str) else list(genes)
        wanted = names if by_group is None else [name for group in by_group.values() for name in group]
        if not wanted:
            raise DataError("dotplot() needs genes, such as dotplot(['CD3D', 'CD79A']).")
        with self.lock:
            self.require_open()
            table = self._evidence_genes(layer)
            found = self._annotations.find(self._category(category))
            groups = _labels_of(found, self.cells.n_cells, UNASSIGNED)
        values = np.stack(table.many(wanted), axis=1)
        unique = list(dict.fromkeys(wanted))
        light = AnnData(
            values[:, [wanted.index(name) for name in unique]],
            obs=pd.DataFrame({found.name: groups}, index=pd.RangeIndex(len(groups)).astype(str)),
            var=pd.DataFrame(index=unique),
        )
        shown = wanted if by_group is None else {group: list(of) for group, of in by_group.items()}
        return sc.pl.dotplot(light, shown, groupby=found.name, **options)


def _labels_of(category: Category, n_cells: int, unassigned: str | None = None) -> pd.Categorical[str]:
    """Return the labels of cells in label order, those without cells left out."""
    codes = category.codes[:n_cells]
    present = [label for label in category.labels if (codes == label.code).any()]
    places = np.full(int(max((label.code for label in category.labels), default=0)) + 1, -1)
    for place, label in enumerate(present):
        places[label.code] = place
    levels = [label.name for label in present]
    if unassigned is not None and (codes == 0).any():
        places[0] = len(levels)
        levels.append(unassigned)
    return pd.Categorical.from_codes(places[codes], categories=pd.Index(levels, dtype=str))
