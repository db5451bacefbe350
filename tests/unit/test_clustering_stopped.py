"""A clustering that is stopped, at every step and in every way, leaves nothing: no column, no process, no file."""

from __future__ import annotations

import gc
import os
import signal
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

import numpy as np
import psutil
import pytest

from cellxgene_widget import AnnotationError, DataError
from cellxgene_widget.session.events import ClusteringsChanged
from cellxgene_widget.statistics.clustering.process import ClusteringProcess, ProcessEnded

from ..stop_button import stop_button
from .clustered import WHERE, bits, until, workers

STEPS = ("starting", "neighbors", "clusters", "embedding")


@pytest.fixture
def session(adata, open_session):
    opened = open_session(adata)
    opened.select(where=WHERE)
    return opened


@pytest.fixture(autouse=True)
def nothing_is_left():
    """Look that processes and temporary files are the same after each test."""
    before, files = workers(), set(Path(tempfile.gettempdir()).iterdir())
    yield
    until(lambda: workers() <= before)  # one of a test before may end meanwhile
    made = {path.name for path in set(Path(tempfile.gettempdir()).iterdir()) - files}
    assert {name for name in made if "cluster" in name} == set()


def at(session, step, do):
    """Do something once, when the clustering of a session comes to a step."""
    done = []

    def heard(event):
        running = session.parts.clustering_runs.running
        if isinstance(event, ClusteringsChanged) and running is not None and running.step == step and not done:
            done.append(step)
            do()

    session.parts.events.subscribe(heard)
    return done


def soon(do):
    """Return what does something on another thread, while this one goes on."""
    return lambda: threading.Thread(target=do).start()


def is_untouched(session, before):
    found = session.parts.made
    return bits(session.adata) == before and not found.columns and not found.embeddings and session.clusters().empty


@pytest.mark.parametrize("step", STEPS)
def test_cancelled_as_a_step_begins(step, session):
    before = bits(session.adata)
    done = at(session, step, session.cancel_clustering)
    with pytest.raises(AnnotationError, match=r"^The clustering was cancelled: nothing was kept of it\.$"):
        session.cluster()
    assert done == [step]
    assert is_untouched(session, before)
    assert session.parts.clustering_runs.running is None
    assert session.parts.clustering_runs._warm is None
    assert session.cancel_clustering() is False


@pytest.mark.parametrize("step", ["starting", "neighbors", "embedding"])
def test_cancelled_from_another_thread_in_the_midst_of_a_step(step, session):
    before = bits(session.adata)
    at(session, step, soon(session.cancel_clustering))
    with pytest.raises(AnnotationError, match="was cancelled"):
        session.cluster()
    assert is_untouched(session, before)


def test_the_stop_button_ends_it(session):
    before = bits(session.adata)
    at(session, "neighbors", soon(lambda: os.kill(os.getpid(), signal.SIGINT)))
    with stop_button(), pytest.raises(KeyboardInterrupt):
        session.cluster()
    assert is_untouched(session, before)
    assert session.parts.clustering_runs._warm is None


def test_it_can_be_done_again_after_it_was_stopped(session):
    at(session, "neighbors", session.cancel_clustering)
    with pytest.raises(AnnotationError, match="was cancelled"):
        session.cluster(embed=False)
    assert session.cluster(embed=False).attrs["name"] == "clusters 1"


def test_a_recluster_that_is_stopped_leaves_the_clusters_as_they_were(session):
    session.cluster(embed=False)
    before = session.column("clusters 1")
    at(session, "clusters", session.cancel_clustering)
    with pytest.raises(AnnotationError, match="was cancelled"):
        session.recluster(resolution=3.0)
    assert session.column("clusters 1") is before
    assert session.clusters()["resolution"].tolist() == [1.0]
    session.recluster(resolution=3.0)  # the graph is made again
    assert len(session.column("clusters 1").levels) > len(before.levels)


def test_only_one_runs_at_a_time_and_a_second_is_told_so(session):
    told = []

    def again():
        with pytest.raises(AnnotationError, match=r"being computed already: wait, or cancel_clustering\(\) first"):
            session.cluster()
        told.append(True)
        session.cancel_clustering()

    at(session, "neighbors", soon(again))
    with pytest.raises(AnnotationError, match="was cancelled"):
        session.cluster()
    assert told == [True]


