"""How many wrong labels a review finds first, and how long its queue takes: ``python -m bench.review``.

3 % of the cells of ``pbmc68k_reduced`` get the label of a cluster beside theirs, at random, ten times over; then as
many of 100,000 cells, drawn from those again and again with jitter.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Iterator
from typing import NamedTuple

import anndata as ad
import numpy as np
import numpy.typing as npt
import pandas as pd
import scipy.sparse as sp

import cellxgene_widget as cxw
from bench.doubt import N_CELLS, Row, resampled
from bench.tables import ms
from cellxgene_widget.statistics.neighbor_labels import doubt
from tests.page.data import cells
from tests.planted import plant

#: The part of the queue that is looked at.
FIRST = 0.15


class Found(NamedTuple):
    """What became of the planted errors.

    Attributes
    ----------
    auc
        How often a wrong label has more doubt than a right one.
    share
        Which part of the wrong labels is in the first cells of the queue.
    n_groups, n_doubtful
        Groups of the queue, and those that something speaks against.
    seconds
        Of the queue, and of the group after a decision.
    """

    auc: float
    share: float
    n_groups: int
    n_doubtful: int
    seconds: tuple[float, float]


def auc_of(numbers: npt.NDArray[np.float32], wrong: npt.NDArray[np.bool_]) -> float:
    """Return the area under the curve; cells without a number count as sure."""
    ranks = pd.Series(np.nan_to_num(numbers)).rank().to_numpy()
    n = int(wrong.sum())
    return float((ranks[wrong].sum() - n * (n + 1) / 2) / (n * (wrong.size - n)))


def looked_for(adata: ad.AnnData, seed: int) -> Found:
    """Plant errors, begin a review, and walk through it."""
    graph = sp.csr_matrix(adata.obsp["connectivities"])
    codes = adata.obs["louvain"].cat.codes.to_numpy().astype(np.int64) + 1
    planted, at = plant(graph, codes, seed)
    wrong = np.isin(np.arange(codes.size), at)
    adata.obs["planted"] = pd.Categorical.from_codes(planted - 1, adata.obs["louvain"].cat.categories)
    with tempfile.TemporaryDirectory() as folder:
        session = cxw.open_session(adata, annotations_dir=folder, autosave=None)
        session.create_category("ct", like="planted")
        begin = time.perf_counter()
        groups = session.review("ct")
        made = time.perf_counter() - begin
        order = np.concatenate([each.ranked.cells for each in session.parts.review.queue.fresh().groups])
        session.review_next()
        session.accept()
        begin = time.perf_counter()
        session.review_next()
        next_one = time.perf_counter() - begin
        session.close()
    del adata.obs["planted"]
    share = float(wrong[order[: int(FIRST * order.size)]].sum() / wrong.sum())
    n_doubtful = int(groups["suggested"].notna().sum())
    return Found(auc_of(doubt(graph, planted), wrong), share, len(groups), n_doubtful, (made, next_one))


def rows() -> Iterator[Row]:
    """Say how many are found, and how long it takes."""
    small = cells()
    for name, adata, n_seeds in (
        (f"{small.n_obs:,} cells of pbmc68k_reduced", small, 10),
        (f"{N_CELLS:,} drawn from them, with jitter in their PCA", resampled(small, N_CELLS), 3),
    ):
        found = [looked_for(adata, seed) for seed in range(n_seeds)]
        shares, least = [each.share for each in found], min(each.auc for each in found)
        yield (
            f"3 % of {name} called as a cluster next to theirs: of these in the first 15 % of the queue",
            f"{statistics.median(shares):.0%}",
            f"{min(shares):.0%} at the least of {n_seeds} times; ROC AUC of doubt {least:.3f} or more",
        )
        yield (
            "groups of doubtful cells; the queue, and the next group after a decision",
            f"{statistics.median(each.n_doubtful for each in found):.0f}",
            f"{ms([each.seconds[0] for each in found])}; {ms([each.seconds[1] for each in found])}",
        )


if __name__ == "__main__":
    for row in rows():
        print("\t".join(row), flush=True)
