"""The notebook changes ``adata`` in place under an open session: labels go by name, or an edit is refused in words."""

from __future__ import annotations

import shutil
import threading
import unicodedata

import numpy as np
import pandas as pd
import pytest
import scanpy as sc
from hypothesis import given, settings
from hypothesis import strategies as st

import cellxgene_widget as cxw
from cellxgene_widget import DataError, SelectionError
from cellxgene_widget.session.events import DataChanged
from cellxgene_widget.view import after_cells

from ..faults.small import small_cells

LEFT = [[-99, -99], [0, -99], [0, 99], [-99, 99]]


def filtered(adata):
    adata.obs["k"] = 1
    sc.pp.filter_cells(adata, min_counts=float(np.sort(np.asarray(adata.X.sum(1)).ravel())[100]))


def permuted(adata):
    adata._inplace_subset_obs(np.random.default_rng(0).permutation(adata.n_obs))


def reversed_names(adata):
    adata.obs_names = adata.obs_names[::-1].copy()


def doubled_and_renamed(adata):
    """Keep half of the cells, and give half of those other names."""
    adata._inplace_subset_obs(np.arange(0, adata.n_obs, 2))
    names = adata.obs_names.to_numpy(dtype=object)
    names[: len(names) // 3] = [f"new {name}" for name in names[: len(names) // 3]]
    adata.obs_names = names


def accents_apart(adata):
    """Write each name with its accent apart, and the cells in another order."""
    adata.obs_names = [unicodedata.normalize("NFD", name) for name in adata.obs_names]
    permuted(adata)


CELLS = {
    "filter_cells": filtered,
    "subsample": lambda adata: sc.pp.subsample(adata, 0.9),
    "permutation": permuted,
    "names reversed": reversed_names,
    "subset and renamed": doubled_and_renamed,
}
changes_of_cells = pytest.mark.parametrize("change", CELLS.values(), ids=CELLS)


@pytest.fixture
def session(adata, open_session):
    session = open_session(adata, dataset="pbmc")
    session.create_category("ct")
    return session


def labels_by_name(session):
    return session.annotations["ct"].astype(str).to_dict()


@changes_of_cells
def test_labels_go_by_name(session, adata, change):
    mask = (adata.obs["bulk_labels"] == "Dendritic").to_numpy()
    session.label("DC", cells=mask)
    before = labels_by_name(session)
    change(adata)
    now = labels_by_name(session)
    assert list(now) == list(adata.obs_names)
    assert now == {name: before.get(name, "unassigned") for name in adata.obs_names}
    session.merge()
    assert adata.obs["ct"].astype(str).to_dict() == now
    session.undo()
    assert set(labels_by_name(session).values()) == {"unassigned"}
    session.redo()
    assert labels_by_name(session) == now


@changes_of_cells
def test_a_mask_positions_and_a_series_are_of_the_cells_as_they_are_now(session, adata, change):
    change(adata)
    mask = (adata.obs["bulk_labels"] == "Dendritic").to_numpy()
    for number, cells in enumerate(
        (mask, np.flatnonzero(mask), adata.obs["bulk_labels"] == "Dendritic", adata.obs_names[mask])
    ):
        session.label(f"DC {number}", cells=cells)
        np.testing.assert_array_equal(session.annotations["ct"] == f"DC {number}", mask)
    session.unlabel(cells=mask)
    assert (session.annotations["ct"] == "unassigned").all()


@changes_of_cells
def test_a_lasso_by_code_is_on_the_coordinates_as_they_are_now(session, adata, change):
    change(adata)
    n = session.select(lasso=LEFT, basis="umap")
    wanted = adata.obsm["X_umap"][:, 0] <= 0
    assert n == wanted.sum() > 0
    np.testing.assert_array_equal(session.selected, wanted)
    assert list(session.selected_names) == list(adata.obs_names[wanted])
    session.label("left")
    np.testing.assert_array_equal(session.annotations["ct"] == "left", wanted)


@changes_of_cells
def test_what_was_selected_before_is_no_target(session, adata, change):
    session.select(lasso=LEFT, basis="umap")
    session.set_filter("louvain", ["1"])
    revision = session.revision
    change(adata)
    for verb in (lambda: session.label("B"), session.unlabel, session.markers, session.remember_selection):
        with pytest.raises(SelectionError):
            verb()
    with pytest.raises(SelectionError, match="has changed since these cells were selected"):
        session.label("B")
    assert session.n_selected == 0
    assert session.revision == revision
    assert not session.filters
    assert not session.undo_selection(), "to go back to other cells is no way"


@changes_of_cells
def test_a_remembered_selection_goes_by_name(session, adata, change):
    session.select(where={"louvain": ["1", "2"]})
    names = set(session.selected_names)
    session.remember_selection("B")
    change(adata)
    session.select_all()
    theirs = session.parts.selector.remembered["B"]
    assert set(adata.obs_names[theirs]) == names & set(adata.obs_names)


@changes_of_cells
def test_the_rest_and_what_is_read_are_of_the_cells_of_now(session, adata, change):
    session.select(where={"louvain": ["1"]})
    session.label("one")
    labelled = {name for name, label in labels_by_name(session).items() if label == "one"}
    change(adata)
    session.label_rest("rest")
    now = labels_by_name(session)
    assert now == {name: "one" if name in labelled else "rest" for name in adata.obs_names}
    column = session.column("n_counts" if "n_counts" in adata.obs else "n_genes")
    np.testing.assert_allclose(column.values, adata.obs[column.name].to_numpy(dtype="f4"))
    np.testing.assert_allclose(session.column("LYZ").values, sc.get.obs_df(adata, "LYZ")["LYZ"])
    session.select(where={"louvain": ["1"]})
    table = session.markers(n_genes=3, layer="X")
    fresh = cxw.open_session(adata, dataset="other", annotations_dir=session.draft.path.parent)
    fresh.select(where={"louvain": ["1"]})
    pd.testing.assert_frame_equal(table, fresh.markers(n_genes=3, layer="X"))
    fresh.close()
    assert session.composition("louvain").loc["1"].iloc[0] == session.n_selected


@changes_of_cells
@pytest.mark.parametrize("saved", [True, False], ids=["saved", "killed"])
def test_the_draft_has_all_labels_by_name_the_next_day(session, adata, open_session, tmp_path, change, saved):
    session.label("DC", cells=(adata.obs["bulk_labels"] == "Dendritic").to_numpy())
    before, whole = labels_by_name(session), adata.copy()
    change(adata)
    session.label("left", cells=np.arange(10))
    after = labels_by_name(session)
    if saved:
        session.save()
    shutil.copytree(tmp_path / "drafts", tmp_path / "copy", ignore=shutil.ignore_patterns("*.lock"))
    again = open_session(adata.copy(), dataset="pbmc", annotations_dir=tmp_path / "copy")
    assert labels_by_name(again) == after
    again.undo()
    assert labels_by_name(again) == {name: before.get(name, "unassigned") for name in adata.obs_names}
    again.close()
    old = open_session(whole, dataset="pbmc", annotations_dir=tmp_path / "copy")
    assert labels_by_name(old) == before, "also of the cells that are gone"


def test_a_session_tells_of_it_once(session, adata):
    told = []
    session.parts.events.subscribe(lambda event: told.append(event) if isinstance(event, DataChanged) else None)
    filtered(adata)
    assert len(session.selected) == adata.n_obs
    assert of_cells(session) == ["The data has changed: 600 cells now; 100 are gone (their labels stay in the draft)."]
    session.select_all()
    assert [event.what.cells for event in told] == [True]


def of_cells(session):
    return [sentence for sentence in session.warnings if sentence.startswith("The data has changed: ")]


@pytest.mark.parametrize(
    "go_on",
    [
        lambda session: session.select([0]),
        lambda session: session.label("DC", cells=np.arange(5)),
        lambda session: session.undo(),
    ],
    ids=["a selection", "a label", "undo"],
)
def test_what_is_said_of_other_cells_is_over_as_soon_as_one_goes_on(session, adata, go_on):
    session.label("B cell", cells=np.arange(3))
    session.select([1, 2, 3])
    permuted(adata)
    assert session.n_selected == 0
    (sentence,) = of_cells(session)
    assert sentence.endswith("they have other places or names. Nothing is selected any more.")
    go_on(session)
    assert of_cells(session) == []


def test_data_that_can_not_be_shown_is_refused_and_nothing_changes(session, adata):
    session.label("DC", cells=np.arange(5))
    before, names, obsm = labels_by_name(session), adata.obs_names.copy(), dict(adata.obsm)

    def other_names():
        adata.obs_names = [f"cell {number}" for number in range(adata.n_obs)]

    def twice():
        adata.obs_names = [names[0], *names[:-1]]

    def no_embedding():
        adata.obsm.clear()

    def no_embedding_and_other_cells():
        adata.obsm.clear()
        adata.obs_names = names[::-1]

    words = {
        other_names: "other names now",
        twice: "occur more than once",
        no_embedding: "no embedding",
        no_embedding_and_other_cells: "no embedding",
    }
    for change, sentence in words.items():
        change()
        for verb in (lambda: session.label("x", cells=[1]), session.select_all, lambda: session.column("louvain")):
            with pytest.raises(DataError, match=sentence):
                verb()
        session.save()
        assert session.draft.saved
        adata.obs_names = names
        for key, value in obsm.items():
            adata.obsm[key] = value
        assert labels_by_name(session) == before, "and all goes on when it is as it was"
    session.label("y", cells=[1])


@pytest.mark.parametrize(
    "change",
    [
        lambda adata: adata.obsm.__setitem__("X_umap", -adata.obsm["X_umap"]),
        lambda adata: np.negative(adata.obsm["X_umap"], out=adata.obsm["X_umap"]),
        lambda adata: adata.obsm["X_umap"].__setitem__(slice(7, 9), -adata.obsm["X_umap"][7:9]),
    ],
    ids=["replaced", "in place", "two cells"],
)
def test_other_coordinates(session, adata, change):
    session.select(lasso=LEFT, basis="umap")
    lit = session.selected
    change(adata)
    session.label("as seen")  # those that the person selected, wherever they are drawn now
    np.testing.assert_array_equal(session.annotations["ct"] == "as seen", lit)
    session.select(lasso=LEFT, basis="umap")
    np.testing.assert_array_equal(session.selected, adata.obsm["X_umap"][:, 0] <= 0)


def test_an_embedding_that_is_gone_is_shown_no_more(session, adata):
    session.show_embedding("umap")
    del adata.obsm["X_umap"]
    assert session.select_all() == 700
    assert session.embedding == "X_pca"
    with pytest.raises(DataError, match="no embedding"):
        session.select(lasso=LEFT, basis="umap")


def test_a_filter_on_a_column_that_was_replaced_leaves_the_cells_that_were_seen(session, adata):
    session.set_filter("louvain", ["1"])
    lit, before = session.selected, adata.obs["louvain"].copy()
    adata.obs["louvain"] = pd.Categorical(np.roll(before, 300), categories=before.cat.categories)
    np.testing.assert_array_equal(session.selected, lit)
    assert session.filters == {}, "it is no condition on the column of now"
    session.label("one")
    np.testing.assert_array_equal(session.annotations["ct"] == "one", before == "1")
    session.select(where={"louvain": ["1"]})
    np.testing.assert_array_equal(session.selected, adata.obs["louvain"] == "1")


def test_one_value_of_a_filtered_column_written_in_place_is_seen(session, adata):
    session.set_filter("n_counts", (1000, None))
    lit = adata.obs["n_counts"].to_numpy() >= 1000
    assert lit[3]
    adata.obs.iloc[3, adata.obs.columns.get_loc("n_counts")] = 5
    np.testing.assert_array_equal(session.selected, lit)
    assert session.filters == {}


def test_a_filter_on_labels_goes_on_when_columns_change(session, adata):
    session.label("B", cells=np.arange(20))
    session.set_filter("ct", ["B"])
    session.merge()
    adata.obs["other"] = 1
    assert session.filters == {"ct": ["B"]}
    session.label("T", cells=np.arange(10))
    assert session.n_selected == 10


def test_a_gene_filter_leaves_the_cells_that_were_seen_when_values_change(session, adata):
    session.use_layer("X")
    session.set_filter("LYZ", (1, None))
    lit = session.selected
    adata.X = adata.X * 0.1
    np.testing.assert_array_equal(session.selected, lit)
    assert session.filters == {}


def test_genes_go_by_name(session, adata):
    before = session.column("LYZ", layer="X").values.copy()
    place = adata.var_names.get_loc("LYZ")
    adata._inplace_subset_var(np.r_[place, 0:place][::-1].copy())
    np.testing.assert_array_equal(session.column("LYZ", layer="X").values, before)
    adata._inplace_subset_var(np.arange(10))
    with pytest.raises(DataError, match="no obs column and no gene 'LYZ'"):
        session.column("LYZ", layer="X")


def test_a_layer_that_is_gone_is_not_read(session, adata):
    adata.layers["double"] = adata.X * 2
    session.use_layer("double")
    session.color_by("LYZ")
    del adata.layers["double"]
    assert session.layer != "double"
    session.select_all()
    np.testing.assert_allclose(session.column("LYZ", layer="X").values, sc.get.obs_df(adata, "LYZ")["LYZ"])


def test_a_file_of_figures_goes_on(session, adata):
    widget = cxw.show(adata, dataset="figure", annotations_dir=session.draft.path.parent)
    widget.create_category("mine")
    filtered(adata)
    figure = widget.figure()
    assert "600" in str([text.get_text() for text in figure.findobj(lambda artist: hasattr(artist, "get_text"))])
    widget.close()


def test_names_with_accents_in_one_piece_and_apart_are_one_name(adata, open_session):
    adata.obs_names = [f"é{name}" for name in adata.obs_names]
    session = open_session(adata, dataset="accents")
    session.create_category("ct")
    dendritic = (adata.obs["bulk_labels"] == "Dendritic").to_numpy()
    session.label("DC", cells=dendritic)
    accents_apart(adata)
    np.testing.assert_array_equal(session.annotations["ct"] == "DC", adata.obs["bulk_labels"] == "Dendritic")
    session.undo()
    assert (session.annotations["ct"] == "unassigned").all()


@settings(max_examples=30)
@given(data=st.data())
def test_labels_follow_names_through_any_changes(tmp_path_factory, data):
    """Against a dict by name: whatever is edited and changed, cells have the labels that their names have."""
    adata = small_cells(12)
    session = cxw.open_session(
        adata, dataset="d", name="n", annotations_dir=tmp_path_factory.mktemp("d"), autosave=None
    )
    session.create_category("ct")
    labels: dict[str, str] = {}
    undone: list[dict[str, str]] = []
    for _ in range(data.draw(st.integers(1, 8))):
        step = data.draw(st.sampled_from(["label", "undo", "permute", "subset", "swap names", "save"]))
        n = adata.n_obs
        if step == "label":
            cells = data.draw(st.sets(st.integers(0, n - 1), min_size=1))
            undone.append(dict(labels))
            label = data.draw(st.sampled_from("AB"))
            changes = session.label(label, cells=sorted(cells))
            labels |= {adata.obs_names[cell]: label for cell in cells}
            if not changes and labels == undone[-1]:
                undone.pop()
        elif step == "undo" and undone:
            session.undo()
            labels = undone.pop()
        elif step == "permute":
            adata._inplace_subset_obs(np.array(data.draw(st.permutations(range(n)))))
        elif step == "subset" and n > 2:
            kept = data.draw(st.sets(st.integers(0, n - 1), min_size=1))
            adata._inplace_subset_obs(np.array(sorted(kept)))
        elif step == "swap names":
            adata.obs_names = adata.obs_names[data.draw(st.permutations(range(n)))]
        elif step == "save":
            session.save()
        now = session.annotations["ct"].astype(str).to_dict()
        assert now == {name: labels.get(name, "unassigned") for name in adata.obs_names}
    session.close()


def test_a_cell_that_ends_while_a_request_is_answered_is_looked_at_all_the_same(session, adata, monkeypatch):
    """The look at its end was left out where another thread had the lock, and a new column never showed."""
    widget = cxw.show(adata, dataset="busy", annotations_dir=session.draft.path.parent)
    told = []
    widget.session.parts.events.subscribe(lambda event: told.append(event) if isinstance(event, DataChanged) else None)
    monkeypatch.setattr(after_cells, "_PATIENCE", 0.01)
    lock, taken, go_on = widget.session.parts.gate.lock, threading.Event(), threading.Event()

    def answer():
        with lock:
            taken.set()
            go_on.wait(60)

    thread = threading.Thread(target=answer)
    thread.start()
    taken.wait(60)
    adata.obs["leiden"] = "a"
    widget._after_cells._look()
    assert not told
    go_on.set()
    thread.join()
    widget.select_all()
    assert [event.what.columns for event in told] == [{"leiden"}]
    widget.close()
