"""What is said of a label in two states, as edits: to make one of the other, or to take over what somebody changed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from .annotations import made_flat
from .category import Category, Label
from .edits import Edit, RecolorLabel, SetConfidence, SetEvidence, SetNote, SetParent, SetRegion, SetTerm
from .nesting import MAX_LEVEL, above, level_of, parents_of

#: The edit that says each field of a label; nesting is about two labels, and made apart.
_SAY: dict[str, Callable[[str, str, Any], Edit]] = {
    "color": RecolorLabel,
    "note": SetNote,
    "evidence": SetEvidence,
    "term": SetTerm,
    "confidence": SetConfidence,
    "region": SetRegion,
}


def described(category: str, before: Label, after: Label) -> list[Edit]:
    """Return the edits that say of a label what is said of it after; but where it is nested."""
    return [
        say(category, after.name, getattr(after, field))
        for field, say in _SAY.items()
        if getattr(before, field) != getattr(after, field)
    ]


class TakenOver(NamedTuple):
    """What becomes of what they said of labels: edits to make, and the labels of which ours stays where both spoke."""

    edits: list[Edit]
    kept: list[str]


def taken_over(ours: Category, theirs: Category, base: Category, new: Sequence[Label]) -> TakenOver:
    """Make new labels of theirs, and say of ours what they said since the version both know.

    Where both said something, ours stays. What they took away stays too, and so do colors: a program that does not know
    them writes a file without them.
    """
    parts, kept = made_flat(ours.name, new), list[str]()
    both = [label for label in theirs.labels if ours.has(label.name)]
    for label in both:
        mine, was = ours.find(label.name), base.find(label.name) if base.has(label.name) else None
        for field, say in _SAY.items():
            said, known = getattr(label, field), getattr(was, field, None) or None
            if field == "color" or not said or said in (known, getattr(mine, field)):
                continue
            if (getattr(mine, field) or None) == known:
                parts.append(say(ours.name, label.name, said))
            else:
                kept.append(label.name)
    nested = _nested(ours, theirs, base, [*new, *both])
    return TakenOver(parts + nested.edits, list(dict.fromkeys(kept + nested.kept)))


def _nested(ours: Category, theirs: Category, base: Category, labels: Sequence[Label]) -> TakenOver:
    parents, known = parents_of(ours.labels), parents_of(base.labels)
    there = {*(label.name for label in ours.labels), *(label.name for label in labels)}
    parts, kept = list[Edit](), list[str]()
    for label in labels:
        name, parent = label.name, label.parent
        if parent not in there or parent in (known.get(name), parents.get(name)):
            continue
        if parents.get(name) != known.get(name):
            kept.append(name)
            continue
        after = {**parents, name: parent}
        if name in (parent, *above(parent, parents)) or max(level_of(each, after) for each in after) > MAX_LEVEL:
            kept.append(name)
            continue
        parents = after
        parts.append(SetParent(theirs.name, name, parent))
    return TakenOver(parts, kept)
