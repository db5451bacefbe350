"""Sets of cells: in order and each once, and as text, whichever way is the shorter one."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cellxgene_widget.core import cell_sets
from cellxgene_widget.core.cell_choice import cells_of_choice
from cellxgene_widget.core.cell_sets import cells_from_json, cells_to_json, distinct

NUMBERS = st.lists(st.integers(0, 5000), max_size=60)


def cells(numbers) -> cell_sets.Cells:
    return np.array(sorted(set(numbers)), dtype=np.uint32)


@given(NUMBERS, st.sampled_from([np.uint32, np.int64]))
def test_numbers_in_order_each_once(numbers, dtype):
    given_numbers = np.array(numbers, dtype=dtype)
    before = given_numbers.copy()
    found = distinct(given_numbers)
    np.testing.assert_array_equal(found, np.unique(before))
    assert found.dtype == dtype
    np.testing.assert_array_equal(given_numbers, before)


def test_cells_as_a_page_sends_them_are_not_sorted_again():
    sent = np.arange(0, 100, 3, dtype=np.uint32)
    assert distinct(sent) is sent


def test_what_is_made_of_a_callers_array_is_another_one():
    names = pd.Index([f"cell {k}" for k in range(10)])
    positions = np.array([2, 5, 7], dtype=np.uint32)
    chosen = cells_of_choice(positions, names)
    positions[0] = 6
    assert chosen.tolist() == [2, 5, 7]


@given(NUMBERS, NUMBERS, st.integers(0, 5000))
def test_a_set_within_another_reads_back_the_same(numbers, more, largest):
    own, within = cells(numbers), cells([*numbers, *more, largest])
    written = cells_to_json(own, within)
    assert "bits" in written
    np.testing.assert_array_equal(cells_from_json(written, within), own)


@given(NUMBERS, NUMBERS)
def test_a_set_beside_another_is_written_by_itself_unless_it_lies_within(numbers, others):
    own, within = cells(numbers), cells(others)
    written = cells_to_json(own, within)
    assert ("bits" in written) == set(own.tolist()).issubset(within.tolist())
    np.testing.assert_array_equal(cells_from_json(written, within), own)


@pytest.mark.parametrize("dense", [1, 10**9], ids=["searched for", "a truth value each"])
def test_both_ways_to_find_members_say_the_same(monkeypatch, dense):
    monkeypatch.setattr(cell_sets, "_DENSE", dense)
    rng = np.random.default_rng(0)
    within = cells(rng.integers(0, 5000, 900).tolist())
    own = within[rng.random(within.size) < 0.3]
    written = cells_to_json(own, within)
    assert written["of"] == within.size
    np.testing.assert_array_equal(cells_from_json(written, within), own)
    beside = cells([*own.tolist(), *(n for n in range(5000) if n not in set(within.tolist()))])
    assert "steps" in cells_to_json(beside, cells([*within.tolist(), 6000]))
