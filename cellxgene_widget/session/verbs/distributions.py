"""The verbs that tell how numbers are spread by label: a table of quartiles, and scanpy's violins."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from ...core.optional import require
from ...core.palettes import NO_COLOR
from ...errors import DataError
from ...statistics.distributions import SUMMARY
from ..distribution_tables import DistributionTables

#: Of the columns of the table; whiskers are for drawing.
_COLUMNS = ("mean", "median", "q25", "q75", "min", "max", "pct_above_0")


class DistributionVerbs:
    """How numbers are spread by label. Computed without the session's lock: one may label meanwhile."""

    def __init__(self, tables: DistributionTables) -> None:
        self._tables = tables

    def distributions(
        self,
        /,
        names: str | Sequence[str],
        *,
        by: str | None = None,
        selected: bool = False,
        layer: str | None = None,
    ) -> pd.DataFrame:
        """Return how genes or numbers are spread by label: what violins show.

        Parameters
        ----------
        names
            Genes, columns of numbers, or means of gene sets as ``"set: NAME"``; one or several.
        by
            A category of labels, or a column of ``obs`` with categories; by default the category in use.
        selected
            Only of the selected cells.
        layer
            As in :meth:`markers`.

        Returns
        -------
        DataFrame
            One row a name and label, labels in order, those without cells left out: ``name``, ``label``, ``n_cells``,
            ``n_missing`` (cells without a finite value, which count in nothing else), ``mean``, ``median``, ``q25``,
            ``q75``, ``min``, ``max``, and ``pct_above_0`` (which part has more than 0, 0 to 1). Cells without a label
            are ``unassigned``, those without a value in a column ``no value``.

        Raises
        ------
        DataError
            There is no such gene or column, or it holds labels; ``by`` holds numbers.
        LabelError
            There is no category yet.
        SelectionError
            Those of the selected cells are wanted, and no cell is selected.
        """
        found = self._tables.by_label(_listed(names), by=by, selected=selected, layer=layer)
        spread = found.summed_up()
        labels = [found.by.nothing if name is None else name for name in found.groups]
        of_each = spread.summary.reshape(-1, len(SUMMARY))
        n_cells = np.tile(spread.n_cells, len(found.values))
        return pd.DataFrame(
            {
                "name": np.repeat(np.array(list(found.values), dtype=object), len(labels)),
                "label": np.tile(np.array(labels, dtype=object), len(found.values)),
                "n_cells": n_cells,
                "n_missing": n_cells - of_each[:, SUMMARY.index("n")].astype(np.intp),
                **{column: of_each[:, SUMMARY.index(column)] for column in _COLUMNS},
            }
        )

    def violin(
        self,
        /,
        names: str | Sequence[str],
        *,
        by: str | None = None,
        layer: str | None = None,
        **options: Any,
    ) -> Any:
        """Draw scanpy's violins of genes or numbers by the labels as they are now; ``adata`` is not touched.

        Parameters
        ----------
        names, by, layer
            As in :meth:`distributions`.
        **options
            Further arguments of ``scanpy.pl.violin``, such as ``rotation=90``, ``stripplot=False`` or ``show=False``.

        Returns
        -------
        What ``scanpy.pl.violin`` returns with these options.

        Raises
        ------
        DataError, LabelError
            As in :meth:`distributions`.
        """
        require("scanpy", "violin()")
        import scanpy as sc
        from anndata import AnnData

        found = self._tables.by_label(_listed(names), by=by, layer=layer)
        grouping, named = found.by.grouping(), found.by
        color_of = dict(zip(named.names, named.colors, strict=True))
        levels = pd.Index([named.nothing if name is None else name for name in grouping.names], dtype=str)
        light = AnnData(
            np.stack(list(found.values.values()), axis=1),
            obs=pd.DataFrame(
                {named.name: pd.Categorical.from_codes(grouping.codes, categories=levels)},
                index=pd.RangeIndex(grouping.codes.size).astype(str),
            ),
            var=pd.DataFrame(index=list(found.values)),
        )
        light.uns[f"{named.name}_colors"] = [NO_COLOR if name is None else color_of[name] for name in grouping.names]
        return sc.pl.violin(light, list(found.values), groupby=named.name, **options)


def _listed(names: str | Sequence[str]) -> list[str]:
    wanted = [names] if isinstance(names, str) else list(names)
    if not wanted or not all(isinstance(name, str) for name in wanted):
        raise DataError("Name genes, columns of numbers or means of gene sets, such as ['CD3D', 'n_genes'].")
    return wanted
