"""Genes that only raw has, and data without X: where values come from, and that recipes say so."""

from __future__ import annotations

import warnings

import anndata as ad
import comm
import numpy as np
import pandas as pd
import pytest
from anndata.experimental import read_lazy

import cellxgene_widget as cxw
from cellxgene_widget import DataError, SelectionError
from cellxgene_widget.data.cells import CellTable

from .test_widget import Page, Recorder

SQUARE = [(0.5, -9), (99, -9), (99, 99), (0.5, 99)]


def all_genes(n=60, n_genes=8):
    """Return cells with values like log-normalised ones; no two genes are alike."""
    x = np.log1p(np.random.default_rng(0).poisson(1.5, (n, n_genes))).astype(np.float32)
    return ad.AnnData(
        x,
        obs=pd.DataFrame({"odd": pd.Categorical(np.where(np.arange(n) % 2, "yes", "no"))}, [f"c{i}" for i in range(n)]),
        var=pd.DataFrame(index=[f"G{i}" for i in range(n_genes)]),
        obsm={"X_umap": np.c_[np.arange(n), np.arange(n) % 7].astype(np.float32)},
    )


def cut_to_variable():
    """Return cells as scanpy's tutorial leaves them: X scaled and cut to some genes, all in raw."""
    full = all_genes()
    cut = full[:, ["G0", "G1", "G2"]].copy()
    cut.raw = full
    cut.X = (cut.X - cut.X.mean(axis=0)) / cut.X.std(axis=0)
    return cut, full


@pytest.fixture
def data():
    return cut_to_variable()[0]


@pytest.fixture
def session(data, open_session):
    return open_session(data)


def of_raw(data, gene):
    return np.asarray(data.raw[:, gene].X).ravel()


@pytest.mark.parametrize("kind", ["memory", "view", "backed", "lazy", "zarr"])
def test_a_gene_that_x_has_not_is_shown_from_raw(kind, data, tmp_path, open_session):
    expected = of_raw(data, "G6"), np.asarray(data[:, "G1"].X).ravel()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        data.write_h5ad(tmp_path / "cells.h5ad")
        data.write_zarr(tmp_path / "cells.zarr")
    given = {
        "memory": lambda: data,
        "view": lambda: data[np.arange(60) < 60],
        "backed": lambda: tmp_path / "cells.h5ad",
        "lazy": lambda: read_lazy(tmp_path / "cells.h5ad"),
        "zarr": lambda: tmp_path / "cells.zarr",
    }[kind]()
    session = open_session(given, name="mine")
    session.color_by("G6")
    np.testing.assert_array_equal(session.column("G6").values, expected[0])
    np.testing.assert_array_equal(session.column("G1").values, expected[1])
    assert session.parts.table.notes["(elsewhere)"] == (
        "Not in X, so shown from elsewhere: 'G6' with the values of raw."
    )
    n = session.select(where={"G6": (0.5, None)})
    assert n == (expected[0] >= 0.5).sum()
    assert session.recipe == [{"where": {"G6": [0.5, None]}, "layer": "raw"}]
    with pytest.raises(DataError, match="no gene 'G6'"):
        session.select(where={"G6": (0.5, None)}, layer="X")
    with pytest.raises(DataError, match=r"no gene 'G66'\. Did you mean 'G6'"):
        session.color_by("G66")


def test_all_markers_can_be_colored_by(session):
    session.select(where={"odd": ["yes"]})
    markers = session.markers(n_genes=8)
    assert markers.attrs["layer"] == "raw"
    for key in markers.attrs["keys"]:
        session.color_by(key)
        assert session.color == key


