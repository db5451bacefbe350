"""Filters: for each column the values that cells must have to be meant, written as ``where=`` writes them. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from ..labels.category import Category

#: By column: a list of names (None: no value), ``{"not": [...]}``, or a range ``[low, high]``.
Filters = Mapping[str, Any]


class Known(NamedTuple):
    """What a category was called, and what codes its labels had, before an edit."""

    id: int
    codes: dict[str | None, int]


def is_range(wanted: Any) -> bool:
    """Tell a range of numbers from names of labels."""
    return (
        isinstance(wanted, list) and len(wanted) == 2 and all(end is None or isinstance(end, float) for end in wanted)
    )


def known_labels(filters: Filters, categories: Sequence[Category]) -> dict[str, Known]:
    """Return what must be known of the filtered categories to find their labels again after an edit."""
    return {
        category.name: Known(category.id, {label.name: label.code for label in category.labels})
        for category in categories
        if category.name in filters and not is_range(filters[category.name])
    }


def same_names(before: Mapping[str, Known], now: Sequence[Category]) -> dict[str, Known]:
    """Return what was known as if categories and labels of the same name were the same, when all were read anew."""
    found = {category.name: Known(category.id, {x.name: x.code for x in category.labels}) for category in now}
    return {name: found.get(name, known) for name, known in before.items()}


def follow_labels(filters: Filters, before: Mapping[str, Known], now: Sequence[Category]) -> dict[str, Any]:
    """Return filters under the names that categories and labels have after an edit.

    A filter on a category that is gone is left out. A label that is gone is named no more; a filter that let only such
    labels pass stays, and lets no cell pass: that more cells are meant than before must be asked for.
    """
    by_id = {category.id: category for category in now}
    out: dict[str, Any] = {}
    for column, wanted in filters.items():
        known = before.get(column)
        if known is None:
            out[column] = wanted
            continue
        category = by_id.get(known.id)
        if category is None:
            continue
        names = {label.code: label.name for label in category.labels}
        excluded = isinstance(wanted, Mapping)
        followed = [
            None if name is None else names.get(known.codes.get(name, -1), name)
            for name in (wanted["not"] if excluded else wanted)
        ]
        present = [name for name in followed if name is None or category.has(name)]
        if not excluded:
            out[category.name] = present
        elif present:
            out[category.name] = {"not": present}
    return out
