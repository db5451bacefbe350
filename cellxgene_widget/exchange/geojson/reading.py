"""A file of outlines, read: GeoJSON of QuPath, of others and of our own, and the selections of Xenium Explorer."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from ...core.colors import hex_of
from ...core.readable import readable
from ...core.trusted_files import open_file, parse_json
from ...errors import DataError
from ...labels.regions.region import Polygon
from .outlines import MAX_REGIONS, Outline, Outlines
from .rings import ring_of
from .xenium import is_of_xenium, read_selections

MAX_BYTES = 64 << 20
#: Objects of QuPath that are no regions a person drew.
_NO_REGIONS = {
    "detection": "detections", "cell": "cells", "tile": "tiles", "root": "the whole image",
    "tma_core": "cores of a tissue microarray",
}  # fmt: skip
_POLYGONAL = "Polygon or MultiPolygon"


def outlines_of_path(path: Path) -> Outlines:
    """Read a file where this runs. Raises as :func:`outlines_of_bytes` does."""
    what = f"The file {str(path)!r}"
    try:
        with open_file(path) as file:
            if os.fstat(file.fileno()).st_size > MAX_BYTES:
                raise DataError(_too_large(what))
            data = file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        raise DataError(f"There is no file {str(path)!r}.") from None
    except OSError as error:
        raise DataError(f"{what} can't be read: {error.strerror or error}.") from None
    return outlines_of_bytes(data, what)


def outlines_of_bytes(data: bytes, what: str) -> Outlines:
    """Read what is in a file of outlines.

    Parameters
    ----------
    data
        All of it.
    what
        What to call it, as the beginning of a sentence.

    Raises
    ------
    DataError
        It is neither GeoJSON nor of Xenium Explorer, holds no polygons or too many, or one that is none.
    """
    if len(data) > MAX_BYTES:
        raise DataError(_too_large(what))
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise DataError(f"{what} is no text in UTF-8: GeoJSON, or the CSV of Xenium Explorer, is read.") from None
    if is_of_xenium(text):
        outlines = read_selections(text, what)
    elif text.lstrip()[:1] in ("{", "["):
        outlines = _of_json(text, what)
    else:
        raise DataError(f"{what} is neither GeoJSON nor a CSV of selections of Xenium Explorer.")
    if not outlines.found:
        there = ", ".join(f"{n:,} {kind}" for kind, n in outlines.passed_over.items()) or "nothing"
        raise DataError(f"{what} holds no region: a region is a {_POLYGONAL}, and there is {there}.")
    if len(outlines.found) > MAX_REGIONS:
        raise DataError(
            f"{what} has {len(outlines.found):,} outlines; at most {MAX_REGIONS:,} are read as regions. Outlines of "
            "cells are no regions: export the annotations alone."
        )
    return outlines


def _too_large(what: str) -> str:
    return f"{what} is larger than {MAX_BYTES >> 20} MB: export the annotations alone, without cells and measurements."


def _of_json(text: str, what: str) -> Outlines:
    try:
        said = parse_json(text)
    except ValueError as error:
        raise DataError(f"{what} is no JSON ({error}).") from None
    except RecursionError:
        raise DataError(f"{what} is no GeoJSON: it is nested too deeply.") from None
    outlines = Outlines()
    for n, feature in enumerate(_features(said, what), start=1):
        _take(feature, outlines, f"Outline {n} of {what[0].lower()}{what[1:]}")
    return outlines


def _features(said: object, what: str) -> Iterator[Mapping[str, Any]]:
    """Yield the features of a collection, of a bare list, or one alone; also a geometry without one."""
    if isinstance(said, Mapping) and said.get("type") == "FeatureCollection":
        said = said.get("features")
        if not isinstance(said, list):
            raise DataError(f"{what} is no GeoJSON: its FeatureCollection has no list of features.")
    for each in said if isinstance(said, list) else [said]:
        if not isinstance(each, Mapping) or not isinstance(each.get("type"), str):
            raise DataError(f"{what} is no GeoJSON: something in it has no type, such as Feature or Polygon.")
        if each["type"] == "FeatureCollection":
            yield from _features(each, what)
        elif each["type"] == "Feature":
            yield each
        else:
            yield {"type": "Feature", "geometry": each, "properties": {}}


def _take(feature: Mapping[str, Any], outlines: Outlines, which: str) -> None:
    said = feature.get("properties")
    properties: Mapping[str, Any] = said if isinstance(said, Mapping) else {}
    kind = properties.get("objectType", properties.get("object_type"))
    if isinstance(kind, str) and kind.lower() in _NO_REGIONS:
        outlines.pass_over(_NO_REGIONS[kind.lower()])
        return
    name = _name(properties)
    called = which if name is None else f"{which}, {name!r},"
    polygons = tuple(_polygons(feature.get("geometry"), called, outlines))
    if polygons:
        place = properties.get("metadata")
        basis, section = (_text(place.get(key)) if isinstance(place, Mapping) else None for key in ("basis", "section"))
        outlines.found.append(Outline(name, _color(properties), polygons, basis, section))


def _polygons(geometry: object, which: str, outlines: Outlines) -> Iterator[Polygon]:
    kind = geometry.get("type") if isinstance(geometry, Mapping) else None
    if not isinstance(geometry, Mapping) or kind is None:
        outlines.pass_over("features without a place")
        return
    parts = geometry.get("geometries" if kind == "GeometryCollection" else "coordinates")
    if kind == "GeometryCollection" and isinstance(parts, list):
        for part in parts:
            yield from _polygons(part, which, outlines)
    elif kind in ("Polygon", "MultiPolygon"):
        polygons = [parts] if kind == "Polygon" else parts
        if not isinstance(polygons, list) or not all(isinstance(each, list) and each for each in polygons):
            raise DataError(f"{which} is no polygon: its coordinates are not lists of rings.")
        for polygon in polygons:
            yield tuple(ring_of(ring, which) for ring in polygon)
    else:
        outlines.pass_over(readable(f"{kind}s, which enclose nothing"))


def _name(properties: Mapping[str, Any]) -> str | None:
    """Return what an outline is called: by its own name, else by its class."""
    said = properties.get("classification")
    names: list[object] = [properties.get("name")]
    if isinstance(said, Mapping):
        several = said.get("names")
        names += [said.get("name"), ": ".join(map(str, several)) if isinstance(several, list) else None]
    names += [said, properties.get("label"), properties.get("Name")]
    return next((name for name in map(_text, names) if name), None)


def _text(value: object) -> str | None:
    return readable(value).strip() or None if isinstance(value, str) else None


def _color(properties: Mapping[str, Any]) -> str | None:
    """Return the color of an outline, or of its class: three numbers, or as QuPath had it before 0.4 one."""
    said = properties.get("classification")
    for place in (properties, said if isinstance(said, Mapping) else {}):
        color, packed = place.get("color"), place.get("colorRGB")
        if isinstance(color, list) and len(color) in (3, 4) and all(_is_byte(one) for one in color):
            return "#" + "".join(f"{int(one):02x}" for one in color[:3])
        if isinstance(color, str) and (known := hex_of(color)) is not None:
            return known
        if isinstance(packed, int) and not isinstance(packed, bool):
            return f"#{packed & 0xFFFFFF:06x}"
    return None


def _is_byte(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= 255
