"""What goes along a graph of neighbours, and its price; whether doubt finds labels that are wrong.

``python -m bench.doubt`` prints the rows. Sizes can be set: BENCH_CELLS (100,000), BENCH_ATLAS (1,000,000).
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import warnings
from collections.abc import Iterator

import anndata as ad
import numpy as np
import numpy.typing as npt
import scanpy as sc
import scipy.sparse as sp
from sklearn.metrics import roc_auc_score

import cellxgene_widget as cxw
from bench.drafts import seconds
from cellxgene_widget.selection.along_graph import grown, shrunk
from cellxgene_widget.statistics.clustering.pynndescent_matrix import answer_with_matrices
from cellxgene_widget.statistics.clustering.steps import with_neighbors
from cellxgene_widget.statistics.neighbor_labels import connected, doubt, likely_other

N_CELLS = int(os.environ.get("BENCH_CELLS", "100_000"))
N_ATLAS = int(os.environ.get("BENCH_ATLAS", "1_000_000"))
N_NEIGHBORS, N_LABELS, N_SEEDS = 15, 30, 20
#: Of the cells so many are given another label.
WRONG = 0.03

Row = tuple[str, str, str]
Codes = npt.NDArray[np.uint8]


def rows() -> Iterator[Row]:
    """Yield what was measured, how much it is, and what it is compared with."""
    warnings.simplefilter("ignore")
    small = sc.datasets.pbmc68k_reduced()
    yield from found_rows(small, f"{small.n_obs:,} cells of pbmc68k_reduced", N_SEEDS)
    yield from found_rows(resampled(small, N_CELLS), f"{N_CELLS:,} drawn from them, with jitter in their PCA", 3)
    yield from time_rows()


def planted(graph: sp.csr_matrix, codes: Codes, seed: int) -> tuple[Codes, npt.NDArray[np.bool_]]:
    """Give some cells at random the label of a cluster that theirs touches; return the labels, and which are wrong."""
    rng = np.random.default_rng(seed)
    edges = graph.tocoo()
    touches = np.zeros((256, 256), dtype=np.bool_)
    touches[codes[edges.row], codes[edges.col]] = 1
    np.fill_diagonal(touches, 0)
    found, wrong = codes.copy(), np.zeros(codes.size, dtype=bool)
    for cell in rng.choice(codes.size, round(WRONG * codes.size), replace=False):
        others = np.flatnonzero(touches[codes[cell]])
        if others.size:
            found[cell], wrong[cell] = rng.choice(others), True
    return found, wrong


def resampled(small: ad.AnnData, n: int) -> ad.AnnData:
    """Return cells drawn again and again with jitter in their PCA, and the graph of scanpy on it."""
    rng = np.random.default_rng(0)
    drawn = rng.integers(0, small.n_obs, n)
    pca = small.obsm["X_pca"][drawn]
    pca += rng.normal(scale=0.3 * pca.std(axis=0), size=pca.shape)
    made = ad.AnnData(obs=small.obs[["louvain"]].iloc[drawn].reset_index(drop=True), obsm={"X_pca": pca})
    made.obs_names = [f"cell-{i}" for i in range(n)]
    answer_with_matrices()  # or scanpy itself fails with pynndescent 0.7
    graph = with_neighbors(pca, use_rep="X_pca", n_neighbors=N_NEIGHBORS, seed=0).obsp["connectivities"]
    made.obsp["connectivities"] = graph
    return made


def found_rows(adata: ad.AnnData, which: str, n_seeds: int) -> Iterator[Row]:
    graph = sp.csr_matrix(adata.obsp["connectivities"], dtype=np.float32)
    codes = adata.obs["louvain"].cat.codes.to_numpy().astype(np.uint8) + 1
    areas, shares = [], []
    for seed in range(n_seeds):
        labels, wrong = planted(graph, codes, seed)
        values = np.nan_to_num(doubt(graph, labels))
        areas.append(roc_auc_score(wrong, values))
        first = np.argsort(-values, kind="stable")[: round(0.15 * codes.size)]
        shares.append(wrong[first].sum() / wrong.sum())
    took = seconds(lambda: doubt(graph, labels), 3)
    yield (
        f"3 % of {which} called as a cluster next to theirs: ROC AUC of doubt",
        f"{statistics.median(areas):.4f}",
        f"{min(areas):.4f} at the least of {n_seeds} times; doubt in {1000 * took:.1f} ms",
    )
    yield (
        "of these in the 15 % of cells most in doubt",
        f"{statistics.median(shares):.0%}",
        f"{min(shares):.0%} at the least",
    )


def time_rows() -> Iterator[Row]:
    """Time an atlas: neighbours anywhere within a fifth of the cells, as unfavourable as memory can be."""
    rng, n, k = np.random.default_rng(0), N_ATLAS, N_NEIGHBORS
    near = (np.arange(n)[:, None] + rng.integers(1, n // 5, (n, k))) % n
    near.sort(axis=1)
    ends = np.arange(0, n * k + 1, k, dtype=np.int32)
    graph = sp.csr_matrix((rng.random(n * k, dtype=np.float32), near.ravel().astype(np.int32), ends), shape=(n, n))
    codes = rng.integers(0, N_LABELS + 1, n).astype(np.uint8)
    what = f"{n:,} cells x {k} neighbours, {N_LABELS} labels"
    plain = seconds(lambda: by_label(graph, codes), 3)
    ours = seconds(lambda: doubt(graph, codes), 3)
    yield f"doubt, {what}", f"{ours:.2f} s", f"{plain / ours:.1f} x faster than a product with each label"
    took = seconds(lambda: likely_other(graph, codes), 3)
    yield "the likely other label of each cell", f"{took:.2f} s", ""
    mask = np.arange(n) < n // 5
    took = seconds(lambda: connected(graph, np.where(mask, codes, 0)), 3)
    yield "what hangs together of a fifth of them", f"{took:.2f} s", ""
    took = seconds(lambda: grown(graph, mask, 1), 3)
    yield "growing a fifth of them by one step", f"{took:.2f} s", ""
    took = seconds(lambda: shrunk(graph, mask, 1), 3)
    yield "shrinking it", f"{took:.2f} s", ""
    adata = ad.AnnData(obsm={"X_umap": rng.normal(size=(n, 2)).astype(np.float32)}, obsp={"connectivities": graph})
    adata.obs_names = [f"cell-{i}" for i in range(n)]
    adata.obs["label"] = np.array([f"L{code}" for code in range(N_LABELS + 1)])[codes]
    adata.obs["label"] = adata.obs["label"].astype("category")
    with tempfile.TemporaryDirectory() as folder:
        session = cxw.open_session(adata, annotations_dir=folder)
        first = seconds(lambda: session.doubt("label"), 1)
        again = seconds(lambda: session.doubt("label"), 3)
        session.close()
    yield "`doubt()` of a session, the graph looked over", f"{first:.2f} s", f"{again:.2f} s from then on"


def by_label(graph: sp.csr_matrix, codes: Codes) -> npt.NDArray[np.float64]:
    """Count doubt as one would write it down: the weight with each label is a product with a column of it."""
    labelled, same = np.zeros(codes.size), np.zeros(codes.size)
    for code in range(1, N_LABELS + 1):
        has = codes == code
        weight = graph @ has.astype(np.float32)
        labelled += weight
        same[has] = weight[has]
    return 1 - same / labelled


if __name__ == "__main__":
    for row in rows():
        print("| {} | {} | {} |".format(*row))
        sys.stdout.flush()
