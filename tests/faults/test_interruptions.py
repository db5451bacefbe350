"""Whatever stops an edit or a save in the middle: the store knows what is on disk, and what counts is all there."""

from __future__ import annotations

import errno
import os
import shutil

import numpy as np
import pandas as pd
import pytest

from cellxgene_widget import DraftError
from cellxgene_widget.core.cell_sets import fingerprint
from cellxgene_widget.core.uninterrupted import uninterrupted
from cellxgene_widget.draft.csv_reader import parse_csv
from cellxgene_widget.draft.journal import Journal
from cellxgene_widget.draft.place import place_draft
from cellxgene_widget.draft.state import table_of_state
from cellxgene_widget.draft.store import DraftStore
from cellxgene_widget.labels.annotations import Annotations
from cellxgene_widget.labels.edits import AddLabel, Assign, CreateCategory
from cellxgene_widget.labels.entries import Entry

from .pressing import pressed_at, pressed_while_waiting

# A press may fall between `open` and the block of its `with` (bpo-29988). The interpreter closes the file at once then,
# and says so: seen from Python 3.13 on.
pytestmark = pytest.mark.filterwarnings(
    "ignore:unclosed file:ResourceWarning",
    "ignore:Exception ignored in. <_io.FileIO:pytest.PytestUnraisableExceptionWarning",
)

NAMES = pd.Index([f"cell {i}" for i in range(12)], dtype=object)
FRAME = fingerprint(NAMES)


class Labels:
    """What a session is to its store: labels in memory, and edits that are taken back if they can't be recorded."""

    def __init__(self, directory):
        draft = place_draft(user="me", dataset="cells", data_file=None, annotations_dir=directory)
        self.store = DraftStore(draft, "me", self, None)
        opened = self.store.open(NAMES, ())
        self.warnings = opened.warnings
        self.annotations, self.revision = opened.state.annotations, opened.revision

    def snapshot(self):
        about = {"index_name": "index", "fingerprint": FRAME, "meta": {"dataset": "cells"}}
        return table_of_state(self.annotations, NAMES, revision=self.revision, **about)

    def merge_outside(self, base, theirs):
        raise AssertionError("the store takes what it wrote itself for a change by someone else")

    def draft_changed(self): ...

    def warn(self, message): ...

    def entry_of(self, edit):
        """Make an edit in memory; return its entry and its inverse."""
        inverse = self.annotations.apply(edit).inverse
        self.revision += 1
        about = {"operation": "test", "text": "an edit", "n_changed": 0}
        return Entry.made(self.revision, about, edit, inverse, FRAME, None), inverse

    def make(self, *edits):
        for edit in edits:
            self.store.record(self.entry_of(edit)[0])


@pytest.fixture
def begun(fast_dir):
    """Return a function that begins a draft: two edits in the CSV, two more in the journal."""
    opened = []

    def begin(number):
        labels = Labels(fast_dir / str(number))
        opened.append(labels)
        labels.store.name("test")
        labels.make(CreateCategory("c"), AddLabel("c", "a", "#112233"))
        labels.store.save()
        labels.make(assign("a", 0, 1), AddLabel("c", "b", "#445566"))
        return labels

    yield begin
    for labels in opened:
        labels.store.close()


def assign(label, *cells):
    return Assign("c", label, np.array(cells, dtype=np.uint32))


def after_a_kill(labels, fast_dir):
    """Return the labels that a copy of the folder holds, as a killed process would have left it."""
    copy = fast_dir / "copy"
    shutil.copytree(labels.store.draft.directory, copy)
    for lock in copy.rglob("*.lock"):
        lock.unlink()
    found = Labels(copy)
    found.store.close()
    shutil.rmtree(copy)
    assert not found.warnings
    return found


def check(labels, fast_dir):
    """See that memory, what the store knows, and the disk say the same, now and after more edits and saves."""
    found = after_a_kill(labels, fast_dir)
    assert (found.annotations, found.revision) == (labels.annotations, labels.revision)
    for more in range(2):
        labels.make(assign("b", 5 + more))
        found = after_a_kill(labels, fast_dir)
        assert (found.annotations, found.revision) == (labels.annotations, labels.revision)
        labels.store.save()
        assert labels.store.saved_revision == labels.revision
        table = parse_csv(labels.store.draft.path.read_bytes(), "the draft")
        assert table.revision == labels.revision
    assert not [*labels.store.draft.directory.rglob("*.tmp"), *labels.store.draft.directory.rglob("*.new")]


