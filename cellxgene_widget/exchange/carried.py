"""Carried labels in words: from which other data, and which cells by what."""

from __future__ import annotations

from ..core.counted import counted
from ..labels.about import Carried
from ..labels.category import Category
from .predicted import day_said, given_by, prediction_of
from .reconciled import reconciled_in_words
from .subject import Subject


def carried_of(category: Category) -> Carried | None:
    """Return what a category says of the data that it was carried from; None: it was not."""
    said: Carried | None = category.about.get("carried")
    return said


def carried_in_words(subject: Subject, category: Category) -> str | None:
    """Say where labels were carried from: ``carried by name from the draft 'mine' on 3 November 2026``; None: nowhere.

    With what is known of them from there: that a tool predicted them, or whose they are. Of labels given by hand there
    the journal there tells.
    """
    said = carried_of(category)
    if said is None:
        return None
    predicted = prediction_of(category)
    before = said["before"]
    if before is None and predicted is not None and predicted["time"] != said["time"]:
        before = f"{given_by(predicted)} ({predicted['source']})"
    day, n = day_said(said["time"]), len(subject.deeds.by_hand(category.name))
    if (reconciled := reconciled_in_words(subject, category)) is not None:
        before, n = reconciled, 0  # these words tell of edits by hand already
    when = f" on {day}" if day else ""
    there = f", where they were {before}" if before else ""
    since = f", then given by hand in {counted(n, 'edit')}" if n else ""
    how = said["how"]
    if "," in how:
        return f"carried from {said['source']}{when} ({how}){there}{since}"
    return f"carried {how} from {said['source']}{when}{there}{since}"
