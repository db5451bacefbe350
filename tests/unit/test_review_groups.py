"""Cells in groups to be reviewed: wrong labels come first, and every cell comes once."""

from __future__ import annotations

import numpy as np
import pytest
import scipy.sparse as sp
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from cellxgene_widget.statistics.disagreement import disagreement
from cellxgene_widget.statistics.neighbor_labels import doubt, likely_other
from cellxgene_widget.statistics.review_groups import FEWEST_CONNECTED, review_groups, spread_of
from tests.planted import plant


def in_order(groups):
    """Return the cells as somebody meets them who walks through the queue."""
    return np.concatenate([np.zeros(0, dtype=np.uint32), *(group.cells for group in groups)])


def queue_of(graph, codes):
    doubts = doubt(graph, codes)
    other, shares = likely_other(graph, codes)
    with np.errstate(invalid="ignore"):
        return review_groups(codes, shares > 1 - doubts, other, doubts, graph)


@pytest.fixture
def clusters(adata):
    graph = sp.csr_matrix(adata.obsp["connectivities"])
    return graph, adata.obs["louvain"].cat.codes.to_numpy().astype(np.int64) + 1


@pytest.mark.parametrize("seed", range(8))
def test_the_first_cells_of_the_queue_are_those_with_wrong_labels(clusters, seed):
    graph, codes = clusters
    planted, cells = plant(graph, codes, seed)
    order = in_order(queue_of(graph, planted))
    assert np.array_equal(np.sort(order), np.arange(codes.size))
    first = order[: int(0.15 * order.size)]
    assert np.isin(cells, first).mean() >= 0.8


def test_groups_are_of_two_labels_by_what_there_is_to_gain_and_the_rest_comes_last(clusters):
    graph, codes = clusters
    planted, _ = plant(graph, codes, 0)
    groups = queue_of(graph, planted)
    doubtful = [group for group in groups if not group.is_rest]
    assert groups == [*doubtful, *(group for group in groups if group.is_rest)]
    gains = [group.cells.size * group.score for group in doubtful]
    assert gains == sorted(gains, reverse=True)
    for group in groups:
        assert set(planted[group.cells]) == {group.label}
        assert group.other != group.label
    rest = [group for group in groups if group.is_rest]
    assert [group.label for group in rest] == sorted(set(planted))


def test_few_cells_that_do_not_hang_together_are_one_group():
    n = 4 * FEWEST_CONNECTED
    pairs = np.zeros((2 * n, 2 * n), dtype=np.float32)
    for i in range(n):  # each doubtful cell has a neighbour of its own with another label
        pairs[i, n + i] = 1
    for i in range(FEWEST_CONNECTED - 1):  # the first ones hang together
        pairs[i, i + 1] = 0.1
    codes = np.repeat([1, 2], n)
    groups = [group for group in queue_of(sp.csr_matrix(pairs), codes) if not group.is_rest]
    assert sorted(group.cells.size for group in groups) == [FEWEST_CONNECTED, n - FEWEST_CONNECTED]
    together, apart = sorted(groups, key=lambda group: group.scattered)
    assert (apart.scattered, together.scattered) == (True, False)
    assert together.cells.tolist() == list(range(FEWEST_CONNECTED))


def test_without_a_graph_groups_are_by_labels_alone():
    codes = np.array([1, 1, 2, 2, 0])
    other = np.array([2, 2, 1, 0, 1])
    doubtful = np.array([True, True, True, False, True])
    groups = review_groups(codes, doubtful, other, np.array([0.9, 0.7, 0.5, 0.1, 1.0], np.float32))
    told = [(group.cells.tolist(), group.label, group.other, group.is_rest) for group in groups]
    assert told == [([0, 1], 1, 2, False), ([2], 2, 1, False), ([3], 2, 0, True)]


@given(st.data())
def test_every_cell_with_a_label_is_in_exactly_one_group(data):
    n = data.draw(st.integers(1, 30))
    codes = data.draw(hnp.arrays(np.int64, n, elements=st.integers(0, 4)))
    weights = data.draw(hnp.arrays(np.float32, (n, n), elements=st.sampled_from([0, 0, 0, 0.25, 1])))
    graph = sp.csr_matrix(weights)
    groups = queue_of(graph, codes)
    assert np.array_equal(np.sort(in_order(groups)), np.flatnonzero(codes))
    for group in groups:
        assert group.cells.size
        assert np.array_equal(group.cells, np.unique(group.cells))
        assert set(codes[group.cells]) == {group.label}
        assert group.is_rest == (group.other == 0)


def test_scores_are_doubts_the_other_way_round():
    assert spread_of(np.array([0.9, 0.25, np.nan], np.float32)).tolist()[:2] == pytest.approx([0.1, 0.75])
    assert np.isnan(spread_of(np.array([0.9, np.nan], np.float32))[1])
    assert spread_of(np.array([8, 4, 0], np.float32)).tolist() == [0, 0.5, 1]  # counts of methods, as popV tells them
    assert spread_of(np.array([3, 3], np.float32)).tolist() == [0, 0]
    assert spread_of(np.array([], np.float32)).size == 0


# -- disagreement


def test_a_finer_way_agrees_with_the_coarser_one():
    codes = np.array([1] * 6 + [2] * 4)
    values = np.array([1, 1, 1, 2, 2, 2, 3, 3, 3, 2])  # 1 and 2 are parts of the first label
    found = disagreement(codes, values, {})
    assert np.flatnonzero(found.differs).tolist() == [9]
    assert found.label[9] == 1
    assert found.doubts[9] == pytest.approx(3 / 4)


def test_values_called_like_labels_are_those_labels():
    codes = np.array([1, 1, 1, 2, 0, 2])
    values = np.array([2, 2, 2, 1, 1, 0])
    found = disagreement(codes, values, {1: 1, 2: 2})  # however the numbers lie
    assert found.differs.tolist() == [True, True, True, True, False, False]
    assert found.label.tolist() == [2, 2, 2, 1, 0, 0]


@given(hnp.arrays(np.int64, 20, elements=st.integers(0, 4)))
def test_nothing_disagrees_with_itself(codes):
    assert not disagreement(codes, codes.copy(), {}).differs.any()
    assert not disagreement(codes, codes.copy(), {code: code for code in range(1, 5)}).differs.any()
