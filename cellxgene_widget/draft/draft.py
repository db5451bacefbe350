"""The files of one draft: the CSV, its journal and lock, its gene sets, its earlier versions."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from .._version import __version__
from ..core.files import Replacement, make_directory, remove_leftovers, replacing
from ..core.trusted_files import UntrustedFileError, followed, read_file
from ..errors import DraftError
from .author import NOBODY, Author
from .csv_reader import parse_csv
from .csv_writer import RowNames, csv_parts
from .file_names import BACKUPS, GENE_SETS, clean_draft_name, has_id, name_in
from .journal import author_of_journal
from .left_columns import ColumnRule
from .table import DraftTable
from .versions import Versions


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
    elsewhere
        A draft of these cells in another directory, where there is none in this one.
    dataset
        The name of the dataset, which the ID was made of.
    author
        Whose it is.
    max_category_items
        A column of another program with more different values is no category.
    """

    directory: Path
    id: str
    name: str | None = None
    fixed: Path | None = None
    backups: int = 10
    data_file: Path | None = None
    others: tuple[Path, ...] = ()
    elsewhere: Path | None = None
    dataset: str = ""
    author: Author = NOBODY
    max_category_items: int = 1000
    #: The CSV, and the folder that was found for its backups.
    _backups: tuple[Path, Path] | None = field(default=None, repr=False, compare=False)

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
        """The folder of earlier versions, beside the CSV and called as it: nobody else's draft has the same.

        A draft of before, with a folder called by its name alone, goes on in that.
        """
        path = self.path
        if path is None:
            raise DraftError("The draft has no name yet: choose one first.")
        if self._backups is None or self._backups[0] != path:
            self._backups = path, self._find_backups(path)
        return self._backups[1]

    def _find_backups(self, path: Path) -> Path:
        usual = path.parent / f"{path.stem}{BACKUPS}"
        if not has_id(path.stem):
            return usual
        if self.fixed is None:
            former = path.parent / f"{name_in(path.stem)}{BACKUPS}"
            return former if self._has_files_in(former) else usual
        # The file that the user asked for may be someone else's draft: only that is used then, not their journal.
        if author_of_journal(usual / f"{path.stem}.journal") in (None, self.author.mark):
            return usual
        return path.parent / f"{path.stem}-{self.author.mark}{BACKUPS}"

    def _has_files_in(self, folder: Path) -> bool:
        sets = self.gene_sets_path
        ours = [self._stem, *([] if sets is None else [sets.stem])]
        beginnings = tuple(f"{stem}{mark}" for stem in ours for mark in ".-")
        with contextlib.suppress(OSError), os.scandir(folder) as entries:
            return any(entry.name.startswith(beginnings) for entry in entries)
        return False

    def require_trusted(self) -> None:
        """Check that no part of the draft is a link that another account made.

        Raises
        ------
        DraftError
            One is; nothing is opened then.
        """
        if self.path is None:
            return
        for part in (self.path, self.backup_directory, self.journal_path):
            try:
                followed(part)
            except UntrustedFileError as error:
                raise DraftError(f"The draft can't be opened: {error.strerror} ({part}). Remove the link.") from error

    @property
    def journal_path(self) -> Path:
        """The journal, among the earlier versions."""
        return self.backup_directory / f"{self._stem}.journal"

    @property
    def sets_path(self) -> Path:
        """The named sets of cells, beside the journal."""
        return self.backup_directory / f"{self._stem}.sets"

    @property
    def scores_path(self) -> Path:
        """The scores of labels that were predicted, beside the journal."""
        return self.backup_directory / f"{self._stem}.scores"

    @property
    def is_there(self) -> bool:
        """Whether there is anything of it that a person made: labels, or sets of cells."""
        return self.path is not None and any(x.exists() for x in (self.path, self.journal_path, self.sets_path))

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
        self.name = clean_draft_name(name)

    def renamed(self, name: str) -> Draft:
        """Return this draft as it is under another name.

        Raises
        ------
        DraftError
            The name can't be a file name, or is the one that it has; or the file was named by the user.
        """
        if self.fixed is not None:
            raise DraftError(
                f"This draft is the file that was asked for, {self.fixed}: close it, and rename the file itself."
            )
        cleaned = clean_draft_name(name)
        if cleaned == self.name:
            raise DraftError(f"This draft is called {cleaned!r} already.")
        return replace(self, name=cleaned, others=(), _backups=None)

    def remove_leftovers(self) -> None:
        """Remove what writers of the draft's files left that were killed."""
        if self.path is not None and self.gene_sets_path is not None:
            for path in (self.path, self.gene_sets_path):
                remove_leftovers(path.parent, path.name)
            with contextlib.suppress(UntrustedFileError):
                remove_leftovers(followed(self.backup_directory))

    def read(self, expected: pd.Index[Any] | None = None, categories: Collection[str] = ()) -> DraftTable | None:
        """Read the file; None when there is none yet.

        Parameters
        ----------
        expected
            The cells it is probably about.
        categories
            Names of columns that are categories whatever they hold.

        Raises
        ------
        DraftError
            It can't be understood or read; it is left as it is.
        """
        if self.path is None:
            return None
        try:
            return self.parse(read_file(self.path), f"The draft {self.path}", expected, categories)
        except FileNotFoundError:
            return None
        except OSError as error:
            raise DraftError(f"The draft {self.path} can't be read: {error.strerror or error}.") from error

    def parse(
        self,
        data: bytes,
        source: str,
        expected: pd.Index[Any] | None = None,
        categories: Collection[str] = (),
        left: Collection[str] = (),
    ) -> DraftTable:
        """Read what is in a file of this draft; see :func:`parse_csv` and :class:`ColumnRule`."""
        return parse_csv(data, source, expected, rule=ColumnRule(self.max_category_items, categories, left))

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
        followed(path)  # a link that another account made is said, not replaced
        make_directory(path.parent)
        self.versions().add(path)
        parts = csv_parts(table, self.comments(), RowNames(table.cells) if names is None else names)
        with contextlib.closing(parts), replacing(path, parts) as new:
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
