"""Outlines as journal and CSV have them, read: only those that geometry can be done with."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from ...errors import some
from .region import Region, region_from_json
from .shapes import check_outline


def sound_region_from_json(value: Any) -> Region | None:
    """Read the outline of a region, which somebody may have changed; where shapely is missing nothing is made of it.

    Raises
    ------
    AnnotationError
        It is none: a ring crosses itself or another one, a hole is not within, polygons overlap, nothing is enclosed.
    """
    region = region_from_json(value)
    if region is None:
        return None
    try:
        import shapely  # noqa: F401 - whether it is there
    except ImportError:
        return region
    check_outline(region, "The outline of a region")
    return region


def of_left_out(labels: Iterable[tuple[str, str]]) -> list[str]:
    """Tell of which labels, each a category and a name in it, the outline was none."""
    by_category: dict[str, list[str]] = {}
    for category, name in labels:
        by_category.setdefault(category, []).append(name)
    return [_left_out(category, names) for category, names in by_category.items()]


def _left_out(category: str, names: Sequence[str]) -> str:
    one = len(names) == 1
    return (
        f"The {'outline' if one else 'outlines'} of {some(names)} in {category!r} {'is' if one else 'are'} left out: "
        "a ring crosses itself or another one, a hole is outside, or it could not be read. "
        f"The {'label stays with its' if one else 'labels stay with their'} cells."
    )
