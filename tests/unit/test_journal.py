"""The journal: what was acknowledged is there again after a crash, in full, once, on the right cells."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cellxgene_widget import AnnotationError
from cellxgene_widget.core.cell_sets import cells_from_json, cells_to_json
from cellxgene_widget.draft.journal import Journal
from cellxgene_widget.errors import LabelError
from cellxgene_widget.labels.annotations import Annotations
from cellxgene_widget.labels.commands import Command
from cellxgene_widget.labels.edits import CreateCategory, SetNote, edit_from_json, edit_to_json, largest_cells
from cellxgene_widget.labels.history import History

from .test_annotations import N_CELLS, edits

NAMES = pd.Index([f"c{i}" for i in range(N_CELLS)], dtype=object)

cell_sets = st.sets(st.integers(0, 5000), max_size=60).map(lambda cells: np.array(sorted(cells), dtype=np.uint32))


@given(cell_sets, st.data())
def test_cell_sets_within_others_survive_json(outer, data):
    kept = data.draw(st.lists(st.booleans(), min_size=outer.size, max_size=outer.size))
    inner = outer[np.array(kept, dtype=bool)] if outer.size else outer
    for cells in (inner, data.draw(cell_sets)):
        written = json.loads(json.dumps(cells_to_json(cells, outer)))
        np.testing.assert_array_equal(cells_from_json(written, outer), cells)


@pytest.mark.parametrize(
    "value",
    [
        {},
        None,
        {"n": 1},
        {"n": 1, "width": 3, "steps": "eA=="},
        {"n": 1, "width": 1, "steps": "not base64"},
        {"n": 1, "of": 4, "bits": "eA=="},
        {**cells_to_json(np.array([1, 2], dtype=np.uint32)), "n": 3},
    ],
)
def test_damaged_cell_sets_are_refused(value):
    with pytest.raises(AnnotationError, match="damaged"):
        cells_from_json(value, np.array([1, 2, 3], dtype=np.uint32))


@given(edits, edits)
def test_an_edit_written_within_another_survives_json(edit, other):
    within = largest_cells(other)
    assert edit_from_json(json.loads(json.dumps(edit_to_json(edit, within))), within) == edit


def played(sequence, journal):
    """Make edits (those that fit), undo and redo among them, each journaled; return the history."""
    history = History(Annotations(N_CELLS), "anna", "frame")
    tail = []
    for step in sequence:
        try:
            change = (
                history.undo()
                if step == "undo"
                else history.redo()
                if step == "redo"
                else history.do(Command(step, "op", "text", None))
            )
        except LabelError:
            continue
        if change is not None:
            tail.append(change.entry)
            journal.append(tail, {"frame": NAMES})
    return history


def replayed(journal):
    annotations = Annotations(N_CELLS)
    content = journal.read()
    assert content.damage is None
    for entry in content.entries:
        annotations.apply(entry.unpack_edit())
    revision = content.entries[-1].revision if content.entries else 0
    return History(annotations, "anna", "frame", revision, content.entries)


steps = st.lists(edits | st.sampled_from(["undo", "redo"]), max_size=12)


@given(steps)
@settings(max_examples=100, deadline=None)
def test_replay_is_direct_application_and_undo_goes_on_across_a_restart(tmp_path_factory, sequence):
    journal = Journal(tmp_path_factory.mktemp("journal") / "x.journal")
    first = played(sequence, journal)
    second = replayed(Journal(journal.path))
    journal.close()
    assert second.annotations == first.annotations
    assert second.table().to_dict("list") == first.table().to_dict("list")
    while first.undo_text is not None:
        assert second.undo_text == first.undo_text
        first.undo()
        second.undo()
        assert second.annotations == first.annotations
    assert second.undo() is None
    while first.redo() is not None:
        second.redo()
        assert second.annotations == first.annotations


@given(steps, st.data())
@settings(max_examples=60, deadline=None)
def test_a_journal_cut_anywhere_holds_the_edits_before_the_cut(tmp_path_factory, sequence, data):
    journal = Journal(tmp_path_factory.mktemp("journal") / "x.journal")
    played(sequence, journal)
    whole = journal.path.read_bytes() if journal.path.exists() else b""
    journal.close()
    cut = data.draw(st.integers(0, len(whole)))
    journal.path.write_bytes(whole[:cut])
    content = Journal(journal.path).read()
    n_whole = sum(b'"revision"' in line for line in whole[:cut].split(b"\n")[:-1])
    ends = whole[:cut].rsplit(b"\n", 1)[-1]  # a last line that lacks only its end counts too
    assert content.damage is None
    assert len(content.entries) in ({n_whole, n_whole + 1} if ends else {n_whole})
    # going on after the torn line
    again = Journal(journal.path)
    read = again.read()
    revision = read.entries[-1].revision if read.entries else 0
    more = History(Annotations(N_CELLS), "anna", "frame", revision)
    entry = more.do(Command(CreateCategory("after the crash"), "create_category", "text", None)).entry
    again.append([entry], {"frame": NAMES})
    final = Journal(journal.path).read()
    again.close()
    assert [e.revision for e in final.entries] == [*(e.revision for e in read.entries), entry.revision]


def test_damage_in_the_middle_is_told_and_what_comes_after_is_not_applied(tmp_path):
    journal = Journal(tmp_path / "x.journal")
    history = History(Annotations(N_CELLS), "anna", "frame")
    tail = [history.do(Command(CreateCategory(name), "op", "text", None)).entry for name in "abcd"]
    journal.append(tail, {"frame": NAMES})
    journal.close()
    lines = journal.path.read_bytes().split(b"\n")
    lines[2] = lines[2].replace(b'"b"', b'"B"')  # the first line says whose journal it is
    journal.path.write_bytes(b"\n".join(lines))
    content = journal.read()
    assert [entry.revision for entry in content.entries] == [1]
    assert "line 3" in content.damage


@given(st.binary(max_size=300))
@settings(max_examples=300)
def test_any_bytes_are_read_without_a_fault(tmp_path_factory, data):
    path = tmp_path_factory.getbasetemp() / "any.journal"
    path.write_bytes(data)
    assert Journal(path).read().entries == []
    assert path.read_bytes() == data


def test_a_compacted_journal_keeps_the_history_and_the_last_edits(tmp_path):
    journal = Journal(tmp_path / "x.journal")
    history = History(Annotations(N_CELLS), "anna", "frame")
    tail = [history.do(Command(CreateCategory(f"c{i}"), "op", "text", None)).entry for i in range(20)]
    # the end of an edit that older versions do not know goes with it
    tail[3] = replace(tail[3], said=[edit_to_json(SetNote("c0", "A", "n"))])
    journal.append(tail, {"frame": NAMES})
    journal.note_saved(20)
    journal.compact(keep=5)
    content = journal.read()
    assert len(content.entries) == 20
    assert content.saved == 20
    assert [entry.edit is None for entry in content.entries] == [True] * 15 + [False] * 5
    assert content.entries[3].said is None
    annotations = Annotations(N_CELLS)
    for i in range(20):
        annotations.apply(CreateCategory(f"c{i}"))
    again = History(annotations, "anna", "frame", 20, content.entries)
    assert len(again.table()) == 20
    journal.append([again.undo().entry for _ in range(5)], {"frame": NAMES})
    assert again.undo() is None
    assert journal.read().entries[-1].revision == 25
    journal.close()
