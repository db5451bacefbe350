"""Cells as code names them: a mask is a mask, positions are positions, and what may be both is refused."""

from __future__ import annotations

from contextlib import closing

import anndata as ad
import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import cellxgene_widget as cxw
from cellxgene_widget import SelectionError
from cellxgene_widget.core.cell_choice import cells_of_choice

from ..faults.small import small_cells

NAMES = pd.Index([f"c{i}" for i in range(6)], dtype=object)
TRUTHS = [0, 1, 0, 1, 1, 0]
MEANT = [1, 3, 4]


def of(values, dtype=None, index=NAMES):
    return pd.Series(values, index=index, dtype=dtype)


MASKS = {
    "bools": np.array(TRUTHS, dtype=bool),
    "a list of bools": list(map(bool, TRUTHS)),
    "a tuple of numpy bools": tuple(np.array(TRUTHS, dtype=bool)),
    "objects": np.array(TRUTHS, dtype=bool).astype(object),
    "nullable bools": pd.array(list(map(bool, TRUTHS)), dtype="boolean"),
    "an Index of bools": pd.Index(np.array(TRUTHS, dtype=bool)),
    "a generator of bools": (bool(truth) for truth in TRUTHS),
    "Series of bools": of(TRUTHS, bool),
    "Series in another order": of(TRUTHS, bool)[::-1],
    "Series of more cells": pd.concat([of([True, True], bool, ["x", "y"]), of(TRUTHS, bool)]),
    "Series of nullable bools": of(list(map(bool, TRUTHS)), "boolean"),
    "Series of object bools": of(list(map(bool, TRUTHS)), object),
    "Series of 0 and 1": of(TRUTHS),
    "Series of 0 and 1 in another order": of(TRUTHS)[::-1],
    "Series of uint8": of(TRUTHS, "uint8"),
    "Series of 0.0 and 1.0": of(TRUTHS, "float32"),
    "Series of Int64": of(TRUTHS, "Int64"),
    "Series of object 0 and 1": of(TRUTHS, object),
    "Series of a categorical of bools": of(pd.Categorical(list(map(bool, TRUTHS)))),
    "Series of a categorical of 0 and 1": of(pd.Categorical(TRUTHS)),
    "other rows have other values": pd.concat([of([7.5, None], "Float64", ["x", "y"]), of(TRUTHS, "Float64")]),
}


@pytest.mark.parametrize("choice", MASKS.values(), ids=MASKS)
def test_a_mask_is_a_mask(choice):
    assert cells_of_choice(choice, NAMES).tolist() == MEANT


@pytest.mark.parametrize("truth", [0, 1])
@pytest.mark.parametrize("dtype", ["int64", "uint8", "float32", "Int64", "boolean", "bool"])
def test_a_column_that_is_the_same_in_every_cell(truth, dtype):
    assert cells_of_choice(of([truth] * 6, dtype), NAMES).tolist() == list(range(6 * truth))


CHOICES = {
    "a list": [4, 1, 3],
    "named twice": [4, 1, 3, 3],
    "an array": np.array([1, 3, 4]),
    "an Index": pd.Index([1, 3, 4]),
    "a set": {1, 3, 4},
    "a generator": (i for i in MEANT),
    "a Series by number": pd.Series([1, 3, 4]),
    "nullable": pd.array([1, 3, 4], dtype="Int64"),
    "small": np.array([1, 3, 4], dtype=np.int8),
    "large": np.array([1, 3, 4], dtype=np.uint64),
    "objects": np.array([1, 3, 4], dtype=object),
    "names": ["c3", "c1", "c4", "c4"],
    "an Index of names": NAMES[MEANT],
    "Series of names": pd.Series(["c1", "c3", "c4"]),
    "Series of names by names": of(["c1", "c3", "c4"], object, ["c0", "c1", "c2"]),
    "a categorical of names": pd.Categorical(["c1", "c3", "c4"]),
    "text of numpy": np.array(["c1", "c3", "c4"]),
}


@pytest.mark.parametrize("choice", CHOICES.values(), ids=CHOICES)
def test_positions_and_names(choice):
    assert cells_of_choice(choice, NAMES).tolist() == MEANT


