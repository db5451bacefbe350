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
from ..parts import Parts
from .source import are_same

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


def make_again(deeds: Sequence[Deed], renamed: Mapping[str, str], parts: Parts, check: Comparable) -> Made:
    """Make edits again on a session that has the categories already, each an edit of its own with its recipe.

    Parameters
    ----------
    deeds
        Oldest first.
    renamed
        What the categories are called there.
    parts
        Of the other session; its lock is held.
    check
        Tells what a step means there.
    """
    n, notes = 0, list[str]()
    for deed in deeds:
        try:
            why = _why_not(deed, check)
            if why is None:
                _make(deed, renamed[deed.category], parts)
                n += 1
        except AnnotationError as error:
            why = str(error).removesuffix(".")
        if why is not None:
            notes.append(f"Not run: {readable(deed.entry.text)[:100]} ({why}).")
    return Made(n, notes)


class Comparable:
    """Which embeddings and columns mean the same in two objects.

    Parameters
    ----------
    here, there
        The parts of both sessions.
    renamed
        Categories that are there, by their names here.
    """

    def __init__(self, here: Parts, there: Parts, renamed: Mapping[str, str]) -> None:
        self._here = here
        self._there = there
        self._renamed = renamed
        rows = here.table.obs_names.get_indexer(there.table.obs_names)
        #: Of the cells in both, where they are there and here.
        self._there_at = np.flatnonzero(rows >= 0)
        self._here_at = rows[self._there_at]
        self._known: dict[str, str | None] = {}

    def embedding(self, key: str) -> str | None:
        """Return why a lasso in an embedding means nothing there; None: it means the same."""
        if key not in self._known:
            self._known[key] = self._differs(key)
        return self._known[key]

    def _differs(self, key: str) -> str | None:
        if key not in self._here.columns.embeddings() or key not in self._there.columns.embeddings():
            return f"its lasso is in {key}, which is not in both"
        if not self._there_at.size:
            return f"its lasso is in {key}, and no cell tells whether that is the same there"
        before = self._here.columns.coordinates(key)[self._here_at]
        now = self._there.columns.coordinates(key)[self._there_at]
        return None if are_same(before, now) else f"its lasso is in {key}, which is another there"

    def column(self, name: str) -> str | None:
        """Return why a condition on a column means nothing there; None: it can be asked."""
        if self._renamed.get(name, name) != name:
            return f"{name!r} has another name there"
        return None if self._there.columns.has_column(name) else f"there is no {name!r} there"


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
    if "lasso" in step:
        basis = step.get("basis")
        for name in basis if isinstance(basis, list) else ():
            if (why := check.column(name)) is not None:
                return why
        if isinstance(basis, str) and (why := check.embedding(basis)) is not None:
            return why
    for name in step.get("where") or ():
        if (why := check.column(name)) is not None:
            return why
    return next(filter(None, (_meaningless(inner, check) for inner in step.get("within") or ())), None)


def _make(deed: Deed, category: str, parts: Parts) -> None:
    annotations = parts.history.annotations
    if deed.entry.operation == "create_category":
        _copy(deed, category, parts)
        return
    recipe: list[Step] = list(deed.entry.about["recipe"])
    mask, plain = parts.recipes.run(recipe)
    cells = cells_of_mask(mask)
    if deed.label is None:
        parts.editor.do(commands.unassign(annotations, category, cells), plain)
    else:
        parts.editor.do(commands.assign(annotations, category, deed.label, cells), plain)


def _copy(deed: Deed, category: str, parts: Parts) -> None:
    """Give cells the labels that a column of the data gives them, as the category that began with it has them now."""
    like = str(call_of(deed.entry)["like"])
    column = parts.columns.levels(like)
    if not isinstance(column, CategoryColumn):
        raise AnnotationError(f"{like!r} is a category, and no column")
    edits = []
    for code, level in enumerate(column.levels, start=1):
        label, cells = deed.names.get(level, level), cells_of_mask(column.codes == code)
        known = label is not None and parts.history.annotations.find(category).has(label)
        if known and cells.size:
            edits.append(Assign(category, label, cells))
    if edits:
        text = f"label the cells of {category} as in {like}"
        parts.editor.do(commands.Command(Batch(tuple(edits)), "replay", text, category))


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
