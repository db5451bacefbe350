"""How many wrong labels a review finds first, and how long its queue takes: ``python -m bench.review [N_CELLS]``.

3 % of the cells of ``pbmc68k_reduced`` get the label of a cluster beside theirs, at random, ten times over; then as
many of 100,000 cells, drawn from those again and again with jitter.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from typing import NamedTuple

import anndata as ad
import numpy as np
import numpy.typing as npt
import pandas as pd
import scanpy as sc
import scipy.sparse as sp

import cellxgene_widget as cxw
from bench.report import ms, table
from cellxgene_widget.statistics.neighbor_labels import doubt
from tests.page.data import cells
from tests.planted import plant

SEEDS = range(10)
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


def resampled(n: int) -> ad.AnnData:
    """Return cells drawn from the real ones with jitter, with neighbours as scanpy computes them."""
    real = cells()
    random = np.random.default_rng(0)
    rows = random.integers(0, real.n_obs, n)
    pca = real.obsm["X_pca"][rows, :20]
    made = ad.AnnData(obs=real.obs.iloc[rows][["louvain"]].set_axis([f"cell-{i}" for i in range(n)]))
    made.obsm["X_pca"] = (pca + random.normal(scale=0.4, size=pca.shape)).astype(np.float32)
    made.obsm["X_umap"] = made.obsm["X_pca"][:, :2].copy()
    sc.pp.neighbors(made, n_neighbors=15, use_rep="X_pca", random_state=0)
    return made


def main(n: int = 100_000) -> None:
    """Print the table."""
    rows = []
    for name, adata, seeds in (("pbmc68k_reduced", cells(), SEEDS), (f"{n:,} resampled", resampled(n), range(3))):
        found = [looked_for(adata, seed) for seed in seeds]
        aucs, shares = [each.auc for each in found], [each.share for each in found]
        rows.append(
            [
                f"{name}, {adata.n_obs:,} cells",
                f"{statistics.median(aucs):.3f} (lowest {min(aucs):.3f})",
                f"{statistics.median(shares):.0%} (lowest {min(shares):.0%})",
                f"{statistics.median(each.n_doubtful for each in found):.0f}",
                ms([each.seconds[0] for each in found]),
                ms([each.seconds[1] for each in found]),
            ]
        )
    heads = [
        "",
        "AUC of the doubt",
        f"of the errors in the first {FIRST:.0%}",
        "doubtful groups",
        "queue",
        "next group",
    ]
    print("\n".join(table(heads, rows)))


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
