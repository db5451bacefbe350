"""The layer that values of genes are from: what follows it, and what stays when it changes."""

from __future__ import annotations

import threading

import comm
import numpy as np
import pytest

import cellxgene_widget as cxw
from cellxgene_widget.data.genes import GeneTable
from cellxgene_widget.errors import DataError

from .gates import hold
from .test_widget import Page, Recorder


@pytest.fixture
def session(adata, open_session):
    adata.layers["double"] = adata.X * 2
    return open_session(adata)


@pytest.fixture
def page(adata, tmp_path, monkeypatch):
    monkeypatch.setattr(comm, "create_comm", Recorder)
    widget = cxw.show(adata, annotations_dir=tmp_path)
    yield Page(widget)
    widget.close()


def test_values_come_from_the_layer_in_use(session, adata):
    assert session.layers == ["X", "double", "raw"]
    assert session.layer == "X"
    x = session.column("CD79A").values
    session.create_gene_set("B", ["CD79A", "CD79B"])
    mean = session.column("set: B").values
    session.use_layer("double")
    np.testing.assert_allclose(session.column("CD79A").values, 2 * x)
    np.testing.assert_allclose(session.column("set: B").values, 2 * mean, rtol=1e-6)
    np.testing.assert_array_equal(session.column("CD79A", "X").values, x)
    session.use_layer("raw")
    expected = adata.raw[:, "CD79A"].X.toarray().ravel()
    np.testing.assert_array_equal(session.column("CD79A").values, expected)
    session.use_layer("X")
    np.testing.assert_array_equal(session.column("CD79A").values, x)
    with pytest.raises(DataError, match="no layer 'nope'"):
        session.use_layer("nope")
    assert session.layer == "X"


def test_x_is_no_layer_beside_itself(adata, tmp_path, open_session):
    """anndata 0.13 lists X among the layers, under the key None: of one matrix there is nothing to choose."""
    del adata.raw
    assert GeneTable(adata).layer is None
    adata.write_h5ad(tmp_path / "data.h5ad")
    for number, data in enumerate((adata, adata[:600], tmp_path / "data.h5ad")):
        session = open_session(data, name=f"mine{number}")
        assert session.layers == ["X"]
        session.select(where={"CD79A": (1, None)})
        assert session.recipe == [{"where": {"CD79A": [1.0, None]}}]
        with pytest.raises(DataError, match=r"no layer 'nope'. Layers: 'X'\.$"):
            session.use_layer("nope")
        with pytest.raises(DataError, match=r"no layer 'None'"):
            session.use_layer("None")
        session.close()
    only_layers = adata.copy()
    only_layers.layers["double"] = adata.X * 2
    only_layers.X = None
    assert open_session(only_layers, layer="double", name="layers").layers == ["double"]


def test_what_a_filter_on_a_gene_let_pass_stays_selected_and_the_recipe_names_its_layer(session):
    session.set_filter("louvain", {"not": ["0"]})
    session.set_filter("CD79A", (1, None))
    before, n = session.selected, session.n_selected
    assert session.recipe == [{"where": {"louvain": {"not": ["0"]}, "CD79A": [1.0, None]}, "layer": "X"}]
    session.use_layer("raw")
    np.testing.assert_array_equal(session.selected, before)
    assert session.filters == {"louvain": {"not": ["0"]}}
    assert session.recipe == [
        {"where": {"CD79A": [1.0, None]}, "layer": "X"},
        {"where": {"louvain": {"not": ["0"]}}, "mode": "intersect"},
    ]
    recipe = session.recipe
    session.clear_selection()
    for step in recipe:
        session.select(**step)
    np.testing.assert_array_equal(session.selected, before)
    session.create_category("cell_type")
    assert session.label("B cell") == n
    assert session.history["recipe"].iloc[-1] == recipe
    # the same words mean other cells in another layer
    raw = session.select(where={"CD79A": (1, None)})
    assert raw != session.select(where={"CD79A": (1, None)}, layer="X")
    with pytest.raises(DataError, match="no layer"):
        session.select(where={"CD79A": (1, None)}, layer="nope")


