"""How long a clustering takes, told before it is begun: as measured on two cores, for a person to decide by."""

from __future__ import annotations

from ...core.counted import counted

#: Seconds for the start, and by cell for neighbours with leiden, and for a UMAP; bench/clusters.py measures them.
_START, _A_CELL, _A_CELL_EMBEDDED = 12.0, 0.0006, 0.0012


def estimated_seconds(n_cells: int, *, embed: bool) -> float:
    """Return about how many seconds so many cells take."""
    return _START + n_cells * (_A_CELL + (_A_CELL_EMBEDDED if embed else 0))


def in_words(n_cells: int, *, embed: bool) -> str:
    """Say it: ``about 3 minutes for 100,000 cells``."""
    seconds = estimated_seconds(n_cells, embed=embed)
    minutes = max(1, round(seconds / 60))
    long = "less than half a minute" if seconds < 30 else f"about {counted(minutes, 'minute')}"
    return f"{long} for {counted(n_cells)}"
