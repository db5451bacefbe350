"""One draft, several writers: take-over, and changes that other programs make to the file."""

from __future__ import annotations

import json
import os
import shutil
import threading
import time

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cellxgene_widget import DraftError
from cellxgene_widget.draft.lock_file import RENEW_SECONDS, LockFile
from cellxgene_widget.errors import LabelError
from cellxgene_widget.labels.annotations import Annotations
from cellxgene_widget.labels.three_way_merge import difference, merge_changes
from cellxgene_widget.session.events import DraftChanged
from tests.draft_store import store_of

from .test_annotations import edits, started


@pytest.fixture
def session(adata, open_session):
    session = open_session(adata, autosave=None)
    session.create_category("cell_type")
    session.label("a", cells=[0, 1, 2])
    session.save()
    return session


# -- open elsewhere


def foreign_lock(session):
    """Make the draft look open in a living process on another host."""
    path = store_of(session).draft.lock_path
    holder = json.loads(path.read_text())
    session.close()
    path.write_text(json.dumps({**holder, "host": "elsewhere", "token": "x"}))
    return path


def test_a_draft_open_elsewhere_is_read_only_until_taken_over(session, adata, open_session):
    path = foreign_lock(session)
    second = open_session(adata)
    assert second.draft.read_only
    assert "Read-only: open in process" in repr(second.draft)
    assert second.annotations["cell_type"].tolist()[:3] == ["a"] * 3
    before = session.draft.path.read_bytes()
    for edit in (lambda: second.label("b", cells=[0]), second.undo, lambda: second.create_category("x")):
        with pytest.raises(DraftError, match=r"read-only here.*take_over\(\)"):
            edit()
    second.save()
    second.select([0])
    assert session.draft.path.read_bytes() == before
    second.take_over()
    assert not second.draft.read_only
    assert second.label("b", cells=[0]) == 1
    second.close()
    assert not path.exists()


def test_who_was_taken_over_stops_writing(session):
    LockFile(store_of(session).draft.lock_path, "ben").steal()
    with pytest.raises(DraftError, match="read-only"):
        session.label("b", cells=[5])
    assert session.annotations["cell_type"].iloc[5] == "unassigned"
    store_of(session).renew_and_check()
    assert session.draft.read_only
    store_of(session).draft.lock_path.unlink()


def test_who_is_taken_over_is_told_soon_though_nobody_asks(session):
    told = threading.Event()
    session.parts.events.subscribe(lambda event: told.set() if isinstance(event, DraftChanged) else None)
    session.save()
    told.clear()
    LockFile(session.parts.store.draft.lock_path, "someone").steal()
    assert told.wait(RENEW_SECONDS / 2), "not only when the lock is renewed"
    assert session.parts.store.holder is not None


def test_a_cell_that_runs_again_takes_the_draft_over_from_the_earlier_one(session, adata, open_session):
    session.label("b", cells=[1])
    again = open_session(adata)
    assert again.annotations["cell_type"].tolist()[:3] == ["a", "b", "a"]
    assert again.label("c", cells=[5]) == 1
    assert session.draft.read_only
    with pytest.raises(DraftError, match="a later show"):
        session.label("x", cells=[0])
    session.take_over()
    assert session.annotations["cell_type"].iloc[5] == "c", "with what the other did"
    assert session.label("x", cells=[0]) == 1
    assert again.draft.read_only


@pytest.mark.parametrize("closed", [False, True])
def test_an_edit_that_crosses_those_of_a_session_that_took_over_is_refused(
    closed, session, adata, open_session, monkeypatch
):
    """It was allowed, another session took over and made edits, then it is written: at a revision of theirs."""
    store = store_of(session)
    append = store.unsaved.append

    def late(*entries):
        monkeypatch.setattr(store.unsaved, "append", append)
        store.write_lock.holder = "another one"  # so that it does not save what it has in memory
        other = open_session(adata)
        other.label("theirs", cells=[5])
        if closed:
            other.close()
        store.write_lock.holder, store.write_lock.file.is_ours = None, False  # this one had not noticed yet
        return append(*entries)

    monkeypatch.setattr(store.unsaved, "append", late)
    with pytest.raises(DraftError, match="took this draft over"):
        session.label("ours", cells=[6])
    assert session.draft.read_only
    session.take_over()
    assert session.annotations["cell_type"].tolist()[5:7] == ["theirs", "unassigned"]


# -- changes by others


def rewrite(path, change):
    """Change the file as another program would: read the table, change it, write it without our line."""
    table = pd.read_csv(path, comment="#", dtype=str, index_col=0, keep_default_na=False)
    changed = change(table)
    (table if changed is None else changed).to_csv(path)
    os.utime(path, (time.time() - 60,) * 2)


