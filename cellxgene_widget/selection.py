"""Which cells are selected, and how they came to be: polygons and conditions in, one boolean mask out. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal, Protocol, get_args

import numpy as np
import numpy.typing as npt
import pandas as pd

from .cellsets import Mask
from .errors import SelectionError
from .polygons import in_polygons

Mode = Literal["replace", "add", "subtract", "intersect"]

#: One step of a recipe: the keyword arguments of ``select`` that make it.
Step = dict[str, Any]


class Source(Protocol):
    """What a step is evaluated on."""

    def coordinates(self, basis: str | None = None) -> npt.NDArray[np.float32]:
        """Return the coordinates of an embedding, shape (n_cells, 2)."""

    def mask_where(self, column: str, wanted: object) -> Mask:
        """Return which cells have the wanted values in a column."""


@dataclass(frozen=True, eq=False)
class Selection:
    """A set of cells and its recipe.

    The recipe is a list of steps that can be run again, on these or other cells: ``for step in recipe:
    w.select(**step)``.
    """

    mask: Mask
    recipe: tuple[Step, ...] = ()

    @classmethod
    def none(cls, n_cells: int) -> Selection:
        """Return the selection of no cell."""
        return cls(np.zeros(n_cells, dtype=bool))

    @property
    def n(self) -> int:
        """Number of cells selected."""
        return int(np.count_nonzero(self.mask))

    def combined(self, mask: Mask, step: Step, mode: Mode) -> Selection:
        """Return this selection with one more step; ``replace`` begins anew."""
        if mode == "replace":
            return Selection(mask, (step,))
        changed = {"add": self.mask | mask, "subtract": self.mask & ~mask, "intersect": self.mask & mask}[mode]
        return Selection(changed, (*self.recipe, {**step, "mode": mode}))

    def inverted(self) -> Selection:
        """Return the selection of all other cells."""
        return replace(self, mask=~self.mask, recipe=(*self.recipe, {"mode": "invert"}))


def check_mode(mode: object) -> Mode:
    """Return the mode, or say which there are."""
    for known in get_args(Mode):
        if mode == known:
            return known  # type: ignore[no-any-return]
    raise SelectionError(f"There is no mode {mode!r}: use one of {', '.join(map(repr, get_args(Mode)))}.")


def evaluate(source: Source, *, lasso: object, where: object, basis: str | None) -> tuple[Mask, Step]:
    """Return the cells inside the lasso (if any) that also meet every condition (if any), and the step in plain JSON.

    Raises
    ------
    SelectionError
        A polygon or a condition that is none.
    """
    step: Step = {}
    masks: list[Mask] = []
    if lasso is not None:
        polygons = polygons_of(lasso)
        masks.append(in_polygons(source.coordinates(basis), polygons))
        step["lasso"] = [polygon.tolist() for polygon in polygons]
        step["basis"] = basis
    if where is not None:
        if not isinstance(where, Mapping) or not where:
            raise SelectionError(
                "where= takes columns and the values wanted, such as {'louvain': ['3', '7'], 'CD3D': (1.2, None)}."
            )
        masks.extend(source.mask_where(column, wanted) for column, wanted in where.items())
        step["where"] = {str(column): _plain(wanted) for column, wanted in where.items()}
    return np.logical_and.reduce(masks), step


def polygons_of(lasso: object) -> list[npt.NDArray[np.float64]]:
    """Read one polygon, or several, as arrays of shape (n_vertices, 2).

    Raises
    ------
    SelectionError
        Fewer than three vertices, not two numbers each, or not finite.
    """
    message = "A lasso is a polygon in data coordinates, a list of three or more (x, y), or a list of such polygons."
    if not isinstance(lasso, Sequence | np.ndarray) or isinstance(lasso, str) or len(lasso) == 0:
        raise SelectionError(message)
    try:
        single = np.ndim(lasso[0]) == 1 and np.ndim(lasso[0][0]) == 0
        polygons = [np.asarray(p, dtype=np.float64) for p in ([lasso] if single else lasso)]
    except (TypeError, ValueError, IndexError, KeyError):
        raise SelectionError(message) from None
    for polygon in polygons:
        if polygon.ndim != 2 or polygon.shape[0] < 3 or polygon.shape[1] != 2 or not np.isfinite(polygon).all():
            raise SelectionError(message)
    return polygons


def _plain(wanted: Any) -> Any:
    """Return what JSON can hold: the recipe goes into the journal. Intervals, dates and the like become their text."""
    if isinstance(wanted, np.generic):
        wanted = wanted.item()
    if isinstance(wanted, list | tuple | set | frozenset | np.ndarray | pd.Index | pd.Series):
        return [_plain(item) for item in wanted]
    return wanted if wanted is None or isinstance(wanted, bool | int | float | str) else str(wanted)