def test_positions_0_and_1_are_positions():
    for choice in ([0, 1], (1, 0), range(2), {0, 1}, np.array([0, 1]), pd.Index([0, 1])):
        assert cells_of_choice(choice, NAMES).tolist() == [0, 1]
    for choice in ([0, 1], range(2), {0, 1}, pd.Index([0, 1]), np.array([0, 1], dtype=np.uint32)):
        assert cells_of_choice(choice, NAMES[:2]).tolist() == [0, 1]
    assert cells_of_choice([0], NAMES[:1]).tolist() == [0]


def test_numbers_are_positions_and_text_is_names():
    names = pd.Index(["1", "0", "2"], dtype=object)
    assert cells_of_choice([2], names).tolist() == [2], "it is the name of this cell too"
    for choice in ([0, 2], pd.Index([0, 1]), np.array([1]), [0, 3]):
        with pytest.raises(SelectionError, match="may be positions or names"):
            cells_of_choice(choice, names)
    assert cells_of_choice([3], pd.Index(["1", "0", "2", "9"])).tolist() == [3], "3 is no name"
    assert cells_of_choice(["0", "2"], names).tolist() == [1, 2]
    assert cells_of_choice(pd.Series([1, 0, 1], index=names), names).tolist() == [0, 2]
    with pytest.raises(SelectionError, match="only one kind"):
        cells_of_choice(["0", 2], names)
    with pytest.raises(SelectionError, match="index that does not name"):
        cells_of_choice(pd.Series([True, False, True]), names)


def test_nothing_is_no_cell():
    for nothing in ([], (), set(), np.array([]), pd.Index([]), pd.Series([], dtype=object)):
        assert cells_of_choice(nothing, NAMES).tolist() == []


TRAPS = {
    "ints": (np.array(TRUTHS), r"all 0 or 1.*column\.astype\(bool\)"),
    "uint8": (np.array(TRUTHS, dtype=np.uint8), r"all 0 or 1.*column\.astype\(bool\)"),
    "uint32": (np.array(TRUTHS, dtype=np.uint32), "all 0 or 1"),
    "floats": (np.array(TRUTHS, dtype=float), "all 0 or 1"),
    "a list of ints": (TRUTHS, "all 0 or 1"),
    "a list of floats": (list(map(float, TRUTHS)), "all 0 or 1"),
    "nullable ints": (pd.array(TRUTHS, dtype="Int64"), "all 0 or 1"),
    "all 0": (np.zeros(6, dtype=int), "all 0 or 1"),
    "all 1": ([1] * 6, "all 0 or 1"),
    "of another length": ([0, 1, 1], "all 0 or 1"),
    "Series by number": (pd.Series(TRUTHS), "all 0 or 1"),
    "objects": (np.array(TRUTHS, dtype=object), "all 0 or 1"),
    "codes": (np.array([2, 0, 1, 2, 2, 0]), "so they are no positions"),
    "Series of codes": (of([2, 0, 1, 2, 2, 0]), "column of numbers.*make it a mask"),
    "Series of different numbers": (of([5, 4, 3, 2, 1, 0]), "column of numbers.*make it a mask"),
    "Series of scores": (of(np.linspace(0, 1, 6)), "column of numbers.*make it a mask"),
    "Series of -1 and 1": (of([-1, 1, 1, -1, 1, 1]), "column of numbers"),
    "part of a column of 0 and 1": (of(TRUTHS)[2:], r"no value for 2 cells of the data \('c0', 'c1'\).*reindex"),
    "part of a mask": (of(TRUTHS, bool)[:5], r"no value for 1 cells of the data \('c5'\).*fill_value=False"),
    "a mask of no cell of these": (of(TRUTHS, bool, list("abcdef")), "does not name the cells"),
    "a mask by number": (pd.Series(TRUTHS, dtype=bool), r"does not name the cells.*to_numpy\(\)"),
    "a mask by two names": (
        pd.Series(TRUTHS, pd.MultiIndex.from_product([["c0", "c1", "c2"], [0, 1]]), dtype=bool),
        "does not name the cells",
    ),
    "a mask of other length": (np.ones(5, dtype=bool), "5 values for 6 cells"),
    "twice the same cell": (of([1, 0], bool, ["c1", "c1"]), r"more than one value for 1 cells \('c1'\)"),
    "twice the same cell, as numbers": (pd.concat([of(TRUTHS), of(TRUTHS)]), "more than one value for 6 cells"),
    "nullable with NA": (of([True, None, False, True, None, True], "boolean"), r"2 missing values.*fillna\(0\)"),
    "objects with None": (of([True, None, False, True, True, True], object), "1 missing values"),
    "floats with NaN": (of([1, None, 0, 0, 0, 0], float), "1 missing values"),
    "a list with None": ([True, None, False, True, True, True], "1 missing values"),
    "an array with NaN": (np.array([1, np.nan, 0, 0, 0, 0]), "1 missing values"),
    "Int64 with NA": (of([1, None, 0, 0, 0, 0], "Int64"), "1 missing values"),
    "all missing": (of([None] * 6, object), "6 missing values"),
    "positions with NaN": ([1.0, np.nan], "1 missing values"),
    "masked": (np.ma.array([True] * 6, mask=TRUTHS), "3 missing values"),
    "a table": (pd.DataFrame({"m": TRUTHS}, index=NAMES), r"not a table.*table\['name'\]"),
    "a table of numpy": (np.ones((6, 1), dtype=bool), "not a table"),
    "text True": (of([str(bool(truth)) for truth in TRUTHS]), "as text: make it a mask"),
    "a categorical of text": (of(pd.Categorical([str(bool(x)) for x in TRUTHS])), "as text: make it a mask"),
    "a list of text": (["True", "False", "True"], "as text"),
    "values that are no names": (of(list("xyxyxy")), "not in the data: 'x'"),
    "bools among ints": ([True, 0, 2], "only one kind"),
    "names among ints": (["c1", 2], "only one kind"),
    "decimals": ([1.5, 2.0], "positions are whole numbers"),
    "whole decimals": (np.array([1.0, 3.0]), "positions are whole numbers"),
    "outside": ([0, 6], "positions outside 0 to 5"),
    "negative": (np.array([-1]), "positions outside"),
    "huge": ([2**70], "positions outside"),
    "lists": ([[0, 1], [2, 3]], "only one kind"),
    "a mapping": ({"c1": True}, "conditions are where="),
    "a number": (3, "takes a boolean array"),
    "None in names": (["c1", None], "not in the data: None"),
    "dates": (of(pd.date_range("2026-01-01", periods=6)), "only one kind"),
    "bytes": ([b"c1"], "only one kind"),
}


