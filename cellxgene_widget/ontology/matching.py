"""Which terms the words of a label may mean, and how surely: the rules of the search.

A score of 0.9 or more says that an expert would agree at once. It begins with what kind of name was found (``BASE``)
and loses something for each thing that makes it less sure. Where a figure is, its reason is beside it.
"""

from __future__ import annotations

import heapq
import itertools
import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from . import qualifiers
from .index import ALIAS, FORMER, NAME, SYNONYM, Index, Row
from .places import PLACE_WORDS, means, said_places
from .spelling import SHORTEST, meant
from .term_table import TermTable
from .words import key, plain, with_humps_apart, words

#: The ontology's own name to the letter. Nothing is surer.
VERBATIM = 1.0
#: What a name of each kind is worth when a label has just its words. The table of aliases was written for what people
#: mean by a label; the ontology's synonyms are of all animals and of all times.
BASE = {NAME: 0.99, ALIAS: 0.96, SYNONYM: 0.94, FORMER: 0.88}
#: A term of one species, ``sensu Nematoda`` or ``(Primate)``: another is meant unless nothing else is found.
ONE_SPECIES = 0.12
#: An alias of a place, when the label's place is not known, or is another one.
NO_PLACE, OTHER_PLACE = 0.12, 0.22
#: An alias of a place that is the label's. A meaning without a place stands back behind it.
RIGHT_PLACE, NOT_OF_THE_PLACE = 0.02, 0.08
#: A synonym that several terms have, or that the table gives to another term: a trap, such as ``DC1`` or ``alpha``.
SHARED, GIVEN_TO_ANOTHER = 0.05, 0.12
#: A label that several terms go by, which the table tells apart by capitals and signs, written in another way.
WRITTEN_OTHERWISE = 0.08
#: Words written together or apart in another way than in the name: mostly the same, but ``FrC`` is no ``FRC``.
GLUED = 0.05
#: A lone letter with no word "cell" is often that of a group; T and B are what they are.
LONE_LETTER = 0.12
#: A word that the term's own ancestors are called with too says nothing new: ``CD4+ T cells, TFH``.
KNOWN_WORD = 0.015
#: With more left out than this nothing is left of the label.
MOST_LEFT_OUT = 0.5
#: Of a label with brackets what is in them, and what is before them.
IN_BRACKETS, BEFORE_BRACKETS = 0.02, 0.05
#: One side of a label such as ``B/plasma``: it may be either.
ONE_SIDE = 0.12
#: A word was taken for another that is spelt much alike.
MISSPELT = 0.05
#: Words were found by taking a word apart at its capitals.
HUMPS = 0.03
#: Words that are shared, in whatever number: never sure, for it fills the list after what was found.
OVERLAP = 0.86
#: No more than this where a label says that it is no cell, or may be any cell gone wrong.
NO_CELL_AT_MOST, TUMOR_AT_MOST = 0.6, 0.8
#: Below this a term is no help.
LEAST = 0.3
SURE = 0.9
#: Of two found nearly as well, one a kind of the other, the one that says more is meant.
AS_GOOD = 0.06

#: Subsets of more words take too long; a label with more has a name among its first.
MOST_WORDS = 8
#: More common words add to names that rarer ones were found in.
_MOST_NAMES_WITH_A_WORD = 400
_MOST_OVERLAPS = 100
_SPECIES = re.compile(r"\((?:Mmus|Primate|Homo sapiens|sensu [^)]*|Nematoda[^)]*)\)|, (?:human|mouse)\b")
_BRACKETS = re.compile(r"\(([^()]*)\)|\[([^][]*)\]")
_SIDES = re.compile(r"/|:|,|;|\||\+ | - | and | or |&")
_CELL = re.compile(r"cells?\b", re.IGNORECASE)


@dataclass(slots=True)
class Found:
    """A term that may be meant."""

    term_id: str
    score: float
    matched: str


class Query:
    """A label, read.

    Parameters
    ----------
    text
        The label.
    said
        Words of the place that the cells are from.
    """

    def __init__(self, text: str, said: frozenset[str]) -> None:
        self.text = text
        self.said = said
        self.words = words(text)
        self.costs = qualifiers.costs(text, self.words)

    def with_words(self, other: Sequence[str]) -> Query:
        """Return the label with other words, as they were meant."""
        changed = Query(self.text, self.said)
        changed.words = list(other)
        return changed

    @cached_property
    def says_cell(self) -> bool:
        """Whether the word is in it."""
        return bool(_CELL.search(self.text))


class Results(dict[str, Found]):
    """The best that was found of each term."""

    def put(self, term_id: str, score: float, matched: str) -> None:
        """Keep what was found, if it is better than what was."""
        known = self.get(term_id)
        if known is None or score > known.score:
            self[term_id] = Found(term_id, score, matched)

    def take(self, others: Results, less: float) -> None:
        """Take what was found for a part of the label."""
        for each in others.values():
            self.put(each.term_id, each.score - less, each.matched)

    @property
    def best(self) -> float:
        """The highest score."""
        return max((each.score for each in self.values()), default=0.0)


