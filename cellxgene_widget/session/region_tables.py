"""Tables of regions: how many cells are in each, how large it is, what its cells are called."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from ..core.cell_sets import Mask
from ..labels.regions import shapes
from .kept_regions import Placed
from .named_codes import NamedCodes

_COLUMNS = (
    "category", "region", "basis", "section", "n_cells", "n_labelled", "area", "density", "area_mm2", "density_mm2",
    "n_polygons", "n_holes", "geometry",
)  # fmt: skip


class Measured(NamedTuple):
    """A region with what is in it.

    Attributes
    ----------
    placed
        The region.
    inside
        Which cells lie in it; None: the data has no such place.
    microns
        To one unit; None: not known.
    """

    placed: Placed
    inside: Mask | None
    microns: float | None

    @property
    def area(self) -> float:
        """In square units."""
        return shapes.area_of(self.placed.region)

    @property
    def area_mm2(self) -> float:
        """In square millimetres; NaN: not known."""
        return float("nan") if self.microns is None else self.area * (self.microns / 1000) ** 2


def region_frame(measured: Sequence[Measured]) -> pd.DataFrame:
    """Return one row a region."""
    rows = []
    for one in measured:
        label, region = one.placed, one.placed.region
        n = None if one.inside is None else int(np.count_nonzero(one.inside))
        n_rings = sum(map(len, region.polygons))
        rows.append(
            (
                label.category, label.label, region.basis, region.section, n, label.n_labelled, one.area,
                _ratio(n, one.area), one.area_mm2, _ratio(n, one.area_mm2), len(region.polygons),
                n_rings - len(region.polygons), shapes.shape_of(region.polygons),
            )
        )  # fmt: skip
    table = pd.DataFrame(rows, columns=list(_COLUMNS), dtype=object)
    numbers: dict[str, Any] = dict.fromkeys(("area", "density", "area_mm2", "density_mm2"), float)
    return table.astype({"n_cells": "Int64", "n_labelled": int, "n_polygons": int, "n_holes": int, **numbers})


def composition_frame(measured: Sequence[Measured], named: NamedCodes) -> pd.DataFrame:
    """Return one row a region and label of another category or column; those without a label (None) last."""
    rows = []
    for one in measured:
        if one.inside is None:
            continue
        counts = np.bincount(named.codes[one.inside], minlength=len(named.names) + 1)
        total = int(counts.sum())
        for name, n in zip((*named.names, None), (*counts[1:].tolist(), int(counts[0])), strict=True):
            share = n / total if total else float("nan")
            densities = _ratio(n, one.area), _ratio(n, one.area_mm2)
            rows.append((one.placed.category, one.placed.label, name, n, share, *densities))
    columns = ["category", "region", "label", "n_cells", "share", "density", "density_mm2"]
    table = pd.DataFrame(rows, columns=columns, dtype=object)
    numbers: dict[str, Any] = dict.fromkeys(("share", "density", "density_mm2"), float)
    return table.astype({"n_cells": int, **numbers})


def _ratio(n: int | None, area: float) -> float:
    return float("nan") if n is None or not area > 0 else n / area
