"""``cellxgene-widget index``: the gene index made, with its progress on the terminal."""

from __future__ import annotations

import sys
from pathlib import Path

from ..data.gene_index_places import PLACE_VARIABLE, places
from ..errors import DataError
from .usage import BAD_INPUT, INTERRUPTED, PROGRAM, printable


def index_file(path: str, *, layer: str | None, out: str | None) -> int:
    """Write the gene index of a file and say so.

    Returns
    -------
    int
        The exit status: 0, 2 with a sentence if it can't be done, 130 if it was stopped.
    """
    from ..data.gene_index_writer import write_gene_index

    said = -1
    is_terminal = sys.stderr.isatty()

    def progress(part: float) -> None:
        nonlocal said
        now = int(100 * part) if is_terminal else 10 * int(10 * part)
        if now > said:
            said = now
            sys.stderr.write(f"\r{path}: {now} %" if is_terminal else f"{path}: {now} %\n")
            sys.stderr.flush()

    def say(sentence: str) -> None:
        sys.stderr.write("\n" if is_terminal and said >= 0 else "")
        sys.stderr.write(printable(f"{sentence}\n", sys.stderr.encoding))

    try:
        target = write_gene_index(path, layer=layer, out=out, progress=progress)
    except DataError as error:
        say(f"{PROGRAM}: {error}")
        return BAD_INPUT
    except KeyboardInterrupt:
        say("Stopped; nothing was left behind.")
        return INTERRUPTED
    say(f"The gene index is {target} ({target.stat().st_size / 1e6:,.0f} MB). It is used by itself from now on.")
    source = Path(path).expanduser().absolute()
    if target.parent not in (source.parent, *places(source)[1:-1]):
        say(f"To be found there, its folder has to be named: {PLACE_VARIABLE}={target.parent}")
    return 0
