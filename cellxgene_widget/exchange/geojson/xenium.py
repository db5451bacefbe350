"""The CSV of selections that Xenium Explorer writes and reads: two comment lines, then corners in micrometres."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from ...core.colors import hex_of
from ...core.readable import readable
from ...errors import DataError, ExportError
from ...labels.regions.region import Ring
from ...labels.regions.shapes import shape_of
from .outlines import Outline, Outlines
from .rings import ring_of

_NAMES = ("#selection name", "#selection names")
#: Its headers: of one selection the name stands in the comment alone.
_HEADERS = (["x", "y"], ["selection", "x", "y"])


def is_of_xenium(text: str) -> bool:
    """Tell whether a file is one of selections: by its header, after lines that begin with ``#``."""
    return _header(text.splitlines()[:20]) is not None


def _header(lines: Sequence[str]) -> list[str] | None:
    first = next((line for line in lines if line.strip() and not line.lstrip('" ').startswith("#")), "")
    names = [name.strip().strip('"').lower() for name in first.split(",")]
    return names if names[:2] == _HEADERS[0] or names[:3] == _HEADERS[1] else None


def read_selections(text: str, what: str) -> Outlines:
    """Read the selections of a file.

    Parameters
    ----------
    text
        The file.
    what
        What to call it, as the beginning of a sentence.

    Raises
    ------
    DataError
        A line of it is no corner.
    """
    lines = text.splitlines()
    names = _header(lines) or []
    said = [line.partition(":")[2].strip() for line in lines if line.lower().startswith(_NAMES)]
    only = said[0] if said and "selection" not in names else None
    rows = csv.reader(io.StringIO("\n".join(line for line in lines if line.strip() and not line.startswith("#"))))
    next(rows)
    corners: dict[str | None, list[object]] = {}
    colors: dict[str | None, str | None] = {}
    for row in rows:
        given = dict(zip(names, row, strict=False))
        name = readable(given.get("selection", "")).strip() or only
        corners.setdefault(name, []).append(_corner(given, row, what))
        colors.setdefault(name, hex_of(given["color"]) if given.get("color") else None)
    outlines = Outlines()
    for name, places in corners.items():
        ring = ring_of(places, f"The selection {name!r} of {what[0].lower()}{what[1:]}")
        outlines.found.append(Outline(name, colors[name], ((ring,),)))
    return outlines


def _corner(given: dict[str, str], row: list[str], what: str) -> list[float]:
    try:
        return [float(given["x"]), float(given["y"])]
    except (KeyError, ValueError):
        raise DataError(f"{what} has a line that is no corner of a selection: {','.join(row)[:60]!r}.") from None


def selections_text(regions: Iterable[Outline]) -> str:
    """Write regions as the CSV that Xenium Explorer takes.

    Raises
    ------
    ExportError
        One has a hole, which no selection can have there.
    """
    selections: list[tuple[str, str | None, Ring, float]] = []
    for region in regions:
        n = len(region.polygons)
        for number, polygon in enumerate(region.polygons, start=1):
            if len(polygon) > 1:
                raise ExportError(
                    f"{region.name!r} has a hole, which a selection of Xenium Explorer can't have: write GeoJSON."
                )
            name = str(region.name) if n == 1 else f"{region.name} ({number})"
            selections.append((name, region.color, polygon[0], float(shape_of([polygon]).area)))
    several = "s" if len(selections) > 1 else ""
    out = io.StringIO()
    out.write(f"#Selection name{several}: {', '.join(name for name, *_ in selections)}\n")
    out.write(f"#Area{several} (µm^2): {', '.join(f'{area:.2f}' for *_, area in selections)}\n")
    rows = csv.writer(out, lineterminator="\n")
    rows.writerow(["Selection", "X", "Y"])
    for name, _, ring, _ in selections:
        rows.writerows([name, repr(x), repr(y)] for x, y in (*ring, ring[0]))
    return out.getvalue()
