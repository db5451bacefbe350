"""Names that have just some words of a label, and how sure each is that it is meant."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from . import qualifiers, scores
from .homes import Homes
from .index import ALIAS, NAME, SYNONYM, Index, Row
from .label_reading import Reading, literal, says_like, spaced, without_cell
from .results import Results
from .term_table import TermTable
from .tissues import means
from .words import key, without, words

_SPECIES = re.compile(r"\((?:Mmus|Primate|Homo sapiens|sensu [^)]*|Nematoda[^)]*)\)|, (?:human|mouse)\b")
#: An abbreviation has no more letters.
_SHORT = 4
_CELL = frozenset({"cell"})


class _Rivals(NamedTuple):
    """What else the words of a name may mean."""

    #: The rows that are of no place, or of the label's.
    fitting: list[Row]
    #: Terms of rows of the label's place.
    placed: set[str]
    #: Terms that the table of aliases has for these words.
    by_table: set[str]
    #: ... in the words that the label has, not only in the same form: ``Cap`` and no ``capillaries``.
    in_these_words: set[str]
    #: Terms that the table or the ontology calls so.
    named: set[str]
    #: Terms that have them as a synonym.
    by_ontology: set[str]
    #: Terms of aliases that are in the label to the letter.
    written: set[str]
    #: Terms of aliases that are the label to the letter.
    exact: set[str]
    #: Whether a place of one is called as the label's place is.
    is_very_place: bool
    #: Whether one of the label's place has the words that the label has.
    is_place_the_label: bool
    #: Terms of aliases of places.
    elsewhere: set[str]
    #: ... that have no alias in these words without a place: their synonyms are bound to it, too.
    bound: set[str]

    @classmethod
    def among(cls, rows: Sequence[Row], label: Reading, said: frozenset[str]) -> _Rivals:
        """Look at all names of the same words."""
        fitting = [row for row in rows if not row.tissue or means(row.tissue, said)]
        return cls(
            fitting,
            placed={row.term_id for row in fitting if row.tissue},
            by_table={row.term_id for row in fitting if row.kind == ALIAS},
            in_these_words={row.term_id for row in fitting if row.kind == ALIAS and literal(row.text) <= label.literal},
            named={row.term_id for row in fitting if row.kind in {ALIAS, NAME}},
            by_ontology={row.term_id for row in rows if row.kind == SYNONYM},
            written={row.term_id for row in fitting if row.kind == ALIAS and spaced(row.text) in spaced(label.text)},
            exact={row.term_id for row in rows if row.kind == ALIAS and spaced(row.text) == spaced(label.text)},
            is_very_place=any(row.tissue in said for row in fitting),
            is_place_the_label=any(row.tissue and literal(row.text) <= label.literal for row in fitting),
            elsewhere={row.term_id for row in rows if row.tissue},
            bound={row.term_id for row in rows if row.tissue} - {row.term_id for row in fitting if row.kind == ALIAS},
        )


class Naming:
    """The names of an index, for the terms of a table."""

    def __init__(self, table: TermTable, index: Index) -> None:
        self._table, self._index = table, index
        self._homes = Homes(table)

    def find(self, label: Reading, some: Sequence[str], said: frozenset[str], results: Results) -> None:
        """Find the names with just these words of a label, and those with the same letters.

        Parameters
        ----------
        label
            The label.
        some
            Words of it, or all.
        said
            Words of the place: those of the label that are not among these may be too.
        results
            Where they are put.
        """
        if all(map(str.isdigit, some)):
            return
        rows = self._index.rows_of_key(key(some))
        if rows:
            self._weigh(label, rows, said, 0.0, results)
        glued = "".join(some)
        # "double T" is no doublet
        if len(glued) > 2 and glued not in qualifiers.NO_CELL and label.denied.isdisjoint(some):
            others = self._index.rows_of_glued(glued)
            if len(some) > 1:
                others = others + self._index.rows_of_key(glued)
            if others:
                self._weigh(label, others, said, scores.GLUED, results)

    def is_of_one_species(self, term_id: str) -> bool:
        """Tell whether a term is of one species only."""
        name = self._table.term(term_id).name
        return ("(" in name or "," in name) and bool(_SPECIES.search(name))

    def _weigh(self, label: Reading, rows: Sequence[Row], said: frozenset[str], less: float, results: Results) -> None:
        """Say how sure each of several names of the same words is."""
        rivals = _Rivals.among(rows, label, said)
        is_lone = len(rows[0].key) == 1 and rows[0].key not in {"t", "b"} and not label.says_cell
        for row in rows:
            if label.denies(row.text, row.key.split()):
                continue
            fits = bool(row.tissue) and row in rivals.fitting
            score = scores.BASE[row.kind] - less - self._says_little(label, row)
            score += self._by_place(label, row, rivals, said)
            score -= self._of_others(row, rivals, fits=fits)
            if len(rows) > 1 and literal(row.text) == label.literal:
                score += scores.THE_VERY_WORDS
            if row.kind != ALIAS and self.is_of_one_species(row.term_id):
                score -= scores.ONE_SPECIES
            if row.kind == ALIAS and row.text.endswith("+") and len(label.words) == 1 and not label.has_signs:
                score -= scores.NO_SIGN
            if is_lone and not fits:
                score -= scores.LONE_LETTER
            if label.number in row.key.split() and not row.text.endswith(label.number or ""):
                score -= scores.NUMBER_ELSEWHERE
            if "negative" in row.key and without(words(row.text)) != label.without:
                score -= scores.THE_OPPOSITE
            if label.is_like != says_like(row.text):
                score -= scores.LIKE if label.is_like else scores.NOT_LIKE
            results.put(row.term_id, score, row.text)

    def _says_little(self, label: Reading, row: Row) -> float:
        """Return what a name loses that is only a state, a place or a tumour; several such in the table are a cell."""
        those = row.key.split()
        is_state = not label.says_cell and all(map(qualifiers.says_nothing_alone, those))
        is_state &= row.kind != ALIAS or len(those) == 1
        return scores.NOT_WHICH if is_state or all(map(qualifiers.is_tumor, those)) else 0.0

    def _by_place(self, label: Reading, row: Row, rivals: _Rivals, said: frozenset[str]) -> float:
        """Return what a name gains or loses by where the cells are from."""
        if row.tissue:
            if row in rivals.fitting:
                is_less = rivals.is_very_place and row.tissue not in said
                return scores.RIGHT_PLACE - (scores.NOT_THE_VERY_PLACE if is_less else 0.0)
            return -(scores.OTHER_PLACE if said else scores.NO_PLACE)
        if said and self._is_abbreviation(label, row) and self._homes.are_elsewhere(row.term_id, said):
            return -scores.NOT_AT_HOME
        if row.kind == SYNONYM and row.term_id in rivals.bound:
            return -(scores.OTHER_PLACE if said else scores.NO_PLACE)
        is_the_label = row.kind == NAME and literal(row.text) <= label.literal
        is_nearly = row.kind == NAME and literal(row.text) - _CELL <= label.literal and not rivals.is_place_the_label
        if rivals.placed and not ((is_the_label or is_nearly) and self._is_above(row.term_id, rivals.placed)):
            return -scores.NOT_OF_THE_PLACE
        if row.kind == NAME and not is_the_label and rivals.in_these_words - {row.term_id}:
            return -scores.NOT_THE_LABEL
        may_be_others = not said if row.kind == ALIAS else row.kind == SYNONYM and row.term_id not in rivals.by_table
        if may_be_others and self._are_others(row.term_id, rivals.elsewhere):
            return -(scores.ELSEWHERE_ANOTHER if row.kind == ALIAS else scores.GIVEN_TO_ANOTHER)
        return 0.0

    def _is_abbreviation(self, label: Reading, row: Row) -> bool:
        """Tell whether a label, or a name, is so short that it is another cell's elsewhere; not if it is spelt out."""
        if row.kind == NAME and literal(row.text) - _CELL <= label.literal:
            return False
        return any(sum(map(str.isalnum, without_cell(each))) <= _SHORT for each in (label.text, row.text))

    def _of_others(self, row: Row, rivals: _Rivals, *, fits: bool) -> float:
        """Return what a name loses since other terms go by it."""
        if row.kind == SYNONYM:
            if rivals.by_table and row.term_id not in rivals.by_table:
                return scores.GIVEN_TO_ANOTHER
            return scores.SHARED if len(rivals.by_ontology) > 1 else 0.0
        if row.kind == ALIAS and rivals.exact and row.term_id not in rivals.exact:
            return scores.WRITTEN_OTHERWISE
        if row.kind == ALIAS and len(rivals.named) > 1 and row.term_id not in rivals.written and not fits:
            return scores.WRITTEN_OTHERWISE
        return 0.0

    def _are_others(self, term_id: str, others: Iterable[str]) -> bool:
        """Tell whether some are no kinds of a term, nor it of them."""
        above = {term_id, *self._table.distances(term_id)}
        return any(other not in above and term_id not in self._table.distances(other) for other in others)

    def _is_above(self, term_id: str, others: Iterable[str]) -> bool:
        """Tell whether others are kinds of a term: a fibroblast is right in any place, a Purkinje neuron is not."""
        return any(term_id in self._table.distances(other) for other in others)
