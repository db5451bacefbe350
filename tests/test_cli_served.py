"""The command line as a person runs it: JupyterLab is served, its address told, and its end explained."""

import contextlib
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path

import pytest

from .test_cli import write

ROOT = Path(__file__).parents[1]
ADDRESS = re.compile(r"http://127\.0\.0\.1:\d+/lab/tree/\S+\?token=\w+")

pytestmark = pytest.mark.skipif(os.name != "posix", reason="signals and terminals")


@pytest.fixture
def folder(tmp_path):
    write(tmp_path / "naïve cells.h5ad")
    (tmp_path / "temporary").mkdir()
    return tmp_path


def environment(folder, **more):
    env = {k: v for k, v in os.environ.items() if not k.startswith("JUPYTER")}
    env |= {"HOME": str(folder), "PYTHONPATH": str(ROOT), "TMPDIR": str(folder / "temporary")}
    return env | more


@contextmanager
def started(folder, *arguments, **more):
    """Run the command at a terminal of its own; give the process, and what it has printed so far as a function."""
    command = [sys.executable, "-m", "cellxgene_widget", "launch", "naïve cells.h5ad", "--no-browser", *arguments]
    said = folder / "said.txt"
    keyboard, terminal = os.openpty()  # Jupyter listens to Ctrl-C only at a terminal
    with said.open("wb") as out:
        running = subprocess.Popen(
            command, cwd=folder, env=environment(folder, **more), stdin=terminal, stdout=out, stderr=out,
            start_new_session=True,
        )  # fmt: skip
    try:
        yield running, lambda: said.read_text("utf-8")
    finally:
        if running.poll() is None:
            os.killpg(running.pid, signal.SIGKILL)
            running.wait()
        os.close(keyboard)
        os.close(terminal)


def address(running, said):
    """Wait for the address; what was said until then ends with it."""
    end = time.monotonic() + 120
    while not ((found := ADDRESS.search(said())) and said().endswith("=\n")):
        assert running.poll() is None, said()
        assert time.monotonic() < end, said()
        time.sleep(0.1)
    return found[0]


def logs(folder):
    return list((folder / "temporary").glob("cellxgene-widget-*.log"))


def test_the_command_serves_the_notebook_and_says_where_last(folder):
    """The real thing: an address that answers, no noise beside it, and a Ctrl-C that ends it and leaves nothing."""
    with started(folder) as (running, said):
        where = address(running, said)
        with urllib.request.urlopen(where, timeout=30) as page:
            assert page.status == 200
        with urllib.request.urlopen(where.replace("/lab/tree/", "/api/contents/"), timeout=30) as reply:
            assert json.load(reply)["name"] == "naïve cells-labels.ipynb"
        lines = said().splitlines()
        assert lines[0] == f"The notebook is {folder / 'naïve cells-labels.ipynb'}"
        assert [line.strip() for line in lines[-5:]] == [lines[-1], "", where, "", lines[-1]], "large, and last"
        assert not re.search(r"ServerApp|LabApp|\[[IWCE] ", said()), "what JupyterLab says is in its log"
        (log,) = logs(folder)
        assert "ServerApp" in log.read_text()
        assert log.stat().st_mode & 0o077 == 0, "it holds the token"
        assert str(log) in said()
        os.killpg(running.pid, signal.SIGINT)
        assert running.wait(60) == 0, said()
    assert logs(folder) == []


def test_all_that_jupyterlab_says_is_shown_if_wished(folder):
    with started(folder, "--verbose") as (running, said):
        end = time.monotonic() + 120
        while not (ADDRESS.search(said()) and "=\n" in said()):
            assert running.poll() is None, said()
            assert time.monotonic() < end, said()
            time.sleep(0.1)
        assert "ServerApp" in said()
        assert logs(folder) == []
        running.send_signal(signal.SIGTERM)
        assert running.wait(60) == 0, said()


def stopped(running):
    """Press Ctrl+C, and again where nothing comes of it: Python drops one that finds it in a callback of an import."""
    for _ in range(3):
        os.killpg(running.pid, signal.SIGINT)
        with contextlib.suppress(subprocess.TimeoutExpired):
            return running.wait(20)
    return running.wait(20)


def test_a_stop_before_the_server_is_there_is_no_failure(folder):
    with started(folder) as (running, said):
        end = time.monotonic() + 60
        while not logs(folder):  # from here on JupyterLab is imported, which takes a second
            assert time.monotonic() < end, said()
            time.sleep(0.01)
        assert stopped(running) in {0, 130}, said()
        assert "Traceback" not in said()
    assert [log for log in logs(folder) if log.stat().st_size] == []


def test_a_host_that_others_reach_is_named_with_what_that_means(folder):
    with started(folder, "--host", "0.0.0.0") as (running, said):
        where = address(running, said)
        assert urllib.request.urlopen(where, timeout=30).status == 200
        assert "give it to nobody else" in said()
        assert f"http://{socket.gethostname()}:" in said(), "an address that another machine can open"
        assert "//0.0.0.0" not in said()


@pytest.mark.parametrize(
    ("file", "text", "why"),
    [
        ("jupyter_server_config.py", "c.ServerApp.port = 'eight'", "port"),
        ("jupyter_server_config.py", "c.ServerApp.certfile = '/nowhere.pem'", "ValueError: certfile"),
        ("tornado.py", "raise ImportError('libmoon.so is not there')", "ImportError: libmoon.so is not there"),
    ],
)
def test_a_server_that_can_not_start_says_why_and_where_its_log_is(folder, file, text, why):
    """Settings that can't be, and an installation that is broken."""
    broken = folder / "broken"
    broken.mkdir()
    (broken / file).write_text(text)
    path = os.pathsep.join([str(ROOT), str(broken)])
    with started(folder, JUPYTER_CONFIG_DIR=str(broken), PYTHONPATH=path) as (running, said):
        assert running.wait(120) == 1, said()
    *_, last = said().splitlines()
    assert last.startswith("cellxgene-widget: JupyterLab could not start: "), said()
    assert why in last
    (log,) = logs(folder)
    assert last.endswith(f" Its log: {log}")
    assert why in log.read_text()
    assert "Traceback" not in said()