def test_a_recipe_of_genes_in_two_places_means_the_same_cells_again(session, data):
    n = session.select(where={"G1": (0, None), "G6": (0.5, None), "odd": ["yes"]})
    assert n == ((data[:, "G1"].X.ravel() >= 0) & (of_raw(data, "G6") >= 0.5) & (data.obs["odd"] == "yes")).sum() > 0
    selected, recipe = session.selected, session.recipe
    assert recipe[0]["layer"] == {"G1": "X", "G6": "raw"}
    session.create_category("mine")
    session.label("B")
    assert session.history["recipe"].iloc[-1] == recipe
    code = session.code
    for layer in ("X", "raw"):
        session.use_layer(layer)
        session.clear_selection()
        for step in recipe:
            session.select(**step)
        np.testing.assert_array_equal(session.selected, selected)
    session.use_layer("raw")
    exec(code, {"w": session})
    np.testing.assert_array_equal(session.annotations["mine"].to_numpy() == "B", selected)


def test_what_is_no_layer_is_refused_in_a_sentence(session):
    for wrong in (["X"], 5, {"G1": 5}, {"G1": ["X"]}, {"G1": "nope"}, "nope"):
        with pytest.raises(DataError, match=r"(takes the name of|no) (a )?layer"):
            session.select(where={"G1": (0, None)}, layer=wrong)
    assert session.n_selected == 0
    with pytest.raises(DataError, match="takes the name of a layer"):
        session.use_layer(["X"])
    with pytest.raises(SelectionError, match="layer= names 'G6', which is in no condition"):
        session.select(where={"G1": (0, None)}, layer={"G6": "raw"})


def test_filters_and_gates_on_genes_in_two_places(session, data):
    x, raw = data[:, "G1"].X.ravel(), of_raw(data, "G6")
    session.set_filter("G1", (0, None))
    session.set_filter("G6", (0.5, None))
    assert session.n_selected == ((x >= 0) & (raw >= 0.5)).sum()
    filtered = session.selected
    (step,) = session.recipe
    assert step["layer"] == {"G1": "X", "G6": "raw"}
    session.use_layer("raw")
    np.testing.assert_array_equal(session.selected, filtered)
    session.use_layer("X")
    assert session.select(**step) == filtered.sum()
    assert session.select(lasso=SQUARE, basis=("G6", "G1")) == (raw > 0.5).sum()
    (gate,) = session.recipe
    assert gate["layer"] == {"G6": "raw", "G1": "X"}
    gated = session.selected
    session.use_layer("raw")
    session.select(**gate)
    np.testing.assert_array_equal(session.selected, gated)
    session.show_embedding(("G6", "G7"))
    np.testing.assert_array_equal(session.parts.columns.coordinates(session.embedding)[:, 0], raw)


def test_the_page_finds_gates_and_filters_a_gene_of_raw(data, tmp_path, monkeypatch):
    monkeypatch.setattr(comm, "create_comm", Recorder)
    widget = cxw.show(data, annotations_dir=tmp_path)
    page = Page(widget)
    raw = of_raw(data, "G6")
    assert page.ask("hello")[0]["n_genes"] == 8, "those of X and of raw"
    (found,) = page.ask("genes", query="g6", n=1)[0]["genes"]
    assert found == {"name": "G6", "id": "G6", "key": "G6", "note": "Its values come from raw.", "alike": False}
    assert [gene["name"] for gene in page.ask("genes", query="g")[0]["genes"]] == [f"G{i}" for i in range(8)]
    assert page.ask("genes", query="GG6")[0]["genes"][0]["alike"]
    body, values = page.ask("column", name="G6")
    assert body["kind"] == "number"
    np.testing.assert_array_equal(np.frombuffer(values, np.float32), raw)
    assert page.ask("filter", column="G6", wanted=[0.5, None], layer="X")[0]["n"] == (raw >= 0.5).sum()
    page.ask("clear_selection")
    # the layer of a gate is the one in use as it was drawn
    seen = {"mode": "replace", "lasso": [SQUARE], "basis": '["G6","G1"]', "layer": "X"}
    assert page.ask("select", **seen)[0]["n"] == (raw > 0.5).sum()
    widget.use_layer("raw")
    assert page.ask("select", **seen)[0]["n"] == (raw > 0.5).sum()
    assert widget.recipe[-1]["layer"] == {"G6": "raw", "G1": "X"}
    page.ask("hello")
    assert page.events("selection")[-1][0]["steps"][-1]["layer"] == {"G6": "raw", "G1": "X"}
    widget.figure(color="G6")
    assert "no layer 'nope'" in page.ask("select", **{**seen, "layer": "nope"})[0]
    widget.close()


