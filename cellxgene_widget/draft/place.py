"""Finding a user's draft of a dataset, or the place where it will be."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from ..core.cell_names import n_in_common, respelled
from ..core.given_paths import given_path
from ..core.trusted_files import open_file, read_file
from ..errors import DraftError
from .author import Author
from .csv_reader import parse_csv, read_meta
from .draft import Draft
from .file_names import BACKUPS, GENE_SETS, ID_LENGTH, draft_id, has_id, name_in, require_room
from .other_formats import require_csv_name
from .renaming import superseded
from .state import MIN_SHARE

#: How the second comment line begins.
_ABOUT = "# Input data file was "


def place_draft(
    *,
    user: str,
    dataset: str,
    data_file: Path | None,
    annotations_file: str | os.PathLike[str] | None = None,
    annotations_dir: str | os.PathLike[str] | None = None,
    backups: int = 10,
    by_cells: pd.Index[Any] | None = None,
    directories: Iterable[str] = (),
) -> Draft:
    """Find a user's draft of a dataset, or the place where it will be.

    Parameters
    ----------
    user, dataset
        Whose draft, and of what.
    data_file
        The data file; the draft lies beside it unless told otherwise, and in the working directory without one.
    annotations_file
        One exact CSV.
    annotations_dir
        The directory of drafts.
    backups
        How many earlier versions stay whatever their age.
    by_cells
        The cells of an object whose dataset has no name of its own: it is found again by them, also when it was
        reordered or subset since.
    directories
        Where else drafts of an object in memory may be, the likeliest first: one there is named, not opened.

    Returns
    -------
    Draft
        With a name if a file was found: the newest, should there be several.

    Raises
    ------
    DraftError
        Both a file and a directory are given, or they are the other kind.
    """
    wanted = _Wanted(user, dataset, data_file, backups)
    if annotations_file is not None:
        if annotations_dir is not None:
            raise DraftError("Give annotations_file= or annotations_dir=, not both: the file says already where it is.")
        return wanted.at(_checked_file(annotations_file))
    if annotations_dir is None:
        directory = wanted.beside_the_data()
    else:
        directory = given_path(annotations_dir, "annotations_dir=", DraftError).absolute()
    if directory.exists() and not directory.is_dir():
        raise DraftError(
            f"annotations_dir= needs a directory, but {str(directory)!r} is a file: use annotations_file= for it."
        )
    draft = wanted.within(directory, by_cells)
    if draft.name is None and data_file is None:
        draft.elsewhere = wanted.elsewhere(map(Path, directories), by_cells)
    return draft


@dataclass(frozen=True)
class _Wanted:
    """Whose draft is looked for, and of what."""

    user: str
    dataset: str
    data_file: Path | None
    backups: int

    @property
    def id(self) -> str:
        return draft_id(self.user, self.dataset)

    def at(self, file: Path) -> Draft:
        """Return the draft that is exactly this file."""
        if own := own_dataset(file, self.user):
            # A draft of this user by its own name: with its journal, its versions and its lock, as if found by itself.
            return self._draft(file.parent, own, name=file.stem[: -ID_LENGTH - 1])
        return self._draft(file.parent, self.dataset, name=file.stem, fixed=file)

    def beside_the_data(self) -> Path:
        """Return the directory of the data file, or the working directory."""
        if self.data_file is None:
            return Path.cwd()
        beside = self.data_file.absolute().parent
        # Behind a link to the file, a draft made beside the file itself goes on there.
        itself = self.data_file.resolve().parent
        return itself if not _existing(beside, self.id) and _existing(itself, self.id) else beside

    def within(self, directory: Path, by_cells: pd.Index[Any] | None) -> Draft:
        """Return the newest draft in a directory, or one without a name."""
        dataset, found = self.dataset, _existing(directory, self.id)
        if not found and by_cells is not None and (alike := _about_these_cells(directory, self.user, by_cells)):
            dataset = alike[0]
            found = _existing(directory, draft_id(self.user, dataset))
        draft = self._draft(directory, dataset, name=found[0].stem[: -ID_LENGTH - 1] if found else None)
        by_cellxgene = [path for path in _left_by_cellxgene(directory, self.data_file) if path not in found]
        draft.others = (*found[1:], *by_cellxgene)
        return draft

    def elsewhere(self, directories: Iterable[Path], by_cells: pd.Index[Any] | None) -> Path | None:
        """Return the draft in the first of some directories that has one."""
        for directory in directories:
            if directory.is_dir() and (path := self.within(directory, by_cells).path) is not None:
                return path
        return None

    def _draft(self, directory: Path, dataset: str, *, name: str | None, fixed: Path | None = None) -> Draft:
        identity = draft_id(self.user, dataset)
        author = Author(self.user)
        return Draft(directory, identity, name, fixed, self.backups, self.data_file, dataset=dataset, author=author)


def _checked_file(annotations_file: str | os.PathLike[str]) -> Path:
    """Return the path of ``annotations_file=``, if a draft can be there."""
    file = given_path(annotations_file, "annotations_file=", DraftError).absolute()
    if file.is_dir():
        raise DraftError(
            f"annotations_file= needs a file, but {str(file)!r} is a directory: use annotations_dir= for it."
        )
    require_csv_name(file)
    if not file.parent.is_dir():
        raise DraftError(f"There is no directory {str(file.parent)!r} for annotations_file=: make it first.")
    require_room(file.stem)
    return file


def _existing(directory: Path, identity: str) -> list[Path]:
    """Return the drafts with this ID, newest first; also one that so far is only in its journal."""
    changed: dict[Path, int] = {}
    ignored = superseded(directory, identity)
    files = (f"*-{identity}.csv", f"*{BACKUPS}/*-{identity}.journal", f"*{BACKUPS}/*-{identity}.sets")
    for pattern in files:
        with contextlib.suppress(OSError):
            for file in directory.glob(pattern):
                # The file of the gene sets stands for its draft, which may have no labels yet.
                path = directory / f"{name_in(file.stem)}-{identity}.csv"
                with contextlib.suppress(OSError):
                    changed[path] = max(changed.get(path, 0), file.stat().st_mtime_ns)
    return sorted(changed.keys() - ignored, key=lambda path: changed[path], reverse=True)


def own_dataset(path: Path, user: str) -> str | None:
    """Return the dataset of a draft if the ID in its name says that it is this user's; None: it is none, or not."""
    if not has_id(path.stem) or path.stem[: -ID_LENGTH - 1].endswith(GENE_SETS):
        return None
    try:
        meta = read_meta(path)
    except OSError:
        return None
    dataset = str(meta.get("dataset") or f"cells-{meta.get('fingerprint')}")
    return dataset if draft_id(user, dataset) == path.stem[-ID_LENGTH:] else None


