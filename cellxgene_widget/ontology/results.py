"""What was found for a label: of each term the best."""

from __future__ import annotations

from dataclasses import dataclass

from .scores import VERBATIM


@dataclass(slots=True)
class Found:
    """A term that may be meant."""

    term_id: str
    score: float
    matched: str
    #: Whether it has all words of the label.
    is_whole: bool = False


class Results(dict[str, Found]):
    """The best that was found of each term."""

    def put(self, term_id: str, score: float, matched: str, *, is_whole: bool = False) -> None:
        """Keep what was found, if it is better than what was."""
        known = self.get(term_id)
        if known is None or score > known.score:
            self[term_id] = Found(term_id, score, matched, is_whole)

    def take(self, others: Results, less: float, most: float = VERBATIM) -> None:
        """Take what was found for a part of the label, at most that sure; or for all of it: then nothing is less."""
        for each in others.values():
            self.put(each.term_id, min(each.score - less, most), each.matched, is_whole=each.is_whole and not less)

    @property
    def best(self) -> float:
        """The highest score."""
        return max((each.score for each in self.values()), default=0.0)

    def cap(self, most: float, *, of_parts: float | None = None) -> None:
        """Let nothing be surer than that, but what is a name to the letter; and less so what has but some words."""
        for each in self.values():
            if each.score < VERBATIM:
                each.score = min(each.score, most if each.is_whole or of_parts is None else of_parts)
