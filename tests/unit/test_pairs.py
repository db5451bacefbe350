"""Two columns against each other as an embedding: in code, in recipes, on the wire."""

from __future__ import annotations

import json

import anndata as ad
import comm
import numpy as np
import pandas as pd
import pytest
import scipy.sparse as sp
from hypothesis import given
from hypothesis import strategies as st

import cellxgene_widget as cxw
from cellxgene_widget.data.pairs import interleaved, key_of, pair_of, plain_basis
from cellxgene_widget.errors import DataError
from cellxgene_widget.selection.polygons import in_polygons
from cellxgene_widget.widget import ViewError

from .test_widget import Page, Recorder

PAIR = ("CD3E", "CD8A")
KEY = '["CD3E","CD8A"]'


def box(left, bottom, right, top):
    return [[left, bottom], [right, bottom], [right, top], [left, top]]


@pytest.fixture
def zeros():
    """Cells as they are measured: most values 0, some cells on one spot, one value missing, one infinite."""
    rng = np.random.default_rng(3)
    values = rng.poisson(0.4, (300, 4)).astype(np.float32) * rng.choice([0.5, 1.25], (300, 4)).astype(np.float32)
    values[:, 2] = 1.5
    values[5, 1], values[6, 1] = np.nan, np.inf
    adata = ad.AnnData(sp.csr_matrix(values), obs=pd.DataFrame(index=[f"c{i}" for i in range(300)]))
    adata.var_names = ["CD3E", "CD8A", "flat", "MS4A1"]
    adata.obs["depth"] = rng.random(300)
    adata.obs["batch"] = pd.Categorical(rng.choice(["a", "b"], 300))
    adata.obsm["X_umap"] = rng.random((300, 2)).astype(np.float32)
    return adata


@given(st.tuples(*[st.text(min_size=1, max_size=6)] * 2))
def test_a_key_stands_for_its_two_names_and_nothing_else(pair):
    assert pair_of(key_of(pair)) == pair_of(pair) == pair_of(list(pair)) == pair
    assert plain_basis(key_of(pair)) == list(pair)


@pytest.mark.parametrize(
    "key", ["X_umap", "umap", "", "[", "[]", '["a"]', '["a","b","c"]', "[1,2]", '["a",""]', "[" * 9999]
)
def test_other_text_is_the_name_of_an_embedding(key):
    assert pair_of(key) is None
    assert plain_basis(key) == key


@given(
    st.lists(st.tuples(*[st.floats(width=32)] * 2), max_size=20),
    st.tuples(*[st.floats(-3, 3)] * 4).filter(lambda ends: ends[0] < ends[2] and ends[1] < ends[3]),
)
def test_a_box_is_two_ranges_lower_ends_included(places, ends):
    x, y = (np.array([place[axis] for place in places], dtype=np.float32) for axis in (0, 1))
    left, bottom, right, top = ends
    inside = in_polygons(interleaved(x, y), [np.array(box(*ends))])
    x, y = x.astype(float), y.astype(float)  # as exactly as the ends are given
    wanted = (x >= left) & (x < right) & (y >= bottom) & (y < top)
    np.testing.assert_array_equal(inside, wanted)


def test_a_gate_of_two_genes_and_its_recipe_and_code(open_session, zeros):
    session = open_session(zeros)
    x, y = zeros.X.toarray()[:, :2].T
    n = session.select(lasso=box(0.2, -1, 9, 0.2), basis=PAIR)
    wanted = (x > 0.2) & (y < 0.2)
    assert n == wanted.sum() > 20
    np.testing.assert_array_equal(session.selected, wanted)
    (step,) = session.recipe
    assert step["basis"] == list(PAIR)
    assert session.code.endswith("basis=['CD3E', 'CD8A'])")
    recipe = json.loads(json.dumps(session.recipe))
    session.create_category("mine")
    session.label("CD4 T")
    session.clear_selection()
    for each in recipe:
        session.select(**each)
    np.testing.assert_array_equal(session.selected, wanted)
    exec(session.code, {"w": session})
    np.testing.assert_array_equal(session.selected, wanted)


def test_a_recipe_runs_on_another_object_with_the_genes_and_says_which_is_missing(open_session, zeros):
    session = open_session(zeros)
    session.select(lasso=box(0.2, -1, 9, 0.2), basis=PAIR)
    session.select(lasso=box(0, 0, 0.5, 1), basis=["CD3E", "depth"], mode="add")
    recipe = session.recipe
    other = ad.AnnData(zeros.X[::2][:, [1, 0]], obs=zeros.obs.iloc[::2], obsm={"X_pca": np.zeros((150, 2))})
    other.var_names = ["CD8A", "CD3E"]
    again = open_session(other, dataset="other")
    for step in recipe:
        again.select(**step)
    np.testing.assert_array_equal(again.selected, session.selected[::2])
    without = open_session(other[:, ["CD8A"]].copy(), dataset="third")
    before = without.select(cells=[1])
    with pytest.raises(DataError, match="no gene 'CD3E'"):
        without.select(**recipe[0])
    assert without.n_selected == before == 1


