"""The lines of a legend: a label each with its cells, in columns as far as there is room."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

from .cells import Labels
from .look import LETTER, LINE, cut

#: Part of the width that a legend takes at the most.
PART = 0.45
_MOST_COLUMNS = 4


class Entry(NamedTuple):
    """A line of a legend; ``n``: how many cells, None: not told."""

    name: str
    color: str
    n: int | None


class Lines(NamedTuple):
    """What a legend says: colors (None: of no label) with a text each, in so many columns."""

    colors: list[str | None]
    texts: list[str]
    n_columns: int


def entries_of(coloring: Labels, counts: Sequence[int], none: str, *, tell: bool = True) -> list[Entry]:
    """Return an entry for each label that has cells, and for those without one.

    Parameters
    ----------
    coloring
        The labels.
    counts
        How many cells have code 0, 1, ...
    none
        The color of cells without a label.
    tell
        Whether counts are told.
    """
    return [
        Entry(name, color, n if tell else None)
        for name, color, n in zip(
            (*coloring.names, coloring.none), (*coloring.colors, none), (*counts[1:], counts[0]), strict=True
        )
        if n
    ]


def legend_lines(entries: Sequence[Entry], width: float, height: float, size: float) -> Lines:
    """Lay a legend out; what has no room is told by the last line: how many more there are.

    Parameters
    ----------
    entries
        At least one.
    width, height
        Of the picture.
    size
        Of the font, in the same unit.
    """
    rows = max(1, int((height - 5 * size) / (LINE * size)))
    room = PART * width / (LETTER * size) - 4
    longest = max((len(_line(entry, 40)) for entry in entries), default=1)
    columns = min(_MOST_COLUMNS, math.ceil(len(entries) / rows), max(1, int(room / (min(longest, 24) + 4))))
    letters = max(4, int(room / columns) - 4)
    left_out = max(0, len(entries) - rows * columns)
    shown = entries[: rows * columns - 1] if left_out else entries
    colors: list[str | None] = [entry.color for entry in shown]
    texts = [_line(entry, letters) for entry in shown]
    if left_out:
        colors.append(None)
        texts.append(f"and {len(entries) - len(shown):,} more")
    return Lines(colors, texts, max(1, math.ceil(len(texts) / rows)))


def _line(entry: Entry, letters: int) -> str:
    if entry.n is None:
        return cut(entry.name, letters)
    n = f"  {entry.n:,}"
    return f"{cut(entry.name, max(4, letters - len(n)))}{n}"