@pytest.mark.parametrize(("choice", "said"), TRAPS.values(), ids=TRAPS)
def test_what_can_not_be_told_is_refused_in_a_sentence(choice, said):
    with pytest.raises(SelectionError, match=said) as refused:
        cells_of_choice(choice, NAMES)
    assert str(refused.value).endswith(".")


# -- any choice, against a plain model

values = st.one_of(
    st.booleans(),
    st.integers(-2, 8),
    st.floats(allow_nan=True, width=16),
    st.none(),
    st.sampled_from([*NAMES, "x", "0", "True"]),
)
few_kinds = st.one_of(
    st.lists(st.booleans()),
    st.lists(st.integers(0, 1)),
    st.lists(st.integers(-1, 6)),
    st.lists(st.sampled_from(list(NAMES))),
    st.lists(st.booleans() | st.none()),
    st.lists(st.sampled_from([0.0, 1.0])),
    st.lists(values, max_size=8),
)
SHAPES = {
    "list": list,
    "tuple": tuple,
    "generator": iter,
    "array": np.array,
    "objects": lambda items: np.fromiter(items, dtype=object, count=len(items)),
    "Index": lambda items: pd.Index(items, dtype=object),
    "Series": lambda items: pd.Series(items, dtype=object),
}
shapes = st.sampled_from(list(SHAPES))


def plain(items, n):
    """Return the cells that a list can only mean; None where it means none, or two things."""
    if not items:
        return set()
    if all(type(item) is bool for item in items):
        return {i for i, item in enumerate(items) if item} if len(items) == n else None
    if all(type(item) is str for item in items):
        return {list(NAMES[:n]).index(item) for item in items} if set(items) <= set(NAMES[:n]) else None
    if all(type(item) is int for item in items):
        repeats = len(set(items)) < len(items)
        truths = set(items) <= {0, 1} and (repeats or len(items) == n)
        return None if truths or not set(items) <= set(range(n)) or (repeats and len(items) == n) else set(items)
    return None


