"""What can be told of other processes, with psutil and without; and what is done where no thread can be started."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from cellxgene_widget.core import processes
from cellxgene_widget.core.files import remove_leftovers, temporary_beside
from cellxgene_widget.core.later import later
from cellxgene_widget.core.processes import started

NO_SUCH = 2**22 + 1


@pytest.fixture
def child():
    """Give a process that waits, and end it."""
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as process:
        yield process.pid
        process.communicate(b"\n")


@pytest.fixture(params=["/proc", "psutil", "neither"])
def way(request, monkeypatch):
    """Have only some ways to see other processes."""
    if request.param == "/proc":
        if not Path("/proc/self/stat").exists():
            pytest.skip("there is no /proc here")
        return "exact"
    monkeypatch.setattr(processes, "Path", lambda _: Path("/there/is/no/proc"))
    if request.param == "psutil":
        return "exact"
    monkeypatch.setitem(sys.modules, "psutil", None)
    return "only whether"


def test_when_a_process_began(way, child):
    assert started(NO_SUCH) == 0
    assert started(2**60) == 0, "a number that no process can have, as a damaged file may say"
    for pid in (child, os.getpid()):
        begun = started(pid)
        assert begun == started(pid)
        assert (begun or 0) > 0 if way == "exact" else begun is None


def test_in_a_browser_nothing_is_told_of_processes(monkeypatch):
    monkeypatch.setattr(processes, "_IS_ALONE", True)
    assert started(os.getpid()) is None
    assert started(NO_SUCH) is None


def test_temporary_files_go_when_nobody_can_be_writing_them(tmp_path, monkeypatch, child):
    mine = temporary_beside(tmp_path / "x.csv")
    names = {"mine": mine, "gone": mine.with_name(mine.name.replace(f"-{os.getpid()}.", f"-{NO_SUCH}."))}
    names["theirs"] = mine.with_name(mine.name.replace(f"-{os.getpid()}.", f"-{child}."))

    def left():
        for path in names.values():
            path.touch()
        remove_leftovers(tmp_path)
        return {name for name, path in names.items() if path.exists()}

    assert left() == {"mine", "theirs"}
    monkeypatch.setattr(processes, "_IS_ALONE", True)
    assert left() == {"mine", "theirs", "gone"}, "what can't be seen may be at work"
    for path in names.values():
        os.utime(path, (0, 0))
    remove_leftovers(tmp_path)
    assert not any(path.exists() for path in names.values())


def no_threads(*_):
    raise RuntimeError("can't start new thread")


@pytest.fixture
def in_the_last_thread(monkeypatch):
    """Run something in a thread, where no other can be started; Playwright leaves a loop running in the tests' own."""
    with ThreadPoolExecutor(max_workers=1) as pool:
        pool.submit(int).result()
        with monkeypatch.context() as patched:
            patched.setattr(threading.Thread, "start", no_threads)
            yield lambda work: pool.submit(work).result(60)


def test_later_on_a_thread():
    done = threading.Event()
    later(0.01, done.set)
    assert done.wait(30)
    appointment = later(1000, done.set)
    appointment.cancel()


def test_later_by_the_loop_where_there_are_no_threads(in_the_last_thread):
    assert in_the_last_thread(lambda: later(0, int)) is None, "there is no loop either"

    async def wait():
        done, never = asyncio.Event(), asyncio.Event()
        assert later(0.01, done.set) is not None
        appointment = later(0.01, never.set)
        appointment.cancel()
        await asyncio.wait_for(done.wait(), 30)
        assert not never.is_set()

    in_the_last_thread(lambda: asyncio.run(wait()))


def test_a_draft_is_saved_and_its_lock_renewed_where_there_are_no_threads(
    adata, open_session, monkeypatch, in_the_last_thread
):
    monkeypatch.setattr("cellxgene_widget.draft.write_lock.RENEW_SECONDS", 0.0)
    monkeypatch.setattr("cellxgene_widget.draft.write_lock.LOOK_SECONDS", 0.01)

    async def until(true):
        end = time.monotonic() + 30
        while not true():
            assert time.monotonic() < end
            await asyncio.sleep(0.01)

    async def work():
        session = open_session(adata, autosave=0.02)
        session.create_category("cell_type")
        session.select(cells=[0, 1, 2])
        session.label("B cell")
        path = Path(session.draft.path)
        await until(lambda: path.exists() and "B cell" in path.read_text())
        lock = session.parts.store.write_lock.file.path
        os.utime(lock, (0, 0))
        await until(lambda: lock.stat().st_mtime > 0)
        other = open_session(adata)  # a later session of this process goes on
        assert other.annotations["cell_type"].tolist()[:4] == ["B cell"] * 3 + ["unassigned"]
        with pytest.raises(ValueError, match="read-only"):
            session.label("T cell", cells=[5])
        other.close()
        assert not lock.exists()

    in_the_last_thread(lambda: asyncio.run(work()))
