"""Work on all cores: stopped when it is to stop, also while a traceback is kept; done here without threads."""

from __future__ import annotations

import threading

import numpy as np
import pytest
import scipy.sparse as sp
from anndata.io import sparse_dataset

from cellxgene_widget.core import cores
from cellxgene_widget.core.cores import in_threads, on_all_cores
from cellxgene_widget.data.matrix import ReadSize
from cellxgene_widget.data.sampled_rows import is_had_for_less
from cellxgene_widget.statistics.welch import sums_of

from .test_stored_rows import group_of


@pytest.fixture(autouse=True)
def several_cores(monkeypatch):
    monkeypatch.setattr(cores, "n_cores", lambda: 3)


def our_threads():
    return [each.name for each in threading.enumerate() if each.name.startswith("cellxgene_widget")]


def stop(_):
    raise KeyboardInterrupt


def test_a_traceback_that_is_kept_keeps_no_thread(tmp_path):
    before = our_threads()
    with pytest.raises(KeyboardInterrupt) as kept:
        list(on_all_cores(lambda item: item, range(100), stop))
    assert our_threads() == before
    matrix = sparse_dataset(group_of(sp.random(500, 9, 0.5, "csr", random_state=0), "hdf5 gzip", tmp_path))
    with pytest.raises(KeyboardInterrupt) as kept_too:
        sums_of(matrix, np.ones(500, dtype=np.uint8), 1, stop, ReadSize(n_bytes=500))
    assert our_threads() == before
    assert kept.tb
    assert kept_too.tb


@pytest.mark.parametrize("n_left", [0, 1, 2])
def test_where_no_thread_can_be_had_this_one_does_each_thing_once(n_left, monkeypatch):
    start, begun, done = threading.Thread.start, [], []

    def start_some(thread):
        if thread.name.startswith("cellxgene_widget"):
            if len(begun) >= n_left:
                raise RuntimeError("can't start new thread")
            begun.append(thread)
        start(thread)

    monkeypatch.setattr(threading.Thread, "start", start_some)
    assert list(in_threads(lambda i: done.append(i) or -i, range(20))) == [-i for i in range(20)]
    assert sorted(done) == list(range(20))
    assert len(begun) == n_left


@pytest.mark.parametrize("form", ["csr", "csc"])
def test_a_sample_is_for_less_only_where_rows_are_read_alone(form, tmp_path, monkeypatch):
    from cellxgene_widget.data import stored_rows

    monkeypatch.setattr(stored_rows, "_FEWEST_BYTES", 1)
    values = sp.random(20_000, 9, 0.5, form, random_state=0)
    assert is_had_for_less(values, np.arange(20_000) < 9000, np.arange(20_000) >= 9000, 400)
    matrix = sparse_dataset(group_of(values, "hdf5 gzip", tmp_path))
    inside = np.arange(20_000) < 9000
    assert is_had_for_less(matrix, inside, ~inside, 400) == (form == "csr")
    few = np.arange(20_000) < 60
    assert not is_had_for_less(matrix, few, np.roll(few, 60), 100)
