"""The CSV of selections that Xenium Explorer writes and reads: two comment lines, then corners in micrometres."""

from __future__ import annotations

import csv
import io
import itertools
from collections.abc import Iterable, Sequence
from typing import NamedTuple

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
#: Characters among which the header is looked for: 500 names of regions stand above it.
_MOST_ABOVE = 1_000_000


def is_of_xenium(text: str) -> bool:
    """Tell whether a file is one of selections: by its header, after lines that begin with ``#``."""
    _, below = _split(text[:_MOST_ABOVE])
    names = [name.strip().strip('"').lower() for name in below.partition("\n")[0].split(",")]
    return names[:2] == _HEADERS[0] or names[:3] == _HEADERS[1]


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
    above, below = _split(text)
    rows = csv.reader(io.StringIO(below, newline=""))
    names = [name.strip().lower() for name in next(rows)]
    said = [line.partition(":")[2].strip() for line in above if line.lower().startswith(_NAMES)]
    only = said[0] if said and "selection" not in names else None
    rings: dict[str | None, list[list[list[float]]]] = {}
    colors: dict[str | None, str | None] = {}
    before: str | None = None
    for row in rows:
        if not any(field.strip() for field in row):
            continue
        given = dict(zip(names, row, strict=False))
        name = readable(given.get("selection", "")).strip() or only
        theirs = rings.setdefault(name, [])
        if not theirs or name != before or _is_closed(theirs[-1]):
            theirs.append([])  # another selection of this name
        theirs[-1].append(_corner(given, row, what))
        if len(theirs) > 1 and theirs[-1] == theirs[-2][-1:]:
            theirs.pop()  # closed twice
        colors.setdefault(name, hex_of(given["color"]) if given.get("color") else None)
        before = name
    outlines = Outlines()
    for name, several in rings.items():
        which = f"The selection {name!r} of {what[0].lower()}{what[1:]}"
        outlines.found += [Outline(name, colors[name], ((ring_of(ring, which),),)) for ring in several]
    return outlines


def _split(text: str) -> tuple[list[str], str]:
    """Return the lines above the header, and the rest: below it a name may begin with ``#``."""
    lines = io.StringIO(text, newline=None).readlines()
    n = next((n for n, line in enumerate(lines) if not _is_above(line)), len(lines))
    return [line.strip().strip('"') for line in lines[:n]], "".join(lines[n:])


def _is_above(line: str) -> bool:
    return not line.strip() or line.lstrip('" ').startswith("#")


def _is_closed(ring: Sequence[list[float]]) -> bool:
    return len(ring) > 3 and ring[0] == ring[-1]


def _corner(given: dict[str, str], row: list[str], what: str) -> list[float]:
    try:
        return [float(given["x"]), float(given["y"])]
    except (KeyError, ValueError):
        raise DataError(f"{what} has a line that is no corner of a selection: {','.join(row)[:60]!r}.") from None


class Selection(NamedTuple):
    """A selection to write: what it is called, the region that it is of, and its ring."""

    name: str
    region: Outline
    ring: Ring


def selections_of(regions: Iterable[Outline]) -> list[Selection]:
    """Return regions as selections: of one that has several parts each is one, under a name that is free.

    Raises
    ------
    ExportError
        One has a hole, which no selection can have there.
    """
    regions = list(regions)
    taken = {region.name for region in regions}
    found = []
    for region in regions:
        parts = (f"{region.name} ({n})" for n in itertools.count(1))
        for polygon in region.polygons:
            if len(polygon) > 1:
                raise ExportError(
                    f"{region.name!r} has a hole, which a selection of Xenium Explorer can't have: write GeoJSON."
                )
            name = str(region.name) if len(region.polygons) == 1 else next(each for each in parts if each not in taken)
            found.append(Selection(name, region, polygon[0]))
    return found


def selections_text(selections: Sequence[Selection]) -> str:
    """Write selections as the CSV that Xenium Explorer takes."""
    several = "s" if len(selections) > 1 else ""
    out = io.StringIO()
    areas = (float(shape_of([(each.ring,)]).area) for each in selections)
    out.write(f"#Selection name{several}: {', '.join(each.name for each in selections)}\n")
    out.write(f"#Area{several} (µm^2): {', '.join(f'{area:.2f}' for area in areas)}\n")
    rows = csv.writer(out, lineterminator="\n")
    # no row may look like a comment
    commented = csv.writer(out, lineterminator="\n", quoting=csv.QUOTE_NONNUMERIC)
    rows.writerow(["Selection", "X", "Y"])
    for name, _, ring in selections:
        writer = commented if name.startswith("#") else rows
        writer.writerows([name, x, y] for x, y in (*ring, ring[0]))
    return out.getvalue()
