"""The command line: JupyterLab on a notebook that is ready to label in.

cellxgene-widget demo
cellxgene-widget launch mydata.h5ad
cellxgene-widget index atlas.zarr
"""

from __future__ import annotations

import argparse
import importlib.util
import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn
from urllib.parse import quote

from .._version import __version__
from ..core.given_paths import given_path
from ..data.file_kinds import SUFFIXES, file_kind
from ..data.gene_index_places import PLACE_VARIABLE
from ..data.stores import outermost
from .index import index_file
from .notebook import LaunchOptions, launch_notebook

if TYPE_CHECKING:
    from collections.abc import Sequence

PROGRAM = "cellxgene-widget"
DEMO_FOLDER = "cellxgene-widget-demo"
QUICKSTART = "quickstart.ipynb"
DEFAULT_MAX_CATEGORY_ITEMS = 1000
HIGHEST_PORT = 65535
BAD_INPUT = 2


class _Parser(argparse.ArgumentParser):
    """A parser that says what is wrong in one sentence, without the page of usage before it."""

    def error(self, message: str) -> NoReturn:
        self.exit(BAD_INPUT, f"{PROGRAM}: {message} ({self.prog} --help tells more)\n")


class UsageError(Exception):
    """What the person typed can't be done; the message is the sentence they read."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line.

    Parameters
    ----------
    arguments
        What was typed after the program's name; ``sys.argv[1:]`` if not given.

    Returns
    -------
    int
        The exit status: 0 or that of JupyterLab, 2 for bad input.
    """
    options = _parser().parse_args(arguments)
    if options.command == "index":
        return index_file(options.file, layer=options.layer, out=options.out)
    try:
        _need_jupyterlab()
        _need_port(options.port)
        notebook = _demo_notebook() if options.command == "demo" else _launch_notebook(options)
    except UsageError as error:
        print(f"{PROGRAM}: {error}", file=sys.stderr)
        return BAD_INPUT
    return _run_jupyterlab(notebook, port=options.port, browser=options.browser)


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog=PROGRAM, description="Lasso, label and merge single cells in JupyterLab.")
    parser.add_argument("--version", action="version", version=f"{PROGRAM} {__version__}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")

    server = _Parser(add_help=False)
    server.add_argument(
        "--port", type=_port, metavar="P", help="the port of JupyterLab (default: a free one near 8888)"
    )
    server.add_argument("--no-browser", dest="browser", action="store_false", help="only print the address")

    commands.add_parser(
        "demo",
        parents=[server],
        help="the quickstart, on data that ship with scanpy",
        description=_demo_notebook.__doc__,
    )
    launch = commands.add_parser(
        "launch",
        parents=[server],
        help="label the cells of an .h5ad file or a .zarr store",
        description="Open JupyterLab on a notebook that shows FILE. The file itself is never changed.",
    )
    launch.add_argument("file", metavar="FILE", help="the data: an .h5ad file or a .zarr store")
    launch.add_argument(
        "--annotations-file",
        "--annotations-input-file",
        metavar="CSV",
        help="keep the labels in exactly this CSV file, made if it is not there",
    )
    launch.add_argument(
        "--annotations-dir",
        "--annotations-output-dir",
        metavar="DIR",
        help="keep the drafts in this folder (default: beside the data)",
    )
    launch.add_argument(
        "--max-category-items",
        type=_positive,
        default=DEFAULT_MAX_CATEGORY_ITEMS,
        metavar="N",
        help="leave out categorical columns with more levels than this (default: %(default)s)",
    )
    launch.add_argument("--title", metavar="T", help="the heading of the notebook (default: the name of the file)")
    launch.add_argument("--user", metavar="U", help="who labels, where several people share one account")
    index = commands.add_parser(
        "index",
        help="make single genes fast to read, once, for a file whose matrix is stored by cells",
        description="Write the values of FILE gene by gene into a file beside it, which is used by itself from then "
        "on. FILE itself is never changed.",
    )
    index.add_argument("file", metavar="FILE", help="the data: an .h5ad file or a .zarr store")
    index.add_argument("--layer", metavar="L", help='a layer in place of X, or "raw"')
    index.add_argument(
        "--out", metavar="DIR", help=f"the folder to write into; name it in ${PLACE_VARIABLE} for it to be found"
    )
    return parser


def _positive(text: str) -> int:
    if not text.isascii() or not text.isdigit() or int(text) == 0:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number above 0")
    return int(text)


def _port(text: str) -> int:
    port = _positive(text)
    if port > HIGHEST_PORT:
        raise argparse.ArgumentTypeError(f"{text} is no port: the highest is {HIGHEST_PORT}")
    return port


def _need_jupyterlab() -> None:
    if importlib.util.find_spec("jupyterlab") is None:
        raise UsageError(
            f"JupyterLab is not installed in this environment ({sys.prefix}): pip install 'cellxgene-widget[lab]'"
        )


def _need_port(port: int | None) -> None:
    if port is None:
        return
    with socket.socket() as listener:
        if os.name == "posix":  # as the server does, so that a port left a moment ago counts as free
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind(("127.0.0.1", port))
        except PermissionError:
            raise UsageError(f"port {port} is not for ordinary programs: choose one above 1023") from None
        except OSError:
            raise UsageError(f"port {port} is taken by another program: choose another, or leave --port out") from None


