"""Wrong labels, put where they would be: cells get the label of a cluster beside theirs."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp


def plant(
    graph: sp.csr_matrix, codes: npt.NDArray[np.int64], seed: int, share: float = 0.03
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.intp]]:
    """Return codes of which a share are those of one of the three nearest clusters, and the cells that have them."""
    random = np.random.default_rng(seed)
    n, n_codes = codes.size, int(codes.max()) + 1
    member = sp.csr_matrix((np.ones(n), (np.arange(n), codes)), shape=(n, n_codes))
    between = np.asarray((member.T @ graph @ member).todense())
    np.fill_diagonal(between, 0)
    near = [_nearest(row, code) for code, row in enumerate(between)]
    cells = random.choice(n, round(share * n), replace=False)
    planted = codes.copy()
    planted[cells] = [random.choice(near[codes[cell]]) for cell in cells]
    return planted, np.sort(cells)


def _nearest(weights: npt.NDArray[np.float64], own: int) -> list[int]:
    """Return the three clusters with the most weight to one; of one that lies alone any three."""
    order = [int(other) for other in np.argsort(-weights) if other not in (0, own)]
    return [other for other in order[:3] if weights[other] > 0] or order[:3]
