"""Rules settle what they say, and nothing else: against a direct reading of each, cell by cell."""

from __future__ import annotations

from collections import Counter
from typing import get_args

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cellxgene_widget import Comparison, DataError
from cellxgene_widget.exchange.annotators.opinions import opinion_sets
from cellxgene_widget.exchange.annotators.rules import Rule, settle
from tests.annotators import annotator

#: What is below what: a small tree.
PARENTS = {"CD4": "T", "CD8": "T", "Treg": "CD4"}
LABELS = ["T", "CD4", "CD8", "Treg", "B", None]


def line_of(label):
    return [label] if label not in PARENTS else [label, *line_of(PARENTS[label])]


@st.composite
def compared(draw):
    """Draw a comparison of annotators who nest their labels alike, and what each says cell by cell."""
    n_cells = draw(st.integers(1, 20))
    rows = [[draw(st.sampled_from(LABELS)) for _ in range(n_cells)] for _ in range(draw(st.integers(2, 4)))]
    names = ("Ana", "Ben", "Cem", "Dora")
    every = tuple(each for each in LABELS if each)
    them = [
        annotator(name, row, parents=PARENTS, more=[each for each in every if each not in row])
        for name, row in zip(names, rows, strict=False)
    ]
    try:
        return Comparison(them), rows
    except DataError:  # nobody looked at the same cell
        return None, rows


def expected(rule, said):
    """Return what a rule makes of what is said of a cell, read as its sentence is."""
    first, *others = said
    given_here = [each for each in said if each]
    by_others = {each for each in others if each}
    if not given_here:
        return None
    if rule == "agree":
        return given_here[0] if len(set(given_here)) == 1 else None
    if rule == "majority":
        label, n = Counter(given_here).most_common(1)[0]
        return label if 2 * n > len(given_here) else None
    if rule == "coarsest":
        top = min(given_here, key=lambda each: len(line_of(each)))
        line = max((line_of(each) for each in given_here), key=len)
        return top if set(given_here) <= set(line) else None
    if rule == "finest":
        line = max((line_of(each) for each in given_here), key=len)
        return line[0] if set(given_here) <= set(line) else None
    if rule == "mine":
        return first or (by_others.pop() if len(by_others) == 1 else None)
    return None if len(by_others) > 1 else by_others.pop() if by_others else first


@pytest.mark.parametrize("rule", get_args(Rule))
@given(drawn=compared())
def test_a_rule_settles_what_it_says(rule, drawn):
    comparison, rows = drawn
    if comparison is None:
        return
    found = settle(comparison, rule)
    for cell, said in enumerate(zip(*rows, strict=True)):
        label = comparison.labels[found[cell] - 1] if found[cell] else None
        assert label == expected(rule, list(said))


@given(drawn=compared(), most=st.integers(1, 5))
def test_each_different_set_of_opinions_is_told_once(drawn, most):
    comparison, rows = drawn
    if comparison is None:
        return
    cells = comparison.states == 3
    found = opinion_sets(comparison.annotators, comparison.codes, cells, most)
    assert np.array_equal(found.codes > 0, cells)
    assert len(set(found.names)) == len(found.names) <= most + 1
    by_said = {}
    for cell in np.flatnonzero(cells):
        name = found.names[found.codes[cell] - 1]
        said = [[who, row[cell]] for who, row in zip(comparison.names, rows, strict=False) if row[cell]]
        if found.said[name]:
            assert found.said[name] == said
            assert by_said.setdefault(str(said), name) == name
        else:
            assert name == "other opinions"
    sizes = np.bincount(found.codes)[1 : most + 1]
    assert list(sizes) == sorted(sizes, reverse=True)


def test_opinions_read_as_a_person_would_say_them():
    them = [annotator("Ana", ["T"]), annotator("Ben", ["NK"]), annotator("Cem", ["T"])]
    comparison = Comparison(them)
    found = opinion_sets(them, comparison.codes, comparison.states == 3)
    assert found.names == ("T (Ana, Cem) / NK (Ben)",)
    assert found.said == {"T (Ana, Cem) / NK (Ben)": [["Ana", "T"], ["Ben", "NK"], ["Cem", "T"]]}


def test_the_longest_names_are_cut_and_stay_different():
    long = "x" * 195
    them = [annotator("Ana", [long + "a", long + "b"]), annotator("Ben", [long + "c", long + "d"])]
    comparison = Comparison(them)
    found = opinion_sets(them, comparison.codes, comparison.states == 3)
    assert len(set(found.names)) == 2
    assert max(map(len, found.names)) <= 200
