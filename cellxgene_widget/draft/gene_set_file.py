"""Gene sets on disk, beside the draft: read once, written at every change, the versions before put aside."""

from __future__ import annotations

from collections.abc import Iterable

from ..core.files import make_directory, write_atomically
from ..core.trusted_files import followed, read_file
from ..core.watched_file import Signature, sign
from ..data.gene_sets import GeneSet, csv_of_gene_sets, parse_gene_sets
from ..errors import DataError
from .draft import Draft


class GeneSetFile:
    """The file of a draft's gene sets: ``NAME-gene-sets-ID.csv``, in cellxgene's format.

    Parameters
    ----------
    draft
        Where it is; as long as the draft has no name there is no file.

    Attributes
    ----------
    problem
        Why it could not be read or written, as a sentence; None if all is well.
    notice
        What became of a version that another program wrote, as a sentence.
    """

    def __init__(self, draft: Draft) -> None:
        self._draft = draft
        self._seen: Signature | None = None
        self.problem: str | None = None
        self.notice: str | None = None

    def read(self) -> list[GeneSet]:
        """Return the sets in the file. One that can't be read is left as it is, and noted as the problem."""
        path = self._draft.gene_sets_path
        if path is None:
            return []
        try:
            data = read_file(path)
            sets = parse_gene_sets(data, f"The file {path}")
        except FileNotFoundError:
            return []
        except (OSError, DataError) as error:
            self.problem = f"The gene sets could not be read: {getattr(error, 'strerror', None) or error}"
            return []
        self._seen = sign(path)
        return sets

    def write(self, sets: Iterable[GeneSet]) -> bool:
        """Replace the file, the version before going to the backups first; tell whether that went well.

        A version that another program wrote meanwhile is among the backups then, and the notice says so.
        """
        path = self._draft.gene_sets_path
        if path is None:
            return False
        data = csv_of_gene_sets(sets, self._draft.comments())
        try:
            followed(path)  # a link that another account made is said, not replaced
            make_directory(path.parent)
            there = sign(path)
            versions = self._draft.gene_set_versions()
            previous = versions.add(path)
            write_atomically(path, data)
            versions.thin()
        except OSError as error:
            self.problem = (
                f"The gene sets could not be saved: {error.strerror or error} (trying again at the next save)."
            )
            return False
        if there is not None and there != self._seen and previous is not None:
            self.notice = f"Another program wrote gene sets: yours replaced them, theirs are kept in {previous.path}."
        self._seen, self.problem = sign(path), None
        return True
