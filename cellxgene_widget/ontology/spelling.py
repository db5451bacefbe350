"""Words with a mistake in them: the word of the ontology that was meant."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from operator import itemgetter

from ..core.optional import is_installed

#: Shorter words are abbreviations: one letter makes another cell of them.
SHORTEST = 5
#: Of words with this many letters two mistakes are forgiven, of shorter ones one.
LONG = 9


def meant(word: str, vocabulary: Sequence[str], how_often: Callable[[str], int]) -> str | None:
    """Return the word that was most likely meant; None if there is none much like it.

    Parameters
    ----------
    word
        The one with a mistake, in one form.
    vocabulary
        All there are.
    how_often
        In how many names a word is: of several as near, that of most.
    """
    if len(word) < SHORTEST or not any(each.isalpha() for each in word):
        return None
    most = 2 if len(word) >= LONG else 1
    found: dict[str, int] = {}
    # the s of a plural is not known as one where a mistake is before it: "basophlis"
    for form in (word, word[:-1]) if word.endswith("s") and len(word) > SHORTEST else (word,):
        for other, mistakes in _near(form, vocabulary, most):
            # the first letter is seldom wrong, and where it is the rest has to be long enough to tell
            if other[0] == form[0] or (mistakes == 1 and len(form) >= LONG):
                found[other] = min(mistakes, found.get(other, mistakes))
    return min(found, key=lambda other: (found[other], -how_often(other), other), default=None)


def _near(word: str, vocabulary: Sequence[str], most: int) -> list[tuple[str, int]]:
    """Return words with at most so many letters wrong, missing, too many or in another order."""
    if is_rapidfuzz_there():
        from rapidfuzz import process
        from rapidfuzz.distance import OSA

        near = process.extract(word, vocabulary, scorer=OSA.distance, score_cutoff=most, limit=8)
        return [(other, int(mistakes)) for other, mistakes, _ in near]
    return _near_without_rapidfuzz(word, vocabulary, most)


@cache
def is_rapidfuzz_there() -> bool:
    """Tell whether there is what finds words quickly; there is none in a browser (Pyodide)."""
    return is_installed("rapidfuzz")


def _near_without_rapidfuzz(word: str, vocabulary: Sequence[str], most: int) -> list[tuple[str, int]]:
    """Do it with what Python brings along: only words that begin alike, for it is a hundred times slower."""
    import difflib

    likely = [other for other in vocabulary if other[0] == word[0] and abs(len(other) - len(word)) <= most]
    matcher = difflib.SequenceMatcher(autojunk=False)
    matcher.set_seq2(word)
    near = []
    for other in likely:
        matcher.set_seq1(other)
        longest = max(len(word), len(other))
        if matcher.real_quick_ratio() and matcher.quick_ratio() * longest >= longest - most:
            kept = sum(map(itemgetter(2), matcher.get_matching_blocks()))
            if longest - kept <= most:
                near.append((other, longest - kept))
    return near
