"""Wilcoxon's test by illico has scanpy's numbers, in scanpy's structure."""

from __future__ import annotations

import warnings
from typing import Any

import anndata as ad
import numpy as np
import pandas as pd
import pytest
import scanpy as sc
import scipy.sparse as sp

from cellxgene_widget.statistics.quick_ranks import can_rank_quickly, ranked_quickly
from cellxgene_widget.statistics.rank_sums import can_rank
from cellxgene_widget.statistics.rankings import wilcoxon

GROUPS = ["a", "b", "c"]


@pytest.fixture(scope="module")
def cells() -> ad.AnnData:
    """Cells of which some have no label, and one a label of its own."""
    small = sc.datasets.pbmc68k_reduced()
    raw = small.raw.X.tocsr()[:, :150].copy()
    rng = np.random.default_rng(0)
    names = rng.choice([*GROUPS, None], small.n_obs)  # type: ignore[arg-type]
    names[0] = "alone"
    raw.data[raw.indices == 7] = 0  # a gene that no cell has
    raw.eliminate_zeros()
    labels = pd.Categorical(names, categories=["a", "alone", "b", "c"])
    obs = pd.DataFrame({"label": labels}, index=small.obs_names)
    return ad.AnnData(raw, obs=obs, var=pd.DataFrame(index=[f"g{i}" for i in range(150)]), uns={"log1p": {"base": 2}})


@pytest.mark.parametrize("kind", ["csr", "csc", "dense", "float64", "integers"])
@pytest.mark.parametrize("reference", ["rest", "b"])
@pytest.mark.parametrize("tie_correct", [False, True])
def test_it_is_what_scanpy_writes(cells: ad.AnnData, kind: str, reference: str, *, tie_correct: bool) -> None:
    light = cells.copy()
    light.X = {
        "csr": lambda x: x,
        "csc": lambda x: x.tocsc(),
        "dense": lambda x: x.toarray(),
        "float64": lambda x: x.astype(np.float64),
        "integers": lambda x: np.rint(x.toarray()).astype(np.int32),
    }[kind](light.X)
    options: dict[str, Any] = {
        "groups": GROUPS, "method": "wilcoxon", "reference": reference, "pts": True, "tie_correct": tie_correct,
        "n_genes": None,
    }  # fmt: skip
    labels = light.obs["label"].array
    assert can_rank_quickly(light.X, labels, options)
    ours = ranked_quickly(light.X, light.var_names, labels, "label", 2, **options)
    with warnings.catch_warnings(action="ignore"):
        sc.tl.rank_genes_groups(light, "label", use_raw=False, **options)
    theirs = light.uns["rank_genes_groups"]
    assert ours.keys() == theirs.keys()
    assert ours["params"] == theirs["params"]
    for key in ("pts", "pts_rest"):
        if key in theirs:
            pd.testing.assert_frame_equal(ours[key], theirs[key], check_names=False)
    for key in ("scores", "logfoldchanges", "pvals", "pvals_adj"):
        assert ours[key].dtype == theirs[key].dtype
        for group in theirs[key].dtype.names:
            one, other = (
                pd.Series(found[key][group], found["names"][group]).loc[list(light.var_names)]
                for found in (ours, theirs)
            )
            np.testing.assert_allclose(one, other, rtol=1e-6, atol=1e-6 if key == "scores" else 0)
    light.uns["rank_genes_groups"] = ours
    with warnings.catch_warnings(action="ignore"):  # of pandas, about what scanpy does
        frame = sc.get.rank_genes_groups_df(light, "a")
    assert frame["scores"].is_monotonic_decreasing


def test_two_sets_have_the_numbers_of_scanpy(cells: ad.AnnData, monkeypatch: pytest.MonkeyPatch) -> None:
    inside, outside = cells.obs["label"].eq("a").to_numpy(), cells.obs["label"].eq("c").to_numpy()
    told: list[float] = []
    ours = wilcoxon(cells.X, inside, outside, 2, told.append)
    monkeypatch.setattr("cellxgene_widget.statistics.rank_sums.are_usable", lambda: False)
    theirs = wilcoxon(cells.X, inside, outside, 2)
    for key in ours:
        np.testing.assert_allclose(ours[key], theirs[key], rtol=1e-6, atol=1e-6 if key == "scores" else 0)
    assert told[-1] == 1


def test_what_it_ranks_otherwise_is_left_to_scanpy() -> None:
    dense = np.ones((4, 3), dtype=np.float32)
    assert can_rank(dense)
    assert can_rank(-dense)
    assert not can_rank(sp.csr_matrix(-dense))
    for odd in (np.nan, np.inf, -np.inf):
        dense[1, 1] = odd
        assert not can_rank(dense)
        assert not can_rank(sp.csr_matrix(dense))


def test_who_stops_it_waits_for_no_other_gene(cells: ad.AnnData) -> None:
    def stop(_: float) -> None:
        raise InterruptedError

    inside = cells.obs["label"].eq("a").to_numpy()
    with pytest.raises(InterruptedError):
        wilcoxon(cells.X, inside, ~inside, None, stop)
