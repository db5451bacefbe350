"""Regions as GeoJSON: a FeatureCollection that QuPath opens as annotations, and that is read back as it was."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable
from typing import Any

from ...labels.regions.region import Polygon
from .outlines import Outline

#: Ids of features are made of what they are called, so that the same regions make the same file.
_SPACE = uuid.uuid5(uuid.NAMESPACE_URL, "cellxgene-widget/regions")


def geojson_text(regions: Iterable[Outline]) -> str:
    """Write regions as GeoJSON. Where each is stands in ``metadata``, which QuPath keeps."""
    features = [_feature(region) for region in regions]
    return json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False, allow_nan=False) + "\n"


def _feature(region: Outline) -> dict[str, Any]:
    color = region.color or "#808080"
    place = {"basis": region.basis, "section": region.section}
    several = [_closed(polygon) for polygon in region.polygons]
    is_one = len(several) == 1
    return {
        "type": "Feature",
        "id": str(uuid.uuid5(_SPACE, json.dumps([region.name, region.basis, region.section]))),
        "geometry": {
            "type": "Polygon" if is_one else "MultiPolygon",
            "coordinates": several[0] if is_one else several,
        },
        "properties": {
            "objectType": "annotation",
            "name": region.name,
            "classification": {"name": region.name, "color": [int(color[i : i + 2], 16) for i in (1, 3, 5)]},
            "isLocked": False,
            "metadata": {key: text for key, text in place.items() if text is not None},
        },
    }


def _closed(polygon: Polygon) -> list[list[list[float]]]:
    return [[list(place) for place in (*ring, ring[0])] for ring in polygon]
