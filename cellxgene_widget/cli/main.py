"""The command line: JupyterLab on a notebook that is ready to label in.

cellxgene-widget demo
cellxgene-widget launch mydata.h5ad
cellxgene-widget index atlas.zarr
cellxgene-widget info
"""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, NoReturn

from .._version import __version__
from ..data.gene_index_places import PLACE_VARIABLE
from .index import index_file
from .info import tell
from .notebook import DEFAULT_MAX_CATEGORY_ITEMS
from .opening import demo_notebook, notebook_of
from .server import Serving, require_jupyterlab, require_place, serve
from .usage import BAD_INPUT, INTERRUPTED, PROGRAM, UsageError, complain

if TYPE_CHECKING:
    from collections.abc import Sequence

HIGHEST_PORT = 65535


class _Parser(argparse.ArgumentParser):
    """A parser that says what is wrong in one sentence, without the page of usage before it."""

    def error(self, message: str) -> NoReturn:
        self.exit(BAD_INPUT, f"{PROGRAM}: {message} ({self.prog} --help tells more)\n")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line.

    Parameters
    ----------
    arguments
        What was typed after the program's name; ``sys.argv[1:]`` if not given.

    Returns
    -------
    int
        The exit status: 0 or that of JupyterLab, 2 for bad input, 130 for a Ctrl-C before JupyterLab was there.
    """
    options = _parser().parse_args(arguments)
    if options.command == "index":
        return index_file(options.file, layer=options.layer, out=options.out)
    if options.command == "info":
        return tell(as_json=options.json)
    serving = Serving(options.port, options.host, options.browser, options.verbose)
    try:
        require_jupyterlab()
        require_place(options.host, options.port)
        return serve(demo_notebook() if options.command == "demo" else notebook_of(options), serving)
    except UsageError as error:
        complain(str(error))
        return BAD_INPUT
    except KeyboardInterrupt:
        return INTERRUPTED


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog=PROGRAM, description="Lasso, label and merge single cells in JupyterLab.")
    parser.add_argument("--version", action="version", version=f"{PROGRAM} {__version__}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    server = _server_options()
    commands.add_parser(
        "demo",
        parents=[server],
        help="the quickstart, on data that ship with scanpy",
        description=demo_notebook.__doc__,
    )
    _add_launch(commands, server)
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
    info = commands.add_parser("info", help="versions and places, for a bug report", description=tell.__doc__)
    info.add_argument("--json", action="store_true", help="the same as JSON")
    return parser


def _server_options() -> _Parser:
    server = _Parser(add_help=False)
    server.add_argument(
        "--port", type=_port, metavar="P", help="the port of JupyterLab (default: a free one near 8888)"
    )
    server.add_argument(
        "--host",
        type=_host,
        metavar="H",
        help="the address of this machine to listen at, 0.0.0.0 for all of them (default: this machine alone gets in)",
    )
    server.add_argument("--no-browser", dest="browser", action="store_false", help="only print the address")
    server.add_argument(
        "-v", "--verbose", action="store_true", help="print what JupyterLab says too, in place of keeping it in a log"
    )
    return server


def _add_launch(commands: argparse._SubParsersAction[_Parser], server: _Parser) -> None:
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


def _positive(text: str) -> int:
    if not text.isascii() or not text.isdigit() or int(text) == 0:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number above 0")
    return int(text)


def _port(text: str) -> int:
    port = _positive(text)
    if port > HIGHEST_PORT:
        raise argparse.ArgumentTypeError(f"{text} is no port: the highest is {HIGHEST_PORT}")
    return port


def _host(text: str) -> str:
    if not text.strip() or "://" in text or "/" in text:
        raise argparse.ArgumentTypeError(f"{text!r} is no host: give an address of this machine, such as 0.0.0.0")
    return text.strip()
