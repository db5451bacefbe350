"""What is told of a category that a tool predicted, or that came from a colleague."""

from __future__ import annotations

from datetime import UTC, datetime

from ..core.counted import counted
from ..labels.about import Predicted
from ..labels.category import Category
from ..labels.entries import Entry
from .days import day_in_words
from .predictions.formats import ANYBODY, BY_PEOPLE, REPOSITORIES
from .subject import Subject


def prediction_of(category: Category) -> Predicted | None:
    """Return what a category says of where its labels are from; None: it says nothing."""
    said: Predicted | None = category.about.get("predicted")
    return said


def is_predicted(category: Category) -> bool:
    """Tell whether an algorithm gave the labels, first of all."""
    said = prediction_of(category)
    return said is not None and said["by"] not in BY_PEOPLE


def by_hand_since(subject: Subject, category: Category) -> list[Entry]:
    """Return the edits that gave labels to cells by hand since they were imported, oldest first."""
    said = prediction_of(category)
    given = subject.deeds.by_hand(category.name)
    return given if said is None else [each for each in given if str(each.about.get("time", "")) >= said["time"]]


def algorithm_of(category: Category, unknown: str) -> dict[str, str]:
    """Return the algorithm in the words of the Cell Annotation Schema.

    Parameters
    ----------
    category
        That an algorithm gave the labels of.
    unknown
        What stands for what nobody said.
    """
    said = prediction_of(category)
    by = ANYBODY if said is None else said["by"]
    return {
        "algorithm_name": unknown if by == ANYBODY else by,
        "algorithm_version": unknown,
        "algorithm_repo_url": REPOSITORIES.get(by, unknown),
    }


def given_by(said: Predicted) -> str:
    """Return who labels are from, as ``"predicted by celltypist"``; people predict nothing."""
    return f"{'given' if said['by'] in BY_PEOPLE else 'predicted'} by {said['by']}"


def day_of_import(said: Predicted) -> str | None:
    """Return when labels were imported, such as ``3 November 2026``; None: a draft changed by hand does not tell."""
    return day_said(said["time"])


def day_said(text: str) -> str | None:
    """Return the day of a time in ISO 8601, such as ``3 November 2026``; None: it is no time."""
    try:
        time = datetime.fromisoformat(text)
    except ValueError:
        return None
    return day_in_words(time if time.tzinfo is None else time.astimezone(UTC))


def origin_in_words(subject: Subject, category: Category) -> str | None:
    """Say where labels are from: ``predicted by celltypist (obs['x'], imported on 3 November 2026)``; None: nothing."""
    said = prediction_of(category)
    if said is None:
        return None
    day, n = day_of_import(said), len(by_hand_since(subject, category))
    when = f", imported on {day}" if day else ""
    since = f", then given by hand in {counted(n, 'edit')}" if n else ""
    return f"{given_by(said)} ({said['source']}{when}){since}"
