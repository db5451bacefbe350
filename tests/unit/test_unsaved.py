"""An edit that can't be put on disk is told of, says where it is, and is not lost when the session ends."""

from __future__ import annotations

import errno
import os
import shutil
import warnings
from pathlib import Path

import pytest

import cellxgene_widget as cxw
from cellxgene_widget import DraftError, UnsavedWarning
from tests.draft_store import store_of

DENIED = os.strerror(errno.EACCES)


def no_journal(monkeypatch, number=errno.EACCES):
    """Let no journal be opened for writing any more."""

    def denied(path):
        raise OSError(number, os.strerror(number), str(path))

    monkeypatch.setattr("cellxgene_widget.draft.journal.open_to_append", denied)


def no_place(session):
    """Put a file where the folder of the draft is: nothing can be written there, not by root either."""
    session.parts.store.unsaved.close()
    folder = session.draft.path.parent
    shutil.rmtree(folder)
    folder.write_text("")


EDITS = {
    "label": lambda s: s.label("B", cells=[1]),
    "unlabel": lambda s: s.unlabel(cells=[0]),
    "label_rest": lambda s: s.label_rest("C"),
    "create_category": lambda s: s.create_category("other"),
    "rename_label": lambda s: s.rename_label("ct", "A", "Z"),
    "merge_labels": lambda s: s.merge_labels("ct", ["A"], "new"),
    "set_note": lambda s: s.set_note("ct", "A", "why"),
    "undo": lambda s: s.undo(),
}


@pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS)
def test_an_edit_that_the_journal_can_not_hold_warns_and_counts(edit, adata, open_session, monkeypatch):
    session = open_session(adata, autosave=None)
    session.create_category("ct")
    session.label("A", cells=[0])
    store_of(session).unsaved.close()
    with monkeypatch.context() as patch:
        no_journal(patch)
        with pytest.warns(UnsavedWarning, match=f"only in memory.*{DENIED}") as told:
            edit(session)
        assert told[0].filename == __file__, "it points at the line that made the edit"
        assert session.revision == 3
        assert session.draft.only_in_memory
        assert "only in memory" in repr(session.draft)
    session.save()
    assert not session.draft.only_in_memory


def test_it_is_told_once_for_each_reason_and_again_after_it_went_well(adata, open_session, monkeypatch):
    session = open_session(adata, autosave=None)
    session.create_category("ct")

    def warned(*cells):
        with warnings.catch_warnings(record=True) as told:
            warnings.simplefilter("always")
            for cell in cells:
                session.label("A", cells=[cell])
        return [str(each.message) for each in told]

    for number in (errno.EACCES, errno.ENOSPC):
        store_of(session).unsaved.close()
        with monkeypatch.context() as patch:
            no_journal(patch, number)
            (told,) = warned(1, 2, 3)
            assert os.strerror(number) in told
            session.undo(), session.undo(), session.undo()
    store_of(session).unsaved.close()
    assert warned(4) == []
    store_of(session).unsaved.close()
    with monkeypatch.context() as patch:
        no_journal(patch)
        assert len(warned(5, 6)) == 1


def test_a_warning_that_is_made_an_error_is_an_edit_that_was_not_made(adata, open_session, monkeypatch):
    session = open_session(adata, autosave=None)
    session.create_category("ct")
    store_of(session).unsaved.close()
    with monkeypatch.context() as patch:
        no_journal(patch)
        with pytest.raises(UnsavedWarning):  # as under python -W error
            session.label("A", cells=[0])
    assert session.revision == 1
    session.label("B", cells=[0])
    session.close()
    again = open_session(adata)
    assert again.annotations["ct"].iloc[0] == "B"
    assert again.history["operation"].tolist() == ["create_category", "label"]


def test_a_page_is_told_by_the_state_of_the_draft(adata, open_session, monkeypatch):
    from cellxgene_widget.session.origin import asked_by

    session = open_session(adata, autosave=None)
    session.create_category("ct")
    store_of(session).unsaved.close()
    no_journal(monkeypatch)
    with asked_by("a request"):
        session.label("A", cells=[0])
    assert session.draft.only_in_memory
    monkeypatch.undo()


