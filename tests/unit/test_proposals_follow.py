"""What is proposed for a label goes through its new names, and away with it: never to other cells of its name."""

from __future__ import annotations

import pytest


@pytest.fixture
def session(adata, open_session):
    session = open_session(adata, name="mine", autosave=None)
    session.create_category("ct", like="louvain")
    session.create_category("cl", like="louvain")
    session.propose("ct", {"1": "Alpha"}, by="x")
    session.propose("ct", {"2": "Beta"}, by="y", of="cl")
    return session


def said(session):
    return [(x["by"], x["of"], x["level"], x["label"]) for x in session.find_category("ct").about.get("proposals", ())]


def offered(session, label):
    table = session.review("ct")
    found = table[(table["suggested"] == label) & table["reason"].str.contains("proposes")]
    return set(found["label"])


BOTH = [("x", None, "1", "Alpha"), ("y", "cl", "2", "Beta")]


def test_a_label_takes_them_to_its_new_name_and_back(session):
    assert said(session) == BOTH
    session.rename_label("ct", "1", "CD14")
    assert said(session)[0] == ("x", None, "CD14", "Alpha")
    assert offered(session, "Alpha") == {"CD14"}
    session.rename_label("ct", "5", "1")
    assert offered(session, "Alpha") == {"CD14"}, "another label of the former name has none"
    session.rename_label("cl", "2", "two")
    assert said(session)[1] == ("y", "cl", "two", "Beta")
    assert offered(session, "Beta") == {"2"}
    for _ in range(3):
        session.undo()
    assert said(session) == BOTH
    session.redo()
    assert said(session)[0] == ("x", None, "CD14", "Alpha")


def test_who_proposes_a_label_means_it_under_its_new_name(session):
    session.label("Alpha", category="ct", cells=[0])
    session.rename_label("ct", "Alpha", "Gamma")
    assert said(session)[0] == ("x", None, "1", "Gamma")
    assert offered(session, "Gamma") == {"1"}


def test_a_category_takes_them_to_its_new_name(session):
    session.rename_category("cl", "clusters")
    assert said(session)[1] == ("y", "clusters", "2", "Beta")
    session.create_category("cl", like="bulk_labels")
    assert offered(session, "Beta") == {"2"}
    session.rename_category("ct", "types")
    session.rename_category("types", "ct")
    assert offered(session, "Alpha") == {"1"}


@pytest.mark.parametrize("way", ["delete", "merge"])
def test_they_go_with_their_label_and_come_back_with_it(session, way):
    if way == "delete":
        session.delete_label("ct", "1")
        session.delete_label("cl", "2")
    else:
        session.merge_labels("ct", ["1", "0"], "0")
        session.merge_labels("cl", ["2", "0"], "0")
    assert said(session) == []
    session.rename_label("ct", "5", "1")
    assert not offered(session, "Alpha")
    for _ in range(3):
        session.undo()
    assert said(session) == BOTH


def test_they_go_with_their_category_and_come_back_with_it(session):
    session.delete_category("cl")
    assert said(session) == BOTH[:1]
    session.create_category("cl", like="bulk_labels")
    assert said(session) == BOTH[:1]
    session.undo()
    session.undo()
    assert said(session) == BOTH


def test_they_are_as_they_were_after_a_restart_and_in_a_version(session, adata, open_session):
    session.save()
    session.rename_label("ct", "1", "CD14")
    session.delete_label("cl", "2")
    now = said(session)
    assert now == [("x", None, "CD14", "Alpha")]
    session.save()
    session.close()
    again = open_session(adata, name="mine", autosave=None)
    assert said(again) == now
    again.undo()
    assert said(again) == [("x", None, "CD14", "Alpha"), ("y", "cl", "2", "Beta")]
    again.restore(again.versions()["version"].iloc[-1])
    assert said(again) == BOTH


@pytest.mark.parametrize(
    "do",
    [
        lambda session: session.create_category("was a column"),
        lambda session: session.rename_category("cl", "was a column"),
        lambda session: (session.create_category("was a column"), session.add_label("was a column", "3")),
        lambda session: (session.create_category("was a column"), session.rename_category("was a column", "other")),
        lambda session: (session.create_category("was a column"), session.delete_category("was a column")),
    ],
    ids=["made", "renamed to it", "with a label", "renamed from it", "deleted"],
)
def test_what_is_for_a_column_of_obs_stays_whatever_a_category_of_its_name_does(session, adata, do):
    adata.obs["was a column"] = adata.obs["louvain"]
    session.propose("ct", {"3": "Gamma"}, by="z", of="was a column")
    del adata.obs["was a column"]
    do(session)
    assert ("z", "was a column", "3", "Gamma") in said(session)
