"""The outline of a label on tissue: polygons in the units of its embedding, as edits, journal and CSV have it."""

from __future__ import annotations

import functools
import hashlib
import json
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ...data.tissue_keys import section_key
from ...errors import AnnotationError

#: Corners of one region, and of all regions of a category: they are written at each save.
MAX_POINTS = 20_000
MAX_POINTS_IN_ALL = 100_000
#: No place on tissue is farther away, in whatever unit.
FARTHEST = 1e9

Ring = tuple[tuple[float, float], ...]
#: A ring outside, and one for each hole in it; none is closed: the last corner is not the first.
Polygon = tuple[Ring, ...]


@dataclass(frozen=True)
class Region:
    """Where a region is. Polygons do not overlap, and no ring crosses itself or another.

    Attributes
    ----------
    basis
        The key in ``obsm``, without a section.
    section
        The section of tissue that it is on; None: there is one, or it is on all.
    polygons
        In the units of ``obsm``.
    """

    basis: str
    section: str | None
    polygons: tuple[Polygon, ...]

    @property
    def rings(self) -> Iterator[Ring]:
        """All rings, of all polygons."""
        for polygon in self.polygons:
            yield from polygon

    @property
    def n_points(self) -> int:
        """How many corners it has."""
        return sum(map(len, self.rings))

    @property
    def place(self) -> str:
        """The key of the embedding that it is on, as the view has it: of a section of its own."""
        return self.basis if self.section is None else section_key(self.basis, self.section)

    @functools.cached_property
    def digest(self) -> str:
        """Stands for the outline: another one has another."""
        return hashlib.sha256(json.dumps(region_to_json(self)).encode()).hexdigest()[:16]


def region_to_json(region: Region | None) -> dict[str, Any] | None:
    """Write a region as a JSON object."""
    if region is None:
        return None
    polygons = [[[list(point) for point in ring] for ring in polygon] for polygon in region.polygons]
    return {"basis": region.basis, "section": region.section, "polygons": polygons}


def region_from_json(value: Any) -> Region | None:
    """Read what :func:`region_to_json` wrote; fields of later versions are passed over.

    Raises
    ------
    AnnotationError
        It is something else.
    """
    if value is None:
        return None
    basis, section = (value.get("basis"), value.get("section")) if isinstance(value, Mapping) else (None, None)
    if not isinstance(basis, str) or not isinstance(section, str | None):
        raise AnnotationError("The outline of a region could not be read: it does not say where it is.")
    try:
        polygons = tuple(
            tuple(tuple((float(x), float(y)) for x, y in ring) for ring in polygon) for polygon in value["polygons"]
        )
    except (KeyError, TypeError, ValueError, OverflowError):
        raise AnnotationError("The outline of a region could not be read: it is made of no polygons.") from None
    region = Region(basis, section, polygons)
    check_points(region, "The outline of a region")
    return region


def check_points(region: Region, what: str) -> None:
    """Check that a region has corners that can be, and not too many.

    Raises
    ------
    AnnotationError
        It has not; ``what`` begins the sentence.
    """
    if not region.polygons or not all(region.polygons) or any(len(ring) < 3 for ring in region.rings):
        raise AnnotationError(f"{what} can't be read: a polygon has three corners or more.")
    if region.n_points > MAX_POINTS:
        raise AnnotationError(
            f"{what} has {region.n_points:,} corners; at most {MAX_POINTS:,} are kept of one: simplify it first."
        )
    for ring in region.rings:
        for place in ring:
            if not all(math.isfinite(each) and abs(each) <= FARTHEST for each in place):
                raise AnnotationError(
                    f"{what} has a corner at {place[0]:g}, {place[1]:g}, which is no place on tissue."
                )
