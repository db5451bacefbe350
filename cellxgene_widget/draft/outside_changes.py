"""A draft's CSV that someone else changed, removed or replaced while a session has it open."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from ..core.files import make_directory, write_atomically
from ..core.trusted_files import read_file, require_own_directory
from ..core.watched_file import Signature, let_rest, sign
from ..errors import DraftError
from ..labels.regions.reading import of_left_out
from .draft import Draft
from .table import DraftTable, with_outlines_of

#: Takes what others changed in the CSV into the labels; returns what to tell the user, if anything.
Merge = Callable[[DraftTable | None, DraftTable], str | None]


class OutsideChanges:
    """Notices when the CSV is no longer what this session wrote or read, and takes in what others did.

    Parameters
    ----------
    draft
        Where the CSV is.
    merge
        Called with the table that was written or read last, and the one that is there now.
    """

    def __init__(self, draft: Draft, merge: Merge) -> None:
        self._draft = draft
        self._merge = merge
        self._base: DraftTable | None = None
        self._signature: Signature | None = None

    def sign(self) -> Signature | None:
        """Return the signature of the CSV as it is now."""
        return sign(self._draft.path)

    def remember(self, table: DraftTable | None, signature: Signature | None) -> None:
        """Note what the CSV says, and its signature: all that is different later was done by others."""
        self._base, self._signature = table, signature

    @property
    def are_there(self) -> bool:
        """Whether a CSV that was there is not what it was."""
        return self._signature is not None and self.sign() != self._signature

    def take_in(self, path: Path, tell: Callable[[str], None]) -> bool:
        """Merge what others did with the CSV.

        Parameters
        ----------
        path
            The CSV.
        tell
            Called with what to tell the user, if anything.

        Returns
        -------
        bool
            Whether the file is not what was written last.

        Raises
        ------
        OSError
            The file can't be read.
        """
        signature = self.sign()
        if signature == self._signature:
            return False
        if signature is None:
            with contextlib.suppress(FileNotFoundError):
                path.stat()  # if it is there and can't be reached, it is not for us to write it again
            tell(f"The draft {path.name} was removed; it is written again.")
            self._signature = None
            return True
        let_rest(path)
        signature = self.sign()
        try:
            table = self._read(path)
            for note in of_left_out(table.without_outline):
                tell(note)
            message = self._merge(self._base, with_outlines_of(table, self._base))
        except DraftError as error:
            message = f"The draft was replaced by a file that can't be used, kept as {self._copy_aside(path)}: {error}"
        if message is not None:
            tell(message)
            self._draft.versions().add(path)
        self._signature = signature
        return True

    def _read(self, path: Path) -> DraftTable:
        """Read the file as it is now: what was a category stays one, and what was none does not become one."""
        base = self._base
        categories = [] if base is None else [category.name for category in base.categories]
        left = [] if base is None else [column.name for column in base.left]
        return self._draft.parse(read_file(path), path.name, categories=categories, left=left)

    def _copy_aside(self, path: Path) -> str:
        stamp = datetime.now(UTC).strftime("%Y-%m-%dT%H-%M-%S")
        aside = self._draft.backup_directory / f"{path.stem}-unreadable-{stamp}.csv"
        require_own_directory(aside.parent)
        make_directory(aside.parent)
        write_atomically(aside, read_file(path))
        return aside.name