class Matcher:
    """The rules, on a table of terms and an index of their names."""

    def __init__(self, table: TermTable, index: Index) -> None:
        self._table, self._index = table, index
        self._lineage_words: dict[str, frozenset[str]] = {}
        self._rarities: dict[str, float] = {}

    @cached_property
    def _vocabulary(self) -> list[str]:
        return [word for word in self._index.vocabulary if len(word) >= SHORTEST]

    def find(self, text: str, *, tissue: str | None = None, n: int = 10) -> list[Found]:
        """Return the terms that a label may mean, the likeliest first.

        Parameters
        ----------
        text
            The label.
        tissue
            Where the cells are from, in words.
        n
            At most so many.
        """
        label = Query(text, said_places(tissue) if tissue else frozenset())
        in_latin = plain(text).lower()
        telling = qualifiers.telling_words(in_latin, label.words)
        results = Results()
        self._verbatim(label, results)
        if telling:
            self._all_ways(label, results)
        if qualifiers.names_no_cell(in_latin, label.words):
            _cap(results, NO_CELL_AT_MOST)
        elif set(telling) <= qualifiers.TUMOR_WORDS:
            _cap(results, TUMOR_AT_MOST)
        likely = [each for each in results.values() if each.score >= LEAST]
        self._prefer_what_says_more(likely)
        return sorted(likely, key=self._order)[:n]

    def _order(self, found: Found) -> tuple[float, bool, int, str]:
        name = self._table.term(found.term_id).name
        return -round(found.score, 3), self._is_of_one_species(found.term_id), len(name), found.term_id

    def _is_of_one_species(self, term_id: str) -> bool:
        name = self._table.term(term_id).name
        return ("(" in name or "," in name) and bool(_SPECIES.search(name))

    # --- ways to read a label ---

    def _verbatim(self, label: Query, results: Results) -> None:
        """Find names that are the label to the letter, whatever else it says."""
        wanted = _letters(label.text)
        for row in self._index.rows_of_key(key(label.words)):
            if row.kind == NAME and _letters(row.text) == wanted:
                results.put(row.term_id, VERBATIM, row.text)

    def _all_ways(self, label: Query, results: Results) -> None:
        self._subsets(label, results)
        self._brackets(label, results)
        self._sides(label, results)
        if results.best < SURE:
            apart = with_humps_apart(label.text)
            if apart != label.text:
                found = Results()
                self._subsets(Query(apart, label.said), found)
                results.take(found, HUMPS)
        if results.best < SURE:
            corrected = self._spelt_well(label)
            if corrected is not None:
                found = Results()
                self._subsets(corrected, found)
                results.take(found, MISSPELT)
                label = corrected
        self._overlaps(label, results)

    def _brackets(self, label: Query, results: Results) -> None:
        """Look at what is in brackets, and at what is before them, which it may say the place of."""
        inside = _BRACKETS.search(label.text)
        if inside is None:
            return
        within = Query(inside[1] or inside[2] or "", label.said)
        before = Query(label.text.replace(inside[0], " "), label.said | set(within.words))
        for part, less in ((within, IN_BRACKETS), (before, BEFORE_BRACKETS)):
            found = Results()
            self._subsets(part, found)
            results.take(found, less)

    def _sides(self, label: Query, results: Results) -> None:
        sides = [side for side in _SIDES.split(label.text) if side.strip()]
        for side in sides if 1 < len(sides) <= MOST_WORDS else ():
            found = Results()
            self._subsets(Query(side, label.said), found)
            results.take(found, ONE_SIDE)

    def _spelt_well(self, label: Query) -> Query | None:
        """Return the label with words that are in no name replaced by what was meant."""
        corrected = [
            word
            if self._index.how_often(word) or word in label.costs or word in qualifiers.NO_CELL
            else meant(word, self._vocabulary, self._index.how_often) or word
            for word in label.words[:MOST_WORDS]
        ]
        return label.with_words(corrected) if corrected != label.words[:MOST_WORDS] else None

    def _subsets(self, label: Query, results: Results) -> None:
        """Find names in all of the words, and in some: the others have to be such as may be left out."""
        self._names(label, label.words, label.said, results)
        distinct = list(dict.fromkeys(label.words))[:MOST_WORDS]
        for n in range(1, len(distinct)):
            for some in itertools.combinations(distinct, n):
                rest = [word for word in distinct if word not in some]
                found = Results()
                self._names(label, some, label.said | PLACE_WORDS.intersection(rest), found)
                for each in found.values():
                    cost = self._left_out(each.term_id, rest, label)
                    if cost < MOST_LEFT_OUT:
                        results.put(each.term_id, each.score - cost, each.matched)

    def _left_out(self, term_id: str, rest: Iterable[str], label: Query) -> float:
        known = self._words_of_lineage(term_id)
        return sum(KNOWN_WORD if word in known else label.costs.get(word, qualifiers.ANY_WORD) for word in rest)

    def _words_of_lineage(self, term_id: str) -> frozenset[str]:
        """Return all words that a term and what it is a kind of are called with."""
        known = self._lineage_words.get(term_id)
        if known is None:
            lineage = (term_id, *self._table.distances(term_id))
            known = frozenset(itertools.chain.from_iterable(map(self._index.words_of_term, lineage)))
            self._lineage_words[term_id] = known
        return known

    # --- names ---

    def _names(self, label: Query, some: Sequence[str], said: frozenset[str], results: Results) -> None:
        """Find the names with just these words of a label, and those with the same letters."""
        form, glued = key(some), "".join(some)
        rows = self._index.rows_of_key(form)
        if rows:
            self._score(label, rows, said, 0.0, results)
        if len(glued) > 2:
            others = self._index.rows_of_glued(glued)
            if len(some) > 1:
                others = others + self._index.rows_of_key(glued)
            if others:
                self._score(label, others, said, GLUED, results)

    def _score(self, label: Query, rows: Sequence[Row], said: frozenset[str], less: float, results: Results) -> None:
        """Say how sure each of several names of the same words is."""
        fitting = [row for row in rows if not row.tissue or means(row.tissue, said)]
        in_place = any(row.tissue for row in fitting)
        by_table = {row.term_id for row in fitting if row.kind == ALIAS}
        by_ontology = {row.term_id for row in rows if row.kind == SYNONYM}
        written = {row.term_id for row in rows if row.kind == ALIAS and row.text == label.text}
        lone = len(rows[0].key) == 1 and rows[0].key not in {"t", "b"} and not label.says_cell
        for row in rows:
            score = BASE[row.kind] - less
            fits = bool(row.tissue) and row in fitting
            if fits:
                score += RIGHT_PLACE
            elif row.tissue:
                score -= OTHER_PLACE if said else NO_PLACE
            elif in_place and row.kind != NAME:
                score -= NOT_OF_THE_PLACE
            if row.kind == SYNONYM and by_table and row.term_id not in by_table:
                score -= GIVEN_TO_ANOTHER
            elif row.kind == SYNONYM and len(by_ontology) > 1:
                score -= SHARED
            if row.kind == ALIAS and len(by_table) > 1 and row.term_id not in written and not fits:
                score -= WRITTEN_OTHERWISE
            if self._is_of_one_species(row.term_id):
                score -= ONE_SPECIES
            if lone and not fits:
                score -= LONE_LETTER
            results.put(row.term_id, score, row.text)

    # --- what fills the list ---

    def _overlaps(self, label: Query, results: Results) -> None:
        """Find names that share words with a label, rare ones above all."""
        wanted = sorted(set(label.words[: 2 * MOST_WORDS]), key=lambda word: (self._index.how_often(word), word))
        weights = {word: self._rarity(word) * (0.45 if word in label.costs else 1) for word in wanted}
        shared: dict[str, float] = {}
        for word, weight in weights.items():
            is_rare = not shared or self._index.how_often(word) <= _MOST_NAMES_WITH_A_WORD
            for number in self._index.numbers_of_word(word):
                if is_rare or number in shared:
                    shared[number] = shared.get(number, 0.0) + weight
        total = sum(weights.values())
        for number, weight in heapq.nsmallest(
            _MOST_OVERLAPS, shared.items(), key=lambda each: (-each[1], int(each[0]))
        ):
            row = self._index.row(number)
            if row.tissue and not means(row.tissue, label.said):
                continue
            theirs = {word: self._weight_in_a_name(word, label.said) for word in row.key.split()}
            both = sum(theirs[word] for word in theirs if word in weights)
            score = OVERLAP * (0.6 * weight / total + 0.4 * both / sum(theirs.values())) * BASE[row.kind]
            if self._is_of_one_species(row.term_id):
                score -= ONE_SPECIES
            results.put(row.term_id, score, row.text)

    def _weight_in_a_name(self, word: str, said: frozenset[str]) -> float:
        """Say how much is missing when a name has a word that the label has not: half if it is a place or a state."""
        is_aside = word in said or word in PLACE_WORDS or word in qualifiers.STATES
        return self._rarity(word) * (0.5 if is_aside else 1)

    def _rarity(self, word: str) -> float:
        known = self._rarities.get(word)
        if known is None:
            known = self._rarities[word] = math.log(1 + self._index.n_rows / (1 + self._index.how_often(word)))
        return known

    def _prefer_what_says_more(self, likely: Sequence[Found]) -> None:
        """Put a term behind one that is a kind of it and was found nearly as well; not if it is called just that."""
        by_id = {each.term_id: each for each in likely}
        for each in sorted(likely, key=lambda found: (-found.score, found.term_id)):
            if each.score < 0.75:
                break
            for ancestor in self._table.distances(each.term_id):
                above = by_id.get(ancestor)
                if above and above.score < BASE[NAME] and 0 <= above.score - each.score <= AS_GOOD:
                    above.score = each.score - 0.005


def _letters(text: str) -> str:
    return " ".join(text.casefold().split())


def _cap(results: Results, most: float) -> None:
    for each in results.values():
        if each.score < VERBATIM:
            each.score = min(each.score, most)
