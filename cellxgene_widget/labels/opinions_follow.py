"""What annotators mean follows the labels of the category that was reconciled; their own words stay as they are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from .about import Opinions
from .beside import opinions_of
from .category import Category
from .edits import SetAbout


def meaning_of(opinions: Opinions) -> dict[str, str]:
    """Return by each word of the annotators the label that is meant; where it is not said, the word itself."""
    words = {word: word for pairs in opinions["said"].values() for _, word in pairs}
    return {**words, **opinions.get("means", {})}


def became(
    categories: Iterable[Category], category: Category, former: Sequence[str], label: str | None
) -> list[SetAbout]:
    """Let what is said of open cells of a category mean another label, where it meant one of some that are no more.

    Returns the edit that says what was said before. Labels that become none (``label`` None) are meant still: who said
    so said it of cells.
    """
    beside, gone = opinions_of(categories, category.name), {*former}
    if beside is None or label is None:
        return []
    said: Opinions = beside.about["opinions"]
    means = meaning_of(said)
    now = {word: label if meant in gone else meant for word, meant in means.items()}
    if now == means:
        return []
    before = SetAbout(beside.name, "opinions", said)
    beside.about = {**beside.about, "opinions": {**said, "means": now}}
    return [before]
