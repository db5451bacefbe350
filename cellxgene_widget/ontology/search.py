"""Terms for a person's own words."""

from __future__ import annotations

from dataclasses import dataclass

from ..core.once import once
from ..errors import DataError, LabelError
from . import data_files, scores
from .ids import id_parts, is_of_another_ontology
from .index import Index, made_of
from .matching import Matcher
from .results import Found
from .term_table import TermTable, term_table

#: Labels have no more characters; of a longer text the first are looked at.
LONGEST = 200


@dataclass(frozen=True, slots=True)
class Match:
    """A term that a text may mean.

    Attributes
    ----------
    term_id, term
        Its id and name.
    matched
        The name, synonym or alias that the text is like.
    score
        From 0 to 1; at 0.9 and above an expert would agree at once.
    definition
        The ontology's.
    """

    term_id: str
    term: str
    matched: str
    score: float
    definition: str


@once
def matcher() -> Matcher:
    """Return what searches, made when it is first needed."""
    table = term_table()
    return Matcher(table, _index(table))


def _index(table: TermTable) -> Index:
    """Read the index; make it anew where it is not of the terms and aliases that are there, as when a row was added."""
    aliases = data_files.read(data_files.ALIASES)
    checksums = (table.checksum, data_files.checksum(aliases))
    try:
        index = Index(data_files.read(data_files.INDEX))
    except DataError:
        pass  # it can be made
    else:
        if index.made_of == checksums:
            return index
    from .aliases import read_aliases, tidied

    rows = read_aliases(aliases)
    try:
        rows = tidied(rows, table)
    except ValueError as error:  # of a row that somebody added
        raise DataError(f"A row of {data_files.ALIASES} can't be: {str(error).splitlines()[0]}.") from error
    return Index(made_of(table, rows, checksums))


def search_terms(text: str, *, n: int = 10, tissue: str | None = None) -> list[Match]:
    """Find terms of the Cell Ontology for what a person calls a cell.

    Abbreviations, gene-named cells, states, Greek letters, plurals, any separators and mistakes in spelling are
    understood; nothing leaves the machine.

    Parameters
    ----------
    text
        Such as ``"CD8 Tem"`` or ``"FCGR3A+ Mono"``; or the id of a term.
    n
        At most so many.
    tissue
        Where the cells are from, such as ``"liver"``: it says which of several cells an abbreviation means.

    Returns
    -------
    list of Match
        The best first; none where nothing is likely.

    Raises
    ------
    LabelError
        Something is not text, or not a number.
    DataError
        The ontology's files are damaged.
    """
    if not isinstance(text, str):
        raise LabelError(f"Terms are found by text, not by {text!r}.")
    if tissue is not None and not isinstance(tissue, str):
        raise LabelError(f"A tissue is text, not {tissue!r}.")
    if type(n) is not int or n < 1:
        raise LabelError(f"n is a whole number from 1 on, not {n!r}.")
    table = term_table()
    found = _by_id(text[:LONGEST], table)
    if found is None:
        found = matcher().find(text[:LONGEST], tissue=tissue[:LONGEST] if tissue else None, n=n)
    matches = []
    for each in found[:n]:
        term = table.term(each.term_id)
        matches.append(
            Match(term.id, term.name, each.matched, round(min(max(each.score, 0.0), 1.0), 3), term.definition)
        )
    return matches


def _by_id(text: str, table: TermTable) -> list[Found] | None:
    """Return the terms of an id, of one that is deprecated what to use instead; None where the text is no id."""
    parts = id_parts(text)
    if parts is None or (parts[0] != "CL" and not is_of_another_ontology(text)):
        return None
    term_id = ":".join(parts)
    if term_id in table:
        return [Found(term_id, scores.VERBATIM, term_id)]
    former = table.deprecated(term_id)
    if former is None:
        return []
    name = f" ({former.name.removeprefix('obsolete ')})" if former.name else ""
    instead = (former.replaced_by,) if former.replaced_by else former.consider
    score = scores.VERBATIM if former.replaced_by else scores.DOUBTED_AT_MOST
    return [Found(each, score, f"{term_id}{name}, deprecated") for each in instead if each in table]
