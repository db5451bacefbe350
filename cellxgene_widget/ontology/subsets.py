"""Names in all words of a label, or in some: the others have to be such as may be left out."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence

from . import qualifiers, scores
from .index import ALIAS, Index
from .label_reading import Reading
from .naming import Naming
from .results import Found, Results
from .term_table import TermTable
from .tissues import ORGANS, TISSUE_WORDS
from .words import key, words

#: Subsets of more words take too long; a label with more has a name among its first.
MOST_WORDS = 7


class Subsets:
    """The names of an index, by parts of labels."""

    def __init__(self, table: TermTable, index: Index, naming: Naming) -> None:
        self._table, self._index, self._naming = table, index, naming
        self._lineage_words: dict[str, frozenset[str]] = {}

    def find(self, label: Reading, results: Results) -> float:
        """Find names in all of the words, and in some: the others have to be such as may be left out.

        Returns
        -------
        float
            How sure anything that does not have all words may be.
        """
        whole = Results()
        self._naming.find(label, label.words, label.said, whole)
        for each in whole.values():
            each.is_whole = True
        for word, less in scores.IMPLIED.items():
            if whole.best < scores.LIKELY and not all(map(qualifiers.says_nothing_alone, label.words)):
                found = Results()
                self._naming.find(label, [*label.words, word], label.said, found)
                results.take(found, less)
        results.take(whole, 0.0)
        most = whole.best - scores.ONLY_SOME if whole.best >= scores.SURE else scores.VERBATIM
        distinct = list(dict.fromkeys(label.words))[:MOST_WORDS]
        for n in range(1, len(distinct)):
            for some in itertools.combinations(distinct, n):
                if self._index.has(key(some), "".join(some)):
                    self._find_some(label, some, [word for word in distinct if word not in some], most, results)
        return most

    def _find_some(
        self, label: Reading, some: Sequence[str], rest: Sequence[str], most: float, results: Results
    ) -> None:
        """Find names in some words of a label, and say what it costs that the rest is left out."""
        found = Results()
        self._naming.find(label, some, label.said | TISSUE_WORDS.intersection(rest), found)
        is_opposite = "negative" in rest and not label.without.isdisjoint(some)
        for each in found.values():
            cost = self._left_out(each.term_id, rest, label)
            if is_opposite:
                cost += scores.THE_OPPOSITE
            if self._is_of_another_place(each.term_id, rest):
                cost += scores.OF_ANOTHER_PLACE
            if qualifiers.GENERIC.issuperset(some):
                cost += qualifiers.TELLING
            if cost < scores.MOST_LEFT_OUT:
                results.put(each.term_id, min(each.score - cost, most), each.matched)
            if cost > scores.KNOWN_WORD:
                self._put_together(each, some, rest, most, label, results)

    def _put_together(
        self, found: Found, some: Sequence[str], rest: Sequence[str], most: float, label: Reading, results: Results
    ) -> None:
        """Find a term whose name is that of another, which was found by an alias, and the rest of the label."""
        name = words(self._table.term(found.term_id).name)
        if set(name) <= set(some):
            return
        form = key([*name, *rest])
        for row in self._index.rows_of_key(form):
            is_denied = label.denies(row.text, row.key.split())
            if row.kind != ALIAS and not is_denied and not self._naming.is_of_one_species(row.term_id):
                score = min(scores.BASE[row.kind] - scores.PUT_TOGETHER, found.score, most)
                results.put(row.term_id, score, row.text)

    def _is_of_another_place(self, term_id: str, rest: Iterable[str]) -> bool:
        organs = ORGANS.intersection(rest)
        of_the_name = ORGANS.intersection(words(self._table.term(term_id).name)) if organs else None
        return bool(of_the_name) and not organs & self._words_of_lineage(term_id)

    def _left_out(self, term_id: str, rest: Iterable[str], label: Reading) -> float:
        known = self._words_of_lineage(term_id)
        cost = 0.0
        for word in rest:
            if word in known:
                cost += scores.KNOWN_WORD
            elif word.isalpha() and label.costs.get(word) == qualifiers.GENE and self._index.rows_of_key(word):
                cost += label.other_word  # ILC looks like a gene, and is a cell
            else:
                cost += min(label.costs.get(word, label.other_word), label.other_word)
        return cost

    def _words_of_lineage(self, term_id: str) -> frozenset[str]:
        """Return all words that a term and what it is a kind of are called with."""
        known = self._lineage_words.get(term_id)
        if known is None:
            lineage = (term_id, *self._table.distances(term_id))
            known = frozenset(itertools.chain.from_iterable(map(self._index.words_of_term, lineage)))
            self._lineage_words[term_id] = known
        return known
