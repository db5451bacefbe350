"""A draft on disk: where it is, how it is found again, and its earlier versions."""

from __future__ import annotations

import base64
import contextlib
import hashlib
import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from .._version import __version__
from ..core.files import write_atomically
from ..core.names import clean_draft_name
from ..errors import DraftError
from .csv_reader import parse_csv, read_meta
from .csv_writer import RowNames, csv_parts
from .state import MIN_SHARE
from .table import DraftTable
from .versions import Versions

_ID_LENGTH = 8
_GENE_SETS = "-gene-sets"
#: How the second comment line begins.
_ABOUT = "# Input data file was "


def draft_id(user: str, dataset: str) -> str:
    """Return the 8 characters (base32 of a 5-byte blake2b) by which one user's draft of one dataset is known."""
    digest = hashlib.blake2b(f"{user}\0{dataset}".encode("utf-8", "surrogatepass"), digest_size=5).digest()
    return base64.b32encode(digest).decode("ascii")


@dataclass
class Draft:
    """One user's draft of one dataset.

    Attributes
    ----------
    directory
        Where the file is, or will be.
    id
        See :func:`draft_id`.
    name
        First part of the file's name; None until it is chosen.
    fixed
        The exact file the user asked for (``annotations_file=``), if so.
    backups
        How many earlier versions are kept.
    data_file
        The data the draft is about, for the second comment line; None for an object in memory.
    others
        Other drafts in the directory: with this ID, or left by cellxgene about this data file.
    dataset
        The name of the dataset, which the ID was made of.
    """

    directory: Path
    id: str
    name: str | None = None
    fixed: Path | None = None
    backups: int = 10
    data_file: Path | None = None
    others: tuple[Path, ...] = ()
    dataset: str = ""

    @property
    def path(self) -> Path | None:
        """The CSV, or None as long as the draft has no name."""
        if self.fixed is not None:
            return self.fixed
        return None if self.name is None else self.directory / f"{self.name}-{self.id}.csv"

    @cached_property
    def place(self) -> str:
        """The directory, or the exact file asked for, however its path was spelled."""
        return str((self.fixed or self.directory).resolve())

    @property
    def backup_directory(self) -> Path:
        """The folder of earlier versions, beside the CSV."""
        if self.path is None:
            raise DraftError("The draft has no name yet: choose one first.")
        return self.path.parent / f"{self.name}-backups"

    @property
    def journal_path(self) -> Path:
        """The journal, among the earlier versions."""
        return self.backup_directory / f"{self._stem}.journal"

    @property
    def lock_path(self) -> Path:
        """The file that says who has the draft open."""
        return self.backup_directory / f"{self._stem}.lock"

    def versions(self) -> Versions:
        """Return the earlier versions."""
        return Versions(self.backup_directory, self._stem, self.backups)

    @property
    def gene_sets_path(self) -> Path | None:
        """The CSV of the gene sets, beside that of the labels, as cellxgene names it."""
        path = self.path
        if path is None or self.fixed is not None:
            return None if path is None else path.with_name(f"{path.stem}{_GENE_SETS}.csv")
        return self.directory / f"{self.name}{_GENE_SETS}-{self.id}.csv"

    def gene_set_versions(self) -> Versions:
        """Return the earlier versions of the gene sets."""
        path = self.gene_sets_path
        return Versions(self.backup_directory, "" if path is None else path.stem, self.backups)

    @property
    def _stem(self) -> str:
        return "" if self.path is None else self.path.stem

    def choose_name(self, name: str) -> None:
        """Name a draft that has no name yet.

        Raises
        ------
        DraftError
            The name can't be a file name, or the draft has one.
        """
        if self.name is not None:
            raise DraftError(f"This draft is called {self.name!r} already.")
        cleaned = clean_draft_name(name)
        if cleaned.endswith(_GENE_SETS):
            raise DraftError(f"{cleaned!r} is how a file of gene sets is called: choose a name with another end.")
        self.name = cleaned

    def read(self, expected: pd.Index[Any] | None = None) -> DraftTable | None:
        """Read the file; None when there is none yet. ``expected``: the cells it is probably about.

        Raises
        ------
        DraftError
            It can't be understood or read; it is left as it is.
        """
        if self.path is None:
            return None
        try:
            return parse_csv(self.path.read_bytes(), f"The draft {self.path}", expected)
        except FileNotFoundError:
            return None
        except OSError as error:
            raise DraftError(f"The draft {self.path} can't be read: {error.strerror or error}.") from error

    def write(
        self, table: DraftTable, names: RowNames | None = None, confirm: Callable[[], None] = lambda: None
    ) -> Path:
        """Replace the file, the version before going to the backups first.

        Parameters
        ----------
        table
            What to write.
        names
            The names of its cells, if at hand.
        confirm
            See :func:`write_atomically`.

        Raises
        ------
        OSError
            As the system says; the file is as before.
        """
        path = self.path
        if path is None:
            raise DraftError("The draft has no name yet: choose one first.")
        path.parent.mkdir(parents=True, exist_ok=True)
        versions = self.versions()
        versions.add(path)
        parts = csv_parts(table, self.comments(), RowNames(table.cells) if names is None else names)
        write_atomically(path, parts, confirm=confirm)
        versions.thin()
        return path

    def comments(self) -> list[str]:
        """Return the lines that tell when, by which version and of which data a file was written."""
        # Local times without a zone, as cellxgene writes them.
        now = datetime.now().isoformat(timespec="seconds")  # noqa: DTZ005
        made = f"Annotations generated on {now} using cellxgene_widget version {__version__}"
        if self.data_file is None:
            return [made, "Input data was an AnnData in memory"]
        changed = "at an unknown time"
        with contextlib.suppress(OSError):
            modified = datetime.fromtimestamp(self.data_file.stat().st_mtime)  # noqa: DTZ006
            changed = f"on {modified.isoformat(timespec='seconds')}"
        return [made, f"Input data file was {self.data_file}, which was last modified {changed}"]


