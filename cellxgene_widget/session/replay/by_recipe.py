"""Edits made again on another object, by how their cells were chosen, where that means the same there."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np

from ...core.cell_sets import cells_of_mask
from ...core.readable import readable
from ...core.recipe_step import Step
from ...data.columns import CategoryColumn
from ...errors import AnnotationError
from ...exchange.deeds import standing
from ...exchange.names_of_now import NamesOfNow, call_of
from ...labels import commands
from ...labels.edits import Assign, Batch
from ...labels.entries import Entry
from ...labels.given_categories import Given
from .comparable import Comparable
from .ends import There

#: Verbs that give or take labels, of which a recipe tells the cells.
_BY_RECIPE = frozenset({"label", "unlabel"})
#: Others that give labels, in words: nothing tells their cells elsewhere.
_OTHERWISE = {
    "relabel": "it was decided in a review",
    "smooth": "it was by neighbours of then",
    "label_clusters": "its clusters were of one session",
    "import_labels": "its labels came from elsewhere",
    "take_answer": "its labels came from elsewhere",
    "merge_outside": "another program made it",
    "restore": "it went back to an earlier version",
    "restore_to": "it went back to an earlier version",
}


class Deed(NamedTuple):
    """An edit that still stands, by the names of now; ``label``: None takes labels away."""

    entry: Entry
    category: str
    label: str | None
    names: Mapping[str, str | None]


def deeds_of(entries: Sequence[Entry], categories: Mapping[str, Collection[str]]) -> list[Deed]:
    """Return the edits that gave cells of some categories their labels, oldest first.

    Parameters
    ----------
    entries
        The journal, oldest edit first.
    categories
        By name of now, the labels of now.
    """
    found: list[Deed] = []
    names = NamesOfNow()
    for entry in reversed(standing(entries)[0]):
        about = names.go_back_before(entry)
        for category in about:
            if category not in categories:
                continue
            then = {label: names.label(category, label) for label in _labels_in(entry)}
            label = names.label(category, entry.about.get("label"))
            if entry.operation in ("label", "relabel") and label not in categories[category]:
                continue  # a label that is gone
            if entry.operation in (*_BY_RECIPE, *_OTHERWISE) or call_of(entry).get("like") is not None:
                found.append(Deed(entry, category, label, then))
    return found[::-1]


class Made(NamedTuple):
    """What was made again, how many edits, and a sentence for each that was not."""

    n: int
    notes: list[str]


def reasons_against(deeds: Sequence[Deed], check: Comparable) -> list[str | None]:
    """Return of each edit why it means nothing elsewhere; None: it can be made again."""
    found: list[str | None] = []
    for deed in deeds:
        try:
            found.append(_why_not(deed, check))
        except AnnotationError as error:
            found.append(str(error).removesuffix("."))
    return found


def make_again(deeds: Sequence[Deed], reasons: Sequence[str | None], renamed: Mapping[str, str], there: There) -> Made:
    """Make edits again on a session that has the categories already, each an edit of its own with its recipe.

    Parameters
    ----------
    deeds, reasons
        Oldest first, and why each is not to be made, as :func:`reasons_against` has it.
    renamed
        What the categories are called there.
    there
        The other session; its lock is held.
    """
    n, notes = 0, list[str]()
    for deed, reason in zip(deeds, reasons, strict=True):
        why = reason
        try:
            if why is None:
                _make(deed, renamed[deed.category], there)
                n += 1
        except AnnotationError as error:
            why = str(error).removesuffix(".")
        if why is not None:
            notes.append(f"Not run: {readable(deed.entry.text)[:100]} ({why}).")
    return Made(n, notes)


def _why_not(deed: Deed, check: Comparable) -> str | None:
    entry = deed.entry
    if entry.operation in _OTHERWISE:
        return _OTHERWISE[entry.operation]
    if entry.operation == "create_category":
        return check.column(str(call_of(entry).get("like")))
    recipe = entry.about.get("recipe")
    if not isinstance(recipe, list) or not recipe:
        return "how its cells were chosen is not known"
    return next(filter(None, (_meaningless(step, check) for step in recipe)), None)


def _meaningless(step: Step, check: Comparable) -> str | None:
    """Return why a step means nothing elsewhere."""
    if "cells" in step:
        return "its cells are known by name only"
    layer = step.get("layer")

    def column(name: str) -> str | None:
        return check.column(name, layer.get(name) if isinstance(layer, dict) else layer)

    if "lasso" in step:
        basis = step.get("basis")
        for name in basis if isinstance(basis, list) else ():
            if (why := column(name)) is not None:
                return why
        if isinstance(basis, str) and (why := check.embedding(basis)) is not None:
            return why
    for name in step.get("where") or ():
        if (why := column(name)) is not None:
            return why
    return next(filter(None, (_meaningless(inner, check) for inner in step.get("within") or ())), None)


def _make(deed: Deed, category: str, there: There) -> None:
    annotations = there.history.annotations
    if deed.entry.operation == "create_category":
        _copy(deed, category, there)
        return
    recipe: list[Step] = list(deed.entry.about["recipe"])
    mask, plain = there.recipes.run(recipe)
    cells = cells_of_mask(mask)
    if deed.label is None:
        there.editor.do(commands.unassign(annotations, category, cells), plain)
    else:
        there.editor.do(commands.assign(annotations, category, deed.label, cells), plain)


def _copy(deed: Deed, category: str, there: There) -> None:
    """Give cells the labels that a column of the data gives them, as the category that began with it has them now."""
    like = str(call_of(deed.entry)["like"])
    column = there.columns.levels(like)
    if not isinstance(column, CategoryColumn):
        raise AnnotationError(f"{like!r} is a category, and no column")
    edits = []
    for code, level in enumerate(column.levels, start=1):
        label, cells = deed.names.get(level, level), cells_of_mask(column.codes == code)
        known = label is not None and there.history.annotations.find(category).has(label)
        if known and cells.size:
            edits.append(Assign(category, label, cells))
    if edits:
        text = f"label the cells of {category} as in {like}"
        there.editor.do(commands.Command(Batch(tuple(edits)), "replay", text, category))


def _labels_in(entry: Entry) -> Iterator[str]:
    """Give the labels that an edit gave, as they were called then."""
    try:
        edit: Any = entry.unpack_edit()
    except AnnotationError:
        return
    for part in getattr(edit, "edits", (edit,)):
        label = getattr(part, "label", None)
        if isinstance(label, str):
            yield label


def empty(given: Given) -> Given:
    """Return a category with its labels and no cell."""
    return replace(given, codes=np.zeros(0, dtype=np.uint8))
