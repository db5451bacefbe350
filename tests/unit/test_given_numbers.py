"""Numbers of numpy are numbers, texts are texts: what a verb can't take it refuses in a sentence."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest

from cellxgene_widget import AnnotationError, DataError, SelectionError, open_session
from cellxgene_widget.labels.several import label_groups
from cellxgene_widget.session.importer import TakenError


@pytest.fixture
def session(adata, open_session):
    session = open_session(adata)
    session.create_category("ct", like="louvain")
    return session


def test_numbers_of_numpy_are_taken_along_the_graph(session):
    session.select(cells=[0])
    n = session.select_neighbors(np.int64(2))
    assert json.loads(json.dumps(session.recipe)) == session.recipe
    session.select(cells=[0])
    assert session.select_neighbors(2) == n
    session.shrink_selection(np.uint8(1))
    assert json.dumps(session.recipe)


def test_numbers_of_numpy_are_taken_by_smooth(session):
    sure = np.flatnonzero((session.doubt("ct") == 0) & (session.adata.obs["louvain"] == "0"))
    session.label("1", category="ct", cells=sure[:3])
    expected = session.smooth_preview("ct", share=0.75)
    pd.testing.assert_frame_equal(session.smooth_preview("ct", share=np.float32(0.75)), expected)
    assert session.smooth("ct", share=np.float32(0.75)) == expected["n_cells"].sum() > 0
    session.save()
    assert "share=0.75" in session.code


@pytest.mark.parametrize("wrong", [True, np.True_, 1.0, np.float64(2), "2", float("nan"), 0, np.int64(-1)])
def test_what_is_no_number_of_steps_is_refused(session, wrong):
    session.select(cells=[0])
    with pytest.raises(SelectionError, match="number of steps"):
        session.select_neighbors(wrong)
    assert session.n_selected == 1


@pytest.mark.parametrize("wrong", [True, np.float64("nan"), 0.5, 1.5, "0.8", np.float32(2)])
def test_what_is_no_share_is_refused(session, wrong):
    with pytest.raises(SelectionError, match=r"share= takes a number above 0\.5"):
        session.smooth_preview("ct", share=wrong)


@pytest.mark.parametrize("huge", [10**400, -(10**400)], ids=["huge", "below"])
@pytest.mark.parametrize(
    "ask",
    [
        lambda session, huge, _: session.read_regions("regions.geojson", scale=huge),
        lambda session, huge, _: session.select(where={"n_genes": (huge, None)}),
        lambda session, huge, _: session.select(lasso=[(0, 0), (huge, 0), (0, 1)]),
        lambda session, huge, _: session.figure(limits=(0, huge, 0, 1)),
        lambda session, huge, _: session.figure(color="n_genes", vmax=huge),
        lambda session, huge, _: session.figure(dpi=huge),
        lambda session, huge, _: session.cluster(resolution=huge),
        lambda session, huge, _: session.smooth_preview("ct", share=huge),
        lambda session, huge, _: session.replay("draft.csv", threshold=huge),
        lambda session, huge, _: session.add_label("ct", "new", color=(huge, 0, 0)),
        lambda session, huge, folder: open_session(session.adata, annotations_dir=folder, autosave=huge),
    ],
)
def test_whole_numbers_too_large_for_a_float_are_refused(session, ask, huge, tmp_path):
    n_entries = len(session.history)
    with pytest.raises(AnnotationError):
        ask(session, huge, tmp_path)
    assert len(session.history) == n_entries


def test_neighbors_of_one_cell_are_refused_in_a_good_sentence(open_session, adata):
    del adata.obsp["connectivities"], adata.obsp["distances"]
    session = open_session(adata[:1].copy())
    with pytest.raises(AnnotationError, match=r"fewer than there are cells with values in 'X_pca' \(1\), not 15"):
        session.compute_neighbors()


@pytest.mark.parametrize("option", ["category", "label", "score", "by"])
@pytest.mark.parametrize("wrong", [["k"], 5, {"a": 1}])
def test_options_of_an_import_are_texts(session, option, wrong):
    frame = pd.DataFrame({"k": ["B"] * 700}, index=session.adata.obs_names)
    with pytest.raises(DataError, match=f"{option}= takes a text, not"):
        session.import_labels(frame, **{"label": "k", option: wrong})


def test_an_import_replaces_only_where_it_is_said(session):
    frame = pd.DataFrame({"k": ["B"] * 700}, index=session.adata.obs_names)
    with pytest.raises(TakenError):
        session.import_labels(frame, category="ct", replace="no")


def test_no_name_is_no_source(session):
    with pytest.raises(DataError, match="neither an obs column nor a file ''"):
        session.import_labels("")


def test_cells_that_have_their_label_are_not_counted_again(session):
    with session.parts.gate.lock:
        annotations = session.parts.history.annotations
        cells = {name: np.flatnonzero(session.adata.obs["louvain"] == name).astype(np.uint32) for name in ("0", "1")}
        groups = {"a": ("0", cells["0"]), "b": ("New", cells["1"])}
        command = label_groups(annotations, "ct", groups, "label_clusters", "clusters 1", {})
    assert command.text == f"label {cells['1'].size} cells of clusters 1 as New"
    assert command.label == "New"
