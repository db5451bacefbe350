"""Outlines that go with their labels to another object: only where the cells lie as they did."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from ...core.readable import readable
from ...data.cells import CellTable
from ...errors import DataError, some
from ...labels.category import Label
from ...labels.given_categories import Given
from ...labels.regions.region import Region
from ...selection.polygons import Points
from ...selection.region_cells import cells_in
from .source import Places, are_same

#: Returns why the outline of a label of a category means nothing there; None: it means the same.
Why = Callable[[Given, Label, Region], str | None]
#: Of the cells that an outline or its label has here so many must have both there, where only the draft tells.
_SAME_CELLS = 0.99


def lain(categories: Sequence[Given], table: CellTable) -> dict[str, Points]:
    """Return where the cells lie, by the places of outlines; under the lock."""
    places = dict.fromkeys(region.place for _, _, region in _outlined(categories))
    found = {place: _coordinates(table, place) for place in places}
    return {place: points for place, points in found.items() if points is not None}


def by_places(before: Mapping[str, Points], places: Places, there: CellTable) -> Why:
    """Tell by where the cells in both lie; under the lock of the other session.

    Parameters
    ----------
    before
        As :func:`lain` has it.
    places
        Where the cells there are among those here, or -1; those that are only in the draft come last.
    there
        The other object.
    """
    known: dict[str, str | None] = {}

    def why(_: Given, __: Label, region: Region) -> str | None:
        if region.place not in known:
            known[region.place] = _differs(before.get(region.place), places, _coordinates(there, region.place))
        return known[region.place]

    return why


def _differs(before: Points | None, places: Places, now: Points | None) -> str | None:
    if before is None or now is None:
        return "which is not in both"
    both = np.flatnonzero((places >= 0) & (places < len(before)))
    old, new = before[places[both]], now[both]
    if not (np.isfinite(old).all(axis=1) | np.isfinite(new).all(axis=1)).any():
        return "where no cell of both tells whether it is the same there"
    return None if are_same(old, new) else "where the cells lie otherwise there"


def by_cells(places: Places, here: CellTable) -> Why:
    """Tell by which cells have the label, as a draft alone does not say where they lay; under the lock.

    Parameters
    ----------
    places
        Where the cells of the data are in the draft, or -1.
    here
        The data.
    """

    def why(given: Given, label: Label, region: Region) -> str | None:
        points = _coordinates(here, region.place)
        if points is None:
            return "which is not here"
        codes = given.codes[places]
        # cells of another label may lie in it too: regions overlap, and the later one has the cell
        told = (places >= 0) & ((codes == label.code) | (codes == 0))
        has, lies = told & (codes == label.code), told & cells_in(points, region)
        if not has.any():
            return "where no cell of the label tells whether it is the same here"
        same = np.count_nonzero(has & lies) >= _SAME_CELLS * np.count_nonzero(has | lies)
        return None if same else "where other cells than theirs lie here"

    return why


def fitting(categories: Sequence[Given], why: Why) -> tuple[tuple[Given, ...], list[str]]:
    """Return categories with the outlines that mean the same there, and sentences on those that are left behind."""
    behind: dict[tuple[str, str, str], list[str]] = {}
    lost = set[tuple[str, str]]()
    for given, label, region in _outlined(categories):
        if (reason := why(given, label, region)) is not None:
            behind.setdefault((given.name, region.place, reason), []).append(label.name)
            lost.add((given.name, label.name))
    kept = [replace(given, labels=[_without(lost, given.name, each) for each in given.labels]) for given in categories]
    return tuple(kept if lost else categories), [_left_behind(*key, names) for key, names in behind.items()]


def _without(lost: Collection[tuple[str, str]], category: str, label: Label) -> Label:
    return replace(label, region=None) if (category, label.name) in lost else label


def _left_behind(category: str, place: str, reason: str, names: Sequence[str]) -> str:
    of, are, they = ("outline", "is", "it is") if len(names) == 1 else ("outlines", "are", "they are")
    return f"The {of} of {some(names, 20)} in {category!r} {are} left behind: {they} on {readable(place)!r}, {reason}."


def _outlined(categories: Sequence[Given]) -> Iterator[tuple[Given, Label, Region]]:
    for given in categories:
        for label in given.labels:
            if label.region is not None:
                yield given, label, label.region


def _coordinates(table: CellTable, place: str) -> npt.NDArray[np.float32] | None:
    try:
        return table.coordinates(place)
    except DataError:
        return None
