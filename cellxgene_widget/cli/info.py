"""``cellxgene-widget info``: what a bug report needs, and nothing that is private."""

from __future__ import annotations

import json
import os
import platform
import re
import sys
from importlib import metadata
from pathlib import Path
from typing import Any

from .._version import __version__
from ..data.gene_index_places import PLACE_VARIABLE
from .usage import PROGRAM, say

#: Programs that notebooks are shown in, and what they stand on: those that are installed are named.
_HOSTS = (
    "ipykernel", "jupyter-collaboration", "jupyter-server", "jupyterhub", "jupyterlab", "marimo", "myst-nb",
    "nbclassic", "nbconvert", "notebook", "panel", "shiny", "shinywidgets", "voila",
)  # fmt: skip
#: Variables by which a host is known, in the order of how much they tell.
_SIGNS = (
    ("COLAB_RELEASE_TAG", "Google Colab"),
    ("KAGGLE_KERNEL_RUN_TYPE", "Kaggle"),
    ("DATABRICKS_RUNTIME_VERSION", "Databricks"),
    ("BINDER_LAUNCH_HOST", "Binder"),
    ("POSITRON", "Positron"),
    ("CODESPACES", "GitHub Codespaces"),
    ("VSCODE_PID", "VS Code"),
    ("JUPYTERHUB_API_URL", "JupyterHub"),
    ("JPY_SESSION_NAME", "a notebook in Jupyter"),
    ("JPY_PARENT_PID", "a kernel of Jupyter"),
)


def tell(*, as_json: bool) -> int:
    """Print the versions and places that a bug report needs: no user id, no names of data, no secrets."""
    found = report()
    if as_json:
        say(json.dumps(found, indent=2, ensure_ascii=False))
        return 0
    lines = {PROGRAM: found["version"], "Python": found["python"], "platform": found["platform"]}
    lines |= {"runs in": found["host"], "profile": _with_note(found["profile"])}
    lines |= {
        "draft folder": _with_note(found["draft_folder"]),
        "gene indexes": found["gene_indexes"] or "beside the data",
    }
    lines |= {name: version or "not installed" for name, version in found["packages"].items()}
    wide = max(map(len, lines)) + 2
    for name, value in lines.items():
        say(f"{name:<{wide}}{value}")
    return 0


def report() -> dict[str, Any]:
    """Return what :func:`tell` prints; paths in the home directory begin with ``~``, which keeps its name private."""
    place = os.environ.get(PLACE_VARIABLE)
    return {
        "version": __version__,
        "python": f"{platform.python_version()} ({platform.python_implementation()}, {_private(sys.executable)})",
        "platform": platform.platform(),
        "host": _host(),
        "profile": _profile(),
        "draft_folder": _drafts(),
        "gene_indexes": _private(place) if place else None,
        "packages": _packages(),
    }


def _with_note(place: dict[str, str]) -> str:
    return f"{place['path']} ({place['note']})"


def _profile() -> dict[str, str]:
    from ..draft.user import USER_VARIABLE, default_path

    path = default_path()
    note = "not made yet"
    if path.exists():
        note = "there" if os.access(path, os.R_OK | os.W_OK) else "can't be read and written"
    if os.environ.get(USER_VARIABLE):
        note += f"; {USER_VARIABLE} is set"
    return {"path": _private(path), "note": note}


def _drafts() -> dict[str, str]:
    here = Path.cwd()
    can = "can be written to" if os.access(here, os.W_OK) else "can't be written to"
    return {"path": _private(here), "note": f"{can}; drafts of a file are beside the file"}


def _packages() -> dict[str, str | None]:
    """Return the version of each package that ours asks for, and of each host that is installed."""
    try:
        asked = {_name(line) for line in metadata.requires(PROGRAM) or ()}
    except metadata.PackageNotFoundError:  # run from a checkout that is not installed
        asked = set()
    found = {name: _version(name) for name in sorted(asked)}
    return found | {name: version for name in _HOSTS if (version := _version(name)) is not None}


def _name(requirement: str) -> str:
    match = re.match(r"[\w.-]+", requirement)
    return match[0] if match else requirement


def _version(name: str) -> str | None:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None


def _host() -> str:
    found = [host for variable, host in _SIGNS if os.environ.get(variable)]
    if os.environ.get("TERM_PROGRAM") == "vscode" and "VS Code" not in found:
        found.append("VS Code")
    return ", ".join(found) or "a terminal, or a host that does not tell"


def _private(path: str | os.PathLike[str]) -> str:
    text, home = os.fsdecode(path), os.path.expanduser("~")  # noqa: PTH111 (no error where there is no home)
    inside = text == home or text.startswith(home.rstrip(os.sep) + os.sep)
    return f"~{text[len(home.rstrip(os.sep)) :]}" if home != "~" and home.strip(os.sep) and inside else text
