"""The algebra of selections: steps and filters are sets, recipes say how, going back is exact."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from cellxgene_widget.selection.recipe import Pick, Selection
from cellxgene_widget.selection.selector import Chooser

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
    chooser, picked, narrowed = Chooser(N, where), None, {}
    for step in sequence:
        if isinstance(step, Pick):
            chooser.choose(chooser.how.with_pick(step, N))
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
            chooser.choose(chooser.how.with_filter(column, wanted))
            narrowed.pop(column, None)
            if wanted is not None:
                narrowed[column] = set(np.flatnonzero(where(column, wanted)).tolist())
    meant = set() if picked is None and not narrowed else set(range(N)) if picked is None else picked
    for passing in narrowed.values():
        meant = meant & passing
    return chooser, meant


@given(steps)
def test_steps_and_filters_are_sets(sequence):
    chooser, meant = follow(sequence)
    assert set(np.flatnonzero(chooser.mask).tolist()) == meant
    assert chooser.n == len(meant)


@given(steps)
def test_folding_filters_into_the_steps_means_the_same_cells(sequence):
    chooser, meant = follow(sequence)
    folded = Chooser(N, where)
    folded.choose(chooser.folded())
    assert set(np.flatnonzero(folded.mask).tolist()) == meant
    assert folded.how.filters == {}


@given(steps)
def test_going_back_and_forth_is_exact(sequence):
    chooser, states = Chooser(N, where), []
    for step in sequence:
        state, serial = (chooser.how.recipe, chooser.mask.tolist()), chooser.serial
        how = chooser.how.with_pick(step, N) if isinstance(step, Pick) else chooser.how.with_filter(*step)
        chooser.choose(how)
        if chooser.serial > serial:  # what changes nothing is no step back
            states.append(state)
    end = (chooser.how.recipe, chooser.mask.tolist())
    for state in reversed(states):
        assert chooser.undo()
        assert (chooser.how.recipe, chooser.mask.tolist()) == state
    assert not chooser.undo()
    for _ in states:
        assert chooser.redo()
    assert (chooser.how.recipe, chooser.mask.tolist()) == end


@given(st.lists(picks, min_size=1, max_size=6), st.data())
def test_a_step_taken_out_never_turns_nothing_into_everything(sequence, data):
    how = Selection()
    for pick in sequence:
        how = how.with_pick(pick, N)
    if not how.picks:
        return
    assert how.picks[0].mode == "replace"
    rest = how.without_pick(data.draw(st.integers(0, len(how.picks) - 1)))
    if rest.picks:
        assert rest.picks[0].mode == "replace"
        assert rest.picks[0].bits is not None
    else:
        assert rest.picked(N) is None


@given(steps)
def test_a_refused_filter_leaves_all_as_it_was(sequence):
    chooser, _ = follow(sequence)
    before = (chooser.how.recipe, chooser.mask.tolist(), chooser.can_go)
    try:
        chooser.choose(chooser.how.with_filter("nope", [1]))
    except KeyError:
        assert (chooser.how.recipe, chooser.mask.tolist(), chooser.can_go) == before
    else:
        raise AssertionError("there is no such column")


@given(steps)
def test_a_recipe_means_the_same_cells_wherever_it_is_run_again(sequence):
    chooser, meant = follow(sequence)
    again = Chooser(N, where)
    for pick in chooser.folded().picks:
        again.choose(again.how.with_pick(pick, N))
    assert set(np.flatnonzero(again.mask).tolist()) == meant
    assert again.how.recipe == chooser.folded().recipe
