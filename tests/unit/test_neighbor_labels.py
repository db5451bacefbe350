"""Doubt, the likely other label and what hangs together: equal to what loops over cells come to."""

import numpy as np
import pytest
import scipy.sparse as sp
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse.csgraph import connected_components

from cellxgene_widget.statistics import neighbor_labels
from cellxgene_widget.statistics.neighbor_labels import connected, doubt, likely_other


@st.composite
def graphs_with_codes(draw):
    """Draw a small graph, with zeros stored and a diagonal perhaps, and a code for each cell."""
    n = draw(st.integers(1, 14))
    edges = draw(st.lists(st.tuples(*[st.integers(0, n - 1)] * 2, st.sampled_from([0, 0.25, 0.5, 1, 3])), max_size=60))
    dense = np.zeros((n, n), dtype=np.float32)
    for row, column, weight in edges:
        dense[row, column] = weight
    stored = np.array([(row, column) for row, column, _ in edges], dtype=int).reshape(-1, 2)
    pairs = np.unique(stored, axis=0)
    graph = sp.csr_matrix((dense[pairs[:, 0], pairs[:, 1]], (pairs[:, 0], pairs[:, 1])), shape=(n, n))
    codes = np.array(draw(st.lists(st.integers(0, 4), min_size=n, max_size=n)), dtype=np.uint8)
    return graph, dense, codes


def weight_by_label(dense, codes, cell):
    """Return the weight of a cell's neighbours by their label, the slow way."""
    found = {}
    for other in range(len(codes)):
        if other != cell and codes[other] and dense[cell, other]:
            found[int(codes[other])] = found.get(int(codes[other]), 0) + float(dense[cell, other])
    return found


@pytest.fixture(params=[1, 3, 1_000_000], autouse=True)
def block_size(request, monkeypatch):
    """Work in blocks of one weight, of a few, and of all."""
    monkeypatch.setattr(neighbor_labels, "_BLOCK", request.param)
    monkeypatch.setattr(neighbor_labels, "_FIELDS", request.param)


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16, np.int64])
def test_doubt_is_the_share_of_the_weight_with_another_label(dtype):
    graph = sp.csr_matrix(np.array([[9, 3, 1, 0], [1, 0, 0, 2], [0, 0, 0, 0], [1, 1, 1, 0]], dtype=np.float32))
    found = doubt(graph, np.array([1, 2, 1, 0], dtype=dtype))
    np.testing.assert_allclose(found, [0.75, 1, np.nan, np.nan])
    assert found.dtype == np.float32


@given(graphs_with_codes())
def test_doubt_equals_a_loop_over_cells(drawn):
    graph, dense, codes = drawn
    wanted = np.full(len(codes), np.nan)
    for cell in range(len(codes)):
        found = weight_by_label(dense, codes, cell)
        if codes[cell] and found:
            wanted[cell] = 1 - found.get(int(codes[cell]), 0) / sum(found.values())
    np.testing.assert_allclose(doubt(graph, codes), wanted, atol=1e-6)


@given(graphs_with_codes())
def test_the_likely_other_label_equals_a_loop_over_cells(drawn):
    graph, dense, codes = drawn
    best, share = likely_other(graph, codes)
    for cell in range(len(codes)):
        found = weight_by_label(dense, codes, cell)
        others = {code: weight for code, weight in found.items() if code != codes[cell]}
        most = max(others.values(), default=0)
        assert best[cell] == min((code for code, weight in others.items() if weight == most), default=0)
        np.testing.assert_allclose(share[cell], most / sum(found.values()) if found else np.nan, atol=1e-6)


@given(graphs_with_codes())
def test_what_hangs_together_is_of_one_group_and_joined_within_it(drawn):
    graph, dense, groups = drawn
    ids = connected(graph, groups)
    assert ((ids == -1) == (groups == 0)).all()
    same = (groups[:, None] == groups[None, :]) & (groups != 0)[:, None]
    _, wanted = connected_components(sp.csr_matrix(dense * same), directed=False)
    inside = np.flatnonzero(groups)
    assert ((ids[inside, None] == ids[None, inside]) == (wanted[inside, None] == wanted[None, inside])).all()
    _, first = np.unique(ids[inside], return_index=True)
    assert (np.diff(first) > 0).all()