def test_what_both_said_of_a_label_stays_ours_and_is_told(session, adata, open_session, tmp_path):
    session.label("b", cells=[3])
    session.save()
    colleague = tmp_path / "colleague"
    shutil.copytree(session.draft.path.parent, colleague, ignore=shutil.ignore_patterns("*.lock"))
    other = open_session(adata, annotations_dir=colleague)
    other.set_term("cell_type", "a", "CL:0000236")
    other.set_note("cell_type", "b", "theirs")
    other.set_parent("cell_type", "b", "a")
    other.save()
    session.set_term("cell_type", "a", "CL:0000084")
    shutil.copy(other.draft.path, session.draft.path)
    session.save()
    labels = session.labels("cell_type").set_index("label")
    assert labels.loc["a", "term_id"] == "CL:0000084"
    assert (labels.loc["b", "note"], labels.loc["b", "parent"]) == ("theirs", "a")
    assert "What you said of 'a' (term, note, nesting ...) stays, where it says otherwise." in session.warnings[-1]
    # the same words by both are no conflict
    n = len(session.warnings)
    other.set_term("cell_type", "a", "CL:0000084")
    other.save()
    shutil.copy(other.draft.path, session.draft.path)
    session.save()
    assert len(session.warnings) == n


def test_changes_of_another_program_are_merged_cell_by_cell(session):
    def change(table):
        table.iloc[1, 0] = "theirs"  # only they
        table.iloc[2, 0] = "theirs"  # both
        table["new"] = ["x"] + ["unassigned"] * (len(table) - 1)

    session.label("ours", cells=[2])  # both
    session.label("ours", cells=[3])  # only we
    rewrite(session.draft.path, change)
    session.save()
    assert session.annotations["cell_type"].tolist()[:5] == ["a", "theirs", "ours", "ours", "unassigned"]
    assert session.annotations["new"].tolist()[:2] == ["x", "unassigned"]
    assert "2 cells were taken from it. 1 cell that you changed too keeps your label." in session.warnings[-1]
    written = pd.read_csv(session.draft.path, comment="#", index_col=0)
    assert written["cell_type"].tolist()[:4] == ["a", "theirs", "ours", "ours"]
    kept = pd.read_csv(session.versions()["path"][0], comment="#", index_col=0)
    assert kept["cell_type"].tolist()[:4] == ["a", "theirs", "theirs", "unassigned"], "theirs is kept"
    assert session.undo().startswith("take the changes another program made")
    assert session.annotations["cell_type"].tolist()[:3] == ["a", "a", "ours"]


def test_changes_are_noticed_without_an_edit_of_ours(session):
    rewrite(session.draft.path, lambda table: table.__setitem__("cell_type", "all"))
    store_of(session).renew_and_check()
    assert set(session.annotations["cell_type"]) == {"all"}


def test_rows_that_are_missing_say_nothing(session):
    rewrite(session.draft.path, lambda table: table[:1])
    store_of(session).renew_and_check()
    assert session.annotations["cell_type"].tolist()[:4] == ["a", "a", "a", "unassigned"]
    assert len(pd.read_csv(session.draft.path, comment="#")) == 700


def test_a_file_that_was_only_touched_is_no_change(session):
    revision, n = session.revision, len(session.versions())
    os.utime(session.draft.path, (1, 1))
    store_of(session).renew_and_check()
    assert session.revision == revision
    assert session.warnings == []
    assert len(session.versions()) <= n + 1


def test_a_file_that_can_not_be_used_is_kept_aside(session):
    session.draft.path.write_bytes(b"\xffnonsense")
    os.utime(session.draft.path, (1, 1))
    session.label("b", cells=[9])
    session.save()
    assert "can't be used" in session.warnings[-1]
    (aside,) = store_of(session).draft.backup_directory.glob("*-unreadable-*")
    assert aside.read_bytes() == b"\xffnonsense"
    assert pd.read_csv(session.draft.path, comment="#", index_col=0)["cell_type"].iloc[9] == "b"


def test_changes_made_while_it_was_closed_are_what_counts(session, adata, open_session):
    session.label("b", cells=[1])
    session.close()
    rewrite(session.draft.path, lambda table: table.__setitem__("cell_type", ["z", *table["cell_type"][1:]]))
    again = open_session(adata)
    assert again.annotations["cell_type"].tolist()[:3] == ["z", "b", "a"]


