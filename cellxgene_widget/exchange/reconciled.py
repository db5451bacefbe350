"""Reconciled labels in words: whose they are, and by what rule they were made one."""

from __future__ import annotations

from collections.abc import Mapping

from ..core.counted import counted
from ..labels.about import Reconciled
from ..labels.category import Category
from .markdown import listed
from .predicted import day_said
from .subject import Subject

#: What the rules say, as a paper has it.
_RULES: Mapping[str, str] = {
    "agree": "cells on which all who labelled them agree",
    "majority": "what more than half of those who labelled a cell say",
    "coarsest": "where labels differ only in how fine they are, the coarsest",
    "finest": "where labels differ only in how fine they are, the finest",
    "mine": "in a conflict what the first of them says",
    "theirs": "in a conflict what the others say",
}


def reconciled_of(category: Category) -> Reconciled | None:
    """Return what a category says of the annotators whose labels it reconciles; None: it is none of these."""
    said: Reconciled | None = category.about.get("reconciled")
    return said


def reconciled_in_words(subject: Subject, category: Category) -> str | None:
    """Say whose labels were reconciled: ``reconciled from ct of Ana and Ben (agree: ...) on 3 November 2026``."""
    said = reconciled_of(category)
    if said is None:
        return None
    rule = f"{said['rule']}: {_RULES[said['rule']]}" if said["rule"] in _RULES else said["rule"]
    day = day_said(said["time"])
    when = f" on {day}" if day else ""
    n = len(subject.deeds.by_hand(category.name))
    since = f", then given by hand in {counted(n, 'edit')}" if n else ""
    return f"reconciled from {said['of']} of {listed(said['annotators'])} ({rule}){when}{since}"
