"""Things are made on another thread while those before are used: in order, and on this one where there is no other."""

from __future__ import annotations

import threading
from contextlib import closing

import pytest

from cellxgene_widget.core import made_ahead as module
from cellxgene_widget.core.made_ahead import made_ahead


@pytest.fixture(autouse=True)
def two_cores(monkeypatch):
    monkeypatch.setattr(module, "n_cores", lambda: 2)


def ours():
    return [thread for thread in threading.enumerate() if thread.name.startswith("cellxgene_widget_")]


def test_in_order_on_one_other_thread():
    before = ours()
    names = set()

    def make(number):
        names.add(threading.current_thread().name)
        return -number

    assert list(made_ahead(make, range(20))) == [-number for number in range(20)]
    assert len(names) == 1
    assert names != {threading.current_thread().name}
    assert ours() == before


def test_no_more_is_made_than_a_few_ahead_and_what_is_closed_is_over():
    before, begun = ours(), []
    with closing(made_ahead(lambda number: begun.append(number) or number, range(100))) as made:
        assert next(made) == 0
    assert len(begun) <= 4
    assert ours() == before


def test_what_can_not_be_made_is_raised_and_the_thread_is_gone():
    before = ours()

    def make(number):
        if number == 3:
            raise OSError("gone")
        return number

    got = []
    with pytest.raises(OSError, match="gone"):
        got.extend(made_ahead(make, range(10)))
    assert ours() == before


def test_without_threads_all_is_made_here(monkeypatch):
    def no_thread(_):
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(threading.Thread, "start", no_thread)
    assert list(made_ahead(lambda number: number + 1, range(5))) == [1, 2, 3, 4, 5]


def test_one_alone_and_none_need_no_thread(monkeypatch):
    monkeypatch.delattr(module, "ThreadPoolExecutor")
    assert list(made_ahead(str, [1])) == ["1"]
    assert list(made_ahead(str, [])) == []
