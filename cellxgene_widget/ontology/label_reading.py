"""A label as the search reads it: its words, what each may be left out for, and what it says besides."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cached_property

from . import qualifiers
from .words import denied, without, words

#: Words that say of another that it is not there.
NEGATIONS = frozenset({"negative", "non", "not", "no", "without", "lacking"})
_LATIN_WORD = re.compile(r"[a-z0-9]+")
_LIKE = re.compile(r"[-_ ]like\b", re.IGNORECASE)
_NUMBER_OF_GROUP = re.compile(r"cells?[\W_]*(\d+)[\W_]*$", re.IGNORECASE)
_SIGN = re.compile(r"\+|pos(?:itive)?\b|hi(?:gh)?\b", re.IGNORECASE)
_CELL = re.compile(r"cells?\b", re.IGNORECASE)


class Reading:
    """A label, or a part of it.

    Parameters
    ----------
    text
        As it is written.
    said
        Words of the place that the cells are from.

    Attributes
    ----------
    words
        In one form each, in order.
    costs
        What it costs to leave words out that may be.
    other_word
        What it costs to leave any other out.
    """

    def __init__(self, text: str, said: frozenset[str]) -> None:
        self.text = text
        self.said = said
        self.words = words(text)
        self.costs = qualifiers.costs(text, self.words)
        self.other_word = qualifiers.ANY_WORD

    def with_words(self, other: Sequence[str]) -> Reading:
        """Return the label with other words, as they were meant."""
        changed = Reading(self.text, self.said)
        changed.words = list(other)
        return changed

    @cached_property
    def without(self) -> frozenset[str]:
        """The words that it says are not there: of ``CD4- T`` a name with CD4 would be the opposite."""
        return without(self.words)

    @cached_property
    def denied(self) -> frozenset[str]:
        """All that it says is not there, or that it is not: ``non-T``."""
        return denied(self.text)

    @cached_property
    def affirms(self) -> bool:
        """Whether it says anything of what the cell is, and not only of what it is not."""
        return not self.denied or any(
            word not in self.denied and word not in NEGATIONS and word not in qualifiers.STATES for word in self.words
        )

    @cached_property
    def is_lone_letter(self) -> bool:
        """Whether it is a letter that is no cell, as T and B are."""
        return len(self.words) == 1 == len(self.words[0]) and not self.says_cell and self.words[0] not in {"t", "b"}

    def denies(self, name: str, of: Iterable[str]) -> bool:
        """Tell whether a name says of a cell what this one says that it is not."""
        return bool(self.denied) and not (self.denied - denied(name)).isdisjoint(of)

    @cached_property
    def is_like(self) -> bool:
        """Whether it only says what the cell is like."""
        return says_like(self.text)

    @cached_property
    def has_signs(self) -> bool:
        """Whether it says of something that it is there."""
        return bool(_SIGN.search(self.text))

    @cached_property
    def says_cell(self) -> bool:
        """Whether the word is in it."""
        return bool(_CELL.search(self.text))

    @cached_property
    def number(self) -> str | None:
        """The number at its end, behind the word "cell"."""
        found = _NUMBER_OF_GROUP.search(self.text)
        return found[1] if found else None

    @cached_property
    def literal(self) -> frozenset[str]:
        """Its words as they are."""
        return literal(self.text)


def without_cell(text: str) -> str:
    """Return a text without the word "cell"."""
    return _CELL.sub("", text)


def says_like(text: str) -> bool:
    """Tell whether a name is of what is like a cell, such as ``club-like``."""
    return bool(_LIKE.search(text))


def spaced(text: str) -> str:
    """Return a text with blanks for what stands for them."""
    return text.replace("_", " ").replace(".", " ")


def literal(text: str) -> frozenset[str]:
    """Return the words of a text as they are, the s of a plural apart."""
    return frozenset(word.removesuffix("s") for word in _LATIN_WORD.findall(text.lower()))
