"""Regions and cells: which lie in one, and the region that the lassos of a recipe enclose."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from ..core.cell_sets import Mask
from ..core.recipe_step import Step
from ..errors import SelectionError
from ..labels.regions import shapes
from ..labels.regions.region import Polygon, Region
from .polygons import Points, in_polygons
from .recipe import check_mode, polygons_of

_HOW = "draw it with lassos alone, or label the cells instead"


def cells_in(points: Points, region: Region) -> Mask:
    """Return which points lie in a region, by the rule of the lasso; those with NaN in none.

    Parameters
    ----------
    points
        Shape (n, 2), ``float32``.
    region
        In the same units.
    """
    inside = np.zeros(len(points), dtype=bool)
    for polygon in region.polygons:
        inside |= _in_polygon(points, polygon)
    return inside


def _in_polygon(points: Points, polygon: Polygon) -> Mask:
    outer, *holes = (np.asarray(ring, dtype=np.float64) for ring in polygon)
    inside = in_polygons(points, [outer])
    if holes and inside.any():
        there = np.flatnonzero(inside)
        inside[there[in_polygons(points[there], holes)]] = False
    return inside


class Drawn(NamedTuple):
    """What lassos enclose: polygons, the embedding they were drawn on, and the cells they take."""

    basis: str
    polygons: tuple[Polygon, ...]
    cells: Mask


def drawn_by(recipe: Sequence[Step], find: Callable[[object], str], coordinates: Callable[[str], Points]) -> Drawn:
    """Return what the lassos of a recipe enclose: added to each other, taken out, or what they have in common.

    Parameters
    ----------
    recipe
        As a selection has it.
    find
        Returns the key of the embedding that a lasso was drawn on; raises for one that is no tissue.
    coordinates
        Returns the places of the cells on an embedding.

    Raises
    ------
    SelectionError
        Cells were chosen otherwise too, so that the outline would not be that of the cells; or nothing is enclosed.
    """
    if not recipe:
        raise SelectionError("Nothing is selected: draw a lasso round the region first.")
    basis: str | None = None
    shape = cells = None
    for step in recipe:
        _check_step(step)
        key = find(step.get("basis"))
        if basis not in (None, key):
            raise SelectionError(f"These lassos were drawn on {basis!r} and on {key!r}: a region is on one of them.")
        basis, mode = key, check_mode(step.get("mode", "replace"))
        lassos = polygons_of(step.get("lasso"))
        other, inside = shapes.enclosed_by([each.tolist() for each in lassos]), in_polygons(coordinates(key), lassos)
        if shape is None or cells is None:
            if mode in ("subtract", "intersect"):
                raise SelectionError(f"The first lasso of a region encloses it: {_HOW}.")
            shape, cells = other, inside
        else:
            shape, cells = shapes.combined(shape, other, mode), _combined(cells, inside, mode)
    polygons = shapes.polygons_of(shape)
    if basis is None or cells is None or not polygons:
        raise SelectionError("These lassos leave nothing enclosed: draw one round the region.")
    return Drawn(basis, polygons, cells)


def _combined(cells: Mask, other: Mask, mode: str) -> Mask:
    combined: Mask = {"add": cells | other, "subtract": cells & ~other, "intersect": cells & other}.get(mode, other)
    return combined


def _check_step(step: object) -> None:
    if not isinstance(step, Mapping):
        raise SelectionError("recipe= takes the steps of a selection, as w.recipe has them.")
    if step.get("within"):
        raise SelectionError("A region is of all cells, and this lasso was drawn while only some were shown: show all.")
    if step.get("where"):
        raise SelectionError(
            f"A region is an outline, and cells were chosen by {', '.join(step['where'])} too: {_HOW}."
        )
    mode = step.get("mode")
    if step.get("lasso") is None:
        done = {"all": "all cells were selected", "invert": "the selection was inverted"}.get(
            str(mode), "cells were chosen otherwise too"
        )
        raise SelectionError(f"A region is an outline, and {done}: {_HOW}.")
