"""Categories as they are before an edit, to bring back whatever stops it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from operator import attrgetter

from .category import Category, Label

#: The fields of a label, and what reads each.
_FIELDS = {field.name: attrgetter(field.name) for field in fields(Label)}


def kept(categories: list[Category]) -> Callable[[], None]:
    """Return what brings back these categories as they are now; codes are copied by the first change of them.

    Labels are kept by field: there are thousands of them at each edit, and an object for each has Python look through
    all that it holds for what is garbage.
    """
    for category in categories:  # also as it is brought back: the draft may have the codes
        category.is_shared = True
    before = [
        (category, dict(vars(category)), [*category.labels], [[*map(get, category.labels)] for get in _FIELDS.values()])
        for category in categories
    ]

    def restore() -> None:
        categories[:] = [category for category, *_ in before]
        for category, said, labels, columns in before:
            vars(category).update(said)
            category.labels = [*labels]
            for name, column in zip(_FIELDS, columns, strict=True):
                for label, value in zip(labels, column, strict=True):
                    setattr(label, name, value)

    return restore