def test_one_may_label_meanwhile_and_closing_ends_it(session):
    session.create_category("mine")
    labelled = []

    def label():
        labelled.append(session.label("A", category="mine", cells=[0, 1]))
        session.close()

    at(session, "neighbors", soon(label))
    with pytest.raises(AnnotationError):
        session.cluster()
    assert labelled == [2]
    until(lambda: session.closed)


def test_other_cells_meanwhile_are_no_cells_of_it(session, adata):
    at(session, "clusters", lambda: adata._inplace_subset_obs(np.arange(600)))
    with pytest.raises(DataError, match=r"cells of the data changed while they were clustered: nothing was kept"):
        session.cluster(embed=False)
    assert session.clusters().empty
    session.select(where=WHERE)
    assert session.cluster(embed=False).attrs["n_cells"] == session.n_selected


def test_other_values_meanwhile_are_no_values_of_it(session, adata):
    def change():
        adata.obsm["X_pca"] = np.array(adata.obsm["X_pca"])[:, ::-1].copy()

    at(session, "clusters", change)
    with pytest.raises(DataError, match="'X_pca' has other values than when it was begun: nothing was kept"):
        session.cluster(embed=False)
    assert not session.parts.made.columns


def test_clusters_of_cells_that_are_gone_are_not_kept(session, adata):
    session.cluster(embed=False)
    adata.obs_names = [f"other {name}" for name in adata.obs_names]
    session.clear_selection()
    with pytest.raises(DataError, match="None of the cells of 'clusters 1' is in the data any more"):
        session.keep_clusters("kept")
    assert "kept" not in adata.obs


def test_a_process_that_dies_is_told_and_nothing_is_kept(session):
    before = bits(session.adata)

    def kill():
        for pid in workers():
            psutil.Process(pid).kill()

    at(session, "neighbors", soon(kill))
    with pytest.raises(AnnotationError, match=r"computes clusters died: .*Nothing was changed\."):
        session.cluster()
    assert is_untouched(session, before)


def test_a_session_that_nobody_has_any_more_lets_its_process_go(adata, tmp_path):
    import cellxgene_widget as cxw

    session = cxw.open_session(adata, annotations_dir=tmp_path, autosave=None)
    session.parts.clustering_runs.warm_up()
    assert len(workers()) >= 1
    pid = session.parts.clustering_runs._warm.pid
    session.close()
    until(lambda: not psutil.pid_exists(pid))
    process = ClusteringProcess()
    pid = process.pid
    del process
    gc.collect()
    until(lambda: not psutil.pid_exists(pid))


def test_a_process_ends_by_itself_when_nothing_is_asked():
    process = ClusteringProcess(idle=0.05)
    process.wait_until_ready(lambda: None)
    until(lambda: not process.is_alive)
    with pytest.raises(ProcessEnded):
        process.ask(lambda: None, "clusters", resolution=1.0, seed=0)
    process.end()


def test_a_process_ends_with_its_parent_also_when_that_is_killed():
    code = (
        "from cellxgene_widget.statistics.clustering.process import ClusteringProcess\n"
        "one = ClusteringProcess()\none.wait_until_ready(lambda: None)\nprint(one.pid, flush=True)\ninput()"
    )
    with subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as parent:
        pid = int(parent.stdout.readline())
        assert psutil.pid_exists(pid)
        parent.kill()
    until(lambda: not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE)


def test_what_scanpy_refuses_is_a_sentence_and_the_process_goes_on():
    process = ClusteringProcess()
    process.wait_until_ready(lambda: None)
    with pytest.raises(AnnotationError, match="scanpy could not do it: "):
        process.ask(lambda: None, "neighbors", values=np.zeros((0, 3)), use_rep="X_pca", n_neighbors=3, seed=0)
    assert process.is_alive
    process.end()
    assert not process.is_alive


def test_where_no_process_can_be_started_it_is_said(session, monkeypatch):
    monkeypatch.setattr(sys, "executable", "/there/is/none")
    with pytest.raises(AnnotationError, match="in a process of their own, and none can be started here"):
        session.cluster()
    assert session.parts.clustering_runs.running is None