@pytest.mark.parametrize(
    ("basis", "message"),
    [
        (("CD3F", "CD8A"), "no gene 'CD3F'. Did you mean 'CD3E'"),
        (("CD3E", "batch"), "'batch' holds categories"),
        (("CD3E", "set: T cells"), "no gene set 'T cells'"),
        (("CD3E",), "two names such as"),
        (("CD3E", "CD8A", "MS4A1"), "two names such as"),
        (("CD3E", 3), "two names such as"),
        ((), "two names such as"),
        (np.array(["CD3E", "CD8A"]), "two names such as"),
        ("CD3E", "no embedding 'CD3E'"),
    ],
)
def test_what_can_not_be_plotted_is_said_and_changes_nothing(open_session, zeros, basis, message):
    session = open_session(zeros)
    session.select(cells=[1, 2])
    with pytest.raises(DataError, match=message):
        session.select(lasso=box(0, 0, 1, 1), basis=basis)
    with pytest.raises(DataError, match=message):
        session.show_embedding(basis)
    assert (session.n_selected, session.embedding) == (2, "X_umap")


def test_columns_numbers_sets_and_cells_without_a_value(open_session, zeros):
    session = open_session(zeros)
    places = session.parts.columns.coordinates(PAIR)
    assert places.dtype == np.float32
    assert not places.flags.writeable
    np.testing.assert_array_equal(np.flatnonzero(np.isnan(places[:, 0])), [5, 6])
    assert np.isnan(places[[5, 6]]).all()
    assert session.select(lasso=box(-9, -9, 99, 99), basis=PAIR) == 298
    # a gene that is the same in all cells is a line, and can be gated
    assert session.select(lasso=box(1, 0.5, 2, 1), basis=("flat", "depth")) == (zeros.obs["depth"] >= 0.5).sum()
    session.create_gene_set("T cells", ["CD3E", "CD8A"])
    mean = session.column("set: T cells").values
    np.testing.assert_array_equal(
        session.parts.columns.coordinates(("depth", "set: T cells"))[:, 1], np.where(np.isfinite(mean), mean, np.nan)
    )
    assert session.select(lasso=box(-1, -1, 2, 0.3), basis=("depth", "set: T cells")) == (mean < 0.3).sum()
    again = open_session(zeros, basis=("CD3E", "MS4A1"), dataset="again")
    assert again.embedding == '["CD3E","MS4A1"]'


def test_an_embedding_spelt_like_a_pair_goes_first(open_session, zeros):
    zeros.obsm[KEY] = zeros.obsm["X_umap"] + 1
    session = open_session(zeros, basis=KEY)
    np.testing.assert_array_equal(session.parts.columns.coordinates(KEY), zeros.obsm[KEY])


def test_the_widget_its_trait_and_its_figure(adata, tmp_path, monkeypatch):
    monkeypatch.setattr(comm, "create_comm", Recorder)
    widget = cxw.show(adata, annotations_dir=tmp_path, basis=("CD79A", "n_genes"))
    assert widget.embedding == '["CD79A","n_genes"]'
    page = Page(widget)
    body, payload = page.ask("coordinates", embedding=KEY)
    places = np.frombuffer(b"".join(payload) if isinstance(payload, list) else payload, dtype=np.float32).reshape(-1, 2)
    np.testing.assert_array_equal(places[:, 0], np.asarray(adata[:, "CD3E"].X).ravel())
    np.testing.assert_array_equal(places[:, 1], np.asarray(adata[:, "CD8A"].X).ravel())
    body, _ = page.ask("select", mode="replace", lasso=[box(0, -9, 99, 99)], basis=KEY)
    assert body["n"] == (places[:, 0] >= 0).sum()
    assert widget.recipe[0]["basis"] == ["CD3E", "CD8A"]
    widget.embedding = PAIR
    assert widget.embedding == widget.session.embedding == KEY
    axes = widget.figure().axes[0]
    assert (axes.get_xlabel(), axes.get_ylabel()) == PAIR
    assert widget.figure(basis=["CD79A", "MS4A1"]).axes[0].get_ylabel() == "MS4A1"
    for wrong in (("CD3E", "louvain"), ("CD3E",), ("CD3E", "nope")):
        with pytest.raises(ViewError):
            widget.embedding = wrong
    assert widget.embedding == KEY
    widget.embedding = "X_umap"
    assert widget.session.embedding == "X_umap"
    widget.close()
