"""Where the names of labels stand over their cells.

As in the view a name is on the cell nearest to the median of its label's: of two islands the median lies on neither.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

#: More names than these help nobody, as in the view.
MOST_NAMES = 100
#: Cells of a label whose median is looked for.
_SAMPLE = 5000


class Name(NamedTuple):
    """A name, where it goes, and how many cells it is of."""

    text: str
    x: float
    y: float
    n: int


def names_of(texts: Sequence[str], codes: npt.NDArray[np.integer], xy: npt.NDArray[np.floating]) -> list[Name]:
    """Return the names of the labels that have cells, those with most first.

    Parameters
    ----------
    texts
        The name of code 1, 2, ...
    codes, xy
        Of the cells drawn, in random order; places are finite.
    """
    order = np.argsort(codes.astype(np.uint16) if len(texts) < 2**16 else codes, kind="stable")
    sizes = np.bincount(codes, minlength=len(texts) + 1)
    ends = np.cumsum(sizes)
    found = []
    for code, text in enumerate(texts, start=1):
        if sizes[code]:
            x, y = _middle(xy[order[ends[code - 1] : ends[code]][:_SAMPLE]])
            found.append(Name(text, x, y, int(sizes[code])))
    return sorted(found, key=lambda name: -name.n)


def _middle(xy: npt.NDArray[np.floating]) -> tuple[float, float]:
    """Return the place nearest to the median, distances taken as parts of the extent: axes may differ by far."""
    columns = np.ascontiguousarray(xy.T)  # along columns NumPy is several times as fast
    extent = np.ptp(columns, axis=1)
    away = (columns - np.median(columns, axis=1)[:, None]) / np.where(extent > 0, extent, 1)[:, None]
    x, y = xy[np.argmin((away**2).sum(axis=0))]
    return float(x), float(y)
