"""Conditions in few words, as chips, headings of markers and recipes that name their cells have them."""

from __future__ import annotations

import pytest

from cellxgene_widget.core.conditions import in_short


@pytest.mark.parametrize(
    ("wanted", "words"),
    [
        (["3", "7"], "x: 3, 7"),
        ("3", "x: 3"),
        ([None, "B"], "x: unassigned, B"),
        ({"not": ["3"]}, "x: not 3"),
        ({"not": [None]}, "x: any"),
        ([1.25, None], "x at least 1.25"),
        ([None, 2.0], "x at most 2"),
        ((1, 2), "x 1 to 2"),
        ([1, 2], "x: 1, 2"),
        ([None, None], "x: any"),
        ([str(n) for n in range(9)], "x: 0, 1, 2, 3, 4, 5 and 3 others"),
    ],
)
def test_a_condition_is_told_in_few_words(wanted, words):
    assert in_short("x", wanted) == words


def test_a_tuple_of_names_is_no_range():
    assert in_short("x", ("A", "B")) == "x: A, B"