def test_the_mean_of_a_set_is_of_one_layer(session, data):
    x = data.raw.to_adata().to_df()
    session.create_gene_set("in both", ["G0", "G1"])
    session.create_gene_set("more in raw", ["G0", "G5", "G6"])
    assert session.create_gene_set("unknown too", ["G0", "NOPE"]) == ["NOPE"]
    expected = data[:, ["G0", "G1"]].X.mean(axis=1)
    np.testing.assert_allclose(session.column("set: in both").values, expected, rtol=1e-5, atol=1e-6)
    expected = x[["G0", "G5", "G6"]].mean(axis=1)
    np.testing.assert_allclose(session.column("set: more in raw").values, expected, rtol=1e-5)
    known = {row["name"]: [gene["known"] for gene in row["genes"]] for row in session.parts.gene_sets.table()}
    assert known == {"in both": [True] * 2, "more in raw": [True] * 3, "unknown too": [True, False]}
    session.select(where={"set: more in raw": (0.5, None), "set: in both": (0, None)})
    assert session.recipe[0]["layer"] == {"set: more in raw": "raw", "set: in both": "X"}
    session.create_gene_set("raw only", ["G6"])
    with pytest.raises(DataError, match="None of the genes"):
        session.column("set: raw only", "X")


def test_evidence_and_dots_of_named_genes_take_the_layer_that_has_them(data, open_session):
    data.raw = None
    data.X = np.abs(data.X)  # not scaled
    full = all_genes()
    full.X = np.expm1(full.X).round()  # counts of all genes
    data.raw = full
    session = open_session(data)
    session.create_category("mine")
    session.label("B", cells=range(20))
    session.select(cells=range(20))
    assert session.markers().attrs["layer"] == "X"
    session.keep_evidence("B", ["G1"])
    with pytest.warns(UserWarning, match="raw counts"):
        session.keep_evidence("B", ["G6"])
    assert session.evidence["layer"].tolist() == ["X", "raw"]
    assert session.parts.dots.by_label(["G1"]).layer == "X"
    assert session.parts.dots.by_label(["G1", "G6"]).layer == "raw"


def without_x(kind):
    cells = all_genes()
    if kind != "raw only":
        cells.layers["double"] = cells.X * 2
    if kind != "layers only":
        cells.raw = cells.copy()
    del cells.X
    return cells


@pytest.mark.parametrize("storage", ["memory", "view", "h5ad", "r+", "lazy", "zarr"])
@pytest.mark.parametrize(
    ("kind", "layers"), [("both", ["double", "raw"]), ("layers only", ["double"]), ("raw only", ["raw"])]
)
def test_data_without_x_shows_the_first_layer_there_is(kind, layers, storage, tmp_path, open_session):
    cells, expected = without_x(kind), all_genes().X[:, 3]
    path = tmp_path / ("cells.zarr" if storage == "zarr" else "cells.h5ad")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        (cells.write_zarr if storage == "zarr" else cells.write_h5ad)(path)
    opened = {
        "memory": lambda: cells,
        "view": lambda: cells[np.arange(60) < 60],
        "r+": lambda: ad.read_h5ad(path, backed="r+"),
        "lazy": lambda: read_lazy(path),
    }.get(storage, lambda: path)
    session = open_session(opened(), name="mine")
    assert session.layers == layers
    assert session.layer == layers[0]
    factor = 2 if layers[0] == "double" else 1
    np.testing.assert_array_equal(session.column("G3").values, factor * expected)
    session.select(where={"G3": (0.5, None)})
    assert session.markers(n_genes=2).attrs["layer"] == layers[-1]
    with pytest.raises(DataError, match="no X to take"):
        session.use_layer("X")
    assert session.layer == layers[0]
    session.close()
    with pytest.raises(DataError, match=f"no X to take .* Layers: '{layers[0]}'"):
        open_session(opened(), name="other", layer="X")