def _demo_notebook() -> Path:
    """Open the quickstart: 700 blood cells that ship with scanpy, copied into the folder cellxgene-widget-demo."""
    folder = _writable(Path.cwd()) / DEMO_FOLDER
    notebook = folder / QUICKSTART
    if notebook.exists():
        _say(f"{notebook} is already there and is opened as you left it.")
        return notebook
    try:
        folder.mkdir(exist_ok=True)
        shutil.copyfile(_shipped_quickstart(), notebook)
    except OSError as error:
        raise UsageError(f"the quickstart could not be copied to {notebook}: {error.strerror or error}") from None
    _say(f"The quickstart is {notebook}")
    return notebook


def _shipped_quickstart() -> Path:
    """Find the quickstart: in the package, or in notebooks/ of a checkout that is installed as it lies."""
    package = Path(__file__).parents[1]
    shipped = package / QUICKSTART
    return shipped if shipped.is_file() else package.parent / "notebooks" / QUICKSTART


def _launch_notebook(options: argparse.Namespace) -> Path:
    data = _data_file(options.file)
    if options.annotations_file is not None and options.annotations_dir is not None:
        raise UsageError("--annotations-file and --annotations-dir exclude each other: leave one out")
    annotations_file = _annotations_file(options.annotations_file)
    annotations_dir = _annotations_dir(options.annotations_dir)
    for name in ("title", "user"):
        value = getattr(options, name)
        if value is not None and not value.strip():
            raise UsageError(f"--{name} is empty: give a {name}, or leave it out")

    beside = outermost(data).parent  # not within a store
    folder = _writable(beside)
    notebook = folder / f"{data.stem}-labels.ipynb"
    if notebook.exists():
        _say(f"{notebook} is already there and is opened as you left it: the options are those written in it.")
        return notebook
    if folder != beside:
        _say(f"{beside} can't be written to: the notebook is in {folder}, and so are your labels by default")
    text = launch_notebook(
        LaunchOptions(
            data=data,
            beside_data=folder == beside,
            annotations_file=annotations_file,
            annotations_dir=annotations_dir,
            max_category_items=options.max_category_items,
            title=options.title,
            user=options.user,
        )
    )
    try:
        if annotations_dir is not None:
            annotations_dir.mkdir(exist_ok=True)
        with notebook.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except OSError as error:
        raise UsageError(f"{error.filename} could not be written: {error.strerror or error}") from None
    _say(f"The notebook is {notebook}")
    return notebook


def _data_file(name: str) -> Path:
    if "://" in name:
        raise UsageError(f"{name} is an address, not a file: download it first, then launch the file")
    path = given_path(name, "launch", UsageError)
    kind = file_kind(path)
    if kind is None:
        raise UsageError(f"{name} does not end in {', '.join(SUFFIXES)}: write your AnnData with .write_h5ad()")
    if not path.exists():
        raise UsageError(f"there is no file {name}")
    if path.is_dir() != (kind == ".zarr"):
        raise UsageError(f"{name} is not a {'folder, as a .zarr store is' if path.is_file() else 'file'}")
    if not os.access(path, os.R_OK):
        raise UsageError(f"{name} can't be read: you have no permission to")
    return path.resolve()


def _annotations_file(name: str | None) -> Path | None:
    if name is None:
        return None
    path = given_path(name, "--annotations-file", UsageError).absolute()
    if path.suffix.lower() != ".csv":
        raise UsageError(f"--annotations-file {name} does not end in .csv")
    if path.is_dir():
        raise UsageError(f"--annotations-file {name} is a folder: name a CSV file, or use --annotations-dir")
    if not path.parent.is_dir():
        raise UsageError(f"--annotations-file {name} would be in a folder that is not there: {path.parent}")
    return path


def _annotations_dir(name: str | None) -> Path | None:
    if name is None:
        return None
    path = given_path(name, "--annotations-dir", UsageError).absolute()
    if path.exists() and not path.is_dir():
        raise UsageError(f"--annotations-dir {name} is not a folder: name a folder, or use --annotations-file")
    if not path.parent.is_dir():
        raise UsageError(f"--annotations-dir {name} would be in a folder that is not there: {path.parent}")
    return path


def _writable(wanted: Path) -> Path:
    """Give a folder that can be written to: the wanted one, else the working directory, else the home directory."""
    for folder in (wanted, Path.cwd(), Path.home()):
        if folder.is_dir() and os.access(folder, os.W_OK | os.X_OK):
            return folder
    raise UsageError(f"no place for the notebook: {wanted}, {Path.cwd()} and {Path.home()} can't be written to")


def _say(sentence: str) -> None:
    print(sentence, flush=True)


def _run_jupyterlab(notebook: Path, *, port: int | None, browser: bool) -> int:
    command = [
        *(sys.executable, "-m", "jupyterlab"),
        f"--ServerApp.root_dir={notebook.parent}",
        f"--LabApp.default_url=/lab/tree/{quote(notebook.name)}",
        "--ServerApp.log_level=WARN",  # which leaves the address, the one line of use
        "--ServerApp.answer_yes=True",  # one Ctrl-C ends it
    ]
    if port is not None:
        command += [f"--ServerApp.port={port}", "--ServerApp.port_retries=0"]
    if not browser:
        command.append("--no-browser")
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        command.append("--allow-root")  # containers and shared demo machines; Jupyter would refuse to start
    _say("Starting JupyterLab; Ctrl-C ends it. Your labels are saved as you work.")
    if os.name == "posix":
        os.execv(sys.executable, command)  # noqa: S606 (no shell wanted); Ctrl-C and signals go to JupyterLab itself
    return subprocess.call(command)  # noqa: S603 (a list of arguments, and our own Python)