def place_draft(
    *,
    user: str,
    dataset: str,
    data_file: Path | None,
    annotations_file: str | os.PathLike[str] | None = None,
    annotations_dir: str | os.PathLike[str] | None = None,
    backups: int = 10,
    by_cells: pd.Index[Any] | None = None,
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
        How many earlier versions to keep.
    by_cells
        The cells of an object whose dataset has no name of its own: it is found again by them, also when it was
        reordered or subset since.

    Returns
    -------
    Draft
        With a name if a file was found: the newest, should there be several.

    Raises
    ------
    DraftError
        Both a file and a directory are given, or they are the other kind.
    """
    if annotations_file is not None and annotations_dir is not None:
        raise DraftError("Give annotations_file= or annotations_dir=, not both: the file says already where it is.")
    identity = draft_id(user, dataset)
    if annotations_file is not None:
        fixed = Path(annotations_file).expanduser().absolute()
        if fixed.is_dir():
            raise DraftError(
                f"annotations_file= needs a file, but {str(fixed)!r} is a directory: use annotations_dir= for it."
            )
        if fixed.suffix.lower() != ".csv":
            raise DraftError(f"annotations_file= needs a name that ends in .csv, not {fixed.name!r}.")
        if not fixed.parent.is_dir():
            raise DraftError(f"There is no directory {str(fixed.parent)!r} for annotations_file=: make it first.")
        if own := _own_dataset(fixed, user):
            # A draft of this user by its own name: with its journal, its versions and its lock, as if found by itself.
            name = fixed.stem[: -_ID_LENGTH - 1]
            return Draft(fixed.parent, draft_id(user, own), name, None, backups, data_file, dataset=own)
        return Draft(fixed.parent, identity, fixed.stem, fixed, backups, data_file, dataset=dataset)
    beside = data_file.absolute().parent if data_file is not None else Path.cwd()
    if data_file is not None and not _existing(beside, identity):
        # Behind a link to the file, a draft made beside the file itself goes on there.
        itself = data_file.resolve().parent
        beside = itself if _existing(itself, identity) else beside
    directory = Path(annotations_dir).expanduser().absolute() if annotations_dir is not None else beside
    if directory.exists() and not directory.is_dir():
        raise DraftError(
            f"annotations_dir= needs a directory, but {str(directory)!r} is a file: use annotations_file= for it."
        )
    draft = Draft(directory, identity, backups=backups, data_file=data_file, dataset=dataset)
    found = _existing(directory, identity)
    if not found and by_cells is not None and (alike := _about_these_cells(directory, user, by_cells)):
        draft.dataset = alike[0]
        draft.id = identity = draft_id(user, alike[0])
        found = _existing(directory, identity)
    if found:
        draft.name = found[0].stem[: -_ID_LENGTH - 1]
    draft.others = (*found[1:], *(path for path in _left_by_cellxgene(directory, data_file) if path not in found))
    return draft


def _existing(directory: Path, identity: str) -> list[Path]:
    """Return the drafts with this ID, newest first; also one that so far is only in its journal."""
    changed: dict[Path, int] = {}
    for pattern in (f"*-{identity}.csv", f"*-backups/*-{identity}.journal"):
        with contextlib.suppress(OSError):
            for file in directory.glob(pattern):
                # The file of the gene sets stands for its draft, which may have no labels yet.
                name = file.stem[: -_ID_LENGTH - 1].removesuffix(_GENE_SETS)
                path = directory / f"{name}-{identity}.csv"
                with contextlib.suppress(OSError):
                    changed[path] = max(changed.get(path, 0), file.stat().st_mtime_ns)
    return sorted(changed, key=lambda path: changed[path], reverse=True)


def _own_dataset(path: Path, user: str) -> str | None:
    """Return the dataset of a draft if the ID in its name says that it is this user's."""
    if path.stem[-_ID_LENGTH - 1 : -_ID_LENGTH] != "-" or _GENE_SETS in path.stem:
        return None
    try:
        meta = read_meta(path)
    except OSError:
        return None
    dataset = str(meta.get("dataset") or f"cells-{meta.get('fingerprint')}")
    return dataset if draft_id(user, dataset) == path.stem[-_ID_LENGTH:] else None


def _about_these_cells(directory: Path, user: str, cells: pd.Index[Any]) -> list[str]:
    """Return the datasets of this user's drafts in a directory that are about these cells, the newest first."""
    found: dict[str, int] = {}
    with contextlib.suppress(OSError):
        for path in directory.glob(f"*-{'?' * _ID_LENGTH}.csv"):
            with contextlib.suppress(OSError, DraftError):
                dataset = _own_dataset(path, user)
                if dataset is None:
                    continue
                theirs = parse_csv(path.read_bytes(), path.name).cells
                n_same = int(np.count_nonzero(theirs.isin(cells)))
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
            with contextlib.suppress(OSError), path.open("rb") as file:
                about = [file.readline(10_000).decode("utf-8", "replace") for _ in range(2)][1]
                named = about.removeprefix(_ABOUT).rpartition(", which was last modified ")[0]
                if about.startswith(_ABOUT) and named.replace("\\", "/").rpartition("/")[2] == data_file.name:
                    left.append(path)
    return left
