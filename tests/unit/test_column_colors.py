"""The colours of a column are those that scanpy draws, each with its own level."""

from __future__ import annotations

import warnings
from importlib.metadata import version

import anndata as ad
import h5py
import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest
import scanpy as sc
from hypothesis import example, given
from hypothesis import strategies as st
from matplotlib.colors import to_hex

from cellxgene_widget.core import colors as colors_module
from cellxgene_widget.core.colors import hex_of
from cellxgene_widget.core.palettes import SCANPY_102, palette
from cellxgene_widget.data.cells import CellTable
from cellxgene_widget.data.colors import colors_of_levels, stamp_of_colors

LEVELS = ("a", "b", "c")


def made(values, colors=None):
    values = pd.Series(values)
    adata = ad.AnnData(np.ones((len(values), 1), dtype=np.float32))
    adata.obs_names = [f"c{place}" for place in range(len(values))]
    adata.obs["k"] = values.array
    adata.obsm["X_umap"] = np.arange(2 * len(values), dtype=np.float32).reshape(-1, 2)
    if colors is not None:
        adata.uns["k_colors"] = colors
    return adata


def drawn(adata):
    """Return the colour that scanpy gives each cell, in a plain session."""
    with warnings.catch_warnings(), mpl.rc_context(mpl.rcParamsDefault):
        warnings.simplefilter("ignore")
        mpl.use("Agg")
        axes = sc.pl.umap(adata, color="k", show=False, sort_order=False)
    faces = axes.collections[0].get_facecolor()
    mpl.pyplot.close(axes.figure)
    return [to_hex(face) for face in faces]


def shown(adata):
    """Return the colour that is shown of each cell."""
    column = CellTable(adata).column("k")
    return [column.colors[code - 1] for code in column.codes]


RGB = np.array([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]])
DRAWN = {
    "hex": ["#ff0000", "#00FF00", "#00f"],
    "names": ["red", "LIME", "tab:blue"],
    "names of matplotlib": ["C1", "C0", "xkcd:sky blue"],
    "names of R": ["gold2", "grey80", "indianred 3"],
    "shades of grey": ["0.5", "0", "1"],
    "through": ["#ff000080", "#0f08", ("red", 0.5)],
    "tuples": [tuple(row) for row in RGB],
    "lists": [[*row, 0.5] for row in RGB.tolist()],
    "n x 3": RGB,
    "n x 4": np.c_[RGB, np.ones(3)],
    "n x 3 of ints": RGB.astype(int),
    "n x 3 of objects": RGB.astype(object),
    "array": np.array(["red", "lime", "blue"]),
    "array of objects": np.array(["red", "lime", "blue"], dtype=object),
    "Series": pd.Series(["red", "lime", "blue"], index=["c", "b", "a"]),
    "Index": pd.Index(["red", "lime", "blue"]),
    "Categorical": pd.Categorical(["red", "lime", "blue"]),
    "tuple": ("red", "lime", "blue"),
    "letters": "rgb",
    "too many": ["red", "lime", "blue", "black"],
    "too few": ["red", "lime"],
    "a wrong one": ["red", "oops", "blue"],
    "a wrong one beyond": ["red", "lime", "blue", "oops"],
    "a blank before": [" red", "lime", "blue"],
    "missing": ["red", np.nan, "blue"],
    "none at all": [],
}


@pytest.mark.parametrize("colors", DRAWN.values(), ids=DRAWN)
def test_what_scanpy_draws_is_shown(colors):
    values = pd.Categorical(["b", "a", "c"], categories=LEVELS)
    assert shown(made(values, colors)) == drawn(made(values, colors))


FILES = {key: DRAWN[key] for key in ("hex", "n x 3", "n x 4", "array", "names of R", "too many")}


@pytest.mark.parametrize("suffix", ["h5ad", "zarr"])
@pytest.mark.parametrize("colors", FILES.values(), ids=FILES)
def test_also_from_files(colors, suffix, tmp_path):
    values = pd.Categorical(["b", "a", "c"], categories=["unused", *LEVELS])
    colors = np.concatenate([np.asarray(colors)[:1], np.asarray(colors)])
    adata = made(values, colors)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        getattr(adata, f"write_{suffix}")(tmp_path / f"x.{suffix}")
    assert shown(tmp_path / f"x.{suffix}") == drawn(adata)