@pytest.mark.parametrize("storage", ["memory", "h5ad", "zarr"])
def test_without_any_values_genes_are_found_and_refused_in_a_sentence(storage, tmp_path, open_session, monkeypatch):
    monkeypatch.setattr(comm, "create_comm", Recorder)
    cells = all_genes()
    del cells.X
    path = tmp_path / f"cells.{storage}"
    if storage != "memory":
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            (cells.write_zarr if storage == "zarr" else cells.write_h5ad)(path)
    widget = cxw.show(cells if storage == "memory" else path, annotations_dir=tmp_path)
    page = Page(widget)
    assert page.ask("hello")[0]["layers"] == []
    assert page.ask("genes", query="g1")[0]["genes"][0]["name"] == "G1"
    said = "no X, no layers and no raw"
    for kind, body in {
        "column": {"name": "G1"},
        "filter": {"column": "G1", "wanted": [0.5, None]},
        "coordinates": {"embedding": '["G1","G2"]'},
    }.items():
        assert said in page.ask(kind, **body)[0], kind
    widget.select(cells=range(9))
    with pytest.raises(DataError, match=said):
        widget.markers()
    widget.create_category("mine")
    assert widget.label("B") == 9
    widget.close()


def test_raw_that_has_names_only_is_no_layer(tmp_path):
    import h5py

    cells = all_genes()
    cells.raw = cells.copy()
    cells.write_h5ad(tmp_path / "cells.h5ad")
    with h5py.File(tmp_path / "cells.h5ad", "r+") as file:
        del file["raw/X"]
    table = CellTable(ad.read_h5ad(tmp_path / "cells.h5ad", backed="r"))
    assert table.gene_layers.names == ["X"]
    with pytest.raises(DataError, match="has no raw"):
        table.gene_layers.table("raw")


def test_a_layer_that_is_called_x_or_raw(open_session):
    cells = all_genes()
    cells.layers["X"], cells.layers["raw"] = cells.X * 2, cells.X * 3
    session = open_session(cells)
    assert session.layers == ["X", "raw"]
    for layer, factor in {"X": 1, "raw": 3}.items():
        np.testing.assert_allclose(session.column("G1", layer).values, factor * cells.X[:, 1], rtol=1e-6)
    session.use_layer("raw")
    np.testing.assert_allclose(session.column("G1", "X").values, cells.X[:, 1], rtol=1e-6)
    del cells.X
    assert session.column("G1", "X").values[0] == pytest.approx(2 * all_genes().X[0, 1])


def test_a_gene_called_like_a_column_is_asked_for_by_its_id(tmp_path, monkeypatch):
    monkeypatch.setattr(comm, "create_comm", Recorder)
    cells = all_genes()
    cells.var_names = [f"ENSG0000000000{i}" for i in range(8)]
    cells.var["symbol"] = [f"G{i}" for i in range(8)]
    cells.obs["G1"] = 1.0
    widget = cxw.show(cells, annotations_dir=tmp_path)
    (found,) = Page(widget).ask("genes", query="G1", n=1)[0]["genes"]
    assert (found["name"], found["key"]) == ("G1", "ENSG00000000001")
    widget.select(cells=range(9))
    markers = widget.markers(n_genes=8)
    keys = dict(zip(markers.index, markers.attrs["keys"], strict=True))
    assert keys["G1"] == "ENSG00000000001"
    assert keys["G2"] == "G2"
    widget.close()


def test_a_layer_that_is_not_there_is_answered_by_those_that_are(open_session, adata):
    for name in [name for name in adata.layers if name is not None]:  # X itself, in anndata 0.13
        del adata.layers[name]
    session = open_session(adata)
    with pytest.raises(DataError, match=r"no layer 'counts'. Layers: .*'X'"):
        session.use_layer("counts")
