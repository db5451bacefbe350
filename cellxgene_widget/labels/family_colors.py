"""Colors of nested labels: those of a family are shades of one hue, so that it is seen together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from ..core.palettes import FROM_PALETTES, is_related, next_color, related
from .category import Label
from .nesting import Parents, above, parents_of
from .reserved import color_of_reserved


def recolored(labels: Sequence[Label], after: Mapping[str, str | None]) -> dict[str, str]:
    """Return the colors to give where labels get other parents.

    Only a label that comes into another family, or leaves one, gets another color, and those under it with it. A color
    that somebody chose stays.

    Parameters
    ----------
    labels
        Of the category, as they are.
    after
        The labels that get another parent, and which (None: none).
    """
    before = parents_of(labels)
    parents = _with(before, after)
    former, now = _roots(labels, before), _roots(labels, parents)
    roots = {label.name: label.color for label in labels}
    moved = [
        label
        for label in _from_above(labels, parents)
        if now[label.name] != former[label.name] and not _is_chosen(label.color, roots[former[label.name]])
    ]
    colors, given = {label.name: label.color for label in labels}, dict[str, str]()
    going = {label.name for label in moved}
    stay = [label for label in labels if label.name not in going]
    used = {label.color for label in stay}
    families: dict[str, list[str]] = {}
    for label in stay:
        families.setdefault(now[label.name], []).append(label.color)
    for label in moved:
        root = now[label.name]
        family = families.setdefault(root, [])
        # at the top again the old shade would still tell of the family that it left
        top = color_of_reserved(label.name) or next_color(used)
        color = top if root == label.name else related(colors[root], family)
        used.add(color)
        family.append(color)
        colors[label.name] = given[label.name] = color
    return given


def _is_chosen(color: str, root: str) -> bool:
    """Tell whether somebody chose a color: it is in no palette of ours, and no shade of its family's ``root``."""
    return color not in FROM_PALETTES and (color == root or not is_related(color, root))


def _with(before: Parents, after: Mapping[str, str | None]) -> dict[str, str]:
    parents = {name: parent for name, parent in before.items() if name not in after}
    return parents | {name: parent for name, parent in after.items() if parent is not None}


def _roots(labels: Iterable[Label], parents: Parents) -> dict[str, str]:
    """Return the label at the top of each label's family."""
    return {label.name: [label.name, *above(label.name, parents)][-1] for label in labels}


def _from_above(labels: Iterable[Label], parents: Parents) -> list[Label]:
    return sorted(labels, key=lambda label: len(above(label.name, parents)))
