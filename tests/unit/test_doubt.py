"""Doubt finds labels that are wrong; it is a number column like any other, and in no adata."""

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import roc_auc_score

from cellxgene_widget.errors import AnnotationError, DataError, LabelError
from cellxgene_widget.session.events import Reopened


def planted(adata, seed, share=0.03):
    """Give some cells the label of a cluster next to theirs; return the labels and which are wrong."""
    rng = np.random.default_rng(seed)
    labels = adata.obs["louvain"].astype(str).to_numpy()
    graph = adata.obsp["connectivities"].toarray()
    names = np.unique(labels)
    touching = {a: [b for b in names if b != a and graph[np.ix_(labels == a, labels == b)].any()] for a in names}
    wrong = rng.choice(adata.n_obs, round(share * adata.n_obs), replace=False)
    wrong = np.array([cell for cell in wrong if touching[labels[cell]]])
    found = labels.copy()
    for cell in wrong:
        found[cell] = rng.choice(touching[labels[cell]])
    return found, np.isin(np.arange(adata.n_obs), wrong)


@pytest.mark.parametrize("seed", range(8))
def test_doubt_finds_planted_errors(seed, adata, open_session):
    adata.obs["guess"], wrong = planted(adata, seed)
    adata.obs["guess"] = adata.obs["guess"].astype("category")
    session = open_session(adata)
    session.create_category("ct", like="guess")
    doubt = session.doubt("ct").fillna(0)
    assert wrong.sum() > 15
    assert roc_auc_score(wrong, doubt) >= 0.95
    pd.testing.assert_series_equal(session.doubt("guess").fillna(0), doubt, check_names=False)


@pytest.fixture
def session(adata, open_session):
    session = open_session(adata)
    session.create_category("ct", like="louvain")
    return session


def test_doubt_is_a_number_column(session, adata):
    before = adata.copy()
    doubt = session.doubt("ct")
    assert doubt.name == "doubt: ct"
    assert list(doubt.index) == list(adata.obs_names)
    assert doubt.dtype == np.float32
    assert doubt.between(0, 1).all()
    np.testing.assert_array_equal(session.column("doubt: ct").values, doubt)
    assert session.select(where={"doubt: ct": (0.5, None)}) == (doubt >= 0.5).sum() > 0
    session.color_by("doubt: ct")
    assert list(adata.obs) == list(before.obs)
    assert list(adata.obsp) == list(before.obsp)


def test_doubt_is_about_the_labels_of_now_when_it_is_asked_for_again(session):
    before = session.doubt("ct")
    session.unlabel(category="ct", cells=[0, 1, 2])
    session.select(where={"doubt: ct": (0.5, None)})
    again = session.doubt("ct")
    assert again[:3].isna().all()
    assert not again.equals(before)
    np.testing.assert_array_equal(session.column("doubt: ct").values, again)


def test_levels_of_nested_labels_are_doubted_too(session):
    session.add_label("ct", "all of them")
    for label in session.labels("ct").query("label != 'all of them'")["label"]:
        session.set_parent("ct", label, "all of them")
    assert (session.doubt("level 1: ct") == 0).all()
    assert (session.doubt("level 2: ct") > 0).any()


def test_what_can_not_be_doubted_is_told(session):
    with pytest.raises(DataError, match="'n_genes' holds numbers: neighbours are compared by labels"):
        session.doubt("n_genes")
    with pytest.raises(DataError, match="holds distances"):
        session.doubt("ct", graph="distances")
    with pytest.raises((DataError, LabelError), match="nope"):
        session.doubt("nope")
    assert not session.parts.made.columns


def test_without_a_graph_it_is_told_what_to_do(session, adata):
    del adata.obsp["connectivities"]
    with pytest.raises(AnnotationError, match=r"compute_neighbors\(\)"):
        session.doubt("ct")


def test_a_category_that_is_called_as_the_doubt_would_be_stays_what_it_is(session):
    session.create_category("doubt: ct", like="louvain")
    doubt = session.doubt("ct")
    assert doubt.name == "doubt: ct_"
    np.testing.assert_array_equal(session.values("doubt: ct_"), doubt)
    assert session.select(where={"doubt: ct": "0"}) == (session.adata.obs["louvain"] == "0").sum()


def test_doubt_goes_with_the_name_of_its_category(session):
    doubt = session.doubt("ct")
    level = session.doubt("level 1: ct")
    session.color_by("doubt: ct")
    session.rename_category("ct", "old")
    assert session.color == "doubt: old"
    np.testing.assert_array_equal(session.column("doubt: old").values, doubt)
    np.testing.assert_array_equal(session.column("doubt: level 1: old").values, level)
    session.create_category("ct", like="bulk_labels")
    with pytest.raises(DataError, match="no obs column and no gene 'doubt: ct'"):
        session.column("doubt: ct")
    assert not session.doubt("ct").equals(doubt)
    np.testing.assert_array_equal(session.column("doubt: old").values, doubt)
    session.delete_category("old")
    assert list(session.parts.made.columns) == ["doubt: ct"]
    session.undo()  # the doubt was about a category that went
    assert list(session.parts.made.columns) == ["doubt: ct"]


def test_two_categories_that_change_names_change_their_doubts(session):
    session.create_category("other", like="bulk_labels")
    first, second = session.doubt("ct"), session.doubt("other")
    for old, new in (("ct", "x"), ("other", "ct"), ("x", "other")):
        session.rename_category(old, new)
    np.testing.assert_array_equal(session.column("doubt: ct").values, second)
    np.testing.assert_array_equal(session.column("doubt: other").values, first)
    session.undo()
    assert list(session.parts.made.columns) == ["doubt: ct", "doubt: x"]


def test_doubt_stays_when_the_draft_is_read_again(session, tmp_path):
    doubt = session.doubt("ct")
    session.doubt("louvain")
    session.save()
    with session.parts.gate.lock:
        session.parts.history.annotations.renumber(70)
        session.parts.events.publish(Reopened())
    session.rename_category("ct", "new")
    np.testing.assert_array_equal(session.column("doubt: new").values, doubt)
    assert list(session.parts.made.columns) == ["doubt: louvain", "doubt: new"]


def test_a_column_is_of_labels_of_before_as_long_as_these_are_others(session):
    session.create_category("mine", like="louvain")
    category, outdated = session.parts.history.annotations.find("mine").id, session.parts.doubts.outdated
    session.doubt("mine")
    session.doubt("louvain")
    assert outdated(category) == {}
    session.add_label("mine", "empty")
    session.rename_label("mine", "0", "zero")
    assert outdated(category) == {}
    session.label("5", category="mine", cells=range(50))
    assert outdated(category) == {"doubt: mine": "mine"}
    session.rename_category("mine", "yours")
    assert outdated(category) == {"doubt: yours": "yours"}
    session.undo()
    session.undo()
    assert outdated(category) == {}
    session.redo()
    session.doubt("mine")
    assert outdated(category) == {}
