"""What is asked of ``select`` as a step and its cells; recipes run again without touching the selection."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

import numpy as np

from ..core.arguments import CellChoice, Lasso, LayerChoice, Neighbors, Where, require_layers_of
from ..core.cell_sets import Cells, Mask, cells_from_json, cells_of_mask, cells_to_json, mask_of_cells
from ..core.named_set import set_name
from ..core.plain_numbers import is_whole_number
from ..core.recipe_step import Step, is_along_graph
from ..data.cells import CellTable
from ..data.graphs import WEIGHTS
from ..data.pairs import Basis, pair_of
from ..errors import AnnotationError, SelectionError
from ..selection.along_graph import grown, shrunk
from ..selection.recipe import Mode, Pick, Selection, check_mode, evaluate
from ..selection.target import Targets
from .columns import Columns
from .named_sets import NamedSets
from .neighbor_graphs import Graphs
from .shown import Shown
from .shown_part import ShownPart

#: Recipes in recipes; those made here have fewer.
_DEEPEST = 10
_KEYS = frozenset(Step.__annotations__)


class Recipes:
    """Finds the cells of steps.

    Parameters
    ----------
    table, columns, targets, sets
        Where they are looked for.
    graphs
        What cells are grown and shrunk along.
    shown
        The embedding of a lasso that names none.
    part
        What is shown alone: its cells need not be found again.
    """

    def __init__(
        self,
        table: CellTable,
        columns: Columns,
        targets: Targets,
        sets: NamedSets,
        graphs: Graphs,
        shown: Shown,
        part: ShownPart,
    ) -> None:
        self._table = table
        self._columns = columns
        self._targets = targets
        self._sets = sets
        self._graphs = graphs
        self._shown = shown
        self._part = part

    def pick(
        self,
        cells: CellChoice | None = None,
        *,
        where: Where | None = None,
        lasso: Lasso | None = None,
        basis: Basis | None = None,
        mode: object = "replace",
        layer: LayerChoice = None,
        within: Sequence[Step] | None = None,
        remembered: str | None = None,
        chosen_by: str | None = None,
        neighbors: Neighbors | None = None,
        before: Mask | None = None,
        depth: int = 0,
    ) -> Pick:
        """Return what was asked of ``select`` as a step of picking, with the cells it names.

        ``before``: those selected before it, which a step along a graph goes on from.

        Raises
        ------
        SelectionError, DataError
            Nothing is asked for, or something that is not in the data.
        """
        nothing = cells is None and where is None and lasso is None and remembered is None
        if neighbors is not None:
            if not nothing:
                raise SelectionError("neighbors= goes on from the selected cells: what else is asked for is a step.")
            inside, part = (None, None) if within is None else self.run(within, depth + 1)
            return self._along_graph(neighbors, mode, before, part, inside)
        if nothing and mode in ("invert", "all"):
            return self._whole("invert" if mode == "invert" else "all", within, depth)
        how = check_mode(mode)
        if nothing and within is None:
            raise SelectionError(
                "select() needs cells=, where=, lasso=, remembered= or neighbors=. To select nothing, use "
                "clear_selection()."
            )
        if chosen_by is not None and (cells is None or not isinstance(chosen_by, str)):
            raise SelectionError("chosen_by= says in words what the cells of cells= were chosen by.")
        if where is not None and not isinstance(where, Mapping):
            raise SelectionError(f"where= takes conditions by column, such as {{'louvain': ['3']}}, not {where!r}.")
        key = None if lasso is None else self._columns.find_basis(self._shown_now() if basis is None else basis, layer)
        require_layers_of(layer, [*(where or ()), *((key and pair_of(key)) or ())])
        masks: list[Mask] = []
        step: Step = {}
        n_within = None
        if cells is not None or remembered is not None:
            positions, named = self._named(cells, remembered)
            masks.append(mask_of_cells(positions, self._table.n_cells))
            step |= named
        if chosen_by is not None:
            step["chosen_by"] = chosen_by
        if where is not None or lasso is not None:
            mask, more = evaluate(self._columns, lasso=lasso, where=where, basis=key, layer=layer)
            masks.append(mask)
            step |= more
        if within is not None:
            mask, step["within"] = self.run(within, depth + 1)
            masks.append(mask)
            n_within = int(np.count_nonzero(mask))
        return Pick.of(np.logical_and.reduce(masks), step, how, n_within)

    def _shown_now(self) -> str:
        """Return the embedding of a lasso that names none."""
        lost = self._shown.lost_section
        if lost is not None:
            raise SelectionError(
                f"This lasso was for {lost!r}, which the data does not tell any more: say what embedding it is in by "
                f"basis=, such as {self._shown.embedding!r} for the cells of all sections."
            )
        return self._shown.embedding

    def _named(self, cells: CellChoice | None, remembered: str | None) -> tuple[Cells, Step]:
        """Return the positions of cells that are named, themselves or as a set, and their step."""
        if remembered is None:
            positions = self._table.find_cells(cells)
            return positions, self._targets.step(positions)
        name, packed = set_name(remembered), None
        if cells is None:
            positions = cells_of_mask(self._sets.mask(name))
            if not positions.size:
                raise SelectionError(f"None of the cells of the set {name!r} is in the data.")
            packed = self._sets.step_of(name)
        elif isinstance(cells, Mapping) and "frame" in cells:
            positions = self._sets.cells_of_step(cells)
            packed = {**cells_to_json(cells_from_json(cells)), "frame": cells["frame"]}
        else:
            positions = self._table.find_cells(cells)
        step = self._targets.step(positions)
        if packed is not None and isinstance(step["cells"], dict):  # in the frame of the set, which is in its file
            step["cells"] = packed
        return positions, {"remembered": name, **step}

    def run(self, recipe: Sequence[Step], depth: int = 1) -> tuple[Mask, list[Step]]:
        """Return the cells that a recipe comes to, shape (n_cells,), and its steps in plain JSON.

        Raises
        ------
        SelectionError, DataError
            It is no recipe, or is about something that is not in the data.
        """
        part = self._part.now
        if part is not None and recipe is part.recipe:
            return part.mask, list(part.recipe)
        steps = _steps_of(recipe)
        if depth > _DEEPEST:
            raise SelectionError(
                f"within= holds recipes in recipes, more than {_DEEPEST} deep: name the cells instead."
            )
        n, how = self._table.n_cells, Selection()
        for step in steps:
            before = how.picked(n) if is_along_graph(step) else None
            pick = self.pick(**step, before=before, depth=depth)
            how = (Selection() if pick.mode == "replace" else how).with_pick(pick, n)
        picked = how.picked(n)
        return np.zeros(n, dtype=bool) if picked is None else picked, how.recipe

    def lasting(self, recipe: Sequence[Step], mask: Mask) -> list[Step]:
        """Return a recipe of these cells: the one given if it finds them as the data is now, else one that names them.

        It may read genes.
        """
        try:
            # a copy is run, also where it is that of the part shown
            found, plain = self.run(list(recipe))
            if np.array_equal(found, mask):
                return plain
        except AnnotationError:  # about a column that is gone, or has other values by now
            pass
        return self.naming(mask)

    def naming(self, mask: Mask) -> list[Step]:
        """Return the recipe that names these cells."""
        return [self._targets.step(cells_of_mask(mask))]

    def again(self, pick: Pick, before: Mask) -> Pick:
        """Return a step along a graph for other cells before it; raises as :meth:`pick` does."""
        return self.pick(
            neighbors=pick.step["neighbors"], within=pick.step.get("within"), mode=pick.mode, before=before
        )

    def _along_graph(
        self,
        asked: Neighbors,
        mode: object,
        before: Mask | None,
        within: Sequence[Step] | None,
        inside: Mask | None,
    ) -> Pick:
        way, n, graph = _read_neighbors(asked)
        how: Mode = "add" if way == "grow" else "intersect"
        if mode != how:
            raise SelectionError(f"neighbors= with {way!r} takes mode={how!r}, not {mode!r}.")
        if before is None or not before.any():
            raise SelectionError(f"No cell is selected: there is nothing to {way}.")
        name = self._graphs.find(graph)
        found = (grown if way == "grow" else shrunk)(self._graphs.matrix(name), before, n, inside)
        n_within = None if inside is None else int(np.count_nonzero(inside))
        if self._graphs.is_made(name):  # it is in no data: nobody could run the step again
            named = found & ~before if way == "grow" else found
            said = f"{'grown' if way == 'grow' else 'shrunk'} by {n} along {name}"
            return Pick.of(named, {"chosen_by": said, **self._targets.step(cells_of_mask(named))}, how)
        step: Step = {"neighbors": {way: n, "graph": name}}
        if within is not None:
            step["within"] = list(within)
        return Pick.of(found, step, how, n_within)

    def _whole(self, mode: Literal["invert", "all"], within: Sequence[Step] | None, depth: int) -> Pick:
        if within is None:
            return Pick({}, "invert") if mode == "invert" else Pick.all(self._table.n_cells)
        mask, recipe = self.run(within, depth + 1)
        pick = Pick.of(mask, {"within": recipe}, "invert", int(np.count_nonzero(mask)))
        return pick if mode == "invert" else pick.of_nothing(self._table.n_cells)


def _read_neighbors(asked: object) -> tuple[Literal["grow", "shrink"], int, str]:
    """Return whether to grow or to shrink, by how many steps and along which graph."""
    given = dict(asked) if isinstance(asked, Mapping) else {}
    graph = given.pop("graph", WEIGHTS)
    if len(given) != 1 or not given.keys() <= {"grow", "shrink"}:
        raise SelectionError(
            "neighbors= takes {'grow': 1} or {'shrink': 1} with the number of steps, and 'graph' if it is not "
            f"{WEIGHTS!r}."
        )
    ((way, n),) = given.items()
    if not is_whole_number(n) or n < 1:
        raise SelectionError(f"To {way} takes a number of steps, 1 or more, not {n!r}.")
    return ("grow" if way == "grow" else "shrink"), int(n), graph


def _steps_of(recipe: object) -> Sequence[Step]:
    if isinstance(recipe, Sequence) and not isinstance(recipe, str) and recipe and all(map(_is_step, recipe)):
        return recipe
    raise SelectionError("within= takes a recipe, as w.recipe is: a list such as [{'where': {'louvain': ['3']}}].")


def _is_step(step: object) -> bool:
    return isinstance(step, Mapping) and bool(step) and step.keys() <= _KEYS
