"""The files of one draft: the CSV, its journal and lock, its gene sets, its earlier versions."""

from __future__ import annotations

import base64
import contextlib
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from .._version import __version__
from ..core.files import Replacement, replacing
from ..core.names import clean_draft_name
from ..errors import DraftError
from .csv_reader import parse_csv
from .csv_writer import RowNames, csv_parts
from .table import DraftTable
from .versions import Versions

#: Characters of a draft's ID.
ID_LENGTH = 8
#: How the name of a file of gene sets ends, before the ID.
GENE_SETS = "-gene-sets"


def draft_id(user: str, dataset: str) -> str:
    """Return the 8 characters (base32 of a 5-byte blake2b) by which one user's draft of one dataset is known."""
    digest = hashlib.blake2b(f"{user}\0{dataset}".encode("utf-8", "surrogatepass"), digest_size=5).digest()
    return base64.b32encode(digest).decode("ascii")


def name_in(stem: str) -> str:
    """Return the name of a draft, out of the stem of a file whose name ends with an ID."""
    return stem[: -ID_LENGTH - 1].removesuffix(GENE_SETS)


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
        How many of the newest earlier versions stay whatever their age.
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
        return Versions(self.backup_directory, self._stem, newest=self.backups)

    @property
    def gene_sets_path(self) -> Path | None:
        """The CSV of the gene sets, beside that of the labels, as cellxgene names it."""
        path = self.path
        if path is None or self.fixed is not None:
            return None if path is None else path.with_name(f"{path.stem}{GENE_SETS}.csv")
        return self.directory / f"{self.name}{GENE_SETS}-{self.id}.csv"

    def gene_set_versions(self) -> Versions:
        """Return the earlier versions of the gene sets."""
        path = self.gene_sets_path
        return Versions(self.backup_directory, "" if path is None else path.stem, newest=self.backups)

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
        if cleaned.endswith(GENE_SETS):
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

    @contextmanager
    def replacing(self, table: DraftTable, names: RowNames | None = None) -> Iterator[Replacement]:
        """Write a new file beside the present one, which goes to the backups; the block decides when to swap them.

        Parameters
        ----------
        table
            What to write.
        names
            The names of its cells, if at hand.

        Yields
        ------
        Replacement
            To be committed. If it is not, the file is as before.

        Raises
        ------
        OSError
            As the system says.
        """
        path = self.path
        if path is None:
            raise DraftError("The draft has no name yet: choose one first.")
        path.parent.mkdir(parents=True, exist_ok=True)
        self.versions().add(path)
        parts = csv_parts(table, self.comments(), RowNames(table.cells) if names is None else names)
        with replacing(path, parts) as new:
            yield new

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
