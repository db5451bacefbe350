"""A comparison is of the labels of then: what is made of it later says so, or is refused."""

from __future__ import annotations

import numpy as np
import pytest

import cellxgene_widget as cxw
from cellxgene_widget import DataError
from cellxgene_widget.view.requests import answer
from cellxgene_widget.view.traits import TraitReader


@pytest.fixture
def session(adata, open_session):
    session = open_session(adata, autosave=None)
    session.create_category("ct", like="bulk_labels")
    return session


@pytest.fixture
def ben(adata):
    labels = adata.obs["bulk_labels"].astype(str)
    labels.iloc[:30] = "Other"
    return labels


def outdated(session):
    """Return what the view is told of columns that are of labels of before."""
    states = TraitReader(session.parts).read(["categories"])["categories"]
    return {name: about for state in states for name, about in state["outdated"].items()}


def test_labels_of_before_are_not_reconciled(session, ben):
    comparison = session.compare({"Ben": ben}, category="ct")
    assert comparison.revision == session.revision
    session.label("Other", category="ct", cells=np.arange(30))
    before = session.annotations.copy()
    for rule in ("agree", "mine"):
        with pytest.raises(DataError, match=r"'ct' are others than when they were compared \(1 edit since\): compare "):
            session.reconcile(comparison, into="rec", rule=rule)
        with pytest.raises(DataError, match="compare again"):
            session.reconcile(comparison.between(*comparison.names), into="rec", rule=rule)
    assert session.annotations.equals(before)
    session.undo()  # they are what they were
    assert session.reconcile(comparison, into="rec").n_open == 30
    session.label("Other", category="ct", cells=np.arange(30))
    assert session.reconcile(session.compare({"Ben": ben}, category="ct"), into="rec 2").n_open == 0


def test_what_changes_no_label_that_was_compared_is_no_hindrance(session, ben):
    comparison = session.compare({"Ben": ben}, category="ct")
    session.create_category("mine")
    session.label("x", category="mine", cells=[1, 2])
    session.rename_category("ct", "cell type")
    session.recolor_labels("cell type", "safe")
    assert session.reconcile(comparison, into="rec").n_open == 30


@pytest.mark.parametrize(
    "change",
    [
        lambda session: session.rename_label("ct", "Dendritic", "DC"),
        lambda session: session.set_term("ct", "Dendritic", "CL:0000451"),
        lambda session: session.delete_category("ct"),
        lambda session: session.label("x", category="other", cells=[5]),
    ],
)
def test_meanings_and_other_categories_of_the_session_count_too(session, ben, change):
    session.create_category("other", like="louvain")
    comparison = session.compare("other", {"Ben": ben}, category="ct")
    assert not session.parts.comparisons.outdated(session.find_category("ct").id)
    change(session)
    with pytest.raises(DataError, match="compare again"):
        session.reconcile(comparison, into="rec")


def test_a_comparison_of_an_earlier_session_on_the_draft_is_known(session, adata, ben, open_session):
    comparison = session.compare({"Ben": ben}, category="ct")
    session.close()
    again = open_session(adata, autosave=None)
    assert again.reconcile(comparison, into="rec").n_open == 30
    again.label("Other", category="ct", cells=np.arange(30))
    with pytest.raises(DataError, match="compare again"):
        again.reconcile(comparison, into="rec 2")
    # what was compared without a session is what it is
    assert again.reconcile(cxw.compare({"Ana": adata.obs["bulk_labels"], "Ben": ben}), into="rec 2").n_open == 30


def test_the_column_of_agreement_is_marked_as_long_as_it_is_of_labels_of_before(session, ben):
    session.compare({"Ben": ben}, category="ct")
    assert outdated(session) == {}
    session.label("Other", category="ct", cells=np.arange(30))
    assert outdated(session) == {"agreement: ct": "ct"}
    session.rename_category("ct", "cell type")
    assert outdated(session) == {"agreement: cell type": "cell type"}
    session.undo()
    session.undo()
    assert outdated(session) == {}
    session.label("Other", category="ct", cells=np.arange(30))
    session.compare({"Ben": ben}, category="ct")
    assert outdated(session) == {}


def test_blame_tells_what_a_category_was_reconciled_from(session, ben, adata):
    session.reconcile(session.compare({"Ben": ben}, category="ct"), into="rec")
    session.label("Other", category="ct", cells=np.arange(30))
    session.compare({"Ben": ben.replace("Other", "Zed")}, category="ct")
    told = session.blame(adata.obs_names[:30], category="rec")
    assert set(told["says: Ben"]) == {"Other"}
    own = [column for column in told if column.startswith("says: ") and column != "says: Ben"]
    assert told[own[0]].tolist() == adata.obs["bulk_labels"].iloc[:30].tolist()
    assert set(session.blame(adata.obs_names[:30], category="ct")["says: Ben"]) == {"Zed"}