def test_selections_by_values_of_another_layer_can_not_be_gone_back_to(session):
    session.select(where={"louvain": ["1"]})
    first = session.n_selected
    session.set_filter("CD79A", (1, None))
    session.set_filter("CD79A", None)
    session.use_layer("raw")
    session.undo_selection()
    assert session.filters == {}
    assert session.n_selected in (0, first)


def test_a_gene_that_no_layer_has_any_more_no_longer_colours(adata, open_session):
    only_raw, data = adata.var_names[-1], adata[:, :100].copy()
    session = open_session(data)
    session.create_category("cell_type")
    session.use_layer("raw")
    session.color_by(only_raw)
    session.use_layer("X")
    assert session.color == only_raw, "its values are raw's now as before"
    data.raw = None
    session.parts.following.look()
    assert session.color == "cell_type"
    with pytest.raises(DataError, match="no gene"):
        session.color_by(only_raw)


def test_a_recipe_names_no_layer_where_there_is_no_choice(adata, open_session):
    adata.raw = None
    session = open_session(adata)
    session.select(where={"CD79A": (1, None)})
    assert session.recipe == [{"where": {"CD79A": [1.0, None]}}]


def test_filters_follow_a_set(session):
    session.create_gene_set("B", ["CD79A", "CD79B"])
    n = session.set_filter("set: B", (1, None))
    session.change_gene_set("B", rename="B cells")
    assert session.filters == {"set: B cells": [1.0, None]}
    session.change_gene_set("B cells", description="what they have")
    assert session.filters == {"set: B cells": [1.0, None]}
    # other genes: another mean, but the cells stay
    session.change_gene_set("B cells", add="MS4A1")
    assert session.filters == {}
    assert session.n_selected == n
    session.set_filter("set: B cells", (0, None))
    n = session.n_selected
    session.delete_gene_set("B cells")
    assert session.n_selected == n
    assert not session.parts.columns.has_column("B cells")


def test_the_view_is_told(page):
    hello = page.ask("hello")[0]
    assert (hello["layer"], hello["layers"], hello["n_genes"]) == ("X", ["X", "raw"], 765)
    body, _ = page.ask("use_layer", layer="raw")
    assert body == {"layer": "raw", "n_genes": page.widget.adata.raw.n_vars}
    assert page.events("layer")[-1][0] == {"event": "layer", **body}
    assert page.ask("hello")[0]["layer"] == "raw"
    assert "no layer" in page.ask("use_layer", layer="nope")[0]
    assert page.widget.layer == "raw"
    page.widget.create_gene_set("B", ["CD79A"])
    page.ask("hello")  # what is told waits a moment, but comes before the next answer
    assert len(page.events("gene_sets")) == 1
    body, _ = page.ask("edit_gene_sets", op="read_gene_sets", args={}, buffers=[b"B\tnote\tCD79B\nT\t\tCD3D\tNOPE\n"])
    assert body["unknown"] == ["NOPE"]
    assert page.widget.gene_sets == {"B": ["CD79A", "CD79B"], "T": ["CD3D", "NOPE"]}
    assert body["path"].endswith(".csv")
    assert "can't be read as gene sets" in page.ask("edit_gene_sets", op="read_gene_sets", args={}, buffers=[b"x,y"])[0]


def test_a_gene_is_read_without_the_lock_of_the_session(page, monkeypatch):
    reading, go_on = hold(monkeypatch, GeneTable, "many")
    answers = []
    asking = threading.Thread(target=lambda: answers.append(Page(page.widget).ask("column", name="CD79A")))
    asking.start()
    assert reading.wait(60)
    # on a thread of its own: a lock that is held is not this thread's
    labelling = threading.Thread(target=lambda: page.widget.create_category("mine"))
    labelling.start()
    labelling.join(20)
    assert not labelling.is_alive()
    assert page.widget.session.find_category("mine")
    go_on.set()
    asking.join(20)
    assert answers[0][0]["kind"] == "number"


def test_genes_on_disk_are_read_beside_the_session(adata, tmp_path, monkeypatch):
    monkeypatch.setattr(comm, "create_comm", Recorder)
    adata.write_h5ad(tmp_path / "cells.h5ad")
    with_lock = []
    widget = cxw.show(tmp_path / "cells.h5ad", annotations_dir=tmp_path)
    monkeypatch.setattr(GeneTable, "many", lambda *_: with_lock.append(threading.current_thread().name) or [])
    # to color by it checks the name only: the values are the view's to ask for
    widget.color = "CD79A"
    assert with_lock == []
    assert widget.session.parts.columns.is_slow("CD79A")
    assert not widget.session.parts.columns.is_slow("louvain")
    widget.close()


