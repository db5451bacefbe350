"""What the search looks words up in: every name, synonym and alias by its words.

It is made of the terms and the table of aliases, which takes half a second, and read in a few milliseconds: so it is a
file of its own, made by ``make ontology``. A head names the checksums of what it was made of. Then six parts:

``rows``
    a line for each name: the term's id, what kind of name it is, the place it is limited to, its words, the name;
``keys``
    the words of names in order of the alphabet, and the rows with just these;
``glued``
    the words of names written together, as in ``CD4T``, where there are several;
``words``
    a word, and the rows it is in;
``terms``
    a term, and the words of its names that are of no place;
``names``
    the ontology's own names in small letters, and their terms.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from . import data_files
from .term_table import TermTable
from .words import key, words

if TYPE_CHECKING:
    from .aliases import Alias  # with it comes csv: only who makes an index needs that

NAME, SYNONYM, ALIAS, FORMER = "name", "synonym", "alias", "former"

_HEAD = re.compile(r"# of terms (?P<terms>\w{8}), aliases (?P<aliases>\w{8}), checksum (?P<own>\w{8})")
_OBSOLETE = "obsolete "


class Row(NamedTuple):
    """A name of a term."""

    term_id: str
    kind: str
    tissue: str
    key: str
    text: str


class Index:
    """Names by their words.

    Parameters
    ----------
    content
        What :func:`made_of` wrote.
    path
        The file, for the sentence that says it is damaged.

    Raises
    ------
    DataError
        It is damaged.
    """

    def __init__(self, content: bytes, path: Path = data_files.INDEX) -> None:
        head, _, body = content.partition(b"\n")
        found = _HEAD.fullmatch(head.decode("ascii", "replace"))
        if found is None or data_files.checksum(body) != found["own"]:
            raise data_files.damaged(path, "its checksum is another")
        self.made_of = (found["terms"], found["aliases"])
        rows, *parts = body.split(b"\f\n")
        self._rows = rows.split(b"\n")
        self._keys, self._glued, self._words, self._terms, self._names = map(_pairs, parts)
        self.row = lru_cache(maxsize=20_000)(self._row)

    def _row(self, number: str) -> Row:
        return Row(*self._rows[int(number)].decode().split("\t"))

    def term_of_name(self, name: str) -> str | None:
        """Return the term whose own name that is, whatever the case and the blanks."""
        return self._names.get(to_the_letter(name))

    def has(self, of: str, glued: str) -> bool:
        """Tell whether there is a name with just these words, or with these letters."""
        return of in self._keys or glued in self._glued or glued in self._keys

    def rows_of_key(self, of: str) -> list[Row]:
        """Return the names that have just these words."""
        return [self.row(number) for number in self._keys.get(of, "").split()]

    def rows_of_glued(self, of: str) -> list[Row]:
        """Return the names of several words that are this when written together."""
        return [self.row(number) for number in self._glued.get(of, "").split()]

    def words_of_term(self, term_id: str) -> list[str]:
        """Return the words that a term is called with anywhere."""
        return self._terms.get(term_id, "").split()

    def numbers_of_word(self, word: str) -> list[str]:
        """Return the numbers of the names with a word, for :attr:`row`."""
        return self._words.get(word, "").split()

    def how_often(self, word: str) -> int:
        """Return the number of names with a word."""
        numbers = self._words.get(word)
        return 0 if numbers is None else numbers.count(" ") + 1

    @property
    def vocabulary(self) -> Iterable[str]:
        """All words of names."""
        return self._words.keys()

    @property
    def n_rows(self) -> int:
        """How many names there are."""
        return len(self._rows)


def to_the_letter(text: str) -> str:
    """Return what is compared where case and blanks do not matter."""
    return " ".join(text.casefold().split())


def _pairs(part: bytes) -> dict[str, str]:
    flat = part.decode().replace("\t", "\n").split("\n")
    return dict(zip(flat[::2], flat[1::2], strict=True)) if part else {}


def made_of(table: TermTable, aliases: Iterable[Alias], checksums: tuple[str, str]) -> bytes:
    """Write the index of terms and aliases.

    Parameters
    ----------
    table, aliases
        What there is.
    checksums
        Those of the two files: an index of others is not used.
    """
    rows = sorted(_rows(table, aliases), key=lambda row: (row.key, row.term_id, row.kind, row.text, row.tissue))
    keys, glued, by_word = (defaultdict[str, list[int]](list) for _ in range(3))
    terms = defaultdict[str, set[str]](set)
    for number, row in enumerate(rows):
        keys[row.key].append(number)
        if not row.tissue:
            terms[row.term_id].update(row.key.split())
        in_order = words(row.text)
        if len(in_order) > 1:
            glued["".join(in_order)].append(number)
        for word in set(in_order):
            by_word[word].append(number)
    parts = ["\n".join(map("\t".join, rows))]
    parts += [
        "\n".join(f"{name}\t{' '.join(map(str, numbers))}" for name, numbers in sorted(part.items()))
        for part in (keys, glued, by_word)
    ]
    parts.append("\n".join(f"{term_id}\t{' '.join(sorted(those))}" for term_id, those in sorted(terms.items())))
    names = {to_the_letter(row.text): row.term_id for row in rows if row.kind == NAME}
    parts.append("\n".join(f"{name}\t{term_id}" for name, term_id in sorted(names.items())))
    body = "\f\n".join(parts).encode()
    head = f"# of terms {checksums[0]}, aliases {checksums[1]}, checksum {data_files.checksum(body)}\n"
    return head.encode() + body


def _rows(table: TermTable, aliases: Iterable[Alias]) -> Iterable[Row]:
    for term_id in table.ids:
        term = table.term(term_id)
        yield Row(term_id, NAME, "", key(words(term.name)), term.name)
        for synonym in term.synonyms:
            if words(synonym) and synonym.casefold() != term.name.casefold():
                yield Row(term_id, SYNONYM, "", key(words(synonym)), synonym)
    for term_id in table.deprecated_ids:
        former = table.deprecated(term_id)
        name = former.name.removeprefix(_OBSOLETE) if former else ""
        if former and former.replaced_by in table and words(name):
            yield Row(former.replaced_by or "", FORMER, "", key(words(name)), name)
    for alias in aliases:
        yield Row(alias.term_id, ALIAS, alias.tissue, key(words(alias.label)), alias.label)
