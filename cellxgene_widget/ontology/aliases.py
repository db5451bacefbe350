"""The table of what people call cells: abbreviations, gene-named cells, the labels of atlases and of tools.

``data/aliases.csv`` has a row for each: ``label,term_id,term,tissue``. ``tissue`` is empty, or the one that the label
has this meaning in (a name of ``tissues.TISSUES``, or one word). The rows are in the order of the terms' ids; labels of
a term that are the same in the normal form of ``words`` stand there once for a tissue. How rows are added is said in
``data/README.md``.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from . import data_files
from .term_table import TermTable
from .words import key, words

COLUMNS = ("label", "term_id", "term", "tissue")


class Alias(NamedTuple):
    """What somebody calls a cell."""

    label: str
    term_id: str
    term: str
    tissue: str


def read_aliases(content: bytes, path: Path = data_files.ALIASES) -> list[Alias]:
    """Read the table.

    Raises
    ------
    DataError
        It is no UTF-8, has other columns, or a row that has not as many.
    """
    try:
        rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    except (UnicodeDecodeError, csv.Error) as error:
        raise data_files.damaged(path, str(error)) from error
    if not rows or tuple(rows[0]) != COLUMNS:
        raise data_files.damaged(path, f"its columns are not {', '.join(COLUMNS)}")
    wrong = next((number for number, row in enumerate(rows[1:], 2) if len(row) != len(COLUMNS)), None)
    if wrong is not None:
        raise data_files.damaged(path, f"row {wrong:,} has not {len(COLUMNS)} values")
    return [Alias(*row) for row in rows[1:]]


def written(aliases: Iterable[Alias]) -> bytes:
    """Write the table."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(aliases)
    return text.getvalue().encode()


def tidied(aliases: Iterable[Alias], table: TermTable) -> list[Alias]:
    """Return the rows in order, each once, with the terms' names of this release.

    Of rows with the same words for the same place the first stays, if all are of one term: ``ENS`` and ``ENs`` are not,
    and which of two is meant is told by how it is written. Rows that say of a term what its own name says are left out.

    Raises
    ------
    ValueError
        Rows that give a label two meanings in one place, name a term that is not in use, or have no word in them: all
        of them are named.
    """
    kept: dict[tuple[str, str], list[Alias]] = {}
    meanings: dict[tuple[str, str], Alias] = {}
    wrong = []
    for alias in aliases:
        if alias.term_id not in table:
            wrong.append(f"{alias.label!r}: {alias.term_id} is no term in use")
            continue
        name = table.term(alias.term_id).name
        form = key(words(alias.label))
        if not form:
            wrong.append(f"{alias.label!r} has no word that tells anything")
            continue
        if not alias.tissue and form == key(words(name)):
            continue
        first = meanings.setdefault((alias.label, alias.tissue), alias)
        if first.term_id != alias.term_id:
            wrong.append(f"{alias.label!r} is {name!r} and {table.term(first.term_id).name!r}")
        elif first is alias:
            kept.setdefault((form, alias.tissue), []).append(alias._replace(term=name))
    if wrong:
        raise ValueError("\n".join(wrong))
    rows = [row for same in kept.values() for row in (same if len({row.term_id for row in same}) > 1 else same[:1])]
    return sorted(rows, key=lambda alias: (alias.term_id, alias.tissue, alias.label.casefold(), alias.label))
