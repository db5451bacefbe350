"""An edit is made whole, in memory and on disk, or not at all."""

from __future__ import annotations

import shutil
import threading

import pytest

from cellxgene_widget import AnnotationError
from cellxgene_widget.draft.autosave import Autosave
from cellxgene_widget.selection.recipe import Pick, Selection


@pytest.fixture
def session(adata, open_session):
    session = open_session(adata)
    session.create_category("cell_type")
    return session


def test_an_edit_that_can_not_be_kept_is_not_made(session):
    session.parts.selector.choose(Selection((Pick.of(session.selected | True, {"what": object()}, "replace"),)))
    with pytest.raises(AnnotationError, match="was not made"):
        session.label("x")
    assert session.annotations["cell_type"].tolist() == ["unassigned"] * 700
    assert session.revision == 1
    assert session.label("x", cells=[0]) == 1
    assert session.save().saved


@pytest.mark.parametrize("error", [RuntimeError("can't start new thread"), SystemExit(), MemoryError()])
def test_an_edit_whose_save_can_not_be_planned_is_nowhere(adata, open_session, tmp_path, monkeypatch, error):
    session = open_session(adata, name="mine", autosave=60)
    session.create_category("c")
    session.save()

    def fails(self):
        raise error

    with monkeypatch.context() as patch:
        patch.setattr(Autosave, "schedule", fails)
        with pytest.raises(type(error)):
            session.label("A", cells=[0, 1, 2])
    assert session.annotations["c"].tolist() == ["unassigned"] * 700
    session.label("B", cells=[5, 6])
    copy = tmp_path / "copy"  # as a kill leaves it
    shutil.copytree(session.parts.draft.folder, copy)
    for lock in copy.rglob("*.lock"):
        lock.unlink()
    again = open_session(adata, annotations_dir=copy, name="mine")
    assert again.annotations["c"].equals(session.annotations["c"])
    assert again.history["text"].tolist() == session.history["text"].tolist()


def test_a_system_without_a_thread_left_does_not_stop_an_edit(adata, open_session, monkeypatch):
    def no_thread(self):
        raise RuntimeError("can't start new thread")

    session = open_session(adata, name="mine", autosave=60)
    monkeypatch.setattr(threading.Timer, "start", no_thread)
    session.create_category("c")
    assert session.label("A", cells=[0, 1, 2]) == 3
    assert session.save().saved
