"""A part of the cells shown alone: what is selected in it says so, and means the same cells wherever it is run."""

import json

import anndata as ad
import numpy as np
import pandas as pd
import pytest

import cellxgene_widget as cxw
from cellxgene_widget.core.cell_sets import cells_of_mask
from cellxgene_widget.view import wire

N = 30


def thirty():
    obs = pd.DataFrame({"louvain": pd.Categorical([str(i // 10) for i in range(N)])})
    obs.index = [f"cell{i}" for i in range(N)]
    adata = ad.AnnData(np.ones((N, 2), dtype=np.float32), obs=obs)
    adata.obsm["X_umap"] = np.column_stack([np.arange(N) % 10, np.arange(N) // 10]).astype(np.float32)
    return adata


#: The cells 3 to 5 of each ten, as they lie.
LASSO = [[(2.5, -1), (5.5, -1), (5.5, 5), (2.5, 5)]]


@pytest.fixture
def page(tmp_path):
    """A widget, a way to ask it as a page does, and what it told."""
    widget = cxw.show(thirty(), dataset="thirty", annotations_dir=tmp_path)
    told = []
    widget.send = lambda content, buffers=None: told.append((content, buffers or []))
    numbers = iter(range(1000))

    def ask(kind, cells=None, **body):
        name = f"page-{next(numbers)}"
        buffers = []
        if cells is not None:
            body["cells"], buffer = wire.pack_cells(np.asarray(cells, dtype=np.uint32), N)
            buffers = [buffer]
        widget._handle_custom_msg({"id": name, "kind": kind, "seen": 0, **body}, buffers)
        reply = next(content for content, _ in told if content.get("id") == name)
        return name, reply

    yield widget, ask, told
    widget.close()


def selected(w):
    return np.flatnonzero(w.selected).tolist()


def test_what_is_selected_in_a_part_is_the_same_wherever_it_is_run_again(page, tmp_path):
    widget, ask, _ = page
    widget.select(where={"louvain": ["0", "1"]})
    part, reply = ask("isolate", cells_of_mask(widget.selected))
    assert reply["body"] == {"n": 20}

    ask("select", mode="replace", lasso=LASSO, basis="X_umap", part=part)
    assert selected(widget) == [3, 4, 5, 13, 14, 15]
    ask("select", mode="add", where={"louvain": ["1", "2"]}, part=part)
    ask("invert_selection", part=part)
    assert selected(widget) == [0, 1, 2, 6, 7, 8, 9], "without the ten that are not shown"
    widget.create_category("mine")
    widget.label("A", category="mine")

    recipe = json.loads(json.dumps(widget.recipe))
    assert all(step["within"] == [{"where": {"louvain": ["0", "1"]}}] for step in recipe)
    code, before = widget.code, selected(widget)
    widget.show_all()
    again = cxw.open_session(thirty()[::-1].copy(), dataset="other", annotations_dir=tmp_path / "other")
    (from_journal,) = [recipe for recipe in widget.history["recipe"] if recipe]
    for steps in (recipe, from_journal):
        widget.clear_selection()
        again.clear_selection()
        for step in steps:
            widget.select(**step)
            again.select(**step)
        assert selected(widget) == before
        assert sorted(again.selected_names) == sorted(widget.selected_names)
    assert "w.label(" in code
    widget.clear_selection()
    exec(code, {"w": widget})
    assert selected(widget) == before
    again.close()


def test_all_of_a_part_is_all_that_is_shown_and_labels_go_to_what_is_selected(page):
    widget, ask, _ = page
    part, _ = ask("isolate", range(10, 14))
    ask("select_all", part=part)
    assert selected(widget) == [10, 11, 12, 13]
    assert widget.recipe == [{"mode": "all", "within": [{"cells": ["cell10", "cell11", "cell12", "cell13"]}]}]
    ask("clear_selection")
    ask("invert_selection", part=part)
    assert selected(widget) == [10, 11, 12, 13], "the inverse of nothing"
    widget.select(where={"louvain": ["1"]})
    assert selected(widget) == list(range(10, 20)), "by code: whatever is shown"
    widget.create_category("mine")
    assert widget.label("A", category="mine") == 10


def test_a_part_by_labels_names_its_cells_for_labels_change(page):
    widget, ask, _ = page
    widget.create_category("mine")
    widget.label("A", category="mine", cells=range(10))
    widget.select(where={"mine": ["A"]})
    part, _ = ask("isolate", range(10))
    ask("select", mode="replace", lasso=LASSO, basis="X_umap", part=part)
    widget.label("B", category="mine")
    recipe = widget.recipe
    widget.show_all()
    widget.clear_selection()
    for step in recipe:
        widget.select(**step)
    assert selected(widget) == [3, 4, 5]


def test_a_part_of_a_part_stays_readable(page):
    widget, ask, _ = page
    widget.select(where={"louvain": ["0", "1"]})
    widget.isolate()
    for x in (9, 8, 7, 6):
        part = widget.session.parts.part.now
        ask("select", mode="replace", lasso=[[(-1, -1), (x - 0.5, -1), (x - 0.5, 5), (-1, 5)]], part=part.name)
        widget.isolate()
    assert widget.session.parts.part.now.n == 12
    assert len(json.dumps(widget.session.parts.part.now.recipe)) < 2000
    part = widget.session.parts.part.now
    ask("select", mode="replace", lasso=LASSO, part=part.name)
    recipe, before = widget.recipe, selected(widget)
    widget.show_all()
    widget.select(**recipe[0])
    assert selected(widget) == before == [3, 4, 5, 13, 14, 15]


def test_a_page_is_told_of_the_part_and_one_that_is_behind_is_refused(page):
    widget, ask, told = page
    first, _ = ask("isolate", [1, 2, 3])
    assert [(content["n"], content["name"]) for content, _ in told if content.get("event") == "part"] == [(3, first)]
    widget.select([5])
    widget.isolate()
    _, reply = ask("select", mode="replace", lasso=LASSO, basis="X_umap", part=first)
    assert "Other cells are shown by now" in reply["error"]
    assert selected(widget) == [5]
    ask("hello")
    hello, payload = next((content, buffers) for content, buffers in told if "session" in content.get("body", {}))
    assert hello["body"]["part"]["n"] == 1
    assert payload[0][-4:] == wire.pack_mask(np.arange(N) == 5)
    ask("select", mode="replace", lasso=LASSO, basis="X_umap")  # of a page that shows all
    assert len(selected(widget)) == 9
    ask("show_all")
    assert told[-2][0] == {"event": "part", "n": None, "name": None}


@pytest.mark.parametrize(
    ("cells", "sentence"),
    [(None, "No cell is selected"), ([], "names no cell: there is nothing to show"), (["nobody"], "not in the data")],
)
def test_what_can_not_be_shown_alone_changes_nothing(page, cells, sentence):
    widget, _, _ = page
    widget.isolate([1, 2, 3])
    with pytest.raises(cxw.AnnotationError, match=sentence):
        widget.isolate(cells)
    assert widget.session.parts.part.now.n == 3
    assert widget.isolate(range(N)) == N
    assert widget.session.parts.part.now is None, "all of them"


@pytest.mark.parametrize("within", ["louvain", [], [{"wher": {}}], [3], [{"within": [{"mode": "up"}]}]])
def test_within_takes_a_recipe(page, within):
    widget, _, _ = page
    widget.select([1, 2])
    with pytest.raises(cxw.AnnotationError, match=r"within= takes a recipe|There is no mode"):
        widget.select(where={"louvain": ["0"]}, within=within)
    deep = [{"where": {"louvain": ["0"]}}]
    for _ in range(50):
        deep = [{"within": deep}]
    with pytest.raises(cxw.AnnotationError, match="more than 10 deep"):
        widget.select(within=deep)
    assert selected(widget) == [1, 2]


def test_other_cells_end_the_part_and_it_is_said(page):
    widget, _, _ = page
    widget.isolate([1, 2, 3])
    widget.adata._inplace_subset_obs(np.arange(N) != 0)
    widget.session.coordinates()
    assert widget.session.parts.part.now is None
    assert any("All are shown again, not only the 3 cells of before." in text for text in widget.warnings)


def in_part(widget, ask):
    """Lasso in the part that is shown, and give whether the recipe finds the same cells when all are shown."""
    ask("select", mode="replace", lasso=LASSO, basis="X_umap", part=widget.session.parts.part.now.name)
    recipe, before = json.loads(json.dumps(widget.recipe)), selected(widget)
    widget.show_all()
    widget.clear_selection()
    for step in recipe:
        widget.select(**step)
    return before, selected(widget), recipe


@pytest.mark.parametrize("change", ["replaced", "written into", "gone"])
def test_a_part_by_a_column_that_changes_names_its_cells_from_then_on(page, change):
    widget, ask, _ = page
    widget.select(where={"louvain": ["1"]})
    widget.isolate()
    if change == "replaced":
        widget.adata.obs["louvain"] = np.roll(widget.adata.obs["louvain"].to_numpy(), 10)
    elif change == "written into":
        widget.adata.obs.iloc[13, 0] = "2"
    else:
        del widget.adata.obs["louvain"]
    widget.session.parts.following.notebook_ran()
    assert widget.session.n_selected == 10
    before, again, recipe = in_part(widget, lambda kind, **body: ask(kind, seen=1, **body))
    assert before == again == [13, 14, 15]
    assert "cells" in recipe[0]["within"][0]


def test_a_part_by_places_that_change_names_its_cells_from_then_on(page):
    widget, ask, _ = page
    widget.adata.obsm["X_pca"] = widget.adata.obsm["X_umap"].copy()
    widget.select(lasso=[(-1, 0.5), (10, 0.5), (10, 1.5), (-1, 1.5)], basis="X_pca")
    widget.isolate()
    part = widget.session.parts.part.now
    widget.adata.obs["other"] = 1
    assert widget.session.n_selected == 10
    assert widget.session.parts.part.now is part, "nothing that it rests on"
    widget.adata.obsm["X_pca"] = widget.adata.obsm["X_pca"][::-1].copy() + 1
    before, again, recipe = in_part(widget, lambda kind, **body: ask(kind, seen=1, **body))
    assert before == again == [13, 14, 15]
    assert "cells" in recipe[0]["within"][0]


def test_a_part_by_a_gene_says_its_layer_once_there_is_a_choice(page):
    widget, ask, _ = page
    widget.adata.X[:, 0] = np.arange(N)
    widget.select(where={"0": (9.5, 19.5)})
    widget.isolate()
    widget.adata.layers["counts"] = widget.adata.X * 2
    widget.use_layer("counts")
    before, again, recipe = in_part(widget, lambda kind, **body: ask(kind, seen=9, **body))
    assert before == again == [13, 14, 15]
    assert recipe[0]["within"] == [{"where": {"0": [9.5, 19.5]}, "layer": "X"}]
