"""The corners of a ring as files have them: closed, with a third coordinate perhaps, with corners twice."""

from __future__ import annotations

from itertools import pairwise

from ...errors import DataError
from ...labels.regions.region import Ring


def ring_of(corners: object, which: str) -> Ring:
    """Return a ring without the corner that closes it, and without one that follows itself.

    Parameters
    ----------
    corners
        As in the file.
    which
        Whose it is, as the beginning of a sentence.

    Raises
    ------
    DataError
        It is none: fewer than three corners, or corners that are no two numbers.
    """
    if not isinstance(corners, list):
        raise DataError(f"{which} is no polygon: a ring of it is no list of corners.")
    places = [_place(corner, which) for corner in corners]
    ring = places[:1] + [after for before, after in pairwise(places) if after != before]
    if len(ring) > 1 and ring[0] == ring[-1]:
        ring.pop()
    if len(ring) < 3:
        raise DataError(f"{which} is no polygon: a ring has three corners or more, and one of it has {len(ring)}.")
    return tuple(ring)


def _place(corner: object, which: str) -> tuple[float, float]:
    if isinstance(corner, list) and len(corner) >= 2:
        x, y = corner[:2]
        if all(isinstance(each, int | float) and not isinstance(each, bool) for each in (x, y)):
            try:
                return float(x), float(y)
            except OverflowError:
                raise DataError(
                    f"{which} has a corner that is no place on tissue: its numbers are too large."
                ) from None
    raise DataError(f"{which} is no polygon: {str(corner)[:60]} is no corner, which is two numbers.")
