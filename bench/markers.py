"""Markers of a tenth of the cells in memory: exact and estimated, and Wilcoxon tests beside those of others.

``python -m bench.rows markers``.
"""

from __future__ import annotations

import importlib.util
import inspect
import tempfile
import warnings
from collections.abc import Callable, Iterator
from typing import Any

import anndata as ad
import numpy as np
import scanpy as sc

import cellxgene_widget as cxw
from bench.data import N_CELLS, with_genes
from bench.measure import REPEATS, seconds
from bench.rows import Row
from bench.tables import middle, ms, ratio

#: Cells that an estimate is of.
SAMPLE = 20_000


def estimate_of(session: cxw.Session) -> Callable[[], Any] | None:
    """Return what estimates the markers of the selection from a sample; None where there is no such thing."""
    if "estimate" not in inspect.signature(session.markers).parameters:
        return None
    options: dict[str, Any] = {"estimate": SAMPLE}
    return lambda: session.markers(**options)


def rows() -> Iterator[Row]:
    """Yield what was measured, how much it is, and what it is compared with."""
    warnings.simplefilter("ignore")
    adata = with_genes(N_CELLS)
    chosen = np.random.default_rng(1).random(adata.n_obs) < 0.1
    adata.obs["chosen"] = np.where(chosen, "in", "out")
    adata.obs["chosen"] = adata.obs["chosen"].astype("category")
    sc.tl.rank_genes_groups(with_genes(500), "louvain", method="t-test")  # numba compiles
    with tempfile.TemporaryDirectory() as folder:
        yield from _t_test(adata, chosen, folder)
        yield from _wilcoxon(adata, folder)


def _scanpy(adata: ad.AnnData, key: str, method: str, **options: Any) -> Callable[[], Any]:
    return lambda: sc.tl.rank_genes_groups(adata, key, method=method, use_raw=False, **options)


def _t_test(adata: ad.AnnData, chosen: Any, folder: str) -> Iterator[Row]:
    size = f"{adata.n_obs:,} x {adata.n_vars:,}"
    cold: list[float] = []
    for _ in range(3):
        session = cxw.open_session(adata, annotations_dir=folder, dataset="bench")
        session.select(chosen)
        cold += seconds(session.markers, 1)
        session.close()
    session = cxw.open_session(adata, annotations_dir=folder, dataset="bench")
    estimate = estimate_of(session)
    estimated: list[float] = []
    warm: list[float] = []
    rng = np.random.default_rng(2)
    for _ in range(REPEATS + 1):
        session.select(rng.random(adata.n_obs) < 0.1)
        estimated += seconds(estimate, 1) if estimate else []
        warm += seconds(session.markers, 1)
    session.close()
    warm, estimated = warm[1:], estimated[1:]
    theirs = seconds(_scanpy(adata, "chosen", "t-test", groups=["in"]), 3)
    beside = f"{ratio(theirs, cold) or 0:.1f} x scanpy's t-test"
    yield Row(f"markers of 10 % of {size} (CSR), the first time", ms(cold), beside, "exact cold", cold)
    beside = f"{ratio(theirs, warm) or 0:.1f} x scanpy's t-test"
    yield Row("the same with another selection", ms(warm), beside, "exact warm", warm)
    yield Row(f"an estimate of them from {SAMPLE:,} cells", ms(estimated), "", "estimate", estimated)
    yield Row("scanpy's t-test, `rank_genes_groups`", ms(theirs))


def _wilcoxon(adata: ad.AnnData, folder: str) -> Iterator[Row]:
    session = cxw.open_session(adata, annotations_dir=folder, dataset="wilcoxon")
    session.create_category("ct", like="louvain")
    rng = np.random.default_rng(3)

    def of_others() -> None:
        session.select(rng.random(adata.n_obs) < 0.1)  # or the answer is known
        session.markers(method="wilcoxon")

    turns: dict[str, Callable[[], Any]] = {
        "markers": of_others,
        "rank_genes": lambda: session.rank_genes(category="ct"),
    }
    if importlib.util.find_spec("illico") is not None:
        turns |= {"illico, one": _illico(adata, "chosen"), "illico": _illico(adata, "louvain")}
    for turn in turns.values():
        turn()  # numba compiles
    found: dict[str, list[float]] = {name: [] for name in turns}
    for _ in range(3):
        for name, turn in turns.items():
            found[name] += seconds(turn, 1)
    session.close()
    scanpy = seconds(_scanpy(adata, "louvain", "wilcoxon"), 1)
    n = adata.obs["louvain"].cat.categories.size
    illico, one = found.get("illico", []), found.get("illico, one", [])

    def times(name: str, other: list[float]) -> str:
        return f"{ratio(found[name], other):.2f} x as long as illico alone" if middle(other) else ""

    yield Row("`markers(method='wilcoxon')`", ms(found["markers"]), times("markers", one), "wilcoxon", found["markers"])
    yield Row("illico alone, the selection against the rest", ms(one) if one else "illico is not installed")
    yield Row(
        f"`rank_genes()` of a category of {n} labels",
        ms(found["rank_genes"]),
        times("rank_genes", illico),
        "rank_genes",
        found["rank_genes"],
    )
    yield Row("illico alone, the same", ms(illico) if illico else "illico is not installed", "", "illico", illico)
    yield Row(
        "scanpy's Wilcoxon, the same", ms(scanpy), f"{ratio(scanpy, found['rank_genes']) or 0:.1f} x as long as ours"
    )


def _illico(adata: ad.AnnData, key: str) -> Callable[[], Any]:
    test = importlib.import_module("illico").asymptotic_wilcoxon
    return lambda: test(adata, group_keys=key, reference=None, is_log1p=True, exp_post_agg=True, n_threads=2)