def test_a_gate_of_two_genes_is_in_a_layer_and_says_in_which(session, adata):
    genes = ("CD79A", "NKG7")
    square = [(1, -9), (99, -9), (99, 99), (1, 99)]
    n = session.select(lasso=square, basis=genes)
    assert n == (adata[:, "CD79A"].X > 1).sum()
    (step,) = session.recipe
    assert step["layer"] == "X"
    session.use_layer("double")
    assert session.select(lasso=square, basis=genes) == (adata[:, "CD79A"].X > 0.5).sum() > n
    assert session.recipe[0]["layer"] == "double"
    assert session.select(**step) == n  # as it was recorded, whatever the layer in use
    exec(session.code, {"w": session})
    assert session.n_selected == n
    assert "layer" not in session.recipe[0] or session.recipe[0]["layer"] == "X"
    session.select(lasso=[(-99, -99), (99, -99), (99, 99), (-99, 99)])
    assert "layer" not in session.recipe[0]


def test_a_gate_and_a_range_of_the_view_mean_the_layer_that_was_seen(page, adata):
    adata.layers["double"] = adata.X * 2
    square = [[(1, -9), (99, -9), (99, 99), (1, 99)]]
    page.widget.use_layer("double")
    seen = {"mode": "replace", "lasso": square, "basis": '["CD79A","NKG7"]', "layer": "X"}
    body, _ = page.ask("select", **seen)
    assert body["n"] == (adata[:, "CD79A"].X > 1).sum()
    said, _ = page.ask("filter", column="CD79A", wanted=[1, None], layer="X")
    assert "come from double now" in said
    assert page.widget.filters == {}
    page.ask("filter", column="CD79A", wanted=[1, None], layer="double")
    page.ask("filter", column="n_genes", wanted=[1, None], layer="X")  # no gene: it has no layer


def test_what_is_picked_goes_and_filters_stay_in_their_layer(session):
    session.set_filter("CD79A", (1, None))
    session.select([1, 2], keep_filters=True)
    session.clear_selection(keep_filters=True)
    assert session.recipe == [{"where": {"CD79A": [1.0, None]}, "layer": "X"}]


@pytest.mark.filterwarnings("ignore:Some values are below 0")
def test_markers_are_of_the_layer_that_was_named(session):
    session.select(range(50))
    assert session.markers().attrs["layer"] == "raw"  # as scanpy does
    session.use_layer("double")
    assert session.markers().attrs["layer"] == "double"
    session.use_layer("X")
    assert session.markers().attrs["layer"] == "X"


@pytest.mark.filterwarnings("ignore:Some values are below 0")
def test_x_named_at_the_start_counts_as_named(adata, open_session):
    session = open_session(adata)
    session.select(range(50))
    session.use_layer("X")  # it is in use already: from now on because someone said so
    assert session.markers().attrs["layer"] == "X"
    named = open_session(adata, layer="X", name="named")
    named.select(range(50))
    assert named.markers().attrs["layer"] == "X"


def test_a_gate_on_disk_is_in_the_layer_that_was_named(adata, tmp_path):
    only = next(name for name in adata.raw.var_names if name != "CD3D")
    adata[:, [name for name in adata.var_names if name != only]].copy().write_h5ad(tmp_path / "cells.h5ad")
    session = cxw.open_session(tmp_path / "cells.h5ad", annotations_dir=tmp_path)
    box = [[-1, -1], [100, -1], [100, 100], [-1, 100]]
    session.select(lasso=box, basis=("CD3D", only), layer="raw")
    assert session.n_selected == adata.n_obs
    with pytest.raises(DataError, match=only):
        session.select(lasso=box, basis=("CD3D", only), layer="X")
    session.close()


def test_a_request_of_another_version_is_answered_with_a_sentence(page):
    for wrong in ({}, {"embedding": None}, {"embedding": ["one"]}):
        sentence, _ = page.ask("coordinates", **wrong)
        assert isinstance(sentence, str), "an answer, not coordinates"
