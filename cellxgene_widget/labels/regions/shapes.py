"""The geometry of regions, by shapely: what a lasso encloses, what several come to, areas, outlines that are none."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from ...errors import AnnotationError, SelectionError
from .region import MAX_POINTS_IN_ALL, Polygon, Region, Ring

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry as Shape
else:
    Shape = Any

#: So often a lasso may cross itself: the faces between its lines are looked at one by one, each with all its corners.
MAX_CROSSINGS = 5_000
#: Edges of a lasso that are looked at together, each with all others.
_EDGES = 64


def shape_of(polygons: Iterable[Polygon]) -> Shape:
    """Return polygons as one shape of shapely."""
    import shapely

    made = [shapely.Polygon(polygon[0], polygon[1:]) for polygon in polygons]
    return made[0] if len(made) == 1 else shapely.MultiPolygon(made)


def polygons_of(shape: Shape) -> tuple[Polygon, ...]:
    """Return the polygons of a shape. A corner that follows itself, as of a hand that rests, is one."""
    return tuple(
        tuple(_ring(ring.coords) for ring in (part.exterior, *part.interiors)) for part in _parts(shape) if part.area
    )


def _ring(coords: Iterable[Sequence[float]]) -> Ring:
    places = [(float(x), float(y)) for x, y in coords]
    return tuple(before for before, after in pairwise(places) if before != after)


def _parts(shape: Shape) -> list[Shape]:
    """Return what of a shape has an area; lines and points that an operation left over are nothing."""
    import shapely

    return [part for part in shapely.get_parts(shapely.get_parts(shape)) if part.geom_type == "Polygon"]


def _with_area(shape: Shape) -> Shape:
    import shapely

    return shape if shape.geom_type == "Polygon" else shapely.MultiPolygon(_parts(shape))


def enclosed_by(lassos: Iterable[Sequence[Sequence[float]]]) -> Shape:
    """Return what lies in at least one of several lassos.

    One may cross itself, as drawn by hand: what it encloses twice is outside then, as for the cells that it takes.

    Raises
    ------
    SelectionError
        They have too many corners, or one crosses itself all over.
    """
    import shapely

    lassos = list(lassos)
    if (n := sum(map(len, lassos))) > MAX_POINTS_IN_ALL:
        raise SelectionError(f"These lassos have {n:,} corners; at most {MAX_POINTS_IN_ALL:,} are made a region.")
    return united([each if each.is_valid else _faces_inside(each) for each in map(shapely.Polygon, lassos)])


def _faces_inside(crossed: Shape) -> Shape:
    """Return the faces between the lines of an outline that are inside by the even-odd rule, as the lasso has it.

    Not by shapely's ``make_valid``, which has another rule for lines that are drawn twice.
    """
    import shapely

    corners = shapely.get_coordinates(crossed)
    _check_crossings(corners)
    faces = shapely.get_parts(shapely.polygonize([shapely.unary_union(shapely.LineString(corners))]))
    return _with_area(shapely.union_all([face for face in faces if _is_inside(face.point_on_surface(), corners)]))


def _check_crossings(corners: npt.NDArray[np.float64]) -> None:
    """Check that lines do not cross each other too often, without finding out how often they would."""
    import shapely

    places = corners[np.append(True, (corners[1:] != corners[:-1]).any(axis=1))]  # a hand that rests crosses nothing
    edges = shapely.linestrings(np.stack([places[:-1], places[1:]], axis=1))
    tree = shapely.STRtree(edges)
    left = 2 * MAX_CROSSINGS + 3 * len(edges)  # met from both sides; each edge meets itself and two more
    for begin in range(0, len(edges), _EDGES):
        left -= tree.query(edges[begin : begin + _EDGES], predicate="intersects").shape[1]
        if left < 0:
            raise SelectionError(
                f"This lasso crosses itself more than {MAX_CROSSINGS:,} times: draw it round the region again."
            )


def _is_inside(point: Shape, corners: npt.NDArray[np.float64]) -> bool:
    (xi, yi), (xj, yj) = corners[1:].T, corners[:-1].T
    beside = (yi > point.y) != (yj > point.y)
    xi, yi, xj, yj = xi[beside], yi[beside], xj[beside], yj[beside]
    return int(np.count_nonzero(point.x < (xj - xi) * (point.y - yi) / (yj - yi) + xi)) % 2 == 1


def united(shapes: Sequence[Shape]) -> Shape:
    """Return what is in at least one of several shapes; one alone is returned as it is, corner by corner."""
    import shapely

    return shapes[0] if len(shapes) == 1 else shapely.union_all(list(shapes))


def combined(shape: Shape, other: Shape, mode: str) -> Shape:
    """Return what comes of a shape when another one is added to it, taken out, or kept alone of it."""
    match mode:
        case "add":
            found = shape.union(other)
        case "subtract":
            found = shape.difference(other)
        case "intersect":
            found = shape.intersection(other)
        case _:
            found = other
    return _with_area(found)


def area_of(region: Region) -> float:
    """Return the area of a region, without its holes, in square units of its embedding."""
    return float(shape_of(region.polygons).area)


def check_outline(region: Region, what: str) -> None:
    """Check that the polygons of a region are sound: rings that do not cross, holes that are within, some area.

    Raises
    ------
    AnnotationError
        They are not; ``what`` begins the sentence.
    """
    import shapely

    try:
        shape = shape_of(region.polygons)
    except ValueError:  # of three corners, the last is the first
        raise AnnotationError(f"{what} has a ring of fewer than three corners.") from None
    if not shape.is_valid:
        reason = str(shapely.is_valid_reason(shape))
        said, _, place = reason.partition("[")
        near = f" near {', '.join(f'{float(number):g}' for number in place.rstrip(']').split())}" if place else ""
        how = "crosses itself" if "intersection" in said.lower() else f"is not sound ({said.strip().lower()})"
        raise AnnotationError(f"{what} {how}{near}: mend it where it was drawn, and save it again.")
    if not shape.area > 0:
        raise AnnotationError(f"{what} encloses nothing.")


def merged(regions: Mapping[str, Region]) -> tuple[Region | None, list[str]]:
    """Return the region of labels that become one, and the names of those whose outline it can't have.

    It is of all of them together that lie where the first one does; None: there is none. What else belongs to the
    label, cells without an outline, does not take it away: a label's cells are not those in its outline alone.
    """
    if not regions:
        return None, []
    first = next(iter(regions.values()))
    there = [each for each in regions.values() if each.place == first.place]
    lost = [name for name, each in regions.items() if each.place != first.place]
    if len(there) == 1:
        return first, lost
    return Region(first.basis, first.section, polygons_of(united([shape_of(each.polygons) for each in there]))), lost


def bounds_of(region: Region) -> tuple[float, float, float, float]:
    """Return the box round a region: left, lowest, right, highest."""
    places = np.concatenate([np.asarray(ring) for ring in region.rings])
    (left, low), (right, high) = places.min(axis=0), places.max(axis=0)
    return float(left), float(low), float(right), float(high)
