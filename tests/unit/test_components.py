"""Components of arrays of obsm as columns of numbers, called as scanpy calls their axes."""

from __future__ import annotations

import re

import comm
import numpy as np
import pandas as pd
import pytest

import cellxgene_widget as cxw
from cellxgene_widget.data.components import axis_of
from cellxgene_widget.errors import DataError
from tests.page.data import in_sections

from .test_widget import Page, Recorder

BOX = [[-100, 1], [100, 1], [100, 100], [-100, 100]]


@pytest.fixture
def session(adata, open_session):
    adata.obsm["X_scvi10"] = np.random.default_rng(0).normal(size=(adata.n_obs, 12)).astype(np.float32)
    return open_session(adata, name="mine", autosave=None)


@pytest.mark.parametrize(
    "key", ["X_pca", "X_umap", "X_tsne", "X_diffmap", "X_draw_graph_fa", "X_scVI", "spatial", "X_draw_graph_fr"]
)
def test_axes_are_called_as_scanpy_calls_them(key):
    from scanpy.plotting._tools.scatterplots import _basis2name

    assert axis_of(key) == _basis2name(key.removeprefix("X_"))


def test_a_component_is_a_column_of_numbers(session, adata):
    pca = adata.obsm["X_pca"].astype(np.float32)
    session.color_by("PC3")
    axes = session.figure(basis=("PC1", "PC3")).axes[0]
    assert (axes.get_aspect(), axes.get_xlabel(), axes.get_ylabel()) == (1.0, "PC1", "PC3")
    assert session.figure(basis=("PC1", "n_genes")).axes[0].get_aspect() == "auto"
    session.embedding = ("PC1", "PC3")
    assert session.embedding == '["PC1","PC3"]'
    np.testing.assert_array_equal(session.coordinates(), pca[:, [0, 2]])
    np.testing.assert_array_equal(session.column("scvi1012").values, adata.obsm["X_scvi10"][:, 11])
    n = session.select(where={"PC2": (0.5, None)})
    assert n == (pca[:, 1] >= 0.5).sum()
    box = [[-100, 1], [100, 1], [100, 100], [-100, 100]]
    assert session.select(lasso=box) == (pca[:, 2] > 1).sum()
    (step,) = recipe = session.recipe
    assert step["basis"] == ["PC1", "PC3"]
    assert "layer" not in step
    session.clear_selection()
    for one in recipe:
        session.select(**one)
    assert session.n_selected == (pca[:, 2] > 1).sum()
    session.set_filter("PC1", (0, None))
    assert session.n_selected == ((pca[:, 2] > 1) & (pca[:, 0] >= 0)).sum()


@pytest.mark.parametrize("name", ["PC0", "PC01", "PC51", "PC", "PC1.0", "PC-1", "PC²", "scvi10", "scvi1013"])
def test_there_is_no_other_spelling_and_no_more_than_there_are(name, session):
    with pytest.raises(DataError, match="no obs column and no gene"):
        session.color_by(name)


def test_what_was_called_so_before_is_what_is_meant(adata, open_session):
    adata.obs["PC1"] = np.arange(adata.n_obs, dtype=float)
    adata.var_names = ["PC2", *adata.var_names[1:]]
    session = open_session(adata, name="mine")
    np.testing.assert_array_equal(session.column("PC1").values, adata.obs["PC1"])
    assert not np.array_equal(session.column("PC2").values, adata.obsm["X_pca"][:, 1].astype(np.float32))
    assert session.parts.columns.axes_of("X_pca")[:3] == ["", "", "PC3"]
    session.create_category("PC3")
    assert session.parts.columns.axes_of("X_pca")[:4] == ["", "", "", "PC4"]


def test_tables_count_their_columns_of_numbers(adata, open_session):
    table = pd.DataFrame({"x": 1.0, "word": "w", "y": 2.0, "z": np.arange(adata.n_obs)}, index=adata.obs_names)
    adata.obsm["X_tab"] = table
    session = open_session(adata, name="mine")
    np.testing.assert_array_equal(session.column("tab3").values, np.arange(adata.n_obs))
    assert session.parts.columns.axes_of("X_tab") == ["tab1", "tab2", "tab3"]
    assert session.parts.columns.axes_of("X_umap") == []


