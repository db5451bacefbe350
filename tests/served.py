"""A program that serves pages for the tests: own home, own settings, nothing of the person who runs them."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Sequence
from pathlib import Path

ROOT = Path(__file__).parents[1]


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


class Served:
    """A server process over the folder ``root``; ``home`` is the HOME of it and of its kernels.

    Parameters
    ----------
    name
        What it is called when it fails.
    root
        Its working directory.
    command
        Returns the command for a port and a home that is there.
    answers
        The path that it answers once it is up.
    env
        More variables of its environment.
    """

    def __init__(
        self,
        name: str,
        root: Path,
        command: Callable[[int, Path], Sequence[str]],
        *,
        answers: str = "/",
        env: dict[str, str] | None = None,
        start_timeout: float = 90,
    ) -> None:
        self.name = name
        self.root = root
        self.home = Path(tempfile.mkdtemp(prefix="cxw-e2e-"))
        self.port = free_port()
        self._log = self.home / "server.log"
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(
                list(command(self.port, self.home)),
                env=self._environment() | (env or {}),
                cwd=root,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=_die_with_parent if sys.platform == "linux" else None,  # noqa: PLW1509 (no locks in it)
            )
        try:
            self._wait_until_up(answers, start_timeout)
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

    def _wait_until_up(self, answers: str, timeout: float) -> None:
        end = time.monotonic() + timeout
        while time.monotonic() < end:
            if self._process.poll() is not None:
                raise RuntimeError(f"{self.name} ended ({self._process.returncode}):\n{self.log()[-3000:]}")
            # asking may take as long as a whole page: some answer only when its kernel has run
            try:
                with urllib.request.urlopen(self.address(answers), timeout=timeout):
                    return
            except urllib.error.HTTPError:
                return  # it refuses, so it is up
            except OSError:
                pass
            time.sleep(0.1)
        raise TimeoutError(f"{self.name} did not answer within {timeout:g} s:\n{self.log()[-3000:]}")

    def address(self, path: str = "/") -> str:
        """Give the address of a path on it."""
        return f"http://127.0.0.1:{self.port}{path}"

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