#: What scanpy does not draw, or raises at: what is shown of the three levels, and what is said.
ODD = {
    "by level": ({"c": "blue", "b": "lime"}, (None, "#00ff00", "#0000ff"), None),
    "by level, a wrong one": ({"a": "oops", "c": "blue"}, (None, None, "#0000ff"), "'oops'"),
    "bytes": (np.array([b"#ff0000", b"lime", b"blue"]), ("#ff0000", "#00ff00", "#0000ff"), None),
    "0 to 255": ((RGB * 255).astype(np.uint8), (None, None, None), "no colour"),
    "three that are no numbers": ([("a", "b", "c")] * 3, (None, None, None), "no colour"),
    "not numbers": ([(np.nan, 0, 0)] * 3, (None, None, None), "no colour"),
    "one for three": (np.array("red"), (None, None, None), "1 colours for 3 levels"),
    "a set": ({"red", "lime", "blue"}, (None, None, None), "in an order"),
    "a number": (5, (None, None, None), "in an order"),
    "drawn through": (["none", "red", "blue"], ("#c4c8ce", "#ff0000", "#0000ff"), None),
    "wrong, and not hashable": ([["red"], "lime", "blue"], (None, None, None), "no colour"),
}


@pytest.mark.parametrize(("colors", "wanted", "said"), ODD.values(), ids=ODD)
def test_what_scanpy_does_not_draw(colors, wanted, said, open_session):
    usual = palette(3)
    session = open_session(made(pd.Categorical(LEVELS), colors))
    found = session.column("k")
    assert found.colors == tuple(color or usual[place] for place, color in enumerate(wanted))
    notes = [note for note in session._parts.table.notes.values() if "uns['k_colors']" in note]
    assert bool(notes) == (said is not None)
    assert said is None or said in notes[0]


def test_by_level_of_other_kinds():
    assert shown(made(pd.Categorical([2, 10]), {10: "red", 2: "blue"})) == ["#0000ff", "#ff0000"]
    assert shown(made(pd.Categorical([True, False]), {True: "red", False: "blue"})) == ["#ff0000", "#0000ff"]
    assert shown(made([True, False], {"True": "red"}))[0] == "#ff0000"


@pytest.mark.parametrize("colors", [["red"], ["red", "blue"], None], ids=str)
@pytest.mark.parametrize("values", [[True, True], [False, False], [True, False]], ids=str)
def test_booleans_as_scanpy_draws_them(values, colors):
    found = shown(made(values, colors))
    if len(set(values)) == 1 and colors == ["red"]:
        assert set(found) == {"#ff0000"}, "one colour for one value is its own, as scanpy before 1.12 kept it"
    elif len(set(values)) == 2 or version("scanpy") >= "1.12":
        assert found == drawn(made(values, colors))


@pytest.mark.parametrize(
    "values",
    [
        ["10", "2", "1", "2"],
        ["10", None, "9", "9"],
        np.array(["T10", "T9", "t1", "T9"], dtype=object),
        pd.array(["10", "9", "1", "9"], dtype="string"),
        pd.Categorical([True, False, True]),
    ],
    ids=["text", "missing", "objects", "string", "booleans as levels"],
)
def test_text_in_the_order_of_anndata(values):
    colors = ["red", "lime", "blue"][: pd.Series(values).nunique()]
    kept = pd.Series(values).notna().to_numpy()
    column = CellTable(made(values, colors)).column("k")
    there = [column.colors[code - 1] for code in column.codes[kept]]
    adata = made(values, colors)
    assert there == [color for color, keep in zip(drawn(adata), kept, strict=True) if keep]


@pytest.mark.parametrize("n", [*range(1, 30), 60, 101, 102])
def test_the_palette_is_that_of_a_plain_session(n):
    adata = made(pd.Categorical([str(place) for place in range(n)]))
    drawn(adata)
    assert palette(n) == list(adata.uns["k_colors"])


