"""illico's compiled kernels, called past its public function; nothing else here knows what is inside illico.

Its ``asymptotic_wilcoxon`` takes an AnnData and a column of it, can't be stopped, tells no progress, and makes a table
that we have no use for. The names below are no promise of it: pyproject.toml and the conda recipe allow 0.6 only.
With 0.7: widen both and run tests/unit/test_illico_kernels.py; if it fails, mend :func:`ranker` (or call the public
function, if it can be stopped by then). Until it is mended scanpy ranks, for :func:`are_usable` says no.
"""

from __future__ import annotations

import functools
import logging
from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from ..core.optional import is_installed

Floats = npt.NDArray[np.float64]

_log = logging.getLogger(__name__)


def ranker(
    values: Any, codes: npt.NDArray[np.integer[Any]], n_groups: int, *, reference: int | None, tie_correct: bool
) -> Callable[[int, int], Floats]:
    """Return what ranks some genes, from one to before another, for any thread.

    Parameters
    ----------
    values
        An ndarray, CSR or CSC of float32 or float64, with no zero stored and all in order; shape (n_cells, n_genes).
    codes
        The group of each cell, from 0; ``n_groups`` for cells that are of the rest only.
    n_groups
        How many groups there are scores of; each has a cell or more.
    reference
        The group that each is compared with; None: all other cells.
    tie_correct
        Correct for ties.

    Returns
    -------
    callable
        Gives z-scores of shape (n_groups, n), NaN where there is nothing to be said.
    """
    from illico.utils.groups import GroupContainer
    from illico.utils.registry import Test, data_handler_registry, rs_dispatcher_registry

    codes = codes.astype(np.uint64)
    counts = np.bincount(codes.astype(np.intp)).astype(np.uint64)
    groups = GroupContainer(
        n_selected_groups=np.uint64(n_groups),
        encoded_groups=codes,
        counts=counts,
        indices=np.argsort(codes, kind="stable").astype(np.uint64),
        included_cell_indices=np.arange(codes.size, dtype=np.uint64),
        indptr=np.concatenate([[0], np.cumsum(counts)]).astype(np.uint64),
        encoded_ref_group=-1 if reference is None else reference,
    )
    handler = data_handler_registry.get(values)
    rank = rs_dispatcher_registry.get(Test.OVR if reference is None else Test.OVO, handler.kernel_data_format())
    matrix = handler.to_nb(values)

    def of_genes(begin: int, end: int) -> Floats:
        # as numbers of log1p or not: only fold changes, which are not taken, hang on it
        found = rank(matrix, begin, end, groups, False, False, tie_correct, False, "two-sided")  # noqa: FBT003
        scores: Floats = found[2][:n_groups]
        return scores

    return of_genes


@functools.cache
def are_usable() -> bool:
    """Tell whether illico is there, and ranks four cells as it should: one of another version may not."""
    if not is_installed("illico"):
        return False
    dense = np.array([[0.0, 1.0], [1.0, 0.0], [2.0, 0.0], [3.0, 0.0]])
    expected = np.array([[-1.549193, 0.774597], [1.549193, -0.774597]])  # (U - 2) / sqrt(5 / 3)
    try:
        for values in (dense, sp.csr_array(dense), sp.csc_array(dense)):
            for reference in (None, 0):
                rank = ranker(values, np.array([0, 0, 1, 1]), 2, reference=reference, tie_correct=False)
                found, wanted = (scores if reference is None else scores[1:] for scores in (rank(0, 2), expected))
                if not np.allclose(found, wanted, atol=1e-5):
                    raise ValueError(f"{found.tolist()} in place of {wanted.tolist()}")  # noqa: TRY301
    except Exception as error:  # noqa: BLE001 - what its inside raises after a change nobody knows
        _log.warning(
            "illico is of a version that is not known here (%s): scanpy makes Wilcoxon's tests, slowly.", error
        )
        return False
    return True
