"""Which terms a label may mean: the ways to read it, one after the other."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Sequence
from functools import cached_property

from . import qualifiers, scores
from .index import ALIAS, NAME, Index
from .label_reading import Reading
from .naming import Naming
from .overlap import Overlap
from .results import Found, Results
from .spelling import SHORTEST, meant
from .subsets import MOST_WORDS, Subsets
from .term_table import ROOT, TermTable
from .tissues import said_tissues
from .word_forms import ALSO_SPELT, FORMS
from .words import one_form, plain, taken_apart

#: Of a label with more sides the first.
MOST_SIDES = 4
_BRACKETS = re.compile(r"\(([^()]*)\)|\[([^][]*)\]")
#: The letters of ``Th1/17``, which are those of ``Th17``, too.
_NUMBERED = re.compile(r"\s*([A-Za-z]+)[ -]?\d+\s*$")
#: What stands between two cells where either is meant.
_BETWEEN = re.compile(r"/|\|| \+ |&|\b(?:and|or)\b")
_SIDES = re.compile(r"/|:|,|;|\||\+ | - | and | or |&")


class Matcher:
    """The rules, on a table of terms and an index of their names."""

    def __init__(self, table: TermTable, index: Index) -> None:
        self._table, self._index = table, index
        self._naming = Naming(table, index)
        self._subsets = Subsets(table, index, self._naming)
        self._overlap = Overlap(index, self._naming)

    @cached_property
    def _vocabulary(self) -> list[str]:
        known = {*self._index.vocabulary, *FORMS, *ALSO_SPELT}
        return sorted(word for word in known if len(word) >= SHORTEST)

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
        label = Reading(text, said_tissues(tissue) if tissue else frozenset())
        in_latin = plain(text)
        telling = qualifiers.telling_words(in_latin, label.words)
        results = Results()
        self._verbatim(label, results)
        if telling:
            self._all_ways(label, results)
        if qualifiers.names_no_cell(in_latin, label.words):
            results.cap(scores.NO_CELL_AT_MOST)
        elif qualifiers.is_no_group(in_latin):
            results.cap(scores.UNLIKELY)
        elif not label.affirms:
            results.cap(scores.DOUBTED_AT_MOST, of_parts=scores.UNLIKELY)
        elif qualifiers.is_doubted(text):
            results.cap(scores.DOUBTED_AT_MOST)
        likely = [each for each in results.values() if each.score >= scores.LEAST]
        self._prefer_what_says_more(likely)
        likely.sort(key=self._order)
        self._doubt_ties(likely)
        return likely[:n]

    def _order(self, found: Found) -> tuple[float, bool, int, str]:
        name = self._table.term(found.term_id).name
        return -round(found.score, 3), self._naming.is_of_one_species(found.term_id), len(name), found.term_id

    # --- ways to read a label ---

    def _verbatim(self, label: Reading, results: Results) -> None:
        """Find the name that is the label to the letter, whatever else it says."""
        term_id = self._index.term_of_name(label.text)
        if term_id is not None and term_id != ROOT:
            results.put(term_id, scores.VERBATIM, self._table.term(term_id).name)

    def _all_ways(self, label: Reading, results: Results) -> None:
        most = self._subsets.find(label, results)
        self._brackets(label, most, results)
        self._sides(label, most, results)
        if results.best > scores.VERBATIM - scores.ONE_SIDE and self._names_two(label):
            self._doubt_parts(results)
        apart = taken_apart(label.text)
        if apart != label.text and not all(map(self._index.how_often, label.words)):
            found = Results()
            self._subsets.find(Reading(apart, label.said), found)
            results.take(found, scores.APART, most)
        if results.best < scores.SURE:
            corrected = self._spelt_well(label)
            if corrected is not None:
                found = Results()
                self._subsets.find(corrected, found)
                results.take(found, scores.MISSPELT)
                label = corrected
        self._overlap.find(label, results)

    def _brackets(self, label: Reading, most: float, results: Results) -> None:
        """Look at what is in brackets, and at what is before them, which it may say the place of."""
        inside = _BRACKETS.search(label.text)
        if inside is None:
            return
        within = Reading(inside[1] or inside[2] or "", label.said)
        if "." in within.text:
            within.other_word = scores.OF_A_CODE
        is_last = not label.text[inside.end() :].strip()
        is_place = all(word == "gland" or qualifiers.says_nothing_alone(word) for word in within.words)
        before = Reading(label.text.replace(inside[0], " "), label.said | set(within.words))
        parts = [(before, scores.IN_BRACKETS if is_place else scores.BEFORE_BRACKETS)]
        if within.other_word == scores.OF_A_CODE:
            parts = [(before, scores.BEFORE_A_CODE)]
        if any(map(qualifiers.is_tumor, within.words)):
            parts = [(before, qualifiers.TELLING)]
        if not is_place:
            parts.append((within, scores.IN_BRACKETS if is_last else scores.ONE_SIDE))
        for part, less in parts:
            found = Results()
            self._subsets.find(part, found)
            results.take(found, less, most)

    def _sides(self, label: Reading, most: float, results: Results) -> None:
        sides = [side for side in _SIDES.split(label.text) if side.strip()]
        first = _NUMBERED.match(sides[0]) if sides else None
        for side in sides[:MOST_SIDES] if len(sides) > 1 else ():
            written = first[1] + side if first and side.strip().isdigit() else side
            found = Results()
            self._subsets.find(Reading(written, label.said), found)
            results.take(found, scores.ONE_SIDE, most)

    def _names_two(self, label: Reading) -> bool:
        """Tell whether a label has two cells with a sign between them: ``NK/T``, ``Th1/17``; not ``L2/3 IT``."""
        if set(label.words) == {"b", "t"}:  # whatever is between them: "T_B", "T, B"
            return True
        sides = [side for side in _BETWEEN.split(label.text) if side.strip()]
        if len(sides) < 2:
            return False
        return all(re.fullmatch(r"\s*\d+\W*", side) or self._is_cell(Reading(side, label.said)) for side in sides)

    def _is_cell(self, side: Reading) -> bool:
        found = Results()
        if side.words and not all(map(qualifiers.says_nothing_alone, side.words)):
            self._subsets.find(side, found)
        return found.best >= scores.LIKELY

    def _doubt_parts(self, results: Results) -> None:
        """Let nothing be sure that is one side of a label only: of both are just the names with such a sign."""
        for each in results.values():
            if not (each.is_whole and _BETWEEN.search(each.matched)) and each.score < scores.VERBATIM:
                each.score = min(each.score, scores.VERBATIM - scores.ONE_SIDE)

    def _spelt_well(self, label: Reading) -> Reading | None:
        """Return the label with words that are in no name replaced by what was meant."""
        corrected = [
            word
            if self._index.how_often(word) or word in label.costs or word in qualifiers.NO_CELL
            else self._singular(word) or one_form(meant(word, self._vocabulary, self._how_often) or word)
            for word in label.words[:MOST_WORDS]
        ]
        return label.with_words(corrected) if corrected != label.words[:MOST_WORDS] else None

    def _singular(self, word: str) -> str | None:
        """Return a short word without its s, which may be one of its letters, if only then it is known."""
        one = word.removesuffix("s")
        return one if one != word and self._index.how_often(one) else None

    def _how_often(self, word: str) -> int:
        return self._index.how_often(one_form(word))

    def _doubt_ties(self, ranked: list[Found]) -> None:
        """Make none of two sure that are found as well and are no kinds of each other, nor what is less likely.

        What has but some words of a label, or is no name to the letter, is no rival of what is: it is put behind.
        """
        for place, one in enumerate(ranked):
            if one.score < scores.SURE:
                break
            rivals = self._rivals(one, ranked[place + 1 :])
            is_letter = one.score >= scores.VERBATIM
            if any(not is_letter and other.is_whole >= one.is_whole for other in rivals):
                for each in ranked[place:]:
                    each.score = _unsure(each.score)
                break
            for other in rivals:
                other.score = _unsure(other.score)
        ranked.sort(key=self._order)

    def _rivals(self, one: Found, others: Iterable[Found]) -> list[Found]:
        """Return those that are as near to one that was found, and not of its kind."""
        above = self._table.distances(one.term_id)
        near = itertools.takewhile(lambda other: round(one.score - other.score, 3) <= scores.TIED, others)
        return [
            other
            for other in near
            if other.term_id not in above and one.term_id not in self._table.distances(other.term_id)
        ]

    def _prefer_what_says_more(self, likely: Sequence[Found]) -> None:
        """Put a term behind one that is a kind of it and was found nearly as well; not if it is called just that.

        Nor a term that all words of the label mean behind one that some mean, ``monocyte/macrophage``, or that the
        table has the label for.
        """
        by_id = {each.term_id: each for each in likely}
        for each in sorted(likely, key=lambda found: (-found.score, found.term_id)):
            if each.score < scores.LIKELY:
                break
            for ancestor in self._table.distances(each.term_id):
                above = by_id.get(ancestor)
                if above is None or above.score >= scores.BASE[NAME]:
                    continue
                if above.is_whole and (above.score >= scores.BASE[ALIAS] or not each.is_whole):
                    continue
                if 0 <= above.score - each.score <= scores.AS_GOOD:
                    above.score = each.score - scores.BEHIND


def _unsure(score: float) -> float:
    """Return a score below that of what is sure; of two the higher stays the higher."""
    if score <= scores.TIED_FROM:
        return score
    part = (score - scores.TIED_FROM) / (scores.VERBATIM - scores.TIED_FROM)
    return scores.TIED_FROM + part * (scores.TIED_AT_MOST - scores.TIED_FROM)
