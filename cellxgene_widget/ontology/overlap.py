"""Names that share words with a label: what fills the list after what was found."""

from __future__ import annotations

import heapq
import math

from . import qualifiers, scores
from .index import Index
from .label_reading import NEGATIONS, Reading
from .naming import Naming
from .results import Results
from .tissues import TISSUE_WORDS, means

#: Of a longer text the first.
_MOST_WORDS = 12
#: More common words add to names that rarer ones were found in.
_MOST_NAMES_WITH_A_WORD = 400
_MOST_OVERLAPS = 60
#: How much of a label's words has to be in a name, and how much of a name's in a label.
_OF_THE_LABEL, _OF_THE_NAME = 0.6, 0.4
#: What may be left out counts less when it is missing.
_LESS = 0.5


class Overlap:
    """The words of an index, by how rare they are."""

    def __init__(self, index: Index, naming: Naming) -> None:
        self._index, self._naming = index, naming
        self._rarities: dict[str, float] = {}

    def find(self, label: Reading, results: Results) -> None:
        """Find names that share words with a label, rare ones above all."""
        telling = [word for word in label.words[:_MOST_WORDS] if not (label.denied and word in NEGATIONS)]
        if not telling or label.is_lone_letter:
            return
        wanted = sorted(set(telling), key=lambda word: (self._index.how_often(word), word))
        weights = {word: self._rarity(word) * (_LESS if word in label.costs else 1) for word in wanted}
        shared: dict[str, float] = {}
        for word, weight in weights.items():
            is_rare = not shared or self._index.how_often(word) <= _MOST_NAMES_WITH_A_WORD
            for number in self._index.numbers_of_word(word):
                if is_rare or number in shared:
                    shared[number] = shared.get(number, 0.0) + weight
        total = sum(weights.values())
        most = heapq.nsmallest(_MOST_OVERLAPS, shared.items(), key=lambda each: (-each[1], int(each[0])))
        for number, weight in most:
            row = self._index.row(number)
            if (row.tissue and not means(row.tissue, label.said)) or label.denies(row.text, row.key.split()):
                continue
            theirs = {word: self._weight_in_a_name(word, label.said) for word in row.key.split()}
            both = sum(theirs[word] for word in theirs if word in weights)
            part = _OF_THE_LABEL * weight / total + _OF_THE_NAME * both / sum(theirs.values())
            less = scores.ONE_SPECIES if self._naming.is_of_one_species(row.term_id) else 0.0
            results.put(row.term_id, scores.OVERLAP * part * scores.BASE[row.kind] - less, row.text)

    def _weight_in_a_name(self, word: str, said: frozenset[str]) -> float:
        """Say how much is missing when a name has a word that the label has not."""
        is_aside = word in said or word in TISSUE_WORDS or word in qualifiers.STATES
        return self._rarity(word) * (_LESS if is_aside else 1)

    def _rarity(self, word: str) -> float:
        known = self._rarities.get(word)
        if known is None:
            known = self._rarities[word] = math.log(1 + self._index.n_rows / (1 + self._index.how_often(word)))
        return known
