"""The outlines of a category's labels as the view draws them: what they are made of, and their corners."""

from __future__ import annotations

from typing import TypedDict

import numpy as np
import numpy.typing as npt

from ..category import Category


class DrawnOutline(TypedDict):
    """The outline of a label, by its code: of each polygon the number of corners of each ring.

    ``place``: the embedding it is on.
    """

    code: int
    place: str
    polygons: list[list[int]]


def drawn_outlines(category: Category) -> tuple[list[DrawnOutline], npt.NDArray[np.float64]]:
    """Return the outlines, and beside them their corners: x and y interleaved, ring by ring."""
    regions = [(label.code, label.region) for label in category.labels if label.region is not None]
    places = [place for _, region in regions for ring in region.rings for place in ring]
    told: list[DrawnOutline] = [
        {"code": code, "place": region.place, "polygons": [list(map(len, polygon)) for polygon in region.polygons]}
        for code, region in regions
    ]
    return told, np.array(places, dtype="<f8").reshape(-1)
