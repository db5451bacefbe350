"""Markdown that shows text as it is, whatever characters a person put into a name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from ..core.readable import readable

#: What would be a mark, a tag, a formula or the end of a cell; a citation (``@``) where a word begins. Within a word an
#: underscore is none.
_MEANT = re.compile(r"([\\`*\[\]<>|~$&#^]|(?<!\w)[_@]|_(?!\w)|=(?==)|(?<==)=)")
_BLANK = re.compile(r"\s+")


def escaped(text: str) -> str:
    """Return text such that Markdown shows its very characters, on one line."""
    return _MEANT.sub(r"\\\1", _BLANK.sub(" ", readable(text)).strip())


def table(heads: Sequence[str], rows: Iterable[Sequence[str]], *, numbers: Iterable[int] = ()) -> str:
    """Return a table.

    Parameters
    ----------
    heads, rows
        What is in it, in Markdown; pipes are escaped already.
    numbers
        The columns that are numbers, by position.
    """
    right = set(numbers)
    rules = ["---:" if position in right else "---" for position in range(len(heads))]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in (heads, rules, *rows))


def listed(items: Sequence[str]) -> str:
    """Join items as in a sentence: ``a, b and c``."""
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} and {items[-1]}" if items else ""
