"""A text as words in one form each, so that the same cell written in two ways gives the same words."""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache

from .word_forms import EMPTY, ENDINGS, FORMS, SIGNS, SPELLING

#: A minus behind a word or before another marker says "without": ``CD16-``, ``CD4-CD8-``, ``IgD-CD27-``.
_MINUS = re.compile(
    r"(?<![A-Za-z0-9])(cd\d+[a-z]*|ig[adegm]\d?|lin|ly6[a-z]|hla-?dr|kit|sca-?1|tcr[a-z]*)-(?=cd\d)|(?<=[a-z0-9])-(?=[\s,;/)_:]|$)",
    re.IGNORECASE,
)
#: What a cell is not: ``not T``, ``non-immune``, ``nonimmune``.
_NOT = re.compile(
    r"(?<![A-Za-z0-9])(?:[Nn]on|[Nn]ot?|NON|NOT?|[Ww]ithout|[Ll]acking)[\s_-]+(?:an?\s+)?([A-Za-z0-9]+)|"
    r"(?<![A-Za-z0-9])[Nn]on([a-z]{3,}|[A-Z][A-Za-z0-9]*)"
)
#: Beginnings of words, which a hyphen is behind.
_BEGINNINGS = frozenset({"pre", "pro", "post", "mid", "non", "anti", "inter"})
#: Letters with dots: ``N.K. cell``.
_INITIALS = re.compile(r"(?<![A-Za-z0-9.])([A-Z])\.([A-Z])\.(?![A-Za-z0-9])")
#: ``CD14++`` has more of it than ``CD14+``.
_PLUS_PLUS = re.compile(r"(?<=[A-Za-z0-9])\+\++")
#: ``layer 4`` is ``L4``.
_LAYER = re.compile(r"\b[Ll]ayer[ _-]?(?=\d)")
#: Interneurons, in capitals: the same in small letters is a preposition.
_INTERNEURON = re.compile(r"(?<![A-Za-z0-9])INs?(?![A-Za-z0-9])|^\s*In\s*$")
_CELL = re.compile(r"[Cc]ells?$|CELLS?$")
_WORD = re.compile(r"[A-Za-z0-9]+")
#: Where a word begins within a word: ``NaiveBcell``, ``MemoryCD4``, ``cycT``. And a number: ``LEC1``, ``vCM3``; of a
#: gene it is part of the name.
_PARTS = re.compile(
    r"(?<=[a-z])(?=[A-Z][a-zA-Z])|(?<=cyc)(?=[A-Z])|(?<![A-Za-z0-9])(?!(?:CD|KRT|IL|COL|MUC)\d)([A-Za-z]{2,})(?=\d{1,2}(?![\d+A-Za-z]))",
)


def plain(text: str) -> str:
    """Return a text in Latin letters without accents, Greek letters by their names."""
    if text.isascii():
        return text
    apart = unicodedata.normalize("NFD", unicodedata.normalize("NFKC", text.replace("⁻", "-")))
    return "".join(each for each in apart if not unicodedata.combining(each)).translate(SIGNS)


def words(text: str) -> list[str]:
    """Return the words of a text in order, each in one form, without those that tell nothing."""
    text = _MINUS.sub(lambda found: f"{found[1] or ''} negative ", _INITIALS.sub(r"\1\2", plain(text)))
    text = _PLUS_PLUS.sub(" high ", text).replace("'", "")
    found = []
    for written in _WORD.findall(_LAYER.sub("L", _INTERNEURON.sub(" interneuron ", text))):
        if written.lower() in EMPTY and written != "A":  # type A, in capitals
            continue
        form = one_form(_without_cell(written))
        if form and (form not in EMPTY or written == "A"):
            found.append(form)
    return _without_the_obvious(found)


def without(found: Sequence[str]) -> frozenset[str]:
    """Return which of the words of a text are said not to be there: the CD16 of ``CD16- NK``."""
    return frozenset(word for word, behind in itertools.pairwise(found) if behind == "negative")


@lru_cache(maxsize=20_000)
def denied(text: str) -> frozenset[str]:
    """Return all that a text says a cell has not or is not: the CD16 of ``CD16- NK``, the T of ``non-T``."""
    named = {one_form(_without_cell(word)) for found in _NOT.findall(plain(text)) for word in found if word}
    return (without(words(text)) | named) - _BEGINNINGS


def key(of: Iterable[str]) -> str:
    """Return what two texts have in common that have the same words, in whatever order."""
    return " ".join(sorted(set(of)))


def taken_apart(text: str) -> str:
    """Return a text with a blank before each capital within a word, and before a number at its end."""
    return _PARTS.sub(lambda found: f"{found[1] or ''} ", text)


@lru_cache(maxsize=20_000)
def one_form(written: str) -> str:
    """Return the form of a word that is compared: singular, American, an organ for what is of it."""
    word = written.lower()
    if word in FORMS:
        return FORMS[word]
    for british, american in SPELLING:
        word = word.replace(british, american)
    if _is_plural(word, written):
        word = word[:-3] + "y" if word.endswith("ies") and len(word) > 4 else word[:-1]
    for ending, other in ENDINGS:
        if word.endswith(ending):
            word = word.removesuffix(ending) + other
    return FORMS.get(word, word)


def _is_plural(word: str, written: str) -> bool:
    """Tell whether an ``s`` at the end is that of a plural: of short words only if it is not one of the letters.

    ``NKs`` are NK cells, ``ENs`` are neurons of a kind; ``ENS`` is a nervous system, and ``Bas`` a basal cell.
    """
    if not word.endswith("s") or len(word) < 3:
        return False
    if written[-1] == "s" and sum(map(str.isupper, written)) > 1:
        return True
    if word.endswith(("ss", "us", "is")):
        return False
    return len(word) > 4 or (len(word) == 4 and not written.isupper())


def _without_cell(written: str) -> str:
    """Take ``cell`` off a word that it is written together with: ``Tcell``, ``mastcells``."""
    return _CELL.sub("", written) if len(written) > 4 else written


def _without_the_obvious(found: list[str]) -> list[str]:
    """Leave out what goes without saying.

    A T cell with CD4 or CD8 is an alpha-beta T cell unless it says otherwise, and who says T says lymphocyte.
    """
    have = set(found)
    if {"alpha", "beta", "t"} <= have and have & {"cd4", "cd8"}:
        found = [word for word in found if word not in {"alpha", "beta"}]
    if "lymphocyte" in have and have & {"t", "b"}:
        found = [word for word in found if word != "lymphocyte"]
    return found
