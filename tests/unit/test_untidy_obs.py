"""Tables of cells that nobody tidied: names that occur twice or are no text, odd names, columns that can't be read."""

from __future__ import annotations

import warnings

import anndata as ad
import numpy as np
import pandas as pd
import pytest
from anndata.experimental import read_lazy
from hypothesis import given, settings
from hypothesis import strategies as st

from cellxgene_widget import DataError, MergeError
from cellxgene_widget.data.cells import CellTable
from cellxgene_widget.data.columns import CategoryColumn


def made(obs, n=6):
    obs = pd.DataFrame(obs) if isinstance(obs, dict) else obs
    adata = ad.AnnData(np.ones((n, 1), dtype=np.float32), obs=pd.DataFrame(index=[f"c{place}" for place in range(n)]))
    adata.obs = obs.set_axis(adata.obs_names)
    adata.obsm["X_umap"] = np.arange(2 * n, dtype=np.float32).reshape(n, 2)
    return adata


def twice(n=6):
    return pd.DataFrame(np.arange(3 * n).reshape(n, 3), columns=["a", "a", "b"]).astype({"b": "category"})


def test_two_columns_of_one_name_are_left_out_with_a_reason(open_session):
    session = open_session(made(twice()))
    shown, left_out = session.describe_columns()
    assert [info.name for info in shown] == ["b"]
    assert left_out["a"].startswith("2 columns of obs have this name: ")
    for call in (
        lambda: session.column("a"),
        lambda: session.color_by("a"),
        lambda: session.select(where={"a": (0, 1)}),
        lambda: session.create_category("x", like="a"),
    ):
        with pytest.raises(DataError, match="2 columns are called 'a'"):
            call()
    session.color_by("b")
    with pytest.raises(ValueError, match="has a column 'a'"):
        session.create_category("a")


@pytest.mark.parametrize("overwrite", [False, True])
def test_no_merge_over_two_columns_of_one_name(overwrite, open_session):
    session = open_session(made({"b": list("xyxyxy")}))
    session.create_category("a", like="b")
    session.adata.obs = twice().set_axis(session.adata.obs_names)
    before = session.adata.obs.copy()
    with pytest.raises(MergeError, match="several columns called 'a'"):
        session.merge(overwrite=overwrite)
    assert session.adata.obs.equals(before)
    session.merge(key_added="other")
    assert session.adata.obs["other"].tolist() == list("xyxyxy")


def test_two_columns_of_one_name_that_come_and_go_while_a_session_is_open(open_session):
    adata = made({"a": list("xyxyxy"), "b": list("uvuvuv")})
    table = CellTable(adata)
    adata.obs = twice().set_axis(adata.obs_names)
    assert table.look(["a", "b"], thorough=True).columns == {"a", "b"}
    assert not table.look(["a", "b"], thorough=True)
    adata.obs = adata.obs.iloc[:, 1:]
    assert table.look(thorough=True).columns == {"a"}
    assert table.column("a").values.tolist() == [1, 4, 7, 10, 13, 16]


def test_names_that_are_no_text_are_left_out_with_a_reason():
    obs = pd.DataFrame({5: [1.0] * 6, ("a", 1): [1.0] * 6, None: [1.0] * 6, "5": list("xyxyxy")})
    shown, left_out = CellTable(made(obs)).obs.describe(1000)
    assert [info.name for info in shown] == ["5"]
    assert set(left_out) == {"5", "('a', 1)", "None"} or set(left_out) == {"5", "('a', 1)", "nan"}
    assert all("no text" in why for why in left_out.values())


def test_columns_of_several_levels(open_session):
    adata = made({"n": [1] * 6, "m": [2] * 6})
    adata.obs.columns = pd.MultiIndex.from_tuples([("qc", "n"), ("qc", "m")])  # anndata refuses them where it is asked
    session = open_session(adata)
    shown, left_out = session.describe_columns()
    assert not shown
    assert set(left_out) == {"('qc', 'n')", "('qc', 'm')"}
    session.create_category("qc")
    session.label("x", category="qc", cells=[0])
    with pytest.raises(MergeError, match="several levels"):
        session.merge()
    assert list(session.adata.obs.columns) == [("qc", "n"), ("qc", "m")]


def test_no_columns_at_all(open_session):
    session = open_session(made(pd.DataFrame(index=range(6))))
    assert session.describe_columns() == ([], {})
    session.create_category("x")
    session.label("y", category="x", cells=[1])
    session.merge()
    assert list(session.adata.obs.columns) == ["x"]


@pytest.mark.parametrize(
    "name", ["", " ", "a ", "A", "a/b", "a\\b", "_index", "set: x", '["a", "b"]', "é" * 300, "#", "a\nb"]
)
def test_odd_names_of_columns(name, open_session):
    session = open_session(made({"a": [1] * 6, name: pd.Categorical(list("xyxyxy"))}))
    column = session._parts.table.column(name)
    assert isinstance(column, CategoryColumn)
    session.create_category("copy", like=name)
    assert session.annotations["copy"].tolist() == list("xyxyxy")
    if name != "set: x":  # that of a gene set
        assert session.select(where={name: ["x"]}) == 3


