"""Genes ranked by illico where it gives scanpy's numbers; else by scanpy, on a light AnnData around the same matrix."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import Any, Literal, get_args

import numpy as np
import pandas as pd
import scipy.sparse as sp
from anndata import AnnData

from ..core.cell_sets import Mask
from ..core.optional import require
from ..data.matrix import in_memory
from ..data.reading import reading
from ..errors import AnnotationError
from .quick_ranks import can_rank_quickly, ranked_quickly
from .rank_sums import can_rank, p_of, rank_sum_scores
from .welch import benjamini_hochberg

#: What is read at most of a matrix that is not in memory.
MEMORY_LIMIT = 4_000_000_000
#: Genes of a matrix are ranked in so many steps, each of so many or more: in between one may stop.
_STEPS, _GENES_A_STEP = 20, 500
RankMethod = Literal["wilcoxon", "t-test", "t-test_overestim_var", "logreg"]
METHODS = get_args(RankMethod)


def ranked(
    matrix: Any,
    rows: Mask,
    genes: pd.Index[str],
    labels: pd.Categorical[str],
    groupby: str,
    base: float | None,
    **options: Any,
) -> dict[str, Any]:
    """Rank genes as ``scanpy.tl.rank_genes_groups`` does; Wilcoxon's test is illico's where that gives the same.

    Parameters
    ----------
    matrix
        Shape (n_cells, n_genes). One on disk or lazy is read, if it is of bearable size.
    rows
        The cells to rank by, shape (n_cells,).
    genes
        Names of the genes, as in ``var_names``.
    labels
        One for each of these cells; cells without one belong to the rest.
    groupby
        What to call the grouping in the result.
    base
        Of the logarithm the values are in; None: e.
    **options
        Further arguments of ``rank_genes_groups``.

    Returns
    -------
    dict
        In scanpy's own structure: ``params``, ``names``, ``scores``, ``pvals``, ``pvals_adj``, ``logfoldchanges``.

    Raises
    ------
    AnnotationError
        scanpy refuses, and why; or too much would have to be read.
    """
    with reading():
        values = in_memory(matrix, rows, MEMORY_LIMIT)
    if can_rank_quickly(values, labels, options):
        return ranked_quickly(values, genes, labels, groupby, base, **options)
    require("scanpy", "Ranking genes by scanpy's tests")
    import scanpy as sc

    if sp.issparse(values) and not np.all(values.data):
        values = values.copy()  # scanpy drops zeros that are stored, in place: the caller's matrix must stay as it is
    if isinstance(values, sp.sparray):
        values = sp.csr_matrix(values)  # the same buffers; older scanpy knows no other
    light = AnnData(
        values,
        obs=pd.DataFrame({groupby: labels}, index=pd.RangeIndex(len(labels)).astype(str)),
        var=pd.DataFrame(index=genes),
        uns={"log1p": {"base": base}},
    )
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")  # a frame it fills column by column; the logarithm of negative ratios
        try:
            sc.tl.rank_genes_groups(light, groupby, use_raw=False, **options)
        except ValueError as error:
            raise AnnotationError(f"scanpy could not rank the genes: {error}") from error
    result: dict[str, Any] = light.uns[options.get("key_added") or "rank_genes_groups"]
    return result


def wilcoxon(
    matrix: Any,
    inside: Mask,
    outside: Mask,
    base: float | None,
    progress: Callable[[float], None] = lambda _: None,
) -> pd.DataFrame:
    """Test every gene by Wilcoxon's rank-sum test of two sets of cells, with scanpy's numbers.

    Parameters
    ----------
    matrix
        Shape (n_cells, n_genes).
    inside, outside
        The cells, which do not overlap; shape (n_cells,).
    base
        Of the logarithm the values are in; None: e.
    progress
        Told the part that is done, 0 to 1. It may raise, to stop.

    Returns
    -------
    DataFrame
        One row a gene, in their order: ``scores``, ``pvals``, ``pvals_adj``; of scanpy itself ``logfoldchanges`` too.
    """
    both = inside | outside
    with reading():
        values = in_memory(matrix, both, MEMORY_LIMIT)
    if can_rank(values):
        (scores,) = rank_sum_scores(values, np.where(inside[both], 0, 1), 1, progress=progress)
        pvals = p_of(scores)
        return pd.DataFrame({"scores": scores, "pvals": pvals, "pvals_adj": benjamini_hochberg(pvals)})
    n_genes, groups = values.shape[1], two_groups(inside[both])
    step = max(_GENES_A_STEP, -(-n_genes // _STEPS))
    parts = []
    for begin in range(0, n_genes, step):
        end = min(begin + step, n_genes)
        some_values = values if end - begin == n_genes else values[:, begin:end]
        names = pd.RangeIndex(begin, end).astype(str)
        result = ranked(
            some_values,
            np.ones(len(groups), dtype=bool),
            names,
            groups,
            "cells",
            base,
            groups=["selection"],
            method="wilcoxon",
        )
        part = {key: result[key]["selection"] for key in ("scores", "logfoldchanges", "pvals")}
        parts.append(pd.DataFrame(part, index=result["names"]["selection"].astype(int)))
        progress(end / n_genes)
    table = pd.concat(parts).sort_index().astype(np.float64)
    table["pvals_adj"] = benjamini_hochberg(table["pvals"].to_numpy())  # over all genes, not those of a part
    return table


def two_groups(inside: Mask) -> pd.Categorical[str]:
    """Return the groups ``selection`` and ``rest``."""
    return pd.Categorical.from_codes(np.where(inside, 0, 1), categories=pd.Index(["selection", "rest"], dtype=str))