def test_an_array_computed_anew_is_read_anew(session, adata):
    session.set_filter("PC3", (0, None))
    before = session.selected
    adata.obsm["X_pca"][:, 2] *= -1  # in place, in no column that is drawn
    np.testing.assert_array_equal(session.selected, before), "the cells that were seen stay"
    assert not session.filters
    assert session.recipe == [{"where": {"PC3": [0.0, None]}}]
    np.testing.assert_array_equal(session.column("PC3").values, adata.obsm["X_pca"][:, 2])
    session.embedding = ("PC1", "PC2")
    del adata.obsm["X_pca"]
    assert session.select_all() == adata.n_obs
    assert session.embedding == "X_umap"


def test_a_lasso_on_components_that_changed_meanwhile_is_refused(adata, tmp_path, monkeypatch):
    monkeypatch.setattr(comm, "create_comm", Recorder)
    widget = cxw.show(adata, annotations_dir=tmp_path, name="mine")
    page = Page(widget)
    hello, _ = page.ask("hello")
    axes = {each["key"]: each["axes"] for each in hello["embeddings"]}
    assert axes["X_pca"][:2] == ["PC1", "PC2"]
    assert axes["X_umap"] == []
    box = {"mode": "replace", "lasso": [[[-9, -9], [9, -9], [9, 9]]], "basis": '["PC1","PC3"]', "seen": hello["seen"]}
    assert page.ask("select", **box)[0]["n"] > 0
    adata.obsm["X_pca"] = adata.obsm["X_pca"] + 1
    assert "changed since this was drawn" in page.ask("select", **box)[0]
    widget.close()


def test_what_components_are_called_is_told_of_sections_and_of_wide_tables_at_once(tmp_path):
    adata = in_sections(2)
    wide = pd.DataFrame(np.ones((700, 1500), dtype=np.float32), index=adata.obs_names)
    wide.columns = [f"protein {n}" for n in range(1500)]
    wide["text"] = "x"
    adata.obsm["protein_expression"] = wide
    session = cxw.open_session(adata, annotations_dir=tmp_path)
    columns = session.parts.columns
    assert columns.axes_of("spatial[S1]") == []
    looked = []
    plain = columns.is_category
    columns.is_category = lambda name: looked.append(name) or plain(name)
    told = columns.axes_of("protein_expression")
    assert told[0] == "protein_expression1"
    # as many as can be chosen, each looked at once
    assert len(told) == len(looked) == 100
    assert session.column("protein_expression1500").values.shape == (700,)
    session.close()


@pytest.mark.parametrize("how", [{"where": {"PC1": (0, None)}}, {"lasso": BOX, "basis": ("PC2", "PC1")}])
def test_no_category_takes_the_name_that_a_selection_or_the_part_shown_is_by(how, session):
    session.create_category("mine")
    session.select(**how)
    for refused in (lambda: session.create_category(" PC1 "), lambda: session.rename_category("mine", "PC1")):
        with pytest.raises(cxw.LabelError, match="The selection was made by 'PC1': clear it first"):
            refused()
    session.isolate()
    session.clear_selection()
    for refused in (lambda: session.create_category("PC1"), lambda: session.rename_category("mine", "PC1")):
        with pytest.raises(cxw.LabelError, match="The part shown alone is by 'PC1': show all cells first"):
            refused()
    session.show_all()
    session.rename_category("mine", "PC1")


@pytest.mark.parametrize(
    ("refused", "where", "words"),
    [
        ("louvain", {"louvain": "1"}, "adata.obs has a column 'louvain', which a merge"),
        ("PC1", {"PC1": (0, None)}, "The draft's file has a column 'PC1' that is no category"),
        ("tab\tin it", {"tab\tin it": (1, None)}, "holds a control character"),
    ],
)
def test_a_name_that_no_category_can_have_is_refused_for_that_whatever_cells_were_chosen_by(
    refused, where, words, adata, tmp_path
):
    adata.obs["tab\tin it"] = np.arange(adata.n_obs, dtype=float)
    # a file of another program: a number beside the labels is left in it
    table = pd.DataFrame({"mine": "B", "PC1": np.linspace(0, 1, adata.n_obs)}, index=adata.obs_names)
    table.to_csv(tmp_path / "theirs.csv")
    session = cxw.open_session(adata, annotations_file=tmp_path / "theirs.csv")
    session.select(where=where)
    session.isolate()
    session.set_filter(refused, next(iter(where.values())))
    for attempt in (lambda: session.create_category(refused), lambda: session.rename_category("mine", refused)):
        with pytest.raises(cxw.LabelError, match=re.escape(words)):
            attempt()
    session.close()
