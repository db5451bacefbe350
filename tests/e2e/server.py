"""A JupyterLab server for the tests: own home, own settings, nothing of the person who runs them."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path
from typing import Any

TOKEN = "tests"
ROOT = Path(__file__).parents[2]

# nothing that asks, fetches or saves by itself
OVERRIDES = {
    "@jupyterlab/apputils-extension:notification": {
        "fetchNews": "false",
        "checkForUpdates": False,
        "doNotDisturbMode": True,
    },
    "@jupyterlab/docmanager-extension:plugin": {"autosave": False},
}


def free_port() -> int:
    """Find a port that nobody listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


def _die_with_parent() -> None:
    """Have Linux end the server when the test run is killed, which no ``finally`` sees."""
    import ctypes

    pr_set_pdeathsig = 1
    ctypes.CDLL(None).prctl(pr_set_pdeathsig, signal.SIGTERM)


class Server:
    """JupyterLab over the folder ``root``; ``home`` is the HOME of the server and of its kernels."""

    def __init__(self, root: Path, *, env: dict[str, str] | None = None, start_timeout: float = 90) -> None:
        self.root = root
        self.home = Path(tempfile.mkdtemp(prefix="cxw-e2e-"))
        self.runtime = self.home / "runtime"
        self.port = free_port()
        self._log = self.home / "server.log"
        settings = self.home / "app-settings"
        settings.mkdir()
        (settings / "overrides.json").write_text(json.dumps(OVERRIDES))
        command = [
            *(sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root"),
            *("--ServerApp.ip=127.0.0.1", f"--ServerApp.port={self.port}", "--ServerApp.port_retries=0"),
            *(f"--ServerApp.root_dir={root}", f"--IdentityProvider.token={TOKEN}"),
            *(f"--LabApp.app_settings_dir={settings}", "--LabApp.extension_manager=readonly"),
            "--LabApp.expose_app_in_browser=True",  # window.jupyterapp: commands by id, not by hunting for menus
            "--ServerApp.terminals_enabled=False",
            "--LanguageServerManager.autodetect=False",  # it starts whatever language server the environment has
        ]
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(
                command,
                env=self._environment() | (env or {}),
                cwd=root,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=_die_with_parent if sys.platform == "linux" else None,  # noqa: PLW1509 (no locks in it)
            )
        try:
            self._wait_until_up(start_timeout)
        except BaseException:
            self.stop()
            raise

    def _environment(self) -> dict[str, str]:
        env = {k: v for k, v in os.environ.items() if not k.startswith(("JUPYTER", "CELLXGENE", "XDG_"))}
        places = {
            "HOME": ".",
            "IPYTHONDIR": "ipython",
            "MPLCONFIGDIR": "matplotlib",
            "JUPYTER_CONFIG_DIR": "config",
            "JUPYTER_DATA_DIR": "data",
            "JUPYTER_RUNTIME_DIR": "runtime",
            "JUPYTERLAB_SETTINGS_DIR": "settings",
            "JUPYTERLAB_WORKSPACES_DIR": "workspaces",
        }
        env |= {name: str(self.home / place) for name, place in places.items()}
        # numba compiles once per machine, not once per kernel of a home that is thrown away
        env |= {"NUMBA_CACHE_DIR": str(Path(tempfile.gettempdir()) / f"cxw-e2e-numba-{os.getuid()}")}
        env |= {"PYTHONPATH": str(ROOT)}  # the package of this checkout, installed or not
        return env | {"JUPYTER_PLATFORM_DIRS": "1", "NO_PROXY": "127.0.0.1,localhost"}

    def _wait_until_up(self, timeout: float) -> None:
        end = time.monotonic() + timeout
        while time.monotonic() < end:
            if self._process.poll() is not None:
                raise RuntimeError(f"JupyterLab ended ({self._process.returncode}):\n{self.log()[-3000:]}")
            with contextlib.suppress(OSError):
                self.api("")
                return
            time.sleep(0.1)
        raise TimeoutError(f"JupyterLab did not answer within {timeout:g} s:\n{self.log()[-3000:]}")

    def url(self, path: str) -> str:
        """Give the address of a notebook, opened alone (no workspace of an earlier test)."""
        return f"http://127.0.0.1:{self.port}/lab/tree/{path}?token={TOKEN}&reset"

    def api(self, path: str, method: str = "GET", body: object = None) -> Any:
        """Ask the server's REST API."""
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}/api/{path}",
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Authorization": f"token {TOKEN}", "Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=60) as reply:
            text = reply.read()
        return json.loads(text) if text else None

    def kernel_of(self, path: str) -> str | None:
        """Give the id of the kernel of a notebook, if it has one."""
        sessions = [session for session in self.api("sessions") if session["path"] == path]
        return sessions[0]["kernel"]["id"] if sessions else None

    def log(self) -> str:
        """Give what the server has printed."""
        return self._log.read_text(errors="replace")

    def stop(self, timeout: float = 15) -> None:
        """End the server and its kernels (their own process group, nothing else)."""
        if self._process.poll() is None:
            os.killpg(self._process.pid, signal.SIGTERM)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(timeout)
        if self._process.poll() is None:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
        shutil.rmtree(self.home, ignore_errors=True)
