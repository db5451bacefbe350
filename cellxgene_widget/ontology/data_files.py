"""The files of the ontology that come with the package, and how one says that it can't be read."""

from __future__ import annotations

import zlib
from pathlib import Path

from ..errors import DataError

FOLDER = Path(__file__).parent / "data"
#: The terms: one a line, see ``term_table``.
TERMS = FOLDER / "cell_ontology.tsv"
#: What people call cells, see ``aliases``.
ALIASES = FOLDER / "aliases.csv"
#: Made of these two, see ``index``.
INDEX = FOLDER / "search_index.txt"


def read(path: Path) -> bytes:
    """Return what is in a file: not decoded yet, for that takes longer than all else where not all is looked at.

    Raises
    ------
    DataError
        It is not there, or is not readable.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise damaged(path, (error.strerror or str(error)).lower()) from error
    return content.replace(b"\r\n", b"\n") if b"\r\n" in content else content


def damaged(path: Path, why: str) -> DataError:
    """Return the error that says so in a sentence."""
    return DataError(
        f"The Cell Ontology can't be read, {path} is missing or damaged ({why}): install the package again."
    )


def checksum(content: bytes) -> str:
    """Return eight hex digits that are others once the content is."""
    return f"{zlib.crc32(content):08x}"
