"""Samples of rows on disk: each row of a set has the same chance, however unevenly the set lies in the file."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cellxgene_widget.data import sampled_rows
from cellxgene_widget.data.sampled_rows import _chances, _drawn, _near_each_other

#: Stretches of 100 rows.
BOUNDS = np.arange(0, 40_001, 100)


def skewed(dense=20, each=5):
    """Return a set half of which fills some stretches, and the other half is strewn over all others."""
    rng = np.random.default_rng(5)
    rows = [np.arange(100 * dense)]
    rows += [np.sort(rng.choice(np.arange(begin, begin + 100), each, replace=False)) for begin in BOUNDS[dense:-1]]
    return np.concatenate(rows)


@pytest.mark.parametrize("n", [300, 1000, 2000])
@pytest.mark.parametrize(("dense", "each"), [(20, 5), (4, 1), (100, 3)])
def test_each_row_of_a_skewed_set_is_drawn_as_often(dense, each, n, monkeypatch):
    seen = []
    chosen = sampled_rows._near_each_other
    monkeypatch.setattr(sampled_rows, "_near_each_other", lambda *args: seen.append(chosen(*args)) or seen[-1])
    rows = skewed(dense, each)
    is_dense, n_seeds = rows < 100 * dense, 300
    drawn, shares, sizes = np.zeros(40_000), [], []
    for seed in range(n_seeds):
        found = _drawn(rows, n, BOUNDS, np.random.default_rng(seed))
        assert np.unique(found).size == found.size
        assert np.isin(found, rows).all()
        drawn[found] += 1
        sizes.append(found.size)
        shares.append(np.count_nonzero(found < 100 * dense))
    assert len(seen) == n_seeds
    assert all(each is not None for each in seen), "not drawn from a few stretches"
    of_dense, of_strewn = drawn[rows[is_dense]].mean() / n_seeds, drawn[rows[~is_dense]].mean() / n_seeds
    error = (
        np.std(shares) / np.sqrt(n_seeds) / is_dense.sum()
        + np.std(np.subtract(sizes, shares)) / np.sqrt(n_seeds) / (~is_dense).sum()
    )
    assert abs(of_dense - of_strewn) < 4 * error + 1e-3 * of_dense
    assert np.mean(sizes) <= 1.02 * n


@settings(max_examples=100, deadline=None)
@given(
    own=st.lists(st.integers(1, 500), min_size=200, max_size=400),
    n=st.integers(1, 20_000),
    seed=st.integers(0, 99),
)
def test_few_stretches_are_met_and_no_row_twice(own, n, seed):
    ends = np.r_[0, np.cumsum(own)]
    rows = np.arange(ends[-1])
    found = _near_each_other(rows, ends, n, np.random.default_rng(seed))
    if found is None:
        assert len(own) <= 192
        return
    assert np.unique(found).size == found.size
    assert np.unique(np.searchsorted(ends, found, side="right")).size <= 193


@settings(max_examples=100, deadline=None)
@given(own=st.lists(st.integers(1, 500), min_size=200, max_size=400), least=st.floats(0, 0.3))
def test_chances_add_up_to_the_stretches_that_are_met(own, least):
    chance = _chances(np.array(own), 130, least)
    assert chance.sum() == pytest.approx(130, abs=1e-6)
    assert (chance >= least).all()
    assert (chance <= 1).all()
