"""What is said of a category as a whole: in the draft, undone, renamed along, and nothing of other forms."""

from __future__ import annotations

import pytest

from cellxgene_widget.errors import AnnotationError
from cellxgene_widget.labels.about import about_from_json, clean_about
from cellxgene_widget.labels.commands import Command
from cellxgene_widget.labels.edits import SetAbout

PREDICTED = {"by": "celltypist", "source": "obs['x']", "time": "2026-11-27T10:00:00Z", "score": None}


def say(session, category, key, value):
    command = Command(SetAbout(category, key, value), "set_about", "say something", category)
    with session.parts.gate.lock:
        session.parts.editor.do(command)


def about(session, category):
    return dict(session.parts.history.annotations.find(category).about)


def test_it_is_in_the_draft_and_undone(open_session, adata):
    session = open_session(adata)
    session.create_category("a", like="louvain")
    say(session, "a", "predicted", PREDICTED)
    session.undo()
    assert about(session, "a") == {}
    session.redo()
    session.save()
    session.close()
    again = open_session(adata)
    assert about(again, "a") == {"predicted": PREDICTED}
    again.delete_category("a")
    again.undo()
    assert about(again, "a") == {"predicted": PREDICTED}


def test_it_is_there_after_the_csv_was_lost_to_another_program(open_session, adata):
    session = open_session(adata)
    session.create_category("a", like="louvain")
    say(session, "a", "predicted", PREDICTED)
    session.close()
    path = session.draft.path
    text = path.read_text("utf-8")
    path.write_text("".join(line for line in text.splitlines(keepends=True) if not line.startswith("#")), "utf-8")
    assert about(open_session(adata), "a") == {"predicted": PREDICTED}


def test_a_review_follows_the_name_of_what_it_reviews(open_session, adata):
    session = open_session(adata)
    session.create_category("a")
    session.create_category("review: a")
    say(session, "review: a", "reviews", "a")
    session.rename_category("a", "b")
    assert about(session, "review: a") == {"reviews": "b"}
    session.undo()
    assert about(session, "review: a") == {"reviews": "a"}


def test_a_version_restored_has_what_was_said_then(open_session, adata):
    session = open_session(adata)
    session.create_category("a")
    session.save()
    say(session, "a", "predicted", PREDICTED)
    session.restore_to(1)
    assert about(session, "a") == {}


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("predicted", {"by": 3}),
        ("predicted", []),
        ("proposals", {}),
        ("proposals", ["x"]),
        ("reviews", 3),
        ("other", "x"),
        (None, None),
    ],
)
def test_other_forms_are_refused_and_passed_over_in_a_file(key, value):
    with pytest.raises(AnnotationError):
        clean_about(key, value)
    assert about_from_json({key: value, "reviews": "a"} if key != "reviews" else {key: value}).keys() <= {"reviews"}
