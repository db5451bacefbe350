"""The bytes of a file of regions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from ..exchange.geojson.outlines import Outline
from ..exchange.geojson.writing import geojson_text
from ..exchange.geojson.xenium import selections_text
from .kept_regions import Placed

RegionFormat = Literal["geojson", "xenium"]


def file_of(placed: Sequence[Placed], kind: RegionFormat, scale: float = 1.0) -> bytes:
    """Write regions as a file; ``scale``: what one unit of theirs is in it."""
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