def journaled(labels):
    return [entry.revision for entry in Journal(labels.store.journal.path).read().entries]


def lines_of(begun, work):
    labels = begun("how many lines")
    entry, _ = labels.entry_of(assign("b", 3))
    _, n = pressed_at(None, lambda: work(labels.store, entry))
    assert n > 20
    return n


def test_stopped_at_any_line_of_recording_an_edit_is_in_the_journal_and_counted_or_neither(
    begun, fast_dir, soak, figures
):
    n = lines_of(begun, lambda store, entry: store.record(entry))
    stopped = taken_back = 0
    for line in range(1, n + 1):
        labels = begun(line)
        entry, inverse = labels.entry_of(assign("b", 3))
        was_stopped, _ = pressed_at(line, lambda: labels.store.record(entry))  # noqa: B023 - called at once
        stopped += was_stopped
        counts = any(entry is other for other in labels.store.unsaved.entries)
        assert counts == (entry.revision in journaled(labels)), line
        if not counts:
            assert was_stopped, line
            labels.annotations.apply(inverse)
            labels.revision -= 1
            taken_back += 1
        if soak or line % 4 == 0 or counts:
            check(labels, fast_dir)
        labels.store.close()
        shutil.rmtree(labels.store.draft.directory)
    assert stopped == n, "each press is told of"
    assert taken_back > n // 2
    figures["presses"] = stopped


def test_stopped_at_any_line_of_an_edit_that_may_not_be_interrupted_it_is_recorded(begun, fast_dir, soak, figures):
    def make(store, entry):
        with uninterrupted():
            store.record(entry)

    lines = range(1, lines_of(begun, make) + 1, 1 if soak else 3)
    recorded = 0
    for line in lines:
        labels = begun(line)
        entry, _ = labels.entry_of(assign("b", 3))
        was_stopped, _ = pressed_at(line, lambda: make(labels.store, entry))  # noqa: B023
        assert was_stopped, line
        counts = any(entry is other for other in labels.store.unsaved.entries)
        assert counts == (entry.revision in journaled(labels)), line
        assert counts or line < 15, "only before the block was entered"
        recorded += counts
        labels.store.close()
    figures |= {"presses": len(lines), "edits recorded": recorded}


def test_stopped_at_any_line_of_a_save_the_store_knows_what_is_on_disk(begun, fast_dir, soak, figures):
    n = lines_of(begun, lambda store, _: store.save())
    stopped = 0
    lines = range(1, n + 1, 1 if soak else 2)
    for line in lines:
        labels = begun(line)
        was_stopped, _ = pressed_at(line, labels.store.save)
        stopped += was_stopped
        table = parse_csv(labels.store.draft.path.read_bytes(), "the draft")
        assert table.revision in (2, 4), line
        if labels.store.saved_revision is not None:
            assert labels.store.saved_revision == table.revision, line
        if soak or line % 3 == 0:
            check(labels, fast_dir)
        labels.store.close()
        shutil.rmtree(labels.store.draft.directory)
    assert stopped >= len(lines) - 1
    figures["presses"] = stopped


def test_stopped_at_any_line_of_naming_it_there_is_a_journal_as_soon_as_there_is_a_name(fast_dir):
    line = 0
    was_stopped = True
    while was_stopped:
        line += 1
        labels = Labels(fast_dir / str(line))
        was_stopped, _ = pressed_at(line, lambda: labels.store.name("test"))  # noqa: B023
        assert (labels.store.draft.name is None) == (labels.store.journal is None), line
        labels.store.close()
    assert line > 10


STOPS = [KeyboardInterrupt, MemoryError, RuntimeError]


