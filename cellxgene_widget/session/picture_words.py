"""A picture of cells in words, for who can't see it."""

from __future__ import annotations

import numpy as np

from ..core.counted import counted
from ..scene.cells import Labels, Values

#: Labels named; the largest, of more.
_MOST = 12


def words_of(title: str, n_cells: int, name: str | None, coloring: Labels | Values | None) -> str:
    """Return what a plot shows: "UMAP of 700 cells coloured by louvain: 0 112, 1 98, 9 more labels".

    Parameters
    ----------
    title
        Of the embedding.
    n_cells
        In the data.
    name, coloring
        What cells are colored by, if anything, and how.
    """
    text = f"{title} of {counted(n_cells)}"
    if name is None:
        return f"{text}."
    text = f"{text} coloured by {name}"
    if not isinstance(coloring, Labels):
        return f"{text}."
    counts = np.bincount(coloring.codes, minlength=len(coloring.names) + 1)
    named = [(label, int(n)) for label, n in zip(coloring.names, counts[1:], strict=True) if n]
    if counts[0]:
        named.append((coloring.none, int(counts[0])))
    largest = sorted(named, key=lambda one: -one[1])[:_MOST]
    listed = [f"{label} {n:,}" for label, n in named if (label, n) in largest]
    if len(named) > len(largest):
        listed.append(f"{len(named) - len(largest)} more labels")
    return f"{text}: {', '.join(listed)}."
