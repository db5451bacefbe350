"""Kappa is sklearn's, alpha what its definition says, computed directly; a missing label is no disagreement."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from sklearn.metrics import cohen_kappa_score

from cellxgene_widget.statistics.agreement import (
    cohens_kappa,
    coincidences,
    joint_counts,
    krippendorffs_alpha,
    times_labelled,
    worst_of_pairs,
)

N_LABELS = 4


@st.composite
def said(draw, most=5):
    """Draw what two or more annotators say of some cells; 0: nothing."""
    n, n_cells = draw(st.integers(2, most)), draw(st.integers(1, 30))
    rows = st.lists(st.integers(0, N_LABELS), min_size=n_cells, max_size=n_cells)
    return [np.array(draw(rows), dtype=np.uint8) for _ in range(n)]


def direct_alpha(codes, distance):
    """Return alpha as it is defined: what two labels of one cell differ by, against what any two differ by."""
    units = [[int(each[cell]) for each in codes if each[cell]] for cell in range(codes[0].size)]
    units = [unit for unit in units if len(unit) > 1]
    values = [value for unit in units for value in unit]
    n = len(values)
    expected = sum(distance(a, b) for a, b in permutations(values, 2)) / (n * (n - 1)) if n > 1 else 0
    if not expected:
        return float("nan")
    observed = sum(sum(distance(a, b) for a, b in permutations(unit, 2)) / (len(unit) - 1) for unit in units) / n
    return 1 - observed / expected


@given(said(most=2))
def test_kappa_is_that_of_sklearn(codes):
    both = (codes[0] > 0) & (codes[1] > 0)
    a, b = codes[0][both], codes[1][both]
    assume(len(set(a.tolist()) | set(b.tolist())) > 1)
    assert cohens_kappa(joint_counts(*codes, N_LABELS, N_LABELS)[1:, 1:]) == pytest.approx(cohen_kappa_score(a, b))


@pytest.mark.parametrize("codes", [[[1, 1], [1, 1]], [[0, 1], [1, 0]], [[], []]], ids=["one label", "no cell", "none"])
def test_there_is_no_kappa_where_nothing_can_differ(codes):
    a, b = (np.array(each, dtype=np.uint8) for each in codes)
    assert np.isnan(cohens_kappa(joint_counts(a, b, 1, 1)[1:, 1:]))


@given(said())
def test_alpha_is_what_its_definition_says(codes):
    found = krippendorffs_alpha(coincidences(codes, N_LABELS))
    assert found == pytest.approx(direct_alpha(codes, lambda a, b: float(a != b)), nan_ok=True)


@given(said(), st.lists(st.sampled_from([0.0, 0.5, 1.0]), min_size=16, max_size=16))
def test_alpha_takes_any_distance(codes, weights):
    distance = np.triu(np.array(weights).reshape(N_LABELS, N_LABELS), 1)
    distance += distance.T
    found = krippendorffs_alpha(coincidences(codes, N_LABELS), distance)
    expected = direct_alpha(codes, lambda a, b: float(distance[a - 1, b - 1]))
    assert found == pytest.approx(expected, nan_ok=True)


@given(said())
def test_who_looked_at_nothing_changes_nothing(codes):
    nobody = np.zeros_like(codes[0])
    before, after = (coincidences(each, N_LABELS) for each in (codes, [*codes, nobody]))
    np.testing.assert_allclose(after, before)
    np.testing.assert_array_equal(times_labelled([*codes, nobody]), times_labelled(codes))


@given(said())
def test_every_label_that_can_be_compared_counts_once(codes):
    looked = times_labelled(codes)
    assert coincidences(codes, N_LABELS).sum() == pytest.approx(float(looked[looked > 1].sum()))


@given(said(), st.lists(st.integers(1, 2), min_size=16, max_size=16))
def test_the_worst_of_all_pairs_counts(codes, numbers):
    worse = np.triu(np.array(numbers, dtype=np.uint8).reshape(N_LABELS, N_LABELS), 1)
    worse += worse.T
    found = worst_of_pairs(codes, worse)
    for cell in range(codes[0].size):
        labels = [int(each[cell]) for each in codes if each[cell]]
        assert found[cell] == max((worse[a - 1, b - 1] for a, b in permutations(labels, 2)), default=0)


def test_krippendorffs_own_example():
    """Of Krippendorff (2011), Computing Krippendorff's Alpha-Reliability: four coders, twelve units, gaps."""
    coders = [
        [1, 2, 3, 3, 2, 1, 4, 1, 2, 0, 0, 0],
        [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, 0, 3],
        [0, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, 0],
        [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, 0],
    ]
    codes = [np.array(each, dtype=np.uint8) for each in coders]
    assert krippendorffs_alpha(coincidences(codes, 5)) == pytest.approx(0.743, abs=0.0005)
