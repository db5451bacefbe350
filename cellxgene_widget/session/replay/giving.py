"""Categories given to the labels of a session whole: under names that are free there, as one edit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from ...errors import AnnotationError, LabelError
from ...labels.commands import free_category_name
from ...labels.given_categories import Given, give_categories
from ..parts import Parts


def named_freely(parts: Parts, given: Sequence[Given]) -> tuple[list[Given], list[str]]:
    """Return categories under names that they can have, and what to tell of those that have another; under the lock.

    Raises
    ------
    LabelError
        There is a category of this name already.
    """
    found: list[Given] = []
    notes = []
    for each in given:
        name = each.name
        if parts.history.annotations.has(name):
            raise LabelError(
                f"The draft there has a category {name!r} already: categories= names others to carry, or rename it."
            )
        if name in parts.draft.reserved() or parts.columns.is_made(name):
            name = f"{name}_labels"
            notes.append(f"{each.name!r} is called {name!r} there: adata.obs has a column {each.name!r}.")
        free_category_name(parts.history.annotations, parts.draft.reserved(), name)
        parts.draft.require_free(name)
        parts.names_in_use.require_free(name)
        found.append(replace(each, name=name))
    return found, notes


def give(parts: Parts, given: Sequence[Given], operation: str, text: str, call: Mapping[str, Any]) -> None:
    """Make categories of free names; under the lock.

    Raises
    ------
    AnnotationError
        The draft is open elsewhere, or has no place to be.
    """
    if not given:
        raise AnnotationError("There is no category to carry.")
    parts.store.require_writable()
    command = give_categories(parts.history.annotations, given, operation, text, call)
    parts.draft.ensure_named()
    parts.editor.do(command, use=given[0].name)
