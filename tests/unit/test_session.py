"""The verbs, without a view: what they do, what they refuse, and that a refusal changes nothing."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from cellxgene_widget import AnnotationError, DataError, LabelError, SelectionError


@pytest.fixture
def session(adata, open_session):
    session = open_session(adata)
    session.create_category("cell_type")
    return session


def state(session):
    return (
        session.annotations.to_dict("list"),
        [[(x.name, x.color) for x in c.labels] for c in session.categories],
        session.selected.tolist(),
        session.recipe,
        session.revision,
        session.color,
        session.category,
        session.embedding,
    )


def test_label_the_selection(session):
    assert session.select(where={"louvain": ["1", "5"]}) == session.n_selected > 0
    wanted = session.adata.obs["louvain"].isin(["1", "5"]).to_numpy()
    np.testing.assert_array_equal(session.selected, wanted)
    assert list(session.selected_names) == list(session.parts.table.obs_names[wanted])
    assert session.label(" B cell ") == wanted.sum()
    np.testing.assert_array_equal(session.annotations["cell_type"] == "B cell", wanted)
    assert session.label("B cell") == 0, "nothing changed the second time"
    assert session.unlabel() == wanted.sum()


def test_annotations_are_categoricals_in_label_order(session):
    session.add_label("cell_type", "T")
    session.label("B", cells=[0, 1])
    session.reorder_labels("cell_type", ["B", "T"])
    frame = session.annotations
    assert list(frame.columns) == ["cell_type"]
    assert frame.index.equals(session.parts.table.obs_names)
    assert frame["cell_type"].cat.categories.tolist() == ["B", "T", "unassigned"]
    assert frame["cell_type"].tolist()[:3] == ["B", "B", "unassigned"]
    frame.iloc[:, 0] = "T"
    assert session.annotations["cell_type"].tolist()[:3] == ["B", "B", "unassigned"], "the frame is a copy"


@pytest.mark.parametrize(
    "cells",
    [
        lambda s: np.arange(s.parts.table.n_cells) < 3,
        lambda s: [True] * 3 + [False] * (s.parts.table.n_cells - 3),
        lambda s: pd.Series([True] * 3 + [False] * (s.parts.table.n_cells - 3), index=s.parts.table.obs_names)[::-1],
        lambda s: list(s.parts.table.obs_names[:3]),
        lambda s: s.parts.table.obs_names[:3],
        lambda s: s.parts.table.obs_names[:3].to_series(),
        lambda s: [2, 0, 1, 1],
        lambda s: np.array([0, 1, 2]),
        lambda s: range(3),
    ],
)
def test_cells_can_be_named_in_many_ways(session, cells):
    assert session.label("x", cells=cells(session)) == 3
    assert session.annotations["cell_type"].tolist()[:4] == ["x", "x", "x", "unassigned"]


def test_one_cell_by_its_name(session):
    assert session.label("x", cells=session.parts.table.obs_names[5]) == 1


def test_modes_of_selection(session):
    louvain = session.adata.obs["louvain"]
    genes = session.adata.obs["n_genes"].to_numpy()
    session.select(where={"louvain": "1"})
    session.select(where={"louvain": ["2"]}, mode="add")
    session.select(where={"n_genes": (1000, None)}, mode="intersect")
    session.select(where={"n_genes": (None, 1100)}, mode="subtract")
    expected = (louvain.isin(["1", "2"]) & (genes >= 1000) & ~(genes <= 1100)).to_numpy()
    np.testing.assert_array_equal(session.selected, expected)
    assert session.invert_selection() == (~expected).sum()
    recipe, selected = session.recipe, session.selected
    session.clear_selection()
    assert session.n_selected == 0
    assert session.recipe == []
    for step in recipe:
        session.select(**step)
    np.testing.assert_array_equal(session.selected, selected)
    assert session.recipe == recipe


def test_select_by_own_labels_genes_and_missing_values(session):
    session.label("a", cells=[0, 1])
    assert session.select(where={"cell_type": ["a"]}) == 2
    assert session.select(where={"cell_type": "unassigned"}) == 698
    assert session.select(where={"cell_type": [None, "a"]}) == 700
    adata = session.adata
    values = adata.X[:, adata.var_names.get_loc("CD79A")]
    assert session.select(where={"CD79A": (0.5, None)}) == (values >= np.float32(0.5)).sum()


def test_lasso(session):
    xy = session.adata.obsm["X_umap"]
    square = [(0, 0), (5, 0), (5, 5), (0, 5)]
    inside = (xy >= 0).all(axis=1) & (xy < 5).all(axis=1)
    assert (
        session.select(lasso=square, where={"louvain": ["0", "1"]})
        == (inside & session.adata.obs["louvain"].isin(["0", "1"])).sum()
    )
    assert session.recipe[0]["basis"] == "X_umap"
    assert session.select(lasso=[square, square]) == inside.sum()
    assert session.select(lasso=np.array(square), basis="pca") > 0


def test_history_tells_who_did_what_to_which_cells(session):
    session.select(where={"louvain": ["1"]})
    session.label("B cell")
    session.undo()
    frame = session.history
    assert frame["operation"].tolist() == ["create_category", "label", "undo"]
    assert frame["revision"].tolist() == [1, 2, 3]
    assert frame["label"].tolist()[1:] == ["B cell", "B cell"]
    assert frame["n_changed"].tolist() == [0, session.n_selected, session.n_selected]
    assert frame["recipe"][1] == [{"where": {"louvain": ["1"]}}]
    assert str(frame["time"].dt.tz) == "UTC"


def test_undo_and_redo(session):
    session.label("a", cells=[0, 1, 2])
    session.label("b", cells=[1])
    session.rename_category("cell_type", "type")
    assert session.category == session.color == "type"
    assert session.undo_text == "rename category cell_type to type"
    assert session.undo() == "rename category cell_type to type"
    assert session.category == session.color == "cell_type", "what is shown follows the name back"
    assert session.undo() == "label 1 cell as b"
    assert session.annotations["cell_type"].tolist()[:3] == ["a"] * 3
    assert session.redo_text == "label 1 cell as b"
    assert session.redo() == "label 1 cell as b"
    assert session.annotations["cell_type"].tolist()[:3] == ["a", "b", "a"]
    session.label("c", cells=[0])
    assert session.redo() is None, "a new edit ends what could be redone"
    for _ in range(3):
        assert session.undo() is not None
    assert session.undo() == "create category cell_type"
    assert session.undo() is None
    assert session.annotations.empty


def test_a_category_from_a_column(session):
    session.create_category("from_louvain", like="louvain")
    assert session.annotations["from_louvain"].astype(str).tolist() == session.adata.obs["louvain"].astype(str).tolist()
    colors = [label.color for label in session.find_category("from_louvain").labels]
    assert colors == [c.lower()[:7] for c in session.adata.uns["louvain_colors"]]
    session.create_category("again", like="from_louvain")
    assert session.annotations["again"].tolist() == session.annotations["from_louvain"].tolist()
    session.undo()
    session.undo()
    assert session.annotations.columns.tolist() == ["cell_type"]


def test_a_category_from_numbers_needs_whole_ones_and_not_too_many(open_session, adata):
    session = open_session(adata, max_category_items=500)
    session.create_category("cell_type")
    obs = session.adata.obs
    obs["leiden"] = np.array([10, 9, 2, np.nan] * 175)
    obs["id"] = np.arange(700)
    obs["doublet"] = [True, False] * 350
    session.create_category("mine", like="leiden")
    assert [x.name for x in session.find_category("mine").labels] == ["2", "9", "10"]
    assert session.annotations["mine"].tolist()[:4] == ["10", "9", "2", "unassigned"]
    session.create_category("flag", like="doublet")
    assert session.annotations["flag"].tolist()[:2] == ["True", "False"]
    with pytest.raises(DataError, match="not whole"):
        session.create_category("no", like="percent_mito")
    with pytest.raises(DataError, match=r"700 different values, more than 500.*max_category_items="):
        session.create_category("no", like="id")
    assert session.annotations.columns.tolist() == ["cell_type", "mine", "flag"]


def test_merge_labels_into_one_of_them_or_a_new_one(session):
    session.label("NK 1", cells=[0, 1])
    session.label("NK 2", cells=[2])
    session.merge_labels("cell_type", ["NK 1", "NK 2"], "NK")
    assert session.annotations["cell_type"].tolist()[:4] == ["NK", "NK", "NK", "unassigned"]
    session.undo()
    session.merge_labels("cell_type", ["NK 1", "NK 2"], "NK 2")
    assert [x.name for x in session.find_category("cell_type").labels] == ["NK 2"]


def test_renaming_to_itself_does_nothing(session):
    session.add_label("cell_type", "a")
    revision = session.revision
    session.rename_label("cell_type", "a", " a ")
    session.rename_category("cell_type", "cell_type")
    session.recolor_label("cell_type", "a", session.find_category("cell_type").labels[0].color)
    session.reorder_labels("cell_type", ["a"])
    session.merge_labels("cell_type", ["a"], "a")
    assert session.revision == revision


def test_colours_stay_when_labels_come_and_go(session):
    for name in "abc":
        session.add_label("cell_type", name)
    before = {x.name: x.color for x in session.find_category("cell_type").labels}
    session.delete_label("cell_type", "b")
    session.add_label("cell_type", "d")
    after = {x.name: x.color for x in session.find_category("cell_type").labels}
    assert (after["a"], after["c"]) == (before["a"], before["c"])
    assert after["d"] == before["b"], "the first colour that is free"
    session.recolor_label("cell_type", "a", "SteelBlue")
    assert session.find_category("cell_type").labels[0].color == "#4682b4"


def test_what_is_selected_by_may_be_computed_anew(session):
    obs = session.adata.obs
    session.select(where={"louvain": ["1"]})
    obs["louvain"] = obs["louvain"].cat.rename_categories({"1": "one"})
    assert session.select(where={"louvain": ["one"]}) == (obs["louvain"] == "one").sum()
    session.adata.obsm["X_umap"] = session.adata.obsm["X_umap"] + 100
    assert session.select(lasso=[(0, 0), (5, 0), (5, 5), (0, 5)]) == 0
    session.adata.obsm["X_new"] = session.adata.obsm["X_umap"].copy()
    session.show_embedding("new")


def test_a_selection_by_intervals_is_kept_as_text_and_saved(session):
    session.adata.obs["bin"] = pd.cut(session.adata.obs["n_genes"], 3)
    interval = session.adata.obs["bin"].cat.categories[1]
    n = session.select(where={"bin": pd.Index([interval])})
    assert session.label("x") == n > 0
    assert session.save().saved
    assert session.history["recipe"].iloc[-1] == [{"where": {"bin": [str(interval)]}}]
    assert session.select(where=session.recipe[0]["where"]) == n


def test_many_cells_in_a_recipe_can_be_selected_again(session):
    session.parts.targets.max_names = 5
    session.select(range(20))
    session.invert_selection()
    recipe, selected = session.recipe, session.selected
    session.label("x")
    assert session.history["recipe"].iloc[-1] == recipe
    session.clear_selection()
    for step in recipe:
        session.select(**step)
    np.testing.assert_array_equal(session.selected, selected)
    with pytest.raises(SelectionError, match="chosen in other data"):
        session.select(cells={**recipe[0]["cells"], "frame": "other"})


def test_a_subscriber_that_fails_stops_nothing(session, caplog):
    def bad(event):
        raise RuntimeError("a callback of the user's")

    session.parts.events.subscribe(bad)
    assert session.label("x", cells=[0]) == 1
    assert session.save().saved
    assert "a subscriber failed" in caplog.text


REFUSED = {
    "no such category": (lambda s: s.label("x", category="nope", cells=[0]), LabelError, "There is no category 'nope'"),
    "nothing selected": (lambda s: s.label("x"), SelectionError, "No cell is selected"),
    "nothing to unlabel": (lambda s: s.unlabel(), SelectionError, "No cell is selected"),
    "no cells named": (lambda s: s.label("x", cells=[]), SelectionError, "names no cell"),
    "unknown cell": (lambda s: s.label("x", cells=["zz"]), SelectionError, "not in the data: 'zz'"),
    "position outside": (lambda s: s.label("x", cells=[700]), SelectionError, "positions outside"),
    "negative position": (lambda s: s.label("x", cells=[-1]), SelectionError, "positions outside"),
    "mask of another length": (lambda s: s.label("x", cells=[True]), SelectionError, "1 values for 700 cells"),
    "cells that are none": (lambda s: s.label("x", cells=3), SelectionError, "takes a boolean array"),
    "table of cells": (lambda s: s.select(np.zeros((2, 2))), SelectionError, "not a table"),
    "empty label": (lambda s: s.label("  ", cells=[0]), LabelError, "needs a name"),
    "number as label": (lambda s: s.label(3, cells=[0]), LabelError, "must be text, not int"),
    "long label": (lambda s: s.label("x" * 201, cells=[0]), LabelError, "201 characters"),
    "line end in a label": (lambda s: s.label("a\nb", cells=[0]), LabelError, "control character"),
    "unassigned as label": (lambda s: s.label("unassigned", cells=[0]), LabelError, r"unlabel\(\)"),
    "same label": (lambda s: s.add_label("cell_type", "old"), LabelError, "already"),
    "rename to another": (lambda s: s.rename_label("cell_type", "old", "older"), LabelError, "use merge_labels"),
    "rename nothing": (lambda s: s.rename_label("cell_type", "nope", "x"), LabelError, "no label 'nope'"),
    "rename unassigned": (lambda s: s.rename_label("cell_type", "unassigned", "x"), LabelError, "can't be renamed"),
    "delete unassigned": (lambda s: s.delete_label("cell_type", "unassigned"), LabelError, "can't be deleted"),
    "no colour": (lambda s: s.recolor_label("cell_type", "old", "reddish"), LabelError, "is no colour"),
    "half an order": (lambda s: s.reorder_labels("cell_type", ["old"]), LabelError, "each of its labels once"),
    "merge a text": (lambda s: s.merge_labels("cell_type", "old", "x"), LabelError, "needs a list"),
    "category like a column": (lambda s: s.create_category("louvain"), LabelError, "has a column 'louvain'"),
    "same category": (lambda s: s.create_category("cell_type"), LabelError, "already"),
    "empty category": (lambda s: s.create_category(""), LabelError, "needs a name"),
    "rename to a column": (lambda s: s.rename_category("cell_type", "phase"), LabelError, "has a column 'phase'"),
    "copy of nothing": (lambda s: s.create_category("x", like="nope"), DataError, "no obs column 'nope'"),
    "copy of a gene": (lambda s: s.create_category("x", like="CD79A"), DataError, "no obs column 'CD79A'"),
    "note that is none": (lambda s: s.set_note("cell_type", "old", 3), LabelError, "must be text"),
    "long note": (lambda s: s.set_note("cell_type", "old", "x" * 4001), LabelError, "4,001 characters"),
    "note on no label": (lambda s: s.set_note("cell_type", "unassigned", "x"), LabelError, "can't be given a note"),
    "unknown scheme": (lambda s: s.recolor_labels("cell_type", "pink"), LabelError, "no colour scheme 'pink'"),
    "filter of no column": (lambda s: s.set_filter("nope", ["1"]), DataError, "no gene 'nope'"),
    "filter of no level": (lambda s: s.set_filter("louvain", ["99"]), SelectionError, "no value '99'"),
    "filter of no label": (lambda s: s.set_filter("cell_type", {"not": ["nope"]}), LabelError, "no label 'nope'"),
    "not of numbers": (lambda s: s.set_filter("n_genes", {"not": [1, 2]}), SelectionError, "give a range"),
    "filter of another kind": (lambda s: s.set_filter("louvain", {"but": ["1"]}), SelectionError, "for all others"),
    "no such step": (lambda s: s.drop_step(0), SelectionError, "no step 0"),
    "unknown column": (lambda s: s.select(where={"nope": ["1"]}), DataError, "no gene 'nope'"),
    "unknown level": (lambda s: s.select(where={"louvain": ["99"]}), SelectionError, "no value '99'"),
    "range of a category": (lambda s: s.select(where={"n_genes": ["a"]}), SelectionError, "give a range"),
    "where that is none": (lambda s: s.select(where=["louvain"]), SelectionError, "where= takes"),
    "lasso of two points": (lambda s: s.select(lasso=[(0, 0), (1, 1)]), SelectionError, "three or more"),
    "lasso of nothing": (lambda s: s.select(lasso=[]), SelectionError, "three or more"),
    "lasso of text": (lambda s: s.select(lasso="circle"), SelectionError, "three or more"),
    "lasso with NaN": (lambda s: s.select(lasso=[(0, 0), (1, np.nan), (1, 1)]), SelectionError, "three or more"),
    "unknown mode": (lambda s: s.select([0], mode="xor"), SelectionError, "no mode 'xor'"),
    "unknown basis": (
        lambda s: s.select(lasso=[(0, 0), (1, 0), (1, 1)], basis="tsne"),
        DataError,
        "no embedding 'tsne'",
    ),
    "select nothing": (lambda s: s.select(), SelectionError, "clear_selection"),
    "unknown colour": (lambda s: s.color_by("nope"), DataError, "no gene 'nope'"),
    "unknown embedding": (lambda s: s.show_embedding("nope"), DataError, "no embedding 'nope'"),
    "unknown category in use": (lambda s: s.use_category("nope"), LabelError, "no category 'nope'"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_refused_says_why_and_changes_nothing(session, case):
    session.label("old", cells=[0, 1])
    session.label("older", cells=[2])
    session.clear_selection()
    before = state(session)
    act, kind, said = REFUSED[case]
    with pytest.raises(kind, match=said) as caught:
        act(session)
    assert str(caught.value).endswith((".", ")")), "a sentence"
    assert state(session) == before


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"max_category_items": -1}, "max_category_items="),
        ({"backups": 1.5}, "backups="),
        ({"autosave": -1}, "autosave="),
        ({"autosave": "often"}, "autosave="),
        ({"dataset": " "}, "dataset="),
        ({"user": " "}, "user="),
        ({"basis": "nope"}, "no embedding 'nope'"),
        ({"color": "nope"}, "no gene 'nope'"),
        ({"layer": "nope"}, "no layer 'nope'"),
        ({"gene_symbols": "nope"}, "no column 'nope'"),
        ({"name": "a/b"}, "can't hold /"),
    ],
)
def test_impossible_options(adata, open_session, tmp_path, options, said):
    with pytest.raises(AnnotationError, match=said):
        open_session(adata, **options)
    assert not (tmp_path / "drafts").exists()


def test_unknown_option(adata, open_session):
    with pytest.raises(TypeError, match="unexpected keyword"):
        open_session(adata, colour="louvain")


def test_after_close_every_verb_says_so(session):
    session.close()
    session.close()
    for verb in (lambda: session.label("x"), session.undo, session.merge, lambda: session.annotations, session.save):
        with pytest.raises(AnnotationError, match="closed"):
            verb()


def test_a_session_says_in_a_line_what_it_is(session):
    assert repr(session).startswith("<Session: ")
    assert repr(session).endswith("700 cells, cell_type>"), repr(session)
    session.close()
    assert repr(session) == "<Session: closed>"


@pytest.mark.parametrize("color", ["nonsense", 5, ("CD3E", "CD8A")])
def test_a_color_that_can_not_be_is_refused_when_it_is_set(session, color):
    before = session.color
    with pytest.raises(DataError):
        session.color = color
    with pytest.raises(DataError):
        session.color_by(color)
    assert session.color == before


@pytest.mark.parametrize("basis", ["nonsense", 5])
def test_an_embedding_that_can_not_be_is_refused_when_it_is_set(session, basis):
    with pytest.raises(DataError):
        session.embedding = basis
    assert session.embedding == "X_umap"


@pytest.mark.parametrize("category", ["nonsense", 5])
def test_a_category_that_can_not_be_is_refused_when_it_is_set(session, category):
    with pytest.raises(LabelError):
        session.category = category
    assert session.category == "cell_type"
