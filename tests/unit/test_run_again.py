"""A cell with ``show()`` runs again and again: old data goes, files are closed, no label is lost."""

from __future__ import annotations

import gc
import time
import weakref
from pathlib import Path

import pytest

import cellxgene_widget as cxw

from ..faults.small import small_cells


def show(data, folder, **options):
    return cxw.show(data, dataset="d", name="n", annotations_dir=folder, autosave=None, **options)


def open_session(data, folder, **options):
    return cxw.open_session(data, dataset="d", name="n", annotations_dir=folder, autosave=None, **options)


def open_files(folder):
    """Count those in a folder: what else the process has open is for other threads to say."""
    found = 0
    for descriptor in Path("/proc/self/fd").iterdir():
        try:
            found += descriptor.readlink().is_relative_to(folder)
        except FileNotFoundError:  # that of the list itself
            continue
    return found


@pytest.mark.parametrize("face", [show, open_session])
@pytest.mark.parametrize("edits", [True, False], ids=["with labels", "looked at only"])
def test_the_old_data_goes(tmp_path, face, edits):
    alive, files = [], []
    for run in range(6):
        adata = small_cells()
        alive.append(weakref.ref(adata))
        w = face(adata, tmp_path)
        if edits:
            w.label("B", category=w.create_category("ct") or "ct" if run == 0 else "ct", cells=[run])
        gc.collect()
        files.append(open_files(tmp_path))
        assert sum(one() is not None for one in alive) <= 2, "the last, and the one before"
    assert files[-1] <= files[1]
    if edits:
        assert (w.annotations["ct"] == "B").sum() == 6
    w.close()
    del w, adata
    gc.collect()
    assert sum(one() is not None for one in alive) <= 1


def test_data_from_a_file_is_closed(tmp_path):
    small_cells().write_h5ad(tmp_path / "data.h5ad")
    files = []
    for run in range(6):
        w = cxw.show(str(tmp_path / "data.h5ad"), autosave=None)
        if run == 0:
            w.create_category("ct")
        w.label("B", category="ct", cells=[run])
        gc.collect()
        files.append(open_files(tmp_path))
    # on a busy machine the thread of a session that was closed may have one open for a moment
    until = time.monotonic() + 30
    while open_files(tmp_path) > files[1] and time.monotonic() < until:
        time.sleep(0.05)
    assert open_files(tmp_path) <= files[1]
    assert (w.annotations["ct"] == "B").sum() == 6
    w.close()


def test_the_one_before_can_take_the_draft_back(tmp_path):
    first = show(small_cells(), tmp_path)
    first.create_category("ct")
    second = show(small_cells(), tmp_path)
    assert first.draft.read_only
    first.take_over()
    first.label("B", category="ct", cells=[1])
    third = show(small_cells(), tmp_path)
    assert first.draft.read_only, "it had the draft until now, and stays to be looked at"
    fourth = show(small_cells(), tmp_path)
    for old in (first, second):
        with pytest.raises(cxw.AnnotationError, match="closed"):
            old.label("x", cells=[1])
    assert (fourth.annotations["ct"] == "B").sum() == 1
    third.close()
    fourth.close()


def test_other_drafts_are_left_alone(tmp_path):
    drafts = [cxw.show(small_cells(), dataset=f"d{i}", annotations_dir=tmp_path) for i in range(4)]
    for widget in drafts:
        widget.create_category("ct")
    for widget in drafts:
        widget.label("B", category="ct", cells=[1])
        widget.close()


def test_edits_of_a_session_that_can_not_save_are_kept_when_it_is_closed(tmp_path, monkeypatch):
    first = open_session(small_cells(), tmp_path)
    first.create_category("ct")
    second = open_session(small_cells(), tmp_path)
    monkeypatch.setattr(first.parts.draft, "save", lambda: (_ for _ in ()).throw(cxw.DraftError("the disk is full")))
    with pytest.warns(cxw.UnsavedWarning, match="the disk is full"):
        third = open_session(small_cells(), tmp_path)
    assert first.closed
    assert third.annotations.columns.tolist() == ["ct"], "the journal has all edits"
    monkeypatch.undo()
    for session in (first, second, third):
        session.close()


def test_a_session_nobody_refers_to_lets_everything_go(tmp_path):
    adata = small_cells()
    data, files = weakref.ref(adata), open_files(tmp_path)
    session = open_session(adata, tmp_path)
    session.create_category("ct")
    session.save()
    del session, adata
    gc.collect()
    assert data() is None
    assert open_files(tmp_path) <= files
    assert not list(tmp_path.glob("**/*.lock"))
