"""How cells are selected: polygons, conditions and filters in, one boolean mask out. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal, Protocol, get_args

import numpy as np
import numpy.typing as npt

from ..core.arguments import LayerChoice, layer_for
from ..core.cell_sets import Mask
from ..core.recipe_step import Step, is_along_graph
from ..data.pairs import pair_of, plain_basis
from ..errors import SelectionError
from .polygons import in_polygons

Mode = Literal["replace", "add", "subtract", "intersect"]


class Source(Protocol):
    """What a step is evaluated on."""

    def coordinates(self, basis: str | None, layer: LayerChoice = None) -> npt.NDArray[np.float32]:
        """Return the coordinates of an embedding, shape (n_cells, 2); of a pair of genes those in a layer."""

    def mask_where(self, column: str, wanted: object, layer: str | None = None) -> Mask:
        """Return which cells have the wanted values in a column; of a gene those in a layer."""

    def plain_wanted(self, column: str, wanted: object, layer: str | None = None) -> Any:
        """Write what is wanted of a column in the one way that recipes and the view have it."""

    def layer_of(self, columns: Iterable[str], layer: LayerChoice = None) -> str | dict[str, str] | None:
        """Return the layer to name where conditions are on genes, or that of each; None: there is no choice."""


@dataclass(frozen=True, eq=False)
class Pick:
    """One step of picking cells: how, and the cells it names, so that it can be combined anew without running again.

    Attributes
    ----------
    step
        The keyword arguments of ``select`` that make it again, without the mode.
    mode
        What it does to the cells picked before; ``invert`` names no cells of its own, but those it is within.
    bits
        The cells it names, one bit a cell.
    n_within
        How many cells the part has that it is about; None: it is about all.
    """

    step: Step
    mode: Mode | Literal["invert"]
    bits: npt.NDArray[np.uint8] | None = None
    n_within: int | None = None

    @classmethod
    def of(cls, mask: Mask, step: Step, mode: Mode | Literal["invert"], n_within: int | None = None) -> Pick:
        """Keep a step and the cells it names."""
        return cls(step, mode, np.packbits(mask), n_within)

    @classmethod
    def all(cls, n_cells: int) -> Pick:
        """Pick every cell."""
        return cls.of(np.ones(n_cells, dtype=bool), {"mode": "all"}, "replace")

    def of_nothing(self, n_cells: int) -> Pick:
        """Return the step that an inversion of nothing is: it picks every cell, or all of the part it is within."""
        if self.bits is None:
            return Pick.all(n_cells)
        return replace(self, step={**self.step, "mode": "all"}, mode="replace")

    @property
    def needs_cells(self) -> bool:
        """Whether it means nothing without the cells picked before it."""
        return self.mode in ("invert", "subtract") or is_along_graph(self.step)

    def applied(self, before: Mask) -> Mask:
        """Return the cells picked after this step."""
        if self.bits is None:
            return ~before
        mask: Mask = np.unpackbits(self.bits, count=before.size).astype(bool)
        match self.mode:
            case "invert":
                return mask & ~before
            case "add":
                return before | mask
            case "subtract":
                return before & ~mask
            case "intersect":
                return before & mask
        return mask


@dataclass(frozen=True, eq=False)
class Selection:
    """How cells are chosen: picked step by step (lasso, names, conditions), and narrowed by filters.

    The cells meant are those picked that pass every filter; without a pick all that pass; with neither, none.
    """

    picks: tuple[Pick, ...] = ()
    filters: Mapping[str, Any] = field(default_factory=dict)
    layer: str | dict[str, str] | None = None
    """Where the values of genes are that filters are on, as a step has it; None: on none, or there is no choice."""

    def picked(self, n_cells: int) -> Mask | None:
        """Return the cells picked, filters aside; None if none were asked for."""
        if not self.picks:
            return None
        mask: Mask = np.zeros(n_cells, dtype=bool)
        for pick in self.picks:
            mask = pick.applied(mask)
        return mask

    def with_pick(self, pick: Pick, n_cells: int) -> Selection:
        """Return this selection with one more step; ``replace`` begins anew, under the same filters.

        A first step always begins anew, so that the recipe means the same wherever it is run again. Where filters alone
        made the selection it works on what they let pass: to take cells out begins with all.
        """
        if pick.mode == "replace":
            return replace(self, picks=(pick,))
        if self.picks:
            return replace(self, picks=(*self.picks, pick))
        if pick.mode == "invert":
            return replace(self, picks=(pick.of_nothing(n_cells),))
        if pick.mode == "subtract":
            return replace(self, picks=(Pick.all(n_cells), pick)) if self.filters else self
        if pick.mode == "intersect" and not self.filters:
            return self
        return replace(self, picks=(replace(pick, mode="replace"),))

    def without_pick(self, index: int, n_cells: int, again: Callable[[Pick, Mask], Pick]) -> Selection:
        """Return the selection as if a step had not been made.

        What only narrowed or turned round the cells picked before it may then have nothing to work on any more: it goes
        too, for the inverse of nothing is everything, which nobody asked for. A step along a graph is made again:
        ``again`` returns it for other cells before it.
        """
        rest = [pick for number, pick in enumerate(self.picks) if number != index]
        first = next((i for i, pick in enumerate(rest) if not pick.needs_cells), len(rest))
        kept: list[Pick] = []
        mask: Mask = np.zeros(n_cells, dtype=bool)
        for number, pick in enumerate(rest[first:], first):
            if is_along_graph(pick.step) and number >= index:
                if not mask.any():
                    continue
                kept.append(again(pick, mask))
            else:
                kept.append(pick if kept else replace(pick, mode="replace"))
            mask = kept[-1].applied(mask)
        return replace(self, picks=tuple(kept))

    def with_filter(self, column: str, wanted: Any) -> Selection:
        """Return this selection with another filter on a column; None takes it away."""
        rest = {name: other for name, other in self.filters.items() if name != column}
        return replace(self, filters=rest if wanted is None else {**rest, column: wanted})

    @property
    def filter_step(self) -> Step:
        """The filters as a step."""
        return {"where": dict(self.filters), **({} if self.layer is None else {"layer": self.layer})}

    def folded(self, passing: Mask) -> Selection:
        """Return the same cells with the filters as one more step of picking; ``passing``: those that pass them."""
        if not self.filters:
            return self
        mode: Mode = "intersect" if self.picks else "replace"
        return Selection((*self.picks, Pick.of(passing, self.filter_step, mode)))

    @property
    def recipe(self) -> list[Step]:
        """The steps that make it again: ``for step in recipe: w.select(**step)``."""
        steps: list[Step] = [
            {**pick.step} if pick.mode == "replace" else {**pick.step, "mode": pick.mode} for pick in self.picks
        ]
        if self.filters:
            steps.append({**self.filter_step, "mode": "intersect"} if steps else self.filter_step)
        return steps


def check_mode(mode: object) -> Mode:
    """Return the mode, or say which there are."""
    for known in get_args(Mode):
        if mode == known:
            return known  # type: ignore[no-any-return]
    raise SelectionError(f"There is no mode {mode!r}: use one of {', '.join(map(repr, get_args(Mode)))}.")


def evaluate(
    source: Source, *, lasso: object, where: object, basis: str | None, layer: LayerChoice = None
) -> tuple[Mask, Step]:
    """Return the cells inside the lasso (if any) that also meet every condition (if any), and the step in plain JSON.

    Raises
    ------
    SelectionError
        A polygon or a condition that is none.
    """
    step: Step = {}
    masks: list[Mask] = []
    columns: list[str] = []
    if lasso is not None:
        polygons = polygons_of(lasso)
        masks.append(in_polygons(source.coordinates(basis, layer), polygons))
        step["lasso"] = [polygon.tolist() for polygon in polygons]
        step["basis"] = None if basis is None else plain_basis(basis)
        columns += (None if basis is None else pair_of(basis)) or ()
    if where is not None:
        if not isinstance(where, Mapping) or not where:
            raise SelectionError(
                "where= takes columns and the values wanted, such as {'louvain': ['3', '7'], 'CD3D': (1.2, None)}."
            )
        masks.extend(source.mask_where(name, wanted, layer_for(layer, name)) for name, wanted in where.items())
        step["where"] = {
            str(name): source.plain_wanted(name, wanted, layer_for(layer, name)) for name, wanted in where.items()
        }
        columns += map(str, where)
    named = source.layer_of(columns, layer)
    if named is not None:
        step["layer"] = named
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
    except (TypeError, ValueError, IndexError, KeyError, OverflowError):
        raise SelectionError(message) from None
    for polygon in polygons:
        if polygon.ndim != 2 or polygon.shape[0] < 3 or polygon.shape[1] != 2 or not np.isfinite(polygon).all():
            raise SelectionError(message)
    return polygons
