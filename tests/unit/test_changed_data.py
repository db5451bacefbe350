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
    theirs = session.parts.sets.mask("B")
    assert set(adata.obs_names[theirs]) == names & set(adata.obs_names)


@pytest.mark.filterwarnings("ignore:Some values are below 0")
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


def test_a_cell_that_ends_in_the_very_moment_of_a_look_is_looked_after_all_the_same(session, adata, monkeypatch):
    """The look was taken for the thorough one that it was not, and a column of other values never showed."""
    table, following = session.parts.table, session.parts.following
    told = []
    session.parts.events.subscribe(lambda event: told.append(event) if isinstance(event, DataChanged) else None)
    whole = table.look

    def look(*args, **kwargs):
        change = whole(*args, **kwargs)
        adata.obs["louvain"] = "a"
        following.notebook_ran()
        return change

    with monkeypatch.context() as patch:
        patch.setattr(table, "look", look)
        following.look()
    assert not told
    following.look()
    assert [event.what.columns for event in told] == [{"louvain"}]