@given(few_kinds, shapes, st.integers(3, 6))
def test_any_choice_is_what_a_plain_model_says_or_refused(items, shape, n):
    assume(shape != "array" or len({type(item) for item in items}) < 2)  # numpy makes one kind of several
    expected = plain(items, n)
    if shape == "Series" and items and all(type(item) is bool for item in items):
        expected = None  # a mask by number
    agrees(SHAPES[shape](items), NAMES[:n], expected)


@given(few_kinds.filter(bool), st.booleans(), st.integers(3, 6), st.randoms())
def test_any_column_is_what_a_plain_model_says_or_refused(items, as_object, n, random):
    items = (items * n)[:n]
    kinds = {type(item) for item in items}
    expected = None
    if kinds == {str}:
        expected = plain(items, n)
    elif kinds == {bool} or (kinds <= {int, float} and set(items) <= {0, 1}):
        expected = {i for i, item in enumerate(items) if item}
    order = random.sample(range(n), n)
    shuffled = [items[i] for i in order]
    agrees(pd.Series(shuffled, NAMES[:n][order], dtype=object if as_object else None), NAMES[:n], expected)


def agrees(choice, names, expected):
    try:
        found = set(cells_of_choice(choice, names).tolist())
    except SelectionError:
        assert expected is None
    else:
        assert found == expected


# -- through the verbs


@pytest.fixture
def data():
    made = small_cells()
    made.X[:] = 0.5
    made.obs["is_doublet"] = [0, 1] * (made.n_obs // 2)
    return made


def test_a_column_of_0_and_1_labels_the_cells_that_are_1(data, tmp_path):
    odd = [i % 2 == 1 for i in range(data.n_obs)]
    with closing(cxw.open_session(data, dataset="d", annotations_dir=tmp_path, autosave=None)) as session:
        session.create_category("ct")
        assert session.select(data.obs["is_doublet"]) == 12
        assert session.selected.tolist() == odd
        assert session.label("doublet", cells=data.obs["is_doublet"]) == 12
        assert (session.annotations["ct"] == "doublet").tolist() == odd
        before = session.revision
        for verb in (
            lambda cells: session.label("x", cells=cells),
            lambda cells: session.unlabel(cells=cells),
            session.select,
        ):
            for column in (data.obs["is_doublet"].to_numpy(), data.obs["is_doublet"].tolist()):
                with pytest.raises(SelectionError, match="all 0 or 1"):
                    verb(column)
        assert session.revision == before
        assert session.selected.tolist() == odd
        session.select([0, 2, 4])
        with pytest.raises(SelectionError, match=r"^against= has 24 values that are all 0 or 1"):
            session.markers(against=data.obs["is_doublet"].to_numpy())
        assert session.markers(against=data.obs["is_doublet"]).attrs["n_out"] == 12


def test_cells_of_an_anndata_are_named_by_their_names(data, tmp_path):
    with closing(cxw.open_session(data, dataset="d", annotations_dir=tmp_path, autosave=None)) as session:
        part = data[data.obs["is_doublet"] == 1]
        assert session.select(part.obs_names) == 12
        with pytest.raises(SelectionError, match=r"cells= takes"):
            session.select(part)
        with pytest.raises(SelectionError, match=r"not a table"):
            session.select(part.obs)


def test_a_column_of_a_lazy_object_is_joined_by_name(data, tmp_path):
    from anndata.experimental import read_lazy

    data.write_zarr(tmp_path / "x.zarr")
    lazy = read_lazy(tmp_path / "x.zarr")
    assert isinstance(lazy, ad.AnnData)
    with closing(cxw.open_session(data, dataset="d", annotations_dir=tmp_path, autosave=None)) as session:
        assert session.select(lazy.obs["is_doublet"]) == 12
        assert session.selected[1]


def test_data_of_one_or_two_cells_can_be_labelled_from_the_view(tmp_path):
    for n in (1, 2):
        widget = cxw.show(small_cells(n), dataset=f"d{n}", annotations_dir=tmp_path, autosave=None)
        widget.create_category("ct")
        widget.select_all()
        assert widget.label("B", cells=np.arange(n, dtype=np.uint32)) == n
        widget.close()
