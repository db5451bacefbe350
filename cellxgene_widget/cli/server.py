"""JupyterLab in this process: its messages in a log, its address on the terminal, large and last."""

from __future__ import annotations

import contextlib
import importlib.util
import math
import os
import re
import runpy
import socket
import sys
import tempfile
import threading
import time
import traceback
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from .usage import UsageError, complain, printable, say

_LOOPBACK = "127.0.0.1"
#: Hosts that stand for every address of the machine.
_ALL = {"0.0.0.0", "::"}  # noqa: S104 (nothing is bound here)
#: The beginning of a line of Jupyter's log: ``[C 2026-11-27 06:31:22.024 ServerApp] ``.
_HEAD = re.compile(r"^\[([A-Z]) [^\]]*\] *")
#: The last line of a traceback.
_RAISED = re.compile(r"^(\w+\.)*\w*(Error|Exception|Warning|Exit)\b.*")
#: Seconds between two looks whether the server is there, and after which a person wonders.
_GLANCE, _LONG = 0.05, 20.0


@dataclass(frozen=True)
class Serving:
    """How JupyterLab is started."""

    port: int | None
    host: str | None
    browser: bool
    verbose: bool


def require_jupyterlab() -> None:
    """Raise a :class:`UsageError` if there is no JupyterLab in this environment."""
    if importlib.util.find_spec("jupyterlab") is None:
        raise UsageError(
            f"JupyterLab is not installed in this environment ({sys.prefix}): pip install 'cellxgene-widget[lab]'"
        )


def require_place(host: str | None, port: int | None) -> None:
    """Raise a :class:`UsageError` if nothing can listen at this address of the machine, or at this port."""
    if host is None and port is None:
        return
    for family, address in _own_addresses(host or _LOOPBACK):
        with socket.socket(family) as listener:
            if os.name == "posix":  # as the server does, so that a port left a moment ago counts as free
                listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                listener.bind((address, port or 0))
            except PermissionError:
                raise UsageError(f"port {port} is not for ordinary programs: choose one above 1023") from None
            except OSError:
                taken = f"port {port} is taken by another program"
                raise UsageError(f"{taken}: choose another, or leave --port out") from None


def _own_addresses(host: str) -> list[tuple[int, str]]:
    """Return the addresses of a host at which this machine can listen, with their families."""
    try:
        known = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise UsageError(f"host {host} is not known: use an address of this machine, or 0.0.0.0 for all") from None
    own = []
    for family, _, _, _, address in known:
        with contextlib.suppress(OSError), socket.socket(family) as listener:
            listener.bind((address[0], 0))
            own.append((int(family), str(address[0])))
    if not own:
        raise UsageError(f"host {host} is no address of this machine: use one that is, or 0.0.0.0 for all of them")
    return own


def serve(notebook: Path, serving: Serving) -> int:
    """Run JupyterLab on a notebook until it ends.

    It runs in this process, so that Ctrl-C and signals reach it, and nothing is left behind when this is killed.

    Returns
    -------
    int
        JupyterLab's exit status.
    """
    say("Starting JupyterLab ...")
    told, ended = threading.Event(), threading.Event()
    with _log(serving) as (terminal, log):
        threading.Thread(target=_announce, args=(terminal, serving, log, told, ended), daemon=True).start()
        try:
            status, why = _run(_arguments(notebook, serving))
        finally:
            ended.set()
    if status == 0:
        if log is not None:
            log.unlink(missing_ok=True)
        return 0
    where = ""
    if log is not None:
        why = _reason(log.read_text("utf-8", "replace")) or why
        where = f" Its log: {log}"
    did = "ended" if told.is_set() else "could not start"
    complain(f"JupyterLab {did}: {(why or f'exit status {status}').rstrip('.')}.{where}")
    return status


def _arguments(notebook: Path, serving: Serving) -> list[str]:
    arguments = [
        f"--ServerApp.root_dir={notebook.parent}",
        f"--LabApp.default_url=/lab/tree/{quote(notebook.name)}",
        "--ServerApp.answer_yes=True",  # one Ctrl-C ends it
    ]
    if serving.host is not None:
        arguments.append(f"--ServerApp.ip={serving.host}")
    if serving.port is not None:
        arguments += [f"--ServerApp.port={serving.port}", "--ServerApp.port_retries=0"]
    if not serving.browser:
        arguments.append("--no-browser")
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        arguments.append("--allow-root")  # containers and shared demo machines; Jupyter would refuse to start
    return arguments