def test_merge_needs_no_disk(adata, open_session, tmp_path):
    session = open_session(adata, autosave=None)
    session.create_category("ct")
    session.label("A", cells=[0])
    no_place(session)
    with pytest.warns(UnsavedWarning, match="Could not save"):
        session.merge()
    assert adata.obs["ct"].iloc[0] == "A"
    with pytest.warns(UnsavedWarning):
        session.close()


@pytest.mark.parametrize("by", ["close", "the widget"])
def test_what_can_be_saved_nowhere_is_kept_when_the_session_ends(by, adata, tmp_path):
    folder = tmp_path / "drafts"
    options = {"annotations_dir": folder, "autosave": None, "dataset": "d"}
    shown = cxw.show(adata, **options) if by == "the widget" else cxw.open_session(adata, **options)
    session = shown.session if by == "the widget" else shown
    session.create_category("ct")
    stem = session.draft.path.stem
    no_place(session)
    with pytest.warns(UnsavedWarning):
        shown.label("A", cells=[0, 1])
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        shown.close()
    assert session.closed
    (said,) = [str(each.message) for each in told if each.category is UnsavedWarning]
    path = Path(said.partition("kept in ")[2].partition(": annotations_file=")[0])
    assert path.name.startswith(stem)
    kept = cxw.open_session(adata, annotations_file=path, autosave=None)
    assert kept.annotations["ct"].tolist()[:3] == ["A", "A", "unassigned"]
    kept.close()
    folder.unlink()
    again = cxw.open_session(adata, name="my-labels", **options)
    again.create_category("ct")
    again.close()
    again = cxw.open_session(adata, **options)
    assert not any(str(path) in warning for warning in again.warnings), "the draft was written since"
    again.close()


def test_a_draft_opened_again_names_what_was_kept_elsewhere(adata, tmp_path):
    options = {"annotations_dir": tmp_path / "drafts", "autosave": None, "dataset": "d"}
    session = cxw.open_session(adata, **options)
    session.create_category("ct")
    session.save()
    away = tmp_path / "away"
    shutil.copytree(session.draft.path.parent, away)
    no_place(session)
    with pytest.warns(UnsavedWarning):
        session.label("A", cells=[0])
    with pytest.warns(UnsavedWarning, match="kept in"):
        session.close()
    (tmp_path / "drafts").unlink()
    away.rename(tmp_path / "drafts")
    again = cxw.open_session(adata, **options)
    assert any("could not be saved are in" in warning for warning in again.warnings)
    again.close()


def test_a_session_that_was_displaced_keeps_what_it_could_not_save(adata, tmp_path, monkeypatch):
    options = {"annotations_dir": tmp_path / "drafts", "autosave": None, "dataset": "d"}
    first = cxw.open_session(adata, **options)
    first.create_category("ct")
    store_of(first).unsaved.close()
    with monkeypatch.context() as patch:
        no_journal(patch)
        patch.setattr("cellxgene_widget.core.files.Replacement.commit", lambda _: Path("nothing").rename("nowhere"))
        with pytest.warns(UnsavedWarning):
            first.label("A", cells=[0])
        second = cxw.open_session(adata, **options)
    assert first.draft.read_only
    with pytest.warns(UnsavedWarning, match="kept in"):
        first.close()
    second.close()


def test_nobody_is_kept_from_closing(adata, tmp_path, monkeypatch):
    session = cxw.open_session(adata, annotations_dir=tmp_path / "drafts", autosave=None)
    session.create_category("ct")
    no_place(session)
    (tmp_path / "data").write_text("")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    with pytest.warns(UnsavedWarning):
        session.label("A", cells=[0])
    with pytest.raises(DraftError, match="once more"):
        session.close()
    assert session.annotations["ct"].iloc[0] == "A", "it is open still"
    session.close()
    assert session.closed


def test_edits_that_are_in_the_journal_are_there_the_next_time(adata, tmp_path, monkeypatch):
    options = {"annotations_dir": tmp_path / "drafts", "autosave": None, "dataset": "d"}
    session = cxw.open_session(adata, **options)
    session.create_category("ct")
    session.label("A", cells=[0])
    with monkeypatch.context() as patch:

        def full(*_):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

        patch.setattr("cellxgene_widget.core.files.Replacement.commit", full)
        with pytest.warns(UnsavedWarning, match="safe on disk"):
            session.close()
    again = cxw.open_session(adata, **options)
    assert again.annotations["ct"].iloc[0] == "A"
    again.close()
