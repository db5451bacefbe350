"""Regions as a file."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, NamedTuple

from ..core.files import write_atomically
from ..errors import some
from ..exchange.geojson.outlines import Outline
from ..exchange.geojson.writing import geojson_text
from ..exchange.geojson.written import WrittenRegions
from ..exchange.geojson.xenium import selections_of, selections_text
from ..exchange.targets import Kept, target_for
from ..exchange.written import told
from .kept_regions import Placed

RegionFormat = Literal["geojson", "xenium"]


class RegionFile(NamedTuple):
    """The bytes of a file, and what it can't hold of the regions, a sentence each."""

    data: bytes
    notes: tuple[str, ...]


def file_of(placed: Sequence[Placed], kind: RegionFormat, scale: float = 1.0) -> RegionFile:
    """Write regions as a file; ``scale``: what one unit of theirs is in it.

    Raises
    ------
    ExportError
        One has a hole, and the format knows none.
    """
    outlines = [
        Outline(
            each.label,
            each.color,
            each.region.polygons
            if scale == 1
            else tuple(
                tuple(tuple((x * scale, y * scale) for x, y in ring) for ring in polygon)
                for polygon in each.region.polygons
            ),
            each.region.basis,
            each.region.section,
        )
        for each in placed
    ]
    if kind == "geojson":
        return RegionFile(geojson_text(outlines).encode(), ())
    selections = selections_of(outlines)
    notes = ["The CSV of Xenium Explorer holds names and outlines: the colors of regions are not in it."]
    for region in outlines:
        parts = [name for name, of, _ in selections if of is region]
        if len(parts) > 1:
            notes.append(
                f"{region.name!r} has {len(parts)} parts, selections of their own there, {some(parts)}: read back they "
                "are as many regions."
            )
    places = list(dict.fromkeys(each.region.place for each in placed))
    if len(places) > 1 or placed[0].region.section is not None:
        notes.append(f"It does not say that they are on {some(places)}: basis= makes a file of one, and reads it.")
    return RegionFile(selections_text(selections).encode(), tuple(notes))


def write_file(
    path: object, suffix: str, placed: Sequence[Placed], *, scale: float, overwrite: object, kept: Kept
) -> WrittenRegions:
    """Write regions where a person wants them; without the lock.

    Raises
    ------
    ExportError
        The place can't be, the format can't hold a region, or the disk is full. Nothing is written then.
    """
    others = " (.csv is for Xenium Explorer)"
    target = target_for(path, suffix, overwrite=overwrite, kept=kept, others=others, verb="write_regions()")
    made = file_of(placed, "xenium" if suffix == ".csv" else "geojson", scale)
    with told(target):
        write_atomically(target, made.data)
    return WrittenRegions(target, len(placed), made.notes)
