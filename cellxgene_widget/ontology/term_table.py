"""The terms of the Cell Ontology, read from a file with one a line.

The file has a head of lines with ``#``, the last of which names the release and a checksum of what follows, then six
columns with tabs between them: ``id``, ``name``, ``synonyms`` (``|`` between them), ``parents`` (blanks between
them), ``definition`` and ``deprecated``. The last is empty for terms in use, else ``replaced_by CL:...``,
``consider CL:... CL:...`` or ``obsolete``.

A line is taken apart when its term is asked for: three thousand definitions need not be, to find one.
"""

from __future__ import annotations

import re
from collections import deque
from pathlib import Path

from ..core.once import once
from . import data_files
from .terms import DeprecatedTerm, Term

_HEAD = re.compile(r"# release (?P<release>\S+), checksum (?P<checksum>[0-9a-f]{8})")
COLUMNS = ("id", "name", "synonyms", "parents", "definition", "deprecated")
_COLUMNS_LINE = ("\n" + "\t".join(COLUMNS) + "\n").encode()
#: The term that all others are kinds of.
ROOT = "CL:0000000"


class TermTable:
    """The terms by id, and who is a kind of whom.

    Parameters
    ----------
    content
        Of the file.
    path
        The file, for the sentence that says it is damaged.

    Raises
    ------
    DataError
        It is damaged.
    """

    def __init__(self, content: bytes, path: Path = data_files.TERMS) -> None:
        head, _, body = content.partition(_COLUMNS_LINE)
        found = _HEAD.fullmatch(head.rpartition(b"\n")[2].decode("ascii", "replace"))
        if found is None:
            raise data_files.damaged(path, "its first lines are not as they should be")
        if data_files.checksum(body) != found["checksum"]:
            raise data_files.damaged(path, "its checksum is another")
        self.release = found["release"]
        self.checksum = found["checksum"]
        self._lines: dict[str, bytes] = {}
        self._deprecated: dict[str, bytes] = {}
        for line in body.splitlines():
            (self._lines if line.endswith(b"\t") else self._deprecated)[line[: line.index(b"\t")].decode()] = line
        self._terms: dict[str, Term] = {}
        self._distances: dict[str, dict[str, int]] = {}

    @property
    def ids(self) -> tuple[str, ...]:
        """Those of the terms in use, in the order of the file."""
        return tuple(self._lines)

    @property
    def deprecated_ids(self) -> tuple[str, ...]:
        """Those that are not to be used any more."""
        return tuple(self._deprecated)

    def __contains__(self, term_id: object) -> bool:
        return term_id in self._lines

    def term(self, term_id: str) -> Term:
        """Return a term in use."""
        term = self._terms.get(term_id)
        if term is None:
            _, name, synonyms, parents, definition, _ = self._lines[term_id].decode().split("\t")
            term = Term(term_id, name, tuple(filter(None, synonyms.split("|"))), tuple(parents.split()), definition)
            self._terms[term_id] = term
        return term

    def deprecated(self, term_id: str) -> DeprecatedTerm | None:
        """Return what is known of an id that is not to be used any more; None of any other."""
        line = self._deprecated.get(term_id)
        if line is None:
            return None
        _, name, _, _, _, instead = line.decode().split("\t")
        how, *ids = instead.split()
        return DeprecatedTerm(
            term_id, name, ids[0] if how == "replaced_by" else None, tuple(ids) if how == "consider" else ()
        )

    def distances(self, term_id: str) -> dict[str, int]:
        """Return all that a term is a kind of, the nearest first, with the number of steps to each; itself not."""
        known = self._distances.get(term_id)
        if known is None:
            known = {term_id: 0}
            waiting = deque([term_id])
            while waiting:
                each = waiting.popleft()
                for parent in self.term(each).parents:
                    if parent not in known:
                        known[parent] = known[each] + 1
                        waiting.append(parent)
            del known[term_id]
            self._distances[term_id] = known
        return known


@once
def term_table() -> TermTable:
    """Return the terms that come with the package, read when they are first asked for.

    Raises
    ------
    DataError
        The file is missing or damaged. It is read again when they are next asked for.
    """
    return TermTable(data_files.read(data_files.TERMS))
