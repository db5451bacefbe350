"""The algebra of selections: steps and filters are sets, recipes say how, going back is exact."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cellxgene_widget import SelectionError
from cellxgene_widget.selection.recipe import Pick, Selection
from cellxgene_widget.selection.selector import Selector

N = 9
COLUMNS = {"a": np.arange(N) % 3, "b": np.arange(N) % 2}


def where(column, wanted):
    if isinstance(wanted, dict):
        return ~np.isin(COLUMNS[column], wanted["not"])
    return np.isin(COLUMNS[column], wanted)


masks = st.lists(st.booleans(), min_size=N, max_size=N).map(np.array)
picks = st.one_of(
    st.builds(
        lambda mask, mode: Pick.of(mask, {"cells": np.flatnonzero(mask).tolist()}, mode),
        masks,
        st.sampled_from(["replace", "add", "subtract", "intersect"]),
    ),
    st.just(Pick({}, "invert")),
)
values = st.lists(st.integers(0, 2), max_size=3, unique=True)
filters = st.tuples(st.sampled_from(["a", "b"]), st.none() | values | values.map(lambda v: {"not": v}))
steps = st.lists(picks | filters, max_size=8)


def follow(sequence):
    """Choose step by step, with plain sets beside; return both."""
    selector, picked, narrowed = Selector(N, where), None, {}
    for step in sequence:
        if isinstance(step, Pick):
            selector.choose(selector.how.with_pick(step, N))
            named = set(step.step.get("cells", ()))
            if picked is not None or step.mode in ("replace", "add", "invert"):
                before = picked or set()
                picked = {
                    "replace": named,
                    "add": before | named,
                    "subtract": before - named,
                    "intersect": before & named,
                    "invert": set(range(N)) - before,
                }[step.mode]
            elif narrowed:  # what filters let pass is narrowed further
                picked = named if step.mode == "intersect" else set(range(N)) - named
        else:
            column, wanted = step
            selector.choose(selector.how.with_filter(column, wanted))
            narrowed.pop(column, None)
            if wanted is not None:
                narrowed[column] = set(np.flatnonzero(where(column, wanted)).tolist())
    meant = set() if picked is None and not narrowed else set(range(N)) if picked is None else picked
    for passing in narrowed.values():
        meant = meant & passing
    return selector, meant


@given(steps)
def test_steps_and_filters_are_sets(sequence):
    selector, meant = follow(sequence)
    assert set(np.flatnonzero(selector.mask).tolist()) == meant
    assert selector.n == len(meant)


@given(steps)
def test_folding_filters_into_the_steps_means_the_same_cells(sequence):
    selector, meant = follow(sequence)
    folded = Selector(N, where)
    folded.choose(selector.folded())
    assert set(np.flatnonzero(folded.mask).tolist()) == meant
    assert folded.how.filters == {}


@given(steps)
def test_going_back_and_forth_is_exact(sequence):
    selector, states = Selector(N, where), []
    for step in sequence:
        state, serial = (selector.how.recipe, selector.mask.tolist()), selector.serial
        how = selector.how.with_pick(step, N) if isinstance(step, Pick) else selector.how.with_filter(*step)
        selector.choose(how)
        if selector.serial > serial:  # what changes nothing is no step back
            states.append(state)
    end = (selector.how.recipe, selector.mask.tolist())
    for state in reversed(states):
        assert selector.undo()
        assert (selector.how.recipe, selector.mask.tolist()) == state
    assert not selector.undo()
    for _ in states:
        assert selector.redo()
    assert (selector.how.recipe, selector.mask.tolist()) == end


@given(st.lists(picks, min_size=1, max_size=6), st.data())
def test_a_step_taken_out_never_turns_nothing_into_everything(sequence, data):
    how = Selection()
    for pick in sequence:
        how = how.with_pick(pick, N)
    if not how.picks:
        return
    assert how.picks[0].mode == "replace"
    rest = how.without_pick(data.draw(st.integers(0, len(how.picks) - 1)), N, lambda pick, _: pick)
    if rest.picks:
        assert rest.picks[0].mode == "replace"
        assert rest.picks[0].bits is not None
    else:
        assert rest.picked(N) is None


@given(steps)
def test_a_refused_filter_leaves_all_as_it_was(sequence):
    selector, _ = follow(sequence)
    before = (selector.how.recipe, selector.mask.tolist(), selector.own.can_go)
    try:
        selector.choose(selector.how.with_filter("nope", [1]))
    except KeyError:
        assert (selector.how.recipe, selector.mask.tolist(), selector.own.can_go) == before
    else:
        raise AssertionError("there is no such column")


@given(steps)
def test_a_recipe_means_the_same_cells_wherever_it_is_run_again(sequence):
    selector, meant = follow(sequence)
    again = Selector(N, where)
    for pick in selector.folded().picks:
        again.choose(again.how.with_pick(pick, N))
    assert set(np.flatnonzero(again.mask).tolist()) == meant
    assert again.how.recipe == selector.folded().recipe


@pytest.mark.parametrize("number", [10**400, -(10**400), 10**40])
def test_numbers_that_nothing_can_hold_are_refused_in_words(adata, open_session, number):
    session = open_session(adata)
    asked = (
        {"lasso": [[number, 0], [1, 2], [3, 4]]},
        {"lasso": [number, 0.5]},
        {"cells": [number]},
        {"cells": [number, 1]},
    )
    for what in asked:
        if number == 10**40 and "lasso" in what and len(what["lasso"]) == 3:
            continue  # a place far away, and no cell near it
        with pytest.raises(SelectionError, match=r"lasso|cells"):
            session.select(**what)
    if abs(number) > 10**308:
        with pytest.raises(SelectionError, match="range"):
            session.set_filter("n_counts", (number, None))
    assert not session.recipe