def test_many_levels_are_read_at_once():
    n = 100_000
    table = CellTable(made({"many": pd.Categorical([f"L{place}" for place in range(n)])}, n))
    _, left_out = table.obs.describe(1000)
    assert "100,000 values" in left_out["many"]
    assert table.column("many").mask(["L99999"]).sum() == 1


def test_large_whole_numbers_stay_apart_as_labels(open_session):
    values = [2**53, 2**53 + 1, 2**60, 2**60 + 1, 5, -3]
    session = open_session(made({"id": values}))
    session.create_category("copy", like="id")
    assert session.annotations["copy"].tolist() == [str(value) for value in values]
    assert [label.name for label in session.find_category("copy").labels] == [str(value) for value in sorted(values)]


def test_a_column_that_can_not_be_read_stops_nothing(tmp_path, open_session):
    adata = made({"good": pd.Categorical(list("xyxyxy")), "alike": pd.Categorical([1, "1"] * 3, categories=[1, "1"])})
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        adata.write_zarr(tmp_path / "x.zarr")
    session = open_session(tmp_path / "x.zarr")
    assert session.color == "good"
    shown, left_out = session.describe_columns()
    assert [info.name for info in shown] == ["good"]
    assert "can't be read" in left_out["alike"]
    with pytest.raises(DataError, match="'alike' can't be read"):
        session.color_by("alike")


# -- lazy objects, views and what they become


def lazy(adata, folder, suffix):
    path = folder / f"x.{suffix}"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        getattr(adata, f"write_{suffix}")(path)
    return read_lazy(path)


def unused():
    adata = made({"k": pd.Categorical(["a", "b", "c"] * 2, categories=["z", "a", "b", "c"])})
    adata.uns["k_colors"] = ["#111111", "#ff0000", "#00ff00", "#0000ff"]
    return adata


WANTED = {"a": "#ff0000", "b": "#00ff00", "c": "#0000ff"}


@pytest.mark.parametrize("suffix", ["h5ad", "zarr"])
def test_views_of_all_kinds_shift_no_colour(suffix, tmp_path):
    whole = lazy(unused(), tmp_path, suffix)
    mask = np.arange(6) % 3 > 0
    opened = ad.read_h5ad(tmp_path / "x.h5ad", backed="r") if suffix == "h5ad" else None
    for adata in (
        whole,
        whole[mask],
        unused()[mask],
        unused()[mask].copy(),
        *((opened, opened[mask]) if opened else ()),
    ):
        column = CellTable(adata).column("k")
        found = dict(zip(column.levels, column.colors, strict=True))
        assert {level: found[level] for level in "bc"} == {level: WANTED[level] for level in "bc"}
        assert [column.levels[code - 1] for code in column.codes] == [
            str(value) for value in np.asarray(adata.obs["k"])
        ]


def test_settings_of_anndata_are_as_they_were(tmp_path):
    for setting in (True, False):
        with ad.settings.override(remove_unused_categories=setting):
            column = CellTable(lazy(unused(), tmp_path, "zarr" if setting else "h5ad")).column("k")
            assert column.levels == ("z", "a", "b", "c")
            assert ad.settings.remove_unused_categories is setting


# -- any column


values = st.sampled_from
DTYPES = {
    "category": values(["b", "a10", "a9", None]),
    "ordered": values(["b", "a10", "a9", None]),
    "category of ints": values([10, 9, -1, None]),
    "object": values(["10", "9", "x", "", None]),
    "boolean": values([True, False, None]),
    "bool": st.booleans(),
    "Int64": st.integers(-(2**40), 2**40) | st.none(),
    "float64": st.floats(width=32) | st.none(),
    "string": values(["10", "9", "x", "NA", None]),
}


@st.composite
def columns(draw):
    dtype = draw(st.sampled_from(sorted(DTYPES)))
    cells = draw(st.lists(DTYPES[dtype], min_size=1, max_size=12))
    if dtype == "ordered" or dtype.startswith("category"):
        levels = draw(st.permutations([10, 9, -1] if "ints" in dtype else ["b", "a10", "a9", "unused"]))
        return pd.Series(pd.Categorical(cells, categories=levels, ordered=dtype == "ordered"))
    if dtype == "object" and not any(isinstance(cell, str) for cell in cells):
        cells = ["x", *cells]  # without text anndata can't write it
    return pd.Series(cells, dtype=dtype)


def told(adata):
    column = CellTable(adata).column("k")
    if isinstance(column, CategoryColumn):
        return column.levels, column.colors, column.codes.tolist()
    return repr(column.values.tolist())


@pytest.mark.parametrize("suffix", ["h5ad", "zarr"])
@settings(max_examples=25)
@given(column=columns())
def test_any_column_is_shown_from_files_as_from_memory(suffix, column, tmp_path_factory):
    adata = made({"k": column}, len(column))
    folder = tmp_path_factory.mktemp("any")
    with ad.settings.override(allow_write_nullable_strings=True):
        whole = lazy(adata.copy(), folder, suffix)
    assert told(folder / f"x.{suffix}") == told(adata) == told(whole)
