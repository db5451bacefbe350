"""The lock of a draft: one holder, told apart from those who are gone, and named for others."""

from __future__ import annotations

import json
import os
import re
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from cellxgene_widget.draft import lock_file
from cellxgene_widget.draft.lock_file import LockFile
from cellxgene_widget.draft.status import on_this_clock


def test_one_holder_at_a_time(tmp_path):
    first, second = LockFile(tmp_path / "x.lock", "anna"), LockFile(tmp_path / "x.lock", "ben")
    assert first.acquire() is None
    assert first.acquire() is None, "once more is no harm"
    holder = second.acquire()
    assert (holder.user, holder.pid) == ("anna", os.getpid())
    assert not second.is_ours
    second.steal()
    assert second.check()
    assert not first.check()
    first.release()
    assert second.check(), "what is not ours is not released"
    second.release()
    assert not (tmp_path / "x.lock").exists()


@pytest.mark.parametrize(
    ("change", "age", "stale"),
    [
        ({"pid": 2**22 + 1}, 0, True),
        ({"started": 1.0}, 0, True),
        ({"host": "elsewhere"}, 0, False),
        ({"host": "elsewhere"}, 35, True),
        ({}, 35, False),
    ],
    ids=["process gone", "pid used again", "other host", "other host, long silent", "this host, long silent"],
)
def test_stale_locks_are_recognised(tmp_path, change, age, stale):
    path = tmp_path / "x.lock"
    first = LockFile(path, "anna")
    first.acquire()
    path.write_text(json.dumps({**json.loads(path.read_text()), **change}))
    os.utime(path, (time.time() - age,) * 2)
    assert (LockFile(path, "ben", stale_after=30).acquire() is None) == stale


@pytest.mark.parametrize("knows", ["neither", "reader", "holder"])
def test_a_holder_whose_process_cannot_be_seen_counts_as_long_as_it_renews(tmp_path, monkeypatch, knows):
    """As on Windows without psutil, and in a browser, where all kernels have one number: two writers are the worst."""
    path = tmp_path / "x.lock"
    if knows != "holder":
        monkeypatch.setattr(lock_file, "started", lambda _: None)
    first = LockFile(path, "anna")
    assert first.acquire() is None
    assert (json.loads(path.read_text())["started"] == 0) == (knows != "holder")
    monkeypatch.undo()
    if knows != "reader":
        monkeypatch.setattr(lock_file, "started", lambda _: None)
    second = LockFile(path, "ben", stale_after=30)
    assert second.acquire().user == "anna"
    os.utime(path, (time.time() - 35,) * 2)
    assert first.renew()
    assert second.acquire().user == "anna", "it was renewed"
    os.utime(path, (time.time() - 35,) * 2)
    assert second.acquire() is None
    assert not first.check(), "who was silent for long hears of it before the next edit"
    assert not first.renew()
    assert second.check()


def test_a_holder_whose_process_is_gone_is_gone_also_where_it_could_not_see_itself(tmp_path):
    path = tmp_path / "x.lock"
    LockFile(path, "anna").acquire()
    path.write_text(json.dumps({**json.loads(path.read_text()), "pid": 2**22 + 1, "started": 0}))
    assert LockFile(path, "ben").acquire() is None


def test_a_lock_file_without_content_does_not_block_for_ever(tmp_path):
    path = tmp_path / "x.lock"
    path.write_text("")
    os.utime(path, (time.time() - 60,) * 2)
    assert LockFile(path, "anna").acquire() is None
    path.unlink()


def test_a_lock_that_vanished_is_made_again(tmp_path):
    lock = LockFile(tmp_path / "x.lock", "anna")
    lock.acquire()
    (tmp_path / "x.lock").unlink()
    assert lock.renew()
    assert (tmp_path / "x.lock").exists()


def test_a_lock_names_the_notebook_and_since_when_it_is_theirs(tmp_path, monkeypatch):
    path = tmp_path / "x.lock"
    first = LockFile(path, "anna")
    first.acquire()
    assert re.fullmatch(rf"process {os.getpid()} on \S+, since \S+", str(first.holder()))
    monkeypatch.setenv("JPY_SESSION_NAME", "/secret/folder/second\n.ipynb")
    second = LockFile(path, "anna")
    long_ago = {"since": "2020-01-01T00:00:00+00:00"}
    monkeypatch.setattr(second, "_me", replace(second._me, **long_ago))
    second.steal()
    taken = first.holder()
    assert str(taken).startswith(f"second.ipynb (process {os.getpid()} on ")
    assert abs(datetime.now(UTC) - datetime.fromisoformat(taken.since)) < timedelta(minutes=5), (
        "since it was taken over"
    )
    assert "secret" not in path.read_text()
    # what is told to a person is on the clock here
    assert re.search(r"since \d\d:\d\d$", on_this_clock(str(taken)))
    assert re.search(r"since \d{4}-\d\d-\d\d \d\d:\d\d$", on_this_clock(str(replace(taken, **long_ago))))


def test_a_lock_made_again_is_of_a_higher_term_than_whoever_had_it_meanwhile(tmp_path):
    """Else what is written under it would count for an edit of someone who had been taken over."""
    first, second = LockFile(tmp_path / "x.lock", "anna"), LockFile(tmp_path / "x.lock", "anna")
    first.steal()
    second.steal()
    second.release()
    assert first.is_ours, "it did not look since"
    assert first.acquire(second.term) is None
    assert first.term > second.term
