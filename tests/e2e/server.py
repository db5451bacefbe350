"""A JupyterLab server for the tests: own home, own settings, nothing of the person who runs them."""

from __future__ import annotations

import json
import sys
import urllib.request
from pathlib import Path
from typing import Any

from tests.served import Served

TOKEN = "tests"

# nothing that asks, fetches or saves by itself
OVERRIDES = {
    "@jupyterlab/apputils-extension:notification": {
        "fetchNews": "false",
        "checkForUpdates": False,
        "doNotDisturbMode": True,
    },
    "@jupyterlab/docmanager-extension:plugin": {"autosave": False},
}


class Server(Served):
    """JupyterLab over the folder ``root``, of the environment of the tests or that of another Python."""

    def __init__(
        self, root: Path, *, env: dict[str, str] | None = None, python: Path | None = None, app: str = "jupyterlab"
    ) -> None:
        def command(port: int, home: Path) -> list[str]:
            settings = home / "app-settings"
            settings.mkdir()
            (settings / "overrides.json").write_text(json.dumps(OVERRIDES))
            return [
                *(str(python or sys.executable), "-m", app, "--no-browser", "--allow-root"),
                *("--ServerApp.ip=127.0.0.1", f"--ServerApp.port={port}", "--ServerApp.port_retries=0"),
                *(f"--ServerApp.root_dir={root}", f"--IdentityProvider.token={TOKEN}"),
                *(f"--LabApp.app_settings_dir={settings}", "--LabApp.extension_manager=readonly"),
                # window.jupyterapp: commands by id, not by hunting for menus
                *("--LabApp.expose_app_in_browser=True", "--JupyterNotebookApp.expose_app_in_browser=True"),
                "--ServerApp.terminals_enabled=False",
                "--LanguageServerManager.autodetect=False",  # it starts whatever language server the environment has
            ]

        super().__init__(app, root, command, answers=f"/api?token={TOKEN}", env=env)
        self.runtime = self.home / "runtime"

    def url(self, path: str) -> str:
        """Give the address of a notebook, opened alone (no workspace of an earlier test)."""
        return self.address(f"/lab/tree/{path}?token={TOKEN}&reset")

    def api(self, path: str, method: str = "GET", body: object = None) -> Any:
        """Ask the server's REST API."""
        request = urllib.request.Request(
            self.address(f"/api/{path}"),
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