def test_reconciling_sent_again_is_done_once(session, ben):
    session.compare({"Ben": ben}, category="ct")
    body = {
        "id": "r-1",
        "kind": "reconcile",
        "serial": session.parts.comparisons.serial,
        "into": "rec",
        "rule": "agree",
    }
    assert answer(session, body).body["message"].startswith("reconcile ct of ")
    revision = session.revision
    assert answer(session, body).body == {"revision": revision, "changed": 0, "message": None, "former": []}
    assert session.parts.editor.knows("r-1")
    assert [each.name for each in session.categories] == ["ct", "rec", "opinions: rec"]


def test_the_view_reconciles_no_labels_of_before(session, ben):
    session.compare({"Ben": ben}, category="ct")
    session.label("Other", category="ct", cells=np.arange(30))
    serial = session.parts.comparisons.serial
    with pytest.raises(DataError, match="compare again"):
        answer(session, {"id": "r-1", "kind": "reconcile", "serial": serial, "into": "rec", "rule": "mine"})
    assert [each.name for each in session.categories] == ["ct"]


def test_two_halves_that_share_no_cell_are_compared_in_the_view(session, adata):
    session.create_category("mine")
    session.label("T", category="mine", cells=np.arange(200))
    adata.obs["ana"] = adata.obs["bulk_labels"].astype(str).where(np.arange(700) < 300, None)
    adata.obs["ben"] = adata.obs["bulk_labels"].astype(str).where(np.arange(700) >= 250, None)
    body = {"id": "c", "kind": "compare_with", "category": "mine", "others": [{"column": "ana"}, {"column": "ben"}]}
    told = answer(session, body).body
    assert [pair["n_both"] for pair in told["pairs"]] == [200, 0]
    assert told["pairs"][1]["rows"] == []
    square = {"id": "s", "kind": "compare_square", "serial": told["serial"], "a": 0, "b": 2, "row": "T"}
    with pytest.raises(DataError, match="No cell has a label of two of the annotators"):
        answer(session, square)


def test_the_view_says_that_terms_are_missing(session, adata):
    adata.obs["ana"] = ["Mono", *["B cell"] * (adata.n_obs - 1)]
    body = {"id": "c", "kind": "compare_with", "category": "ct", "others": [{"column": "ana"}]}
    (note,) = answer(session, body).body["notes"]
    assert "no term of the Cell Ontology" in note
    assert "“Find terms …”" in note
    adata.obs["ben"] = adata.obs["bulk_labels"].astype(str)
    assert answer(session, {**body, "others": [{"column": "ben"}]}).body["notes"] == []


def test_two_views_do_not_put_each_others_comparison_out(session, adata):
    adata.obs["ana"] = ["Mono", *["B cell"] * (adata.n_obs - 1)]
    body = {"id": "c", "kind": "compare_with", "category": "ct"}
    one = answer(session, {**body, "others": [{"column": "ana"}]}).body
    two = answer(session, {**body, "others": [{"column": "louvain"}]}).body
    again = answer(session, {**body, "others": [{"column": "ana"}]}).body
    assert len({one["serial"], two["serial"], again["serial"]}) == 3
    square = {"id": "s", "kind": "compare_square", "a": 0, "b": 1}
    for told, column, value in ((one, "Mono", "ana"), (two, "3", "louvain"), (again, "Mono", "ana")):
        n = answer(session, {**square, "serial": told["serial"], "column": column}).body["n"]
        assert n == np.count_nonzero(adata.obs[value] == column)
    rules = answer(session, {"id": "r", "kind": "rules", "serial": two["serial"]}).body["rules"]
    settled = next(each["n_settled"] for each in rules if each["rule"] == "agree")
    answer(session, {"id": "x", "kind": "reconcile", "serial": two["serial"], "into": "rec", "rule": "agree"})
    assert np.count_nonzero(session.find_category("rec").codes) == settled
    for _ in range(7):
        session.compare("ana", category="ct")
    with pytest.raises(DataError, match="look again"):
        answer(session, {**square, "serial": two["serial"], "column": "3"})


def test_blame_tells_of_the_last_comparison_of_its_own_category(session, adata, ben):
    session.compare({"Ben": ben}, category="ct")
    session.create_category("other", like="louvain")
    session.compare({"Cem": ben}, category="other")
    assert "says: Ben" in session.blame(adata.obs_names[:3], category="ct")
    assert "says: Cem" in session.blame(adata.obs_names[:3], category="other")
    assert session.parts.comparisons.column == "agreement: other"
