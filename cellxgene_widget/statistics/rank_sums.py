"""Wilcoxon's rank-sum test of groups of cells by illico, with the numbers that scanpy gives."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp
from scipy.special import ndtr

from ..core.cores import n_cores, on_all_cores
from ..data.matrix import summed
from .illico_kernels import Floats, are_usable, ranker

#: Genes of a step: in between one may stop, and all cores have some.
_GENES_A_STEP = 128


def can_rank(values: Any) -> bool:
    """Tell whether illico is there, and ranks such values as scanpy does: finite ones, and none below 0 if sparse.

    Parameters
    ----------
    values
        In memory; an ndarray, CSR or CSC.
    """
    if not are_usable():
        return False
    stored = values.data if sp.issparse(values) else values
    if stored.dtype.kind != "f":
        return bool(stored.dtype.kind in "bu" or not sp.issparse(values) or stored.min(initial=0) >= 0)
    # the lowest and the highest are NaN where any is
    low, high = stored.min(initial=0), stored.max(initial=0)
    return bool(np.isfinite(low) and np.isfinite(high) and (low >= 0 or not sp.issparse(values)))


def rank_sum_scores(
    values: Any,
    codes: npt.NDArray[np.integer[Any]],
    n_groups: int,
    *,
    reference: int | None = None,
    tie_correct: bool = False,
    progress: Callable[[float], None] = lambda _: None,
) -> Floats:
    """Return the z-scores of groups of cells, without a correction for continuity.

    Parameters
    ----------
    values
        Such as :func:`can_rank` is true of; shape (n_cells, n_genes).
    codes
        The group of each cell, from 0; ``n_groups`` and above for cells that are of the rest only.
    n_groups
        How many groups there are scores of; each has a cell or more.
    reference
        The group that each is compared with; None: all other cells.
    tie_correct
        Correct for ties.
    progress
        Told the part that is done, 0 to 1; it may raise, to stop.

    Returns
    -------
    ndarray of float64, shape (n_groups, n_genes)
        0 where there is nothing to be said; of the reference itself anything.
    """
    rank = ranker(_stored(values), np.minimum(codes, n_groups), n_groups, reference=reference, tie_correct=tie_correct)
    n_genes = values.shape[1]
    step = min(_GENES_A_STEP, -(-n_genes // n_cores()))
    scores = np.empty((n_groups, n_genes))

    def of_step(begin: int) -> None:
        end = min(begin + step, n_genes)
        scores[:, begin:end] = rank(begin, end)

    for _ in on_all_cores(of_step, range(0, n_genes, max(1, step)), progress):
        pass
    scores[np.isnan(scores)] = 0
    return scores


def p_of(scores: Floats) -> Floats:
    """Return two-sided p-values of z-scores."""
    pvals: Floats = 2 * ndtr(-np.abs(scores))
    return pvals


def _stored(values: Any) -> Any:
    """Return values as illico takes them: float32 or float64, and no zero stored."""
    if not sp.issparse(values):
        kept = values if values.dtype in (np.float32, np.float64) else values.astype(np.float64)
        return np.ascontiguousarray(kept)
    if values.dtype not in (np.float32, np.float64):
        values = values.astype(np.float64)
    # anew on the same buffers: what scipy has noted of their order may be so no more, and illico fails then
    kind = sp.csr_array if values.format == "csr" else sp.csc_array
    own = summed(kind((values.data, values.indices, values.indptr), shape=values.shape))
    if not np.all(own.data):
        own = own.copy()
        own.eliminate_zeros()
    return own
