"""How figures are written."""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Sequence
from typing import Any


def ms(times: Sequence[float] | None) -> str:
    """Write times: the median, and the smallest and largest."""
    if not times:
        return "-"
    unit, factor, digits = ("s", 1, 2) if statistics.median(times) >= 1 else ("ms", 1000, 0)
    middle = f"{factor * statistics.median(times):.{digits}f} {unit}"
    if len(times) == 1:
        return middle
    return f"{middle} ({factor * min(times):.{digits}f}-{factor * max(times):.{digits}f})"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """Write a table."""
    return [f"| {' | '.join(row)} |" for row in (head, ["---"] * len(head), *rows)]


def at(figures: Any, *keys: object) -> Any:
    """Look a figure up; None if there is none."""
    for key in keys:
        figures = figures.get(key) if isinstance(figures, dict) else None
    return figures


def middle(values: Any) -> float | None:
    """Return the median of some figures, or the one; None if there is none."""
    if isinstance(values, int | float):
        return float(values)
    return statistics.median(values) if values else None


def ratio(ours: Any, theirs: Any) -> float | None:
    """Return how many times the second the first is; None where one is missing."""
    a, b = middle(ours), middle(theirs)
    return a / b if a is not None and b else None


def per_cell(value: Any) -> str:
    """Write bytes a cell."""
    found = middle(value)
    return "-" if found is None else f"{found:.1f}"


def megabytes(value: float) -> str:
    """Write an amount of memory."""
    return f"{value / 1e6:,.0f} MB"
