"""The bytes of a file of regions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from ..errors import ExportError, some
from ..exchange.geojson.outlines import Outline
from ..exchange.geojson.writing import geojson_text
from ..exchange.geojson.xenium import selections_text
from .kept_regions import Placed

RegionFormat = Literal["geojson", "xenium"]


def file_of(placed: Sequence[Placed], kind: RegionFormat, scale: float = 1.0) -> bytes:
    """Write regions as a file; ``scale``: what one unit of theirs is in it.

    Raises
    ------
    ExportError
        A CSV can't hold them: they are of several sections, which it does not tell apart, or have holes.
    """
    places = list(dict.fromkeys(each.region.place for each in placed))
    if kind == "xenium" and len(places) > 1:
        raise ExportError(
            f"These regions are on {some(places)}, and a CSV does not say which is where: write_regions() takes one, "
            f"as basis={places[-1]!r}, or write GeoJSON."
        )
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
    text = geojson_text(outlines) if kind == "geojson" else selections_text(outlines)
    return text.encode()