def _run(arguments: list[str]) -> tuple[int, str | None]:
    """Do what ``python -m jupyterlab`` does; give the exit status, and why it is not 0 where that is known."""
    before = sys.argv
    sys.argv = ["jupyter-lab", *arguments]
    try:
        runpy.run_module("jupyterlab", run_name="__main__", alter_sys=True)
    except SystemExit as end:
        if end.code is None or isinstance(end.code, int):
            return end.code or 0, None
        return 1, str(end.code)
    except Exception as error:  # noqa: BLE001 (whatever it is, the person reads a sentence, and the log has the rest)
        traceback.print_exc()
        return 1, f"{type(error).__name__}: {error}"
    finally:
        sys.argv = before
    return 0, None


@contextlib.contextmanager
def _log(serving: Serving) -> Iterator[tuple[int, Path | None]]:
    """Send what this process and its kernels print into a file; give the terminal, and the file if there is one."""
    if serving.verbose:
        yield 1, None
        return
    try:
        file, name = tempfile.mkstemp(prefix="cellxgene-widget-", suffix=".log")  # only this account can read it
    except OSError as error:
        raise UsageError(f"there is no place for JupyterLab's log ({error}): --verbose does without") from None
    kept = [os.dup(1), os.dup(2)]
    try:
        for channel in (1, 2):
            os.dup2(file, channel)
        yield kept[0], Path(name)
    except KeyboardInterrupt:  # before the server listens to it
        Path(name).unlink(missing_ok=True)
        raise
    finally:
        for stream in (sys.stdout, sys.stderr):
            stream.flush()
        for channel, saved in zip((1, 2), kept, strict=True):
            os.dup2(saved, channel)
        for each in (file, *kept):
            os.close(each)


def _announce(terminal: int, serving: Serving, log: Path | None, told: threading.Event, ended: threading.Event) -> None:
    """Wait until the server's loop runs, and have it tell the address."""
    begun = time.monotonic()
    while (loop := getattr(_server(), "io_loop", None)) is None:
        if ended.wait(_GLANCE):
            return
        if log is not None and time.monotonic() - begun > _LONG:
            begun = math.inf
            _write(terminal, f"It takes its time. What it says meanwhile: {log}\n")

    def tell() -> None:
        told.set()
        _write(terminal, _announcement(_server(), serving, log, terminal))

    # twice: what was in the loop before, as the binding of the port, comes first
    loop.add_callback(lambda: loop.add_callback(tell))


def _write(terminal: int, text: str) -> None:
    encoding = sys.stdout.encoding
    with contextlib.suppress(OSError):  # nobody reads
        os.write(terminal, printable(text, encoding).encode(encoding or "utf-8"))


def _server() -> Any:
    module = sys.modules.get("jupyter_server.serverapp")
    app = getattr(module, "ServerApp", None)
    return app.instance() if app is not None and app.initialized() else None


def _announcement(server: Any, serving: Serving, log: Path | None, terminal: int) -> str:
    addresses = [server.local_url]
    if server.custom_display_url or server.sock or _is_elsewhere(serving.host):
        # all addresses of this machine are none that a browser could open
        public = re.sub(r"//(0\.0\.0\.0|\[::\])(?=:)", f"//{socket.gethostname()}", server.public_url)
        addresses = list(dict.fromkeys([*addresses, public] if serving.host in _ALL else [public]))
    how = "Open this address in a browser:" if len(addresses) == 1 else "Open one of these addresses in a browser:"
    if serving.browser:
        how = f"The notebook opens in your browser by itself. If not: {how[0].lower()}{how[1:]}"
    if _is_elsewhere(serving.host):
        how = f"Whoever has the address can run code here, as you: give it to nobody else.\n{how}"
    wide = max(len(address) for address in addresses)
    columns, bold = 80, os.isatty(terminal) and "NO_COLOR" not in os.environ
    with contextlib.suppress(OSError):  # a file
        columns = os.get_terminal_size(terminal).columns or columns
    rule = "=" * min(wide + 4, columns)
    shown = "".join(f"\033[1m  {address}\033[0m\n" if bold else f"  {address}\n" for address in addresses)
    where = "" if log is None else f" JupyterLab's messages are in {log}"
    return f"Your labels are saved as you work. Ctrl-C ends it.{where}\n\n{how}\n\n{rule}\n\n{shown}\n{rule}\n"


def _is_elsewhere(host: str | None) -> bool:
    return host is not None and host not in {"localhost", "::1"} and not host.startswith("127.")


def _reason(log: str) -> str | None:
    """Find in JupyterLab's log why it ended: its last critical or wrong line, or what was raised last."""
    found = None
    for line in log.splitlines():
        head = _HEAD.match(line)
        if head is not None and head[1] in "CE":
            found = line[head.end() :].removeprefix("ERROR: ").strip() or found
        elif head is None and _RAISED.match(line):
            found = line.strip()
    return found
