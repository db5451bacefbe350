"""Where a gene index may be and what it is called: told without importing what reads it."""

from __future__ import annotations

import os
import shlex
from pathlib import Path
from urllib.parse import quote

from .stores import name_within, outermost

#: Where else an index is looked for, if its folder was chosen with ``--out``.
PLACE_VARIABLE = "CELLXGENE_WIDGET_INDEX_DIR"
SUFFIX = ".genes.h5"


def index_name(source: Path, layer: str | None) -> str:
    """Return the name of the index of a data file."""
    return f"{name_within(source).replace('/', '.')}{'' if layer is None else '.' + quote(layer, safe='')}{SUFFIX}"


def index_command(source: Path, layer: str | None) -> str:
    """Return the command that makes the index."""
    return shlex.join(["cellxgene-widget", "index", str(source), *([] if layer is None else ["--layer", layer])])


def places(source: Path) -> list[Path]:
    """Return the folders in which an index may be, the likeliest first."""
    other = os.environ.get(PLACE_VARIABLE)
    return list(dict.fromkeys([outermost(source).parent, *([Path(other)] if other else []), Path.cwd()]))
