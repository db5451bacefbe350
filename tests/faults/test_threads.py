"""Verbs, saves, the watcher and take-overs on many threads: no deadlock, nothing lost; sessions that nobody holds."""

from __future__ import annotations

import contextlib
import errno
import faulthandler
import gc
import itertools
import os
import random
import sys
import threading
import time

import pytest

from cellxgene_widget import AnnotationError, DraftError, Session
from tests.draft_store import store_of

from .conftest import in_child
from .model import digest, state_of
from .small import small_cells


def want_the_lock_as_the_widget_does(session):
    def heard(event):
        with session.parts.gate.lock:
            pass

    session.parts.events.subscribe(heard)


def stress(directory, seconds):
    faulthandler.dump_traceback_later(seconds + 40, file=sys.__stderr__, exit=True)
    options = {"annotations_dir": directory, "user": "me", "dataset": "cells", "autosave": 0.002}
    session = Session(small_cells(), **options)
    want_the_lock_as_the_widget_does(session)
    session.create_category("cell_type")
    path, end = session.save().path, time.monotonic() + seconds
    whole, failures, n_edits = type(store_of(session).journal)._write, [], [0]

    def sometimes_full(journal, data):
        if random.random() < 0.05:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        whole(journal, data)

    type(store_of(session).journal)._write = sometimes_full

    def repeat(work, pause=0.0):
        def run():
            try:
                while time.monotonic() < end:
                    with contextlib.suppress(DraftError):
                        work()
                    time.sleep(pause)
            except BaseException as error:  # noqa: BLE001 - told below
                failures.append(error)

        return threading.Thread(target=run, daemon=True)

    def edit():
        session.label(f"label {random.randrange(5)}", category="cell_type", cells=[random.randrange(24)])
        n_edits[0] += 1
        if random.random() < 0.2:
            session.undo()

    def rewrite():
        data = path.read_bytes()
        if data:
            new = path.with_name("new")
            new.write_bytes(data)
            os.utime(new, (time.time() - 60,) * 2)
            new.replace(path)

    threads = [
        repeat(edit),
        repeat(edit),
        repeat(session.save, 0.001),
        repeat(store_of(session).renew_and_check, 0.001),
        repeat(session.take_over, 0.01),
        repeat(rewrite, 0.02),
        repeat(lambda: (session.versions(), session.history), 0.01),
        repeat(lambda: repr(session.draft)),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(seconds + 30)
        assert not thread.is_alive(), "a deadlock"
    assert not failures, failures
    assert n_edits[0] > 10
    type(store_of(session).journal)._write = whole
    final = digest(state_of(session))
    session.close()
    again = Session(small_cells(), **options)
    assert digest(state_of(again)) == final
    assert not [warning for warning in again.warnings if "damaged" in warning]
    again.close()
    faulthandler.cancel_dump_traceback_later()


@pytest.mark.filterwarnings("ignore::cellxgene_widget.UnsavedWarning")  # the disk fails on purpose
def test_no_deadlock_between_verbs_autosave_watcher_and_take_over(fast_dir, soak):
    seconds = 30 if soak else 3
    in_child(lambda: stress(fast_dir, seconds), seconds + 80)


def two_in_one(directory, seconds):
    """Two sessions of one process take the draft from each other."""
    faulthandler.dump_traceback_later(seconds + 40, file=sys.__stderr__, exit=True)
    options = {"annotations_dir": directory, "user": "me", "dataset": "cells", "autosave": 0.002}
    both = [Session(small_cells(), **options)]
    both[0].create_category("cell_type")
    both[0].save()
    both.append(Session(small_cells(), **options))
    end, acknowledged, failures = time.monotonic() + seconds, [], []

    def work(number):
        try:
            for tried in itertools.count():  # a label that was refused may be there all the same
                if time.monotonic() > end:
                    return
                label = f"{number} {tried}"
                try:
                    both[number].add_label("cell_type", label)
                    acknowledged.append(label)
                except DraftError:
                    both[number].take_over()
        except AnnotationError as error:
            failures.append(error)

    threads = [threading.Thread(target=work, args=(number,), daemon=True) for number in (0, 1)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(seconds + 30)
        assert not thread.is_alive(), "a deadlock"
    assert not failures, failures
    for session in both:
        session.close()
    last = Session(small_cells(), **options)
    shown = {label.name for label in last.find_category("cell_type").labels}
    assert set(acknowledged) <= shown, set(acknowledged) - shown
    assert not last.warnings
    last.close()
    faulthandler.cancel_dump_traceback_later()


def test_two_sessions_of_one_process_take_the_draft_from_each_other(fast_dir, soak):
    seconds = 15 if soak else 2
    in_child(lambda: two_in_one(fast_dir, seconds), seconds + 80)


@pytest.mark.parametrize("saved", [True, False])
def test_a_session_that_nobody_holds_leaves_its_draft_free(sessions, tmp_path, saved):
    def leave():
        session = Session(small_cells(), annotations_dir=tmp_path, user="me", dataset="cells", autosave=None)
        session.create_category("cell_type")
        session.label("a", cells=[0])
        if saved:
            session.save()
        return store_of(session).write_lock.watcher

    name = leave()
    gc.collect()
    assert not list(tmp_path.rglob("*.lock"))
    again = sessions(tmp_path)
    assert not again.draft.read_only
    assert again.annotations["cell_type"].iloc[0] == "a"
    for thread in threading.enumerate():
        if thread.name == name:
            thread.join(20)
            assert not thread.is_alive()


def test_a_forked_process_does_not_give_its_parents_lock_back(sessions, tmp_path):
    session = sessions(tmp_path)
    session.create_category("cell_type")
    lock = store_of(session).write_lock.file
    in_child(lock.release)
    assert lock.path.exists()
    assert lock.check()


def test_a_process_that_ended_and_was_not_waited_for_holds_no_lock(tmp_path):
    from cellxgene_widget.draft.lock_file import LockFile

    path = tmp_path / "x.lock"
    pid = os.fork()
    if pid == 0:
        LockFile(path, "anna").acquire()
        os._exit(0)
    deadline = time.monotonic() + 20
    while not path.exists() and time.monotonic() < deadline:
        time.sleep(0.01)
    try:
        while LockFile(path, "ben").acquire() is not None:
            assert time.monotonic() < deadline, "a zombie is taken for a living process"
            time.sleep(0.01)
    finally:
        os.waitpid(pid, 0)