def _about_these_cells(directory: Path, user: str, cells: pd.Index[Any]) -> list[str]:
    """Return the datasets of this user's drafts in a directory that are about these cells, the newest first."""
    found: dict[str, int] = {}
    with contextlib.suppress(OSError):
        for path in directory.glob(f"*-{'?' * ID_LENGTH}.csv"):
            with contextlib.suppress(OSError, DraftError):
                dataset = own_dataset(path, user)
                if dataset is None:
                    continue
                theirs = parse_csv(read_file(path), path.name).cells
                n_same = n_in_common(respelled(theirs, cells), cells)
                if n_same and n_same >= MIN_SHARE * min(len(theirs), len(cells)):
                    found[dataset] = path.stat().st_mtime_ns
    return sorted(found, key=lambda dataset: found[dataset], reverse=True)


def _left_by_cellxgene(directory: Path, data_file: Path | None) -> list[Path]:
    """Return the drafts of a data file that cellxgene made; whose they are can't be told from its IDs."""
    left: list[Path] = []
    if data_file is None:
        return left
    with contextlib.suppress(OSError):
        for path in sorted(directory.glob("*-cell-labels-????????.csv")):
            with contextlib.suppress(OSError), open_file(path) as file:
                about = [file.readline(10_000).decode("utf-8", "replace") for _ in range(2)][1]
                named = about.removeprefix(_ABOUT).rpartition(", which was last modified ")[0]
                if about.startswith(_ABOUT) and named.replace("\\", "/").rpartition("/")[2] == data_file.name:
                    left.append(path)
    return left
