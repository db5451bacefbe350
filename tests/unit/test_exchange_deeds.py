"""Which edits still stand, and what their labels are called now: of real sessions."""

import pytest

from cellxgene_widget.exchange.deeds import Deeds

from ..labelled import entry


@pytest.fixture
def session(adata, open_session):
    session = open_session(adata)
    session.create_category("ct")
    return session


def deeds(session):
    found = Deeds.of_entries(session.parts.history.entries)
    return {name: [one.about["n_changed"] for one in deed.entries] for name, deed in found.by_label.items()}


def label(session, name, n, begin=0):
    session.label(name, cells=range(begin, begin + n))


def test_an_edit_that_was_taken_back_is_not_told(session):
    label(session, "a", 10)
    label(session, "b", 5, 10)
    assert deeds(session) == {("ct", "a"): [10], ("ct", "b"): [5]}
    session.undo()
    assert deeds(session) == {("ct", "a"): [10]}
    session.redo()
    assert deeds(session) == {("ct", "a"): [10], ("ct", "b"): [5]}
    session.undo()
    label(session, "c", 3, 20)
    assert deeds(session) == {("ct", "a"): [10], ("ct", "c"): [3]}


def test_labels_are_called_as_now(session):
    label(session, "a", 10)
    session.rename_label("ct", "a", "b")
    label(session, "a", 4, 20)
    assert deeds(session) == {("ct", "b"): [10], ("ct", "a"): [4]}
    session.rename_category("ct", "types")
    label(session, "b", 2, 30)
    assert deeds(session) == {("types", "b"): [10, 2], ("types", "a"): [4]}
    session.merge_labels("types", ["a"], "b")
    assert deeds(session) == {("types", "b"): [10, 4, 2]}
    session.undo()
    assert deeds(session) == {("types", "b"): [10, 2], ("types", "a"): [4]}


def test_what_labels_were_before_they_were_imported_again_is_not_told(session):
    session.import_labels("bulk_labels", category="types")
    session.label("a", category="types", cells=range(10))
    assert deeds(session) == {("types", "a"): [10]}
    session.import_labels("louvain", category="types", replace=True)
    session.label("a", category="types", cells=range(4))
    assert deeds(session) == {("types", "a"): [4]}
    session.undo()
    session.undo()
    assert deeds(session) == {("types", "a"): [10]}
    session.delete_category("types")
    session.import_labels("louvain", category="types")
    assert deeds(session) == {}


def test_what_is_gone_is_not_told(session):
    label(session, "a", 10)
    label(session, "b", 5, 10)
    session.delete_label("ct", "a")
    assert deeds(session) == {("ct", "b"): [5]}
    label(session, "a", 3)
    assert deeds(session) == {("ct", "b"): [5], ("ct", "a"): [3]}
    session.delete_category("ct")
    assert deeds(session) == {}
    session.create_category("ct")
    label(session, "b", 1)
    assert deeds(session) == {("ct", "b"): [1]}


def test_going_back_takes_all_edits_since_back_and_can_be_taken_back(session):
    label(session, "a", 10)
    revision = session.revision
    label(session, "b", 5, 10)
    label(session, "c", 5, 20)
    session.restore_to(revision)
    assert deeds(session) == {("ct", "a"): [10]}
    session.undo()
    assert deeds(session) == {("ct", "a"): [10], ("ct", "b"): [5], ("ct", "c"): [5]}
    session.redo()
    label(session, "d", 1, 40)
    assert deeds(session) == {("ct", "a"): [10], ("ct", "d"): [1]}


def test_a_copy_is_known_by_the_name_of_now(session):
    session.create_category("copy", like="louvain")
    session.rename_category("copy", "mine")
    found = Deeds.of_entries(session.parts.history.entries)
    assert (found.begun_from("mine"), found.begun_from("copy"), found.begun_from("ct")) == ("louvain", None, None)


def test_going_back_to_a_version_takes_all_edits_since_back(session):
    label(session, "a", 10)
    session.save()
    label(session, "b", 5, 10)
    session.save()
    session.restore(session.versions()["version"].iloc[0])
    assert deeds(session) == {("ct", "a"): [10]}
    assert Deeds.of_entries(session.parts.history.entries).unclear == ()
    session.undo()
    assert deeds(session) == {("ct", "a"): [10], ("ct", "b"): [5]}


def test_a_version_that_an_older_journal_does_not_tell_of_is_unclear():
    restored = entry(2, "restore", None)
    found = Deeds.of_entries([entry(1, "label", label="a", n_changed=3), restored])
    assert found.unclear == (restored,)
    assert found.of("ct", "a") is not None


def test_a_copy_of_a_category_is_told_of_as_that_is_called_now_with_who_labelled_it(session):
    label(session, "a", 10)
    session.rename_label("ct", "a", "b")
    session.create_category("fine", like="ct")
    session.rename_category("ct", "old")
    session.rename_label("fine", "b", "c")
    session.rename_category("fine", "ct")
    label(session, "d", 2, 20)
    found = Deeds.of_entries(session.parts.history.entries)
    assert (found.begun_from("ct"), found.begun_from("old")) == ("old", None)
    assert deeds(session) == {("old", "b"): [10], ("ct", "c"): [10], ("ct", "d"): [2]}
    assert found.taken_from("ct") is None
    assert len(found.by_hand("ct")) == 2


def test_what_was_taken_from_a_column_is_known_of_copies_too(session):
    session.create_category("one", like="louvain")
    session.create_category("two", like="one")
    session.delete_category("one")
    found = Deeds.of_entries(session.parts.history.entries)
    assert (found.begun_from("two"), found.taken_from("two"), found.taken_from("ct")) == ("one", "louvain", None)


def test_edits_of_a_journal_that_tells_little_are_passed_over():
    bare = entry(1, "unknown", None)
    odd = [
        entry(2, "undo"), entry(3, "redo"), entry(4, "restore_to", call={"revision": "x"}), entry(5, "label", label=3),
        entry(6, "rename_label", call={"old": 1}), entry(7, "merge_labels", call={"into": "a", "labels": None}),
    ]  # fmt: skip
    found = Deeds.of_entries([bare, *odd])
    assert found.by_label == {}
    assert found.of("ct", "a") is None
