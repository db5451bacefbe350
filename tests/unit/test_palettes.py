"""Colors of labels: scanpy's for few, each once for as many as there are labels, and found at once."""

from __future__ import annotations

import itertools
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cellxgene_widget.core.colors import clean_color
from cellxgene_widget.core.palettes import (
    SAFE,
    SCANPY_20,
    SCANPY_28,
    SCANPY_102,
    TAB_10,
    next_color,
    next_colors,
    palette,
    told_apart,
)

some_colors = st.lists(
    st.one_of(
        st.sampled_from([*SCANPY_20, *SCANPY_102, *SAFE]),
        st.sampled_from(palette(3000)[102:]),
        st.integers(0, 0xFFFFFF).map(lambda value: f"#{value:06x}"),
    )
)


@given(some_colors)
def test_the_next_colour_is_a_new_one_and_always_the_same(used):
    color = next_color(used)
    assert color not in used
    assert clean_color(color) == color
    assert next_color(reversed(used)) == color
    assert next_color({*used}) == color


@given(some_colors, st.integers(1, 40))
def test_many_at_a_time_are_as_one_by_one(used, n):
    one_by_one = list(used)
    for _ in range(n):
        one_by_one.append(next_color(one_by_one))
    assert [*used, *itertools.islice(next_colors(used), n)] == one_by_one


@given(some_colors, st.data())
def test_a_label_that_goes_changes_no_other_and_its_colour_is_given_again(used, data):
    colors = [*used, *itertools.islice(next_colors(used), 30)]
    gone = data.draw(st.sampled_from(colors[len(used) :]))
    left = [color for color in colors if color != gone]
    # The safe scheme is left when all of its colors are in use: only then may another one be free earlier.
    assert next_color(left) not in left
    if not set(used) <= set(SAFE):
        assert next_color(left) == gone


@pytest.mark.parametrize(
    ("n", "colors"), [(1, TAB_10), (10, TAB_10), (11, SCANPY_20), (20, SCANPY_20), (21, SCANPY_28), (29, SCANPY_102)]
)
def test_few_are_those_of_scanpy(n, colors):
    assert palette(n) == list(colors[:n])


def test_labels_given_one_by_one_are_as_before():
    made: list[str] = []
    for _ in range(122):
        made.append(next_color(made))
    assert made[:20] == list(SCANPY_20)
    assert made == list(dict.fromkeys([*SCANPY_20, *SCANPY_102]))[:20] + made[20:]
    assert set(made) >= set(SCANPY_102)


@given(some_colors, st.lists(st.one_of(st.none(), st.sampled_from([*TAB_10, *SCANPY_20[:12]]))))
def test_colours_wanted_twice_are_told_apart_and_the_first_keeps_its_own(used, wanted):
    found = told_apart(wanted, used)
    assert len(found) == len(wanted)
    assert len({*found, *used}) == len(found) + len(set(used))
    if wanted and wanted[0] is not None and not used:
        assert found[0] == wanted[0]
    apart = [color for color in dict.fromkeys(wanted) if color in SCANPY_20]
    assert told_apart(apart) == apart


def test_a_wanted_colour_that_looks_like_one_before_is_another():
    assert told_apart(["#279e68", "#2ca02c", None, "#2ca02c"]) == ["#279e68", "#1f77b4", "#ff7f0e", "#d62728"]


@pytest.mark.parametrize("n", [*range(1, 12), 20, 30])
def test_a_label_beside_those_of_a_copy_looks_like_none_of_them(n):
    """scanpy's 10 and its 20 have three colours in two shades each."""
    shades = [{"#2ca02c", "#279e68"}, {"#9467bd", "#aa40fc"}, {"#bcbd22", "#b5bd61"}]
    colors = [*palette(n), *itertools.islice(next_colors(palette(n)), 40)]
    assert len(set(colors)) == len(colors)
    assert not any(shade <= set(colors) for shade in shades)


@pytest.mark.parametrize("scheme", ["scanpy", "safe"])
def test_each_of_twenty_thousand_once_and_the_first_stay(scheme):
    colors = palette(20_000, scheme)
    assert len(set(colors)) == 20_000
    assert colors[:5000] == palette(5000, scheme)


def test_any_number_of_labels_gets_colours_at_once():
    list(itertools.islice(next_colors(()), 50_000))  # kept from here on
    begin = time.process_time()
    made = list(itertools.islice(next_colors(()), 50_000))
    assert len(set(made)) == 50_000
    assert next_color(made) not in made[:1000]
    assert time.process_time() - begin < 1


def test_opening_a_draft_of_thousands_of_labels_is_not_slower_than_their_number(open_session, tmp_path):
    import anndata as ad
    import numpy as np
    import pandas as pd

    n = 4000
    cells = ad.AnnData(np.ones((n, 1), dtype=np.float32), obs=pd.DataFrame(index=[f"c{i}" for i in range(n)]))
    cells.obsm["X_umap"] = np.column_stack([np.arange(n), np.arange(n)]).astype(np.float32)
    path = tmp_path / "labels.csv"
    pd.DataFrame({"many": [f"label {i}" for i in range(n)]}, index=cells.obs_names).to_csv(path, index_label="index")
    begin = time.process_time()
    session = open_session(cells, annotations_dir=None, annotations_file=path, max_category_items=n)
    assert time.process_time() - begin < 2, "four thousand labels took 25 s once, each searched for a colour anew"
    assert len({label.color for label in session.find_category("many").labels}) == n
