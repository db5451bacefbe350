"""Each browser's selection is its own, until it is used; code has the one that was made or used last."""

import hypothesis.strategies as st
import numpy as np
import pytest
from hypothesis import given, settings

from cellxgene_widget.errors import SelectionError
from cellxgene_widget.selection.recipe import Pick
from cellxgene_widget.selection.selector import Selector

N = 8
BROWSERS = ("ada", "bob", None)


def pick(cells):
    mask = np.zeros(N, dtype=bool)
    mask[list(cells)] = True
    return Pick.of(mask, {"cells": [str(i) for i in sorted(cells)]}, "replace")


class Desk:
    """A selector, and who is at work."""

    def __init__(self):
        self.who = None
        self.selector = Selector(N, lambda *_: np.ones(N, dtype=bool), lambda: self.who)

    def choose(self, who, cells):
        self.who = who
        self.selector.choose(self.selector.how.with_pick(pick(cells), N))
        self.selector.answered(who and f"{who}-1")

    def selected(self, who):
        self.who = who
        return set(np.flatnonzero(self.selector.mask).tolist())


@given(
    acts=st.lists(
        st.tuples(st.sampled_from(BROWSERS), st.sets(st.integers(0, N - 1), min_size=1)), min_size=1, max_size=12
    )
)
@settings(max_examples=200, deadline=None)
def test_each_sees_what_it_chose_or_code_since(acts):
    desk = Desk()
    desk.selector.join("ada")
    desk.selector.join("bob")
    expected: dict = {each: set() for each in BROWSERS}
    for who, cells in acts:
        desk.choose(who, cells)
        expected = dict.fromkeys(BROWSERS, cells) if who is None else expected | {who: cells, None: cells}
        assert {each: desk.selected(each) for each in BROWSERS} == expected
    serials = {}
    for each in BROWSERS:
        desk.selected(each)
        serials.setdefault(desk.selector.serial, set()).add(frozenset(expected[each]))
    assert all(len(same) == 1 for same in serials.values()), "one serial, one selection"


def test_a_newcomer_begins_with_what_is_selected_and_code_must_say_which_of_two_it_means():
    desk = Desk()
    desk.choose("ada", {1, 2})
    desk.selector.join("bob")
    assert desk.selected("bob") == {1, 2}
    desk.choose("ada", {3})
    assert desk.selected("bob") == {1, 2}
    assert desk.selected(None) == {3}
    assert set(desk.selector.browsers) == {"ada", "bob"}
    with pytest.raises(SelectionError, match="different browsers"):
        desk.selector.require_one()
    desk.who = "bob"
    desk.selector.require_one()
    desk.choose(None, {5})
    desk.selector.require_one()
    assert desk.selected("ada") == {5}


def test_all_go_back_together_where_an_edit_could_not_be_kept():
    desk = Desk()
    desk.choose("ada", {1})
    desk.choose("bob", {2})
    restore = desk.selector.checkpoint()
    desk.choose("ada", {3})
    desk.choose(None, {4})
    restore()
    assert [desk.selected(who) for who in BROWSERS] == [{1}, {2}, {2}]
    desk.who = "ada"
    assert desk.selector.undo()
    assert desk.selected("ada") == set()


def test_other_cells_let_go_of_all_selections():
    desk = Desk()
    desk.choose("ada", {1})
    desk.choose("bob", {2})
    desk.selector.move(np.arange(3))
    assert [desk.selected(who) for who in BROWSERS] == [set()] * 3
    assert desk.selector.has_lost_cells


@pytest.mark.parametrize("n", [80])
def test_browsers_that_were_not_heard_of_for_long_are_forgotten(n):
    desk = Desk()
    for i in range(n):
        desk.choose(f"b{i}", {i % N})
    assert len(desk.selector.browsers) < n
    assert desk.selected(f"b{n - 1}") == {(n - 1) % N}


def test_what_changes_nothing_does_not_become_the_selection_of_code():
    desk = Desk()
    desk.choose("ada", {1})
    desk.choose("bob", {2})
    desk.who = "ada"
    while desk.selector.undo():
        desk.selector.answered("ada-2")
    assert desk.selected(None) == set()
    desk.choose("bob", {2})
    desk.who = "ada"
    assert not desk.selector.undo()
    assert desk.selected(None) == {2}
