"""Means and fractions of genes by group: what a dot plot draws, with scanpy's values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Grouping:
    """Cells in groups.

    Attributes
    ----------
    names
        Of the groups; None: the cells without a label or value.
    codes
        The group of each cell; shape (n_cells,).
    """

    names: tuple[str | None, ...]
    codes: npt.NDArray[np.intp]

    @classmethod
    def of(cls, names: Sequence[str | None], codes: npt.NDArray[np.intp]) -> Grouping:
        """Leave out the groups that have no cells."""
        sizes = np.bincount(codes, minlength=len(names))
        present = np.flatnonzero(sizes)
        places = np.zeros(len(names), dtype=np.intp)
        places[present] = np.arange(present.size)
        return cls(tuple(names[k] for k in present.tolist()), places[codes])


@dataclass(frozen=True, eq=False)
class DotTable:
    """What a dot plot shows.

    Attributes
    ----------
    groups, genes
        Names of the rows and of the columns; None: the cells without a label or value.
    n_cells
        By group; shape (n_groups,).
    means, fractions
        Over the cells of a group that have a value, NaN where none has: the mean, and which part has more than 0.
        float64, shape (n_groups, n_genes).
    layer
        Where the values are: a layer, ``"X"`` or ``"raw"``; of several modalities each.
    """

    groups: tuple[str | None, ...]
    genes: tuple[str, ...]
    n_cells: npt.NDArray[np.intp]
    means: Floats
    fractions: Floats
    layer: str


def dots_of(
    values: Sequence[npt.NDArray[np.float32]], grouping: Grouping
) -> tuple[npt.NDArray[np.intp], Floats, Floats]:
    """Return the number of cells by group, and means and fractions by group and gene, as in :class:`DotTable`.

    Parameters
    ----------
    values
        Of each gene, shape (n_cells,).
    grouping
        The cells in groups.
    """
    n_groups = len(grouping.names)
    sizes = np.bincount(grouping.codes, minlength=n_groups)
    means, fractions = np.empty((n_groups, len(values))), np.empty((n_groups, len(values)))
    for column, of_gene in enumerate(values):
        missing = np.isnan(of_gene)
        known = ~missing if missing.any() else slice(None)
        codes = grouping.codes[known]
        with np.errstate(invalid="ignore", divide="ignore"):
            n_known = np.bincount(codes, minlength=n_groups)
            means[:, column] = np.bincount(codes, of_gene[known], n_groups) / n_known
            fractions[:, column] = np.bincount(grouping.codes[of_gene > 0], minlength=n_groups) / n_known
    return sizes, means, fractions