def test_colours_order_and_notes_outlive_a_program_that_wrote_the_file_while_it_was_closed(
    session, adata, open_session
):
    session.label("b", cells=[1])
    session.add_label("cell_type", "no cells yet")
    session.recolor_label("cell_type", "a", "#123456")
    session.reorder_labels("cell_type", ["b", "no cells yet", "a"])
    session.save()
    session.label("c", cells=[3])
    session.close()
    rewrite(session.draft.path, lambda table: table.__setitem__("cell_type", ["new", *table["cell_type"][1:]]))
    again = open_session(adata)
    assert again.annotations["cell_type"].tolist()[:4] == ["new", "b", "a", "c"]
    found = again.find_category("cell_type").labels
    assert [label.name for label in found] == ["b", "no cells yet", "a", "c", "new"]
    assert found[2].color == "#123456"
    assert len({label.color for label in found}) == 5


def test_a_version_copied_back_by_hand_is_what_counts(session, adata, open_session):
    old = session.draft.path.read_bytes()
    session.label("b", cells=[1])
    session.close()
    session.draft.path.write_bytes(old)
    again = open_session(adata)
    assert again.annotations["cell_type"].tolist()[:3] == ["a"] * 3
    again.label("c", cells=[2])
    again.close()
    assert open_session(adata).annotations["cell_type"].tolist()[:3] == ["a", "a", "c"]


# -- versions


def test_restore_is_an_edit(session):
    session.label("b", cells=[0])
    session.recolor_label("cell_type", "a", "#123456")
    session.create_category("more", like="louvain")
    session.save()
    now = session.annotations
    table = session.versions()
    assert table["n_labelled"].tolist() == [3]
    assert table.columns.tolist() == ["version", "saved_at", "n_labelled", "path"]
    session.restore(table["version"][0])
    assert session.annotations.columns.tolist() == ["cell_type"]
    assert session.annotations["cell_type"].tolist()[:4] == ["a", "a", "a", "unassigned"]
    assert [x.name for x in session.categories[0].labels] == ["a"]
    assert session.undo().startswith("restore the version 20")
    pd.testing.assert_frame_equal(session.annotations, now)
    with pytest.raises(DraftError, match="There is no version 'nope'"):
        session.restore("nope")


# -- laws of differences and merges


def state_after(sequence, start=None):
    annotations = started() if start is None else start
    for edit in sequence:
        try:
            annotations.apply(edit)
        except LabelError:
            continue
    return annotations


def meaning(annotations):
    return sorted(annotations._meaning())


sequences = st.lists(edits, max_size=6)


@given(sequences, sequences)
def test_the_difference_leads_to_the_target_and_back(one, other):
    current, target = state_after(one), state_after(other)
    edit = difference(current, target)
    if edit is None:
        assert meaning(current) == meaning(target)
        return
    before = meaning(current)
    inverse = current.apply(edit).inverse
    assert meaning(current) == meaning(target)
    current.apply(inverse)
    assert meaning(current) == before
    assert difference(target, target) is None


def labels_of(annotations: Annotations):
    out = {}
    for category in annotations.categories:
        names = {0: None, **{x.code: x.name for x in category.labels}}
        for cell, code in enumerate(category.codes.tolist()):
            out[category.name, cell] = names[code]
    return out


@given(sequences, sequences, sequences)
def test_laws_of_the_three_way_merge(common, ours, theirs):
    base = state_after(common)
    mine, yours = state_after(ours, state_after(common)), state_after(theirs, state_after(common))
    merged = merge_changes(base, mine, yours)
    was, my, your = labels_of(base), labels_of(mine), labels_of(yours)
    if merged.edit is not None:
        mine.apply(merged.edit)
    result = labels_of(mine)
    for key, label in result.items():
        category = key[0]
        if key not in my:  # a category of theirs
            assert label == your[key]
        elif category not in yours.names or your[key] == was.get(key):
            assert label == my[key], "what they did not change stays ours"
        elif my[key] == was.get(key):
            assert label == your[key], "what only they changed is theirs"
        else:
            assert label == my[key], "what both changed stays ours"
    assert set(my) <= set(result), "nothing of ours goes"
    assert merge_changes(base, mine, base).edit is None, "they changed nothing"


def test_an_edit_that_is_on_its_way_when_the_draft_is_left_is_not_in_the_journal(adata, open_session):
    session = open_session(adata, name="mine")
    session.create_category("c")
    store = session.parts.store
    whole, before = store.record, store.draft.journal_path.read_bytes()

    def left_just_before(entry):
        store.save_and_leave()
        whole(entry)

    store.record = left_just_before
    with pytest.raises(DraftError, match="taken over"):
        session.label("x", cells=[1])
    added = store.draft.journal_path.read_bytes().removeprefix(before)
    assert b'"revision"' not in added
    assert session.annotations["c"].tolist() == ["unassigned"] * 700
    store.record = whole
    session.take_over()
    assert session.label("y", cells=[2]) == 1
