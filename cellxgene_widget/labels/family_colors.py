"""Colors of nested labels: those of a family are shades of one hue, so that it is seen together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from ..core.palettes import next_color, related
from .category import Label
from .nesting import Parents, above, parents_of


def recolored(labels: Sequence[Label], after: Mapping[str, str | None]) -> dict[str, str]:
    """Return the colors to give where labels get other parents.

    Only a label that comes into another family, or leaves one, gets another color, and those under it with it: a color
    that somebody chose within a family stays.

    Parameters
    ----------
    labels
        Of the category, as they are.
    after
        The labels that get another parent, and which (None: none).
    """
    before = parents_of(labels)
    parents = _with(before, after)
    colors = {label.name: label.color for label in labels}
    given: dict[str, str] = {}
    for label in _from_above(labels, parents):
        root = _root(label.name, parents)
        if root == _root(label.name, before):
            continue
        # at the top again the old shade would still tell of the family that it left
        used = [color for name, color in colors.items() if name != label.name]
        family = [colors[name] for name in colors if name != label.name and _root(name, parents) == root]
        colors[label.name] = next_color(used) if root == label.name else related(colors[root], family)
        given[label.name] = colors[label.name]
    return given


def _with(before: Parents, after: Mapping[str, str | None]) -> dict[str, str]:
    parents = {name: parent for name, parent in before.items() if name not in after}
    return parents | {name: parent for name, parent in after.items() if parent is not None}


def _root(name: str, parents: Parents) -> str:
    return [name, *above(name, parents)][-1]


def _from_above(labels: Iterable[Label], parents: Parents) -> list[Label]:
    return sorted(labels, key=lambda label: len(above(label.name, parents)))
