"""A condition on a column in few words, as a heading has room for: ``louvain: 3, 7``, ``CD3D at least 1.2``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from .names import UNASSIGNED

#: Values named of a column; the others are counted.
_MOST_VALUES = 6


def in_short(column: str, wanted: object) -> str:
    """Return what is wanted of a column: values, ``{"not": [...]}``, or a range, as ``select`` takes them."""
    if isinstance(wanted, Mapping):
        others = wanted.get("not")
        return f"{column}: any" if others == [None] else f"{column}: not {_values(others)}"
    ends = list(wanted) if isinstance(wanted, Sequence) and not isinstance(wanted, str) else []
    if ends == [None, None]:
        return f"{column}: any"
    if len(ends) == 2 and _are_ends(ends, is_tuple=isinstance(wanted, tuple)):
        low, high = (None if end is None else f"{end:g}" for end in ends)
        if low is None or high is None:
            return f"{column} at least {low}" if low is not None else f"{column} at most {high}"
        return f"{column} {low} to {high}"
    return f"{column}: {_values(wanted)}"


def _values(wanted: object) -> str:
    values = list(wanted) if isinstance(wanted, Sequence) and not isinstance(wanted, str) else [wanted]
    texts = [UNASSIGNED if value is None else str(value) for value in values[:_MOST_VALUES]]
    return ", ".join(texts) + (f" and {len(values) - _MOST_VALUES:,} others" if len(values) > _MOST_VALUES else "")


def _are_ends(values: Sequence[object], *, is_tuple: bool) -> bool:
    """Tell whether two values are the ends of a range: recipes have decimals for these, people write tuples."""
    numbers = [value for value in values if isinstance(value, int | float)]
    known = sum(value is not None for value in values)
    return len(numbers) == known and (is_tuple or any(isinstance(value, float) for value in numbers))
