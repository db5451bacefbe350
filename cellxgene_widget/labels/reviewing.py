"""Decisions of a review, as edits: the label and what was decided of it, in one.

What was decided lies in an ordinary category of the draft, ``review: cell_type``, one label a state: so it is
journalled, undone, saved, filtered and colored by as labels are. A state is of the label that a person saw: who changes
the label elsewhere takes the state off these cells, in the same edit.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Literal, NamedTuple, get_args

import numpy as np

from ..core.cell_sets import Cells, Mask, cells_of_mask
from ..core.counted import counted
from ..core.names import MAX_NAME, composed
from ..errors import LabelError
from . import commands
from .annotations import Annotations
from .beside import deletions, require_labels
from .category import NO_LABEL, Category
from .commands import Command
from .edits import (
    AddLabel,
    Assign,
    Batch,
    CreateCategory,
    DeleteCategory,
    DeleteLabel,
    Edit,
    MergeLabels,
    SetAbout,
    flatten,
)

Decision = Literal["accept", "relabel", "unsure", "skip"]
State = Literal["accepted", "changed", "unsure", "skipped"]

#: The verbs of a review by what they make of cells.
STATES: dict[Decision, State] = {
    "accept": "accepted", "relabel": "changed", "unsure": "unsure", "skip": "skipped",
}  # fmt: skip
#: Edits that make all labels what they were once, and all states.
AS_IT_WAS = frozenset({"restore", "restore_to"})
#: Of a reason so much is kept.
_MOST_WORDS = 1000
#: Told apart with any color vision, and none of a label's.
_COLORS: dict[State, str] = {
    "accepted": "#2f9e77", "changed": "#3b6fb6", "unsure": "#e0a030", "skipped": "#a3a3a3",
}  # fmt: skip


class Seen(NamedTuple):
    """What a person decides on: cells, and what they were told of them.

    Attributes
    ----------
    cells
        Their positions.
    label, suggested
        The label that they have (None: none), and the one that was suggested.
    group
        What the queue calls them.
    score
        As the queue told it.
    reason
        Why they were looked at, in words.
    """

    cells: Cells
    label: str | None
    suggested: str | None
    group: int
    score: float | None
    reason: str


def review_of(annotations: Annotations, category: str) -> Category | None:
    """Return the category with what was decided of another one; None: nothing was yet."""
    name = composed(category)
    return next((each for each in annotations.categories if each.about.get("reviews") == name), None)


def is_review(category: Category) -> bool:
    """Tell whether a category holds what was decided of another one, no labels of its own."""
    return "reviews" in category.about


def decide(
    annotations: Annotations,
    is_taken: Callable[[str], bool],
    category: str,
    seen: Seen,
    decision: Decision,
    label: object = None,
) -> Command:
    """Decide on cells: their label is right, it is another one, nobody can tell, or not now.

    Parameters
    ----------
    annotations, is_taken
        The labels, and whether a new category can't be called so, whatever categories there are.
    category
        What is reviewed.
    seen
        The cells, as the person saw them.
    decision, label
        What is decided; for ``relabel`` the label, made if it is new. The one that they have already accepts it. To
        accept cells without a label is to give them the one that is suggested.

    Raises
    ------
    LabelError
        The cells do not have that label any more, or were decided on meanwhile; or there is no label to accept: nothing
        is changed.
    """
    found = annotations.find(category)
    require_labels(found)
    require_as_seen(annotations, found, seen)
    if decision not in get_args(Decision):
        raise LabelError(f"There is no decision {decision!r}.")
    parts: list[Edit] = []
    given = seen.label
    if decision == "accept" and seen.label is None:
        decision, label = "relabel", suggested_of(seen)
    if decision == "relabel":
        assigned = commands.assign(annotations, found.name, label, seen.cells)
        if assigned is None:
            decision = "accept"
        else:
            parts, given = [*flatten(assigned.edit)], assigned.label
    review = review_of(annotations, found.name)
    name = free_name(annotations, is_taken, found.name) if review is None else review.name
    state = STATES[decision]
    missing = [each for each in STATES.values() if review is None or not review.has(each)]
    if review is None:
        parts += [CreateCategory(name), SetAbout(name, "reviews", found.name)]
        parts += [AddLabel(name, each, _COLORS[each]) for each in missing]
    elif state in missing:  # somebody deleted it
        parts.append(AddLabel(name, state, _COLORS[state]))
    parts.append(Assign(name, state, seen.cells))
    call: dict[str, Any] = {
        "category": found.name, "group": seen.group, "label": seen.label, "suggested": seen.suggested,
        "n_cells": int(seen.cells.size), "score": seen.score, "reason": seen.reason[:_MOST_WORDS], "given": given,
    }  # fmt: skip
    text = _in_words(decision, counted(seen.cells.size), seen.label, given)
    return Command(Batch(tuple(parts)), decision, text, found.name, given, call)


def suggested_of(seen: Seen) -> str:
    """Return the label that cells without one get when they are accepted; never that they have none is accepted.

    Raises
    ------
    LabelError
        None is suggested.
    """
    if seen.suggested is None:
        raise LabelError(
            f"Group {seen.group} has no label, and none has most of the opinions: choose one by relabel({seen.group}, "
            f"label), or leave it without one by skip({seen.group}) or unsure({seen.group}). Nothing was changed."
        )
    return seen.suggested


def require_as_seen(annotations: Annotations, category: Category, seen: Seen) -> None:
    """Raise if cells are not as the person saw them.

    Raises
    ------
    LabelError
        Other labels were given to them, or somebody decided on them.
    """
    name = f"group {seen.group}"
    if not seen.cells.size:
        raise LabelError(f"There are no cells in {name}.")
    code = NO_LABEL if seen.label is None else category.find(seen.label).code if category.has(seen.label) else -1
    if np.any(category.codes[seen.cells] != code):
        called = "without a label" if seen.label is None else f"called {seen.label}"
        raise LabelError(
            f"The cells of {name} have changed since: not all of them are {called} any more. Nothing was changed."
        )
    review = review_of(annotations, category.name)
    if review is not None and np.any(decided_mask(review)[seen.cells]):
        raise LabelError(f"The cells of {name} have changed since: some were decided on already. Nothing was changed.")


def decided_mask(review: Category) -> Mask:
    """Return which cells a person has decided on: not those that were skipped, or that they were unsure of."""
    mask: Mask = np.zeros(review.codes.size, dtype=bool)
    for state in ("accepted", "changed"):
        if review.has(state):
            mask |= review.mask(state)
    return mask


def judged_mask(annotations: Annotations, category: str) -> Mask:
    """Return which cells of a category a person said something of in a review, be it that nobody can tell."""
    review = review_of(annotations, category)
    mask: Mask = np.zeros(annotations.find(category).codes.size, dtype=bool)
    if review is not None:
        mask = decided_mask(review)
        if review.has("unsure"):
            mask |= review.mask("unsure")
    return mask


def free_name(annotations: Annotations, is_taken: Callable[[str], bool], category: str) -> str:
    """Return what the category of a review is called: ``review: cell_type``, or the next of that name."""
    base = f"review: {category[: MAX_NAME - 20]}"
    return next(name for name in _numbered(base) if not annotations.has(name) and not is_taken(name))


def _numbered(base: str) -> Iterator[str]:
    yield base
    number = 2
    while True:
        yield f"{base} {number}"
        number += 1


def _in_words(decision: Decision, cells: str, label: str | None, given: str | None) -> str:
    was = "without a label" if label is None else f"called {label}"
    match decision:
        case "accept":
            return f"accept {cells} {was}"
        case "relabel":
            return f"label {cells} as {given}, in review ({'no label' if label is None else label} before)"
        case "unsure":
            return f"mark {cells} {was} as unsure"
    return f"skip {cells} {was}"


def reopened(annotations: Annotations, command: Command) -> Command:
    """Return an edit that also takes the state of a review off the cells whose label it changes.

    A decision was about the label that was seen: cells that get another one elsewhere are open again, but for those of
    which the edit says itself what becomes of their state. An edit that goes back to a state of before
    (:data:`AS_IT_WAS`) is returned as it is: what was decided then was about the labels of then.
    """
    if command.operation in AS_IT_WAS:
        return command
    reviews = {str(each.about["reviews"]): each for each in annotations.categories if is_review(each)}
    if not reviews:
        return command
    parts = list(flatten(command.edit))
    gone = {part.name for part in parts if isinstance(part, DeleteCategory)}
    more: list[Edit] = []
    for name, review in reviews.items():
        if not annotations.has(name) or review.name in gone or name in gone:
            continue
        changed = _changed(annotations.find(name), parts) & (review.codes != NO_LABEL)
        for part in parts:
            if isinstance(part, Assign) and part.category == review.name:
                changed[part.cells] = False
        if changed.any():
            more.append(Assign(review.name, None, cells_of_mask(changed)))
    return command._replace(edit=Batch((*parts, *more))) if more else command


def _changed(category: Category, parts: list[Edit]) -> Mask:
    """Return which cells have another label after some edits, or may have."""
    mask: Mask = np.zeros(category.codes.size, dtype=bool)
    for part in parts:
        if isinstance(part, Assign) and part.category == category.name:
            is_there = part.label is not None and category.has(part.label)
            code = NO_LABEL if part.label is None else category.find(part.label).code if is_there else -1
            mask[part.cells[category.codes[part.cells] != code]] = True
        elif isinstance(part, DeleteLabel | MergeLabels) and part.category == category.name:
            labels = (part.label,) if isinstance(part, DeleteLabel) else part.labels
            kept = None if isinstance(part, DeleteLabel) else part.into
            for label in labels:
                if label != kept and category.has(label):
                    mask |= category.mask(label)
    return mask


def deletion(annotations: Annotations, name: str) -> Command:
    """Take a category away, and what stands beside it."""
    command = commands.delete_category(annotations, name)
    others = deletions(annotations.categories, name)
    return command._replace(edit=Batch((command.edit, *others))) if others else command
