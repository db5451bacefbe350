"""A draft on disk: where it is, how it is found again, and its earlier versions."""

from __future__ import annotations

import base64
import contextlib
import hashlib
import os
import re
import shutil
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from ._version import __version__
from .draft_csv import DraftTable, csv_parts, encode_names, parse_csv
from .errors import DraftError
from .files import write_atomically
from .names import clean_draft_name

_ID_LENGTH = 8


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
    """

    directory: Path
    id: str
    name: str | None = None
    fixed: Path | None = None
    backups: int = 10
    data_file: Path | None = None

    @property
    def path(self) -> Path | None:
        """The CSV, or None as long as the draft has no name."""
        if self.fixed is not None:
            return self.fixed
        return None if self.name is None else self.directory / f"{self.name}-{self.id}.csv"

    @property
    def backup_directory(self) -> Path:
        """The folder of earlier versions, beside the CSV."""
        if self.path is None:
            raise DraftError("The draft has no name yet: choose one first.")
        return self.path.parent / f"{self.name}-backups"

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

    def read(self) -> DraftTable | None:
        """Read the file; None when there is none yet.

        Raises
        ------
        DraftError
            It can't be understood or read; it is left as it is.
        """
        if self.path is None:
            return None
        try:
            return parse_csv(self.path.read_bytes(), f"The draft {self.path}")
        except FileNotFoundError:
            return None
        except OSError as error:
            raise DraftError(f"The draft {self.path} can't be read: {error.strerror or error}.") from error

    def write(self, table: DraftTable, names: object = None) -> Path:
        """Replace the file, the version before going to the backups first.

        Raises
        ------
        OSError
            As the system says; the file is as before.
        """
        path = self.path
        if path is None:
            raise DraftError("The draft has no name yet: choose one first.")
        path.parent.mkdir(parents=True, exist_ok=True)
        row_names = encode_names(table.cells) if names is None else names
        self._back_up(path)
        write_atomically(path, csv_parts(table, self._comments(), row_names))  # type: ignore[arg-type]
        self._thin_backups()
        return path

    def backup_paths(self) -> list[Path]:
        """Return the earlier versions, newest first."""
        if self.path is None:
            return []
        pattern = re.compile(re.escape(self.path.stem) + r"-\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d(-\d+)?\.csv")
        with contextlib.suppress(OSError):
            found = [entry for entry in self.backup_directory.iterdir() if pattern.fullmatch(entry.name)]
            return sorted(found, key=_age_key, reverse=True)
        return []

    def _comments(self) -> list[str]:
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

    def _back_up(self, path: Path) -> None:
        """Keep the version on disk before it is replaced, by a hard link, or a copy where the file system has none."""
        if self.backups == 0 or not path.exists():
            return
        self.backup_directory.mkdir(exist_ok=True)
        time = datetime.now(UTC).strftime("%Y-%m-%dT%H-%M-%S")
        # Several in one second are numbered on from the last, also when thinning took the first away.
        numbers = [number for moment, number in map(_age_key, self.backup_paths()) if moment == time]
        suffix = f"-{max(numbers) + 1}" if numbers else ""
        target = self.backup_directory / f"{path.stem}-{time}{suffix}.csv"
        try:
            os.link(path, target)
        except OSError:
            shutil.copy2(path, target)

    def _thin_backups(self) -> None:
        for old in self.backup_paths()[self.backups :]:
            with contextlib.suppress(OSError):
                old.unlink()


def _age_key(path: Path) -> tuple[str, int]:
    found = re.search(r"-(\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d)(?:-(\d+))?\.csv$", path.name)
    return (found[1], int(found[2] or 0)) if found else ("", 0)


def place_draft(
    *,
    user: str,
    dataset: str,
    data_file: Path | None,
    annotations_file: str | os.PathLike[str] | None = None,
    annotations_dir: str | os.PathLike[str] | None = None,
    backups: int = 10,
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
        return Draft(fixed.parent, identity, fixed.stem, fixed, backups, data_file)
    beside = data_file.absolute().parent if data_file is not None else Path.cwd()
    directory = Path(annotations_dir).expanduser().absolute() if annotations_dir is not None else beside
    if directory.exists() and not directory.is_dir():
        raise DraftError(
            f"annotations_dir= needs a directory, but {str(directory)!r} is a file: use annotations_file= for it."
        )
    draft = Draft(directory, identity, backups=backups, data_file=data_file)
    found = _existing(directory, identity)
    if found:
        draft.name = found[0].stem[: -_ID_LENGTH - 1]
    return draft


def _existing(directory: Path, identity: str) -> list[Path]:
    """Return the drafts with this ID, newest first."""
    ending = f"-{identity}.csv"
    with contextlib.suppress(OSError):
        files = [
            entry for entry in directory.iterdir() if entry.name.endswith(ending) and len(entry.name) > len(ending)
        ]
        return sorted(files, key=lambda file: file.stat().st_mtime_ns, reverse=True)
    return []
