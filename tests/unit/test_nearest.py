"""The nearest cells of a reference, and what most of them are called: against the definitions."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cellxgene_widget.statistics import nearest as module
from cellxgene_widget.statistics.nearest import Near, nearest, votes
from tests.page.data import cells


@given(st.integers(1, 30), st.integers(0, 20), st.integers(1, 12), st.integers(0, 2**31))
def test_they_are_those_at_the_least_distance(n, n_cells, k, seed):
    rng = np.random.default_rng(seed)
    reference, asked = rng.normal(size=(n, 3)).astype(np.float32), rng.normal(size=(n_cells, 3)).astype(np.float32)
    # some of the cells are cells of the reference themselves
    own = np.where(rng.random(n_cells) < 0.5, rng.integers(0, n, n_cells), -1)
    asked[own >= 0] = reference[own[own >= 0]]
    found = nearest(reference, asked, k, own)
    assert found.places.shape == found.distances.shape == (n_cells, k)
    for cell, itself, row, told in zip(asked, own, *found, strict=True):
        distance = np.linalg.norm(reference - cell, axis=1)
        if itself >= 0:
            distance[itself] = np.inf
        expected = np.argsort(distance, kind="stable")[: min(k, n - (itself >= 0))]
        there = row[row >= 0]
        assert itself not in there
        np.testing.assert_allclose(distance[there], distance[expected], rtol=1e-4, atol=1e-6)
        np.testing.assert_allclose(told[row >= 0], distance[there], rtol=1e-4, atol=1e-6)
        assert np.isinf(told[row < 0]).all()


@given(st.data())
def test_votes_are_shares_of_the_neighbours_by_how_near_they_are(data):
    n, k = data.draw(st.integers(1, 8)), data.draw(st.integers(1, 6))
    codes = np.array(data.draw(st.lists(st.integers(0, 4), min_size=5, max_size=5)))
    places = st.lists(st.integers(0, 4), min_size=0, max_size=k, unique=True)
    rows = [data.draw(places) for _ in range(n)]
    neighbors = np.array([row + [-1] * (k - len(row)) for row in rows])
    far = [sorted(data.draw(st.lists(st.floats(0, 9, width=32), min_size=len(row), max_size=len(row)))) for row in rows]
    distances = np.array([row + [np.inf] * (k - len(row)) for row in far], dtype=np.float32)
    own = np.array(data.draw(st.lists(st.integers(0, 4), min_size=n, max_size=n)))
    best, of_best, of_own = votes(Near(neighbors, distances), codes, own)
    for at, row in enumerate(rows):
        weights = [np.exp(-2 * (d / (far[at][-1] or 1)) ** 2) for d in far[at]]
        counts = dict.fromkeys(range(5), 0.0)
        for place, weight in zip(row, weights, strict=True):
            counts[int(codes[place])] += weight
        whole = sum(weights) or 1
        most = max(counts[code] for code in range(1, 5))
        assert np.isclose(of_best[at], most / whole)
        if best[at]:
            assert np.isclose(counts[int(best[at])], most)
            assert most > counts[0] or np.isclose(most, counts[0])
        else:  # none has as many votes, or there is no neighbour
            assert counts[0] >= most or np.isclose(most, counts[0])
        assert np.isclose(of_own[at], counts[int(own[at])] / whole)
        assert 0 <= of_best[at] <= 1
        assert own[at] == 0 or of_own[at] <= of_best[at]


@pytest.mark.parametrize("n", [1, 15, 1000])
def test_all_votes_for_one_are_the_whole_and_no_more(n):
    near = Near(np.arange(n)[None], np.linspace(0, 3, n, dtype=np.float32)[None])
    best, of_best, of_own = votes(near, np.ones(n, dtype=int), np.array([1]))
    assert (best.tolist(), of_best.tolist(), of_own.tolist()) == ([1], [1], [1])


def test_of_as_many_on_both_sides_the_nearer_decide():
    near = Near(np.array([[0, 1]]), np.array([[0.5, 1]], dtype=np.float32))
    assert votes(near, np.array([2, 1]), np.array([0]))[0].tolist() == [2]


def test_in_blocks_they_are_the_same(monkeypatch):
    rng = np.random.default_rng(0)
    neighbors, codes, own = rng.integers(0, 50, (200, 7)), rng.integers(1, 9, 50), rng.integers(0, 9, 200)
    near = Near(neighbors, np.sort(rng.random((200, 7)), axis=1).astype(np.float32))
    whole = votes(near, codes, own)
    monkeypatch.setattr(module, "_FIELDS", 60)
    for one, other in zip(whole, votes(near, codes, own), strict=True):
        np.testing.assert_array_equal(one, other)


def test_of_many_cells_nearly_all_are_found(monkeypatch):
    rows = cells().obsm["X_pca"].astype(np.float32)
    reference, asked, own = rows[:600], rows[500:], np.r_[np.arange(500, 600), np.full(100, -1)]
    exact = nearest(reference, asked, 15, own).places
    monkeypatch.setattr(module, "_MOST_PAIRS", 0)
    found = nearest(reference, asked, 15, own).places
    assert (found[own >= 0] != own[own >= 0, None]).all()
    alike = [len(set(one) & set(other)) / 15 for one, other in zip(exact, found, strict=True)]
    assert np.mean(alike) > 0.95
