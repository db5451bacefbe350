"""The drafts of others that lie in the folder of the own one."""

from __future__ import annotations

import contextlib
import hashlib
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from ...core.cell_names import respelled
from ...core.names import composed
from ...core.trusted_files import open_file
from ...core.watched_file import Signature, sign
from ...draft.csv_reader import read_meta
from ...draft.of_drafts import begins_as_draft
from ...draft.state import MIN_SHARE
from ...errors import AnnotationError
from .files import annotators_of_file, named_apart, names_of_draft

#: So many files of a folder are looked at, the newest first.
_MOST_FILES = 200


@dataclass(frozen=True)
class Colleague:
    """A draft of the same cells that is somebody else's.

    Attributes
    ----------
    name
        Who it is: see :func:`names_of_draft`.
    path
        The file.
    categories
        What it has.
    n_cells
        How many cells of the data it has.
    saved_at
        When it was written last, in UTC.
    whose
        What is the same in copies of the draft: the marks of author and dataset, or of its bytes.
    """

    name: str
    path: Path
    categories: tuple[str, ...]
    n_cells: int
    saved_at: datetime
    whose: tuple[str, ...]


class Colleagues:
    """Finds the drafts of others; a file that was looked at is looked at again only once it changed.

    Needs no lock of the session: what it reads is on disk.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._known: dict[Path, tuple[Signature | None, pd.Index[Any], Colleague | None]] = {}

    def within(
        self, folder: Path, own: Path | None, names: Sequence[str], mark: str, cells: pd.Index[Any], fingerprint: str
    ) -> tuple[str, list[Colleague]]:
        """Return what the own draft is called beside the others, and those of these cells, the newest first.

        A copy of a draft, or a link to it, is no second person: of several the newest counts.

        Parameters
        ----------
        folder
            Where to look.
        own
            The file of the own draft, if it has one.
        names
            What the own one may be called, as :func:`names_of_draft` returns it.
        mark
            By which files say that they are by the same author.
        cells, fingerprint
            The names of the cells of the data, and what stands for them.
        """
        found: dict[tuple[str, ...], Colleague] = {}
        with self._lock:
            for path in _newest(folder):
                if own is not None and path == own:
                    continue
                signature = sign(path)
                known = self._known.get(path)
                if known is None or known[0] != signature or known[1] is not cells:
                    known = self._known[path] = signature, cells, _looked_at(path, mark, cells, fingerprint)
                if (one := known[2]) is not None and (one.whose not in found or found[one.whose].path.is_symlink()):
                    found[one.whose] = one
        those = list(found.values())
        mine, *theirs = named_apart([tuple(names), *(names_of_draft(each.path) for each in those)])
        return mine, [replace(each, name=name) for each, name in zip(those, theirs, strict=True)]


def _categories_in(meta: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the categories of labels that the comment line of a draft names; none where it is none of ours."""
    listed = meta.get("categories")
    known = [each for each in listed if isinstance(each, dict)] if isinstance(listed, list) else []
    beside = (
        {"reviews", "opinions"} & each["about"].keys() if isinstance(each.get("about"), dict) else () for each in known
    )
    names = [each.get("name") for each, other in zip(known, beside, strict=True) if not other]
    return tuple(composed(name) for name in names if isinstance(name, str))


def _newest(folder: Path) -> list[Path]:
    files: dict[Path, int] = {}
    with contextlib.suppress(OSError):
        for path in folder.glob("*.csv"):
            with contextlib.suppress(OSError):
                files[path] = path.stat().st_mtime_ns
    return sorted(files, key=lambda path: files[path], reverse=True)[:_MOST_FILES]


def _looked_at(path: Path, mark: str, cells: pd.Index[Any], fingerprint: str) -> Colleague | None:
    """Return the draft in a file; None: it is none, by the same author, about other cells, or can't be read."""
    try:
        if not begins_as_draft(path):
            return None
        meta = read_meta(path)
        if meta.get("author") == mark:
            return None
        saved_at = datetime.fromtimestamp(path.stat().st_mtime, UTC)
        whose = _whose(path, meta)
        if meta.get("fingerprint") == fingerprint and (names := _categories_in(meta)):
            # of the very cells: what else there is to know need not be read
            return Colleague(names_of_draft(path)[0], path, names, len(cells), saved_at, whose)
        found = annotators_of_file(path, cells)
    except (OSError, AnnotationError):
        return None
    if not found:
        return None
    theirs = next(iter(found.values())).cells
    n_same = len(cells) if theirs is cells else int(np.count_nonzero(respelled(theirs, cells).isin(cells)))
    if not n_same or n_same < MIN_SHARE * min(len(theirs), len(cells)):
        return None
    return Colleague(names_of_draft(path)[0], path, tuple(found), n_same, saved_at, whose)


def _whose(path: Path, meta: Mapping[str, Any]) -> tuple[str, ...]:
    author, dataset = meta.get("author"), meta.get("dataset")
    if isinstance(author, str):
        return author, str(dataset)
    with open_file(path) as file:
        return (hashlib.blake2b(file.read()).hexdigest(),)