@pytest.mark.parametrize("stop", STOPS)
@pytest.mark.parametrize("where", ["_entry_line", "_write", "_write_frame", "fsync", "secure"])
def test_what_stops_an_edit_leaves_nothing_of_it(stop, where, begun, fast_dir, monkeypatch):
    labels = begun(1)
    entry, inverse = labels.entry_of(assign("b", 3))

    def fail(*_):
        raise stop

    with monkeypatch.context() as patch:
        if where == "fsync":
            patch.setattr(os, "fsync", fail)
        elif where == "secure":
            patch.setattr(labels.store.write_lock, where, fail)
        else:
            patch.setattr(labels.store.journal, where, fail)
            labels.store.journal._frames.clear()  # written again
        with pytest.raises(stop):
            labels.store.record(entry)
    labels.annotations.apply(inverse)
    labels.revision -= 1
    assert journaled(labels) == [1, 2, 3, 4]
    check(labels, fast_dir)


@pytest.mark.parametrize("n_failing", [1, 2])
def test_what_could_not_be_removed_at_once_is_removed_before_anything_else_is_written(
    n_failing, begun, fast_dir, monkeypatch
):
    labels = begun(1)
    entry, inverse = labels.entry_of(assign("b", 3))
    cut, calls = os.ftruncate, []

    def interrupted(_):
        raise KeyboardInterrupt

    def refused(*args):
        calls.append(args)
        if len(calls) <= n_failing:
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        cut(*args)

    monkeypatch.setattr(os, "ftruncate", refused)
    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", interrupted)
        with pytest.raises(KeyboardInterrupt):
            labels.store.record(entry)
    labels.annotations.apply(inverse)
    labels.revision -= 1
    assert journaled(labels) == [1, 2, 3, 4, 5], "it is there still"
    labels.make(assign("b", 4))
    assert (labels.store.error is None) == (n_failing == 1)
    labels.make(assign("b", 5))
    assert journaled(labels) == [1, 2, 3, 4, 5, 6]
    check(labels, fast_dir)


def test_an_edit_that_is_taken_back_takes_none_with_it_that_the_disk_refused_before(begun, fast_dir, monkeypatch):
    labels = begun(1)

    def fail(error):
        def fsync(_):
            raise error

        return fsync

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", fail(OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))))
        labels.make(assign("b", 3))
    assert labels.store.error
    entry, inverse = labels.entry_of(assign("b", 4))
    with monkeypatch.context() as patch:
        patch.setattr(labels.store.write_lock, "secure", lambda: fail(MemoryError())(None))
        with pytest.raises(MemoryError):
            labels.store.record(entry)
    labels.annotations.apply(inverse)
    labels.revision -= 1
    assert journaled(labels) == [1, 2, 3, 4, 5]
    check(labels, fast_dir)


@pytest.mark.parametrize("stop", STOPS)
def test_after_a_take_over_that_stopped_halfway_nothing_is_written_over_what_others_did(stop, begun, fast_dir):
    labels = begun(1)
    others = DraftStore(labels.store.draft, "other", labels, None)
    others.write_lock.displace_earlier_session = lambda: None  # as in another process
    others.take_over(lambda: others.open(NAMES, ()))
    theirs = Entry.made(5, {"operation": "test"}, assign("a", 9), assign(None, 9), FRAME, None)
    others.record(theirs)
    with pytest.raises(DraftError, match="read-only"):
        labels.store.require_writable()

    def reopen():
        raise stop

    with pytest.raises(stop):
        labels.store.take_over(reopen)
    with pytest.raises(DraftError, match="read-only"):
        labels.store.require_writable()
    others.close()
    labels.store.take_over(lambda: labels.store.open(NAMES, ()))
    labels.store.require_writable()
    assert journaled(labels) == [1, 2, 3, 4, 5]


def test_who_waits_for_the_store_can_be_stopped(begun):
    labels = begun(1)
    entry, _ = labels.entry_of(assign("b", 3))
    interrupted, seconds = pressed_while_waiting(labels.store.journaling, lambda: labels.store.record(entry))
    assert interrupted
    assert seconds < 15
    assert journaled(labels) == [1, 2, 3, 4]


def test_annotations_of_the_tests_can_be_compared():
    one, other = Annotations(2), Annotations(2)
    assert one == other
    one.apply(CreateCategory("c"))
    assert one != other