def test_what_scanpy_draws_grey_is_told_apart():
    adata = made(pd.Categorical([str(place) for place in range(110)]))
    assert set(drawn(adata)) == {"#808080"}
    assert len(set(palette(110))) == 110
    assert palette(110)[:102] == list(SCANPY_102)


def test_settings_of_matplotlib_change_no_palette():
    with mpl.rc_context({"axes.prop_cycle": mpl.cycler(color=["red", "blue"])}):
        assert shown(made(pd.Categorical(["a", "b"]))) == ["#1f77b4", "#ff7f0e"]


def test_names_of_r_are_all_that_scanpy_knows():
    utils = sc.plotting._utils
    known = getattr(utils, "additional_colors", None) or utils._ADDITIONAL_COLORS
    assert {name: hex_of(name) for name in known} == known


def test_levels_that_are_one_as_text_shift_no_colour():
    values = pd.Categorical([1, "1", "b"], categories=[1, "1", "b"])
    assert shown(made(values, ["red", "lime", "blue"])) == ["#ff0000", "#ff0000", "#0000ff"]


KINDS = {**DRAWN, **{key: colors for key, (colors, _, _) in ODD.items()}}


@pytest.mark.parametrize("colors", KINDS.values(), ids=KINDS)
def test_a_change_to_colours_of_any_kind_is_noticed_once(colors):
    adata = made(pd.Categorical(LEVELS), ["black", "white", "grey"])
    table = CellTable(adata)
    adata.uns["k_colors"] = colors
    assert table.look(thorough=True).columns == {"k"}
    assert not table.look(thorough=True)


anything = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text()
    | st.binary()
    | st.sampled_from(["red", "#fff"]),
    lambda inner: st.lists(inner) | st.dictionaries(st.text() | st.integers(), inner) | st.tuples(inner, inner, inner),
    max_leaves=8,
)


@given(anything, st.lists(st.text() | st.integers(), max_size=4))
def test_anything_in_uns_gives_each_level_a_colour(colors, levels):
    found, note = colors_of_levels("k_colors", colors, levels)
    assert len(found) == len(levels)
    assert all(hex_of(color) == color for color in found)
    assert note is None or note.startswith("uns['k_colors']")
    stamp_of_colors(colors)


@pytest.mark.filterwarnings("ignore:Element")
def test_levels_in_the_form_of_old_files(tmp_path):
    """Before anndata 0.8 the levels of all columns were in one group beside them."""
    path = tmp_path / "old.h5ad"
    made(pd.Categorical(["b", "c", "b"], categories=["unused", "b", "c"]), ["red", "lime", "blue"]).write_h5ad(path)
    with h5py.File(path, "r+") as file:
        obs = file["obs"]
        obs["__categories/k"] = obs["k/categories"][...]
        codes = obs["k/codes"][...]
        del obs["k"]
        obs["k"] = codes
        obs["k"].attrs["categories"] = obs["__categories/k"].ref
        obs.attrs["encoding-version"] = "0.1.0"
    column = CellTable(path).column("k")
    assert column.levels == ("unused", "b", "c")
    assert shown(path) == ["#00ff00", "#0000ff", "#00ff00"]


@given(
    st.text("0123456789abcdefABCDEF", min_size=1, max_size=9).map("#{}".format)
    | st.lists(st.floats(-0.1, 1.1) | st.integers(0, 1) | st.sampled_from(["1", "0.25", "#abc", None]), max_size=5).map(
        tuple
    )
    | st.lists(st.floats(0, 1, width=32), min_size=3, max_size=4).map(lambda values: np.array(values, np.float32))
    | st.tuples(st.sampled_from(["1", "0.25", "#abc", "#12345678"]), st.floats(-0.1, 1.1) | st.none())
    | st.none()
    | st.integers()
)
@example(("1", 0.0))
def test_without_matplotlib_digits_and_numbers_mean_the_same(color):
    assert colors_module._by_digits(color) == colors_module._by_matplotlib(color)
