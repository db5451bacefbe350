"""What was a category of ours is one in a file that another program wrote without our comment line."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cellxgene_widget.draft.known_categories import categories_after
from cellxgene_widget.labels.annotations import Annotations
from cellxgene_widget.labels.commands import create_category, delete_category, rename_category
from cellxgene_widget.labels.history import History
from tests.draft_store import store_of

from .test_left_columns import SCORES, N, column, opened, rows, write

SUBCLUSTERS = ["3.1", "3.2"]
MANY = [f"L{i}" for i in range(15)]
TWO_LINES = "# Annotations generated on 2026-01-01 using cellxgene version 1.1.2\n# Input data file was a.h5ad\n"


@pytest.fixture
def path(tmp_path):
    return tmp_path / "l.csv"


def given_to(labels):
    return [labels[i % len(labels)] for i in range(N)]


def label_all(session, name, labels):
    session.create_category(name)
    for label in labels:
        session.label(label, category=name, cells=np.array(given_to(labels)) == label)


def rewrite(path, **columns):
    """Write the file as cellxgene does: with its two comment lines, and without ours."""
    write(path, columns)
    path.write_text(TWO_LINES + path.read_text())


def remove_versions(path):
    for version in path.with_name("l-backups").glob("*.csv"):
        version.unlink()


@pytest.mark.parametrize("labels", [SUBCLUSTERS, MANY], ids=["numbers", "many"])
def test_after_one_save(labels, path):
    options = {"autosave": None, "max_category_items": 10}
    with opened(path, **options) as session:
        label_all(session, "sub", labels)
        session.save()
    rewrite(path, sub=column(path, "sub").values(), score=SCORES)
    with opened(path, **options) as session:
        assert list(session.annotations) == ["sub"]
        assert session.annotations["sub"].tolist() == given_to(labels)
        assert not [said for said in session.warnings if "'sub'" in said]
        session.undo()
        left = [label if label != labels[-1] else "unassigned" for label in given_to(labels)]
        assert session.annotations["sub"].tolist() == left
        session.save()
        assert list(column(path, "score").values()) == SCORES


def test_renamed_and_made_since_the_last_version(path):
    with opened(path, autosave=None) as session:
        label_all(session, "old", SUBCLUSTERS)
        session.save()
        session.rename_category("old", "new")
        label_all(session, "more", ["0.5", "1.5"])
        session.save()
    rewrite(path, new=given_to(SUBCLUSTERS), more=given_to(["0.5", "1.5"]), old=SCORES)
    with opened(path, autosave=None) as session:
        assert list(session.annotations) == ["new", "more"]
        assert any("'old' holds numbers" in said for said in session.warnings)


@pytest.mark.parametrize("saves", [1, 2])
def test_one_that_was_deleted_is_none_of_ours(saves, path):
    with opened(path, autosave=None) as session:
        session.create_category("ct")
        label_all(session, "sub", SUBCLUSTERS)
        if saves == 2:
            session.save()
        session.delete_category("sub")
        session.save()
    rewrite(path, ct=given_to(["B"]), sub=SCORES)
    with opened(path, autosave=None) as session:
        assert list(session.annotations) == ["ct"]


def test_deleted_and_brought_back_by_undo(path):
    with opened(path, autosave=None) as session:
        label_all(session, "sub", SUBCLUSTERS)
        session.delete_category("sub")
        session.undo()
        session.save()
    rewrite(path, sub=given_to(SUBCLUSTERS))
    with opened(path, autosave=None) as session:
        assert session.annotations["sub"].tolist() == given_to(SUBCLUSTERS)


def test_one_that_was_in_the_file_before_and_got_its_number_by_an_edit(path):
    write(path, {"sub": given_to(["3", "4"])})
    with opened(path, autosave=None) as session:
        session.rename_label("sub", "3", "3.5")
        session.save()
    rewrite(path, sub=given_to(["3.5", "4"]))
    with opened(path, autosave=None) as session:
        assert session.annotations["sub"].tolist() == given_to(["3.5", "4"])


def test_one_that_was_not_in_the_file_yet_is_not_taken_for_a_column_of_that_name(path):
    """As while running: a score of another program does not become labels of a category made meanwhile."""
    with opened(path, autosave=None) as session:
        session.create_category("ct")
        session.save()
        session.create_category("score")
        session.label("good", category="score", cells=[1])
        rewrite(path, ct=given_to(["B"]), score=SCORES)
        store_of(session).write_lock.release()  # as after a kill: nothing is saved
    with opened(path, autosave=None) as session:
        assert session.annotations["score"].tolist() == ["unassigned", "good", *["unassigned"] * (N - 2)]
        session.save()
        assert list(column(path, "score_").values()) == SCORES


def test_what_the_journal_was_compacted_to(path):
    with opened(path, autosave=None) as session:
        store_of(session).compact_bytes, store_of(session).compact_keep = 0, 1
        label_all(session, "sub", SUBCLUSTERS)
        session.save()
        label_all(session, "ct", "AB")
        session.save()
    remove_versions(path)
    rewrite(path, sub=given_to(SUBCLUSTERS), ct=given_to("AB"))
    with opened(path, autosave=None) as session:
        assert session.annotations["sub"].tolist() == given_to(SUBCLUSTERS)


def test_a_draft_that_is_gone_and_whose_last_version_another_program_wrote(path):
    with opened(path, autosave=None) as session:
        label_all(session, "sub", SUBCLUSTERS)
        session.save()
    rewrite(path, sub=given_to(SUBCLUSTERS))
    with opened(path, autosave=None) as session:
        session.create_category("ct")
        session.save()
    path.unlink()
    with opened(path, autosave=None) as session:
        assert list(session.annotations) == ["sub", "ct"]
        assert session.annotations["sub"].tolist() == given_to(SUBCLUSTERS)
        session.save()
        assert rows(path)[0] == ["index", "sub", "ct"]


def test_where_earlier_versions_are_of_a_journal_that_was_lost(path):
    with opened(path, autosave=None) as session:
        label_all(session, "ct", MANY)
        session.save()
    path.with_name("l-backups").joinpath("l.journal").unlink()
    rewrite(path, ct=given_to(MANY))
    with opened(path, autosave=None) as session:
        label_all(session, "sub", SUBCLUSTERS)
        session.save()
    rewrite(path, ct=given_to(MANY), sub=given_to(SUBCLUSTERS))
    with opened(path, autosave=None) as session:
        assert list(session.annotations) == ["ct", "sub"]


@given(st.data())
def test_the_names_are_those_of_the_annotations_at_every_revision(data):
    history = History(Annotations(3), "someone")
    names = st.sampled_from("abcd")
    entries, states = [], [()]
    for verb in data.draw(st.lists(st.sampled_from(["create", "rename", "delete", "undo", "redo"]), max_size=12)):
        there, name = history.annotations, data.draw(names)
        command = change = None
        if verb == "create" and name not in there.names:
            command = create_category(there, (), name, None)
        elif verb == "rename" and name in there.names and (new := data.draw(names)) not in there.names:
            command = rename_category(there, (), name, new)
        elif verb == "delete" and name in there.names:
            command = delete_category(there, name)
        elif verb == "undo":
            change = history.undo()
        elif verb == "redo":
            change = history.redo()
        change = history.do(command) if command is not None else change
        if change is not None:
            entries.append(change.entry)
            states.append(tuple(history.annotations.names))
    since = data.draw(st.integers(0, len(entries)))
    until = data.draw(st.integers(since, len(entries)))
    assert categories_after(entries, until) == set(states[until])
    assert categories_after(entries, until, start=states[since], since=since) == set(states[until])
