"""What the fault tests share: few cells, a draft after a crash, short or long settings, and the figures of a run."""

from __future__ import annotations

import os
import shutil
import tempfile
import threading
import traceback
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from cellxgene_widget import Session
from tests.draft_store import store_of

from .small import small_cells

#: Long settings, as ``make soak`` has them.
SOAK = os.environ.get("SOAK", "") not in ("", "0")


@pytest.fixture
def soak() -> bool:
    return SOAK


@pytest.fixture
def figures(request):
    """Return a dict; what a test puts into it is shown at the end of the run."""
    found: dict[str, int] = {}
    request.node.user_properties.append(("figures", found))  # goes with the report, from another process too
    return found


def pytest_terminal_summary(terminalreporter: Any) -> None:
    reports = [report for some in terminalreporter.stats.values() for report in some if hasattr(report, "nodeid")]
    lines = [
        f"{report.nodeid.partition('::')[2]}: " + ", ".join(f"{n:,} {name}" for name, n in found.items())
        for report in reports
        if getattr(report, "when", None) == "call"
        for name, found in report.user_properties
        if name == "figures" and found
    ]
    if lines:
        terminalreporter.section("fault tests: figures")
        for line in lines:
            terminalreporter.line(line)


@pytest.fixture
def fast_dir(tmp_path) -> Iterator[Path]:
    """Return a directory in memory, where there is one: a process that is killed loses nothing of what it wrote."""
    memory = Path("/dev/shm")
    if not os.access(memory, os.W_OK):
        yield tmp_path
        return
    directory = Path(tempfile.mkdtemp(prefix="cellxgene_widget-", dir=memory))
    yield directory
    shutil.rmtree(directory, ignore_errors=True)


@pytest.fixture
def sessions():
    """Return a function that opens sessions on a few cells, without autosave, and ends them after the test."""
    opened: list[Session] = []

    def open_one(directory: Path, data: Any = None, **options: Any) -> Session:
        options = {"autosave": None, "user": "me", "dataset": "cells", **options}
        if "annotations_file" not in options:
            options["annotations_dir"] = directory
        session = Session(small_cells() if data is None else data, **options)
        opened.append(session)
        return session

    yield open_one
    for session in opened:
        store_of(session).close()


@pytest.fixture
def after_crash(sessions, tmp_path):
    """Return a function that opens a copy of a session's folder as a killed process would have left it."""
    copies = tmp_path / "after a crash"
    number = 0

    def open_copy(session: Session, data: Any = None, **options: Any) -> Session:
        nonlocal number
        number += 1
        copy = copies / str(number)
        if store_of(session).draft.directory.exists():
            shutil.copytree(store_of(session).draft.directory, copy)
        for lock in copy.glob("*-backups/*.lock"):
            lock.unlink()
        again = sessions(copy, data, **options)
        store_of(again).close()
        return again

    yield open_copy
    shutil.rmtree(copies, ignore_errors=True)


def in_child(work: Callable[[], None], seconds: float = 60) -> None:
    """Run something in a forked process; an AssertionError with its traceback if it failed there."""
    receiver, sender = os.pipe()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # a fork beside threads: none of theirs is needed
        pid = os.fork()
    if pid == 0:
        os.close(receiver)
        said = ""
        try:
            work()
        except BaseException:  # noqa: BLE001 - told to the parent, which raises it
            said = traceback.format_exc()
        finally:
            os.write(sender, said.encode()[-60_000:])
            os._exit(0)
    os.close(sender)
    hung = threading.Timer(seconds, os.kill, (pid, 9))
    hung.start()
    with os.fdopen(receiver) as pipe:
        said = pipe.read()
    _, status = os.waitpid(pid, 0)
    hung.cancel()
    assert not said, said
    assert status == 0, "the process hung or died"
