"""The drafts that a user has of other data in a folder, and which of them know given cells."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from ..core.cell_names import n_in_common, respelled
from ..core.trusted_files import read_file
from ..errors import DraftError
from .csv_reader import parse_csv
from .file_names import ID_LENGTH, name_in
from .place import own_dataset
from .state import MIN_SHARE
from .table import DraftTable

#: Of a folder of very many the newest.
_MOST_DRAFTS = 50


@dataclass(frozen=True, eq=False)
class OwnDraft:
    """A draft of this user.

    Attributes
    ----------
    path
        The CSV.
    name
        Of the draft.
    dataset
        What it is of.
    table
        What it says.
    n_known
        How many of the cells that were asked about it has.
    """

    path: Path
    name: str
    dataset: str
    table: DraftTable
    n_known: int


def drafts_that_know(directory: Path, user: str, cells: pd.Index[Any], *, but: str) -> Iterator[OwnDraft]:
    """Give the drafts of a user that are about cells, the newest first; each is read when it is its turn.

    Parameters
    ----------
    directory
        Where they are looked for.
    user
        Whose.
    cells
        The names of cells.
    but
        The ID of the draft that these cells have, which is not meant.
    """
    times: dict[Path, int] = {}
    with contextlib.suppress(OSError):
        for path in directory.glob(f"*-{'?' * ID_LENGTH}.csv"):
            with contextlib.suppress(OSError):
                times[path] = path.stat().st_mtime_ns
    for path in sorted(times, key=lambda each: times[each], reverse=True)[:_MOST_DRAFTS]:
        draft = None
        if not path.stem.endswith(but):
            with contextlib.suppress(OSError, DraftError):
                draft = read_own_draft(path, user, cells)
        if draft is not None and draft.n_known >= max(1, MIN_SHARE * min(len(draft.table.cells), len(cells))):
            yield draft


def read_own_draft(path: Path, user: str, cells: pd.Index[Any]) -> OwnDraft | None:
    """Return a draft if it is this user's.

    Raises
    ------
    DraftError
        It can't be understood.
    OSError
        It can't be read.
    """
    dataset = own_dataset(path, user)
    if dataset is None:
        return None
    table = parse_csv(read_file(path), path.name)
    n_known = n_in_common(respelled(table.cells, cells), cells)
    return OwnDraft(path, name_in(path.stem), dataset, table, n_known)
