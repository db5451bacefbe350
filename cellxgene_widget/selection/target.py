"""The cells that a label goes to: those selected, or those that code names."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Protocol

import pandas as pd

from ..core.cell_sets import Cells, cells_of_mask, cells_to_json
from ..core.recipe_step import Step
from ..errors import SelectionError
from .recorded import recorded
from .selector import Selector

#: A recipe names up to this many cells; more are kept packed.
MAX_NAMES_IN_RECIPE = 1000


class CellNames(Protocol):
    """The cells of the data, by name and position."""

    obs_names: pd.Index[Any]
    n_cells: int

    @property
    def fingerprint(self) -> str:
        """What stands for the names and their order."""

    def find_cells(self, choice: object) -> Cells:
        """Return the positions of cells given as a boolean array, names or positions."""


class Targets:
    """Finds the cells of an edit, and how they came to be meant.

    Parameters
    ----------
    cells
        Of the data.
    selector
        Those selected.
    is_made
        Tells whether a column or an embedding was made in this session: no recipe that is kept is about it.
    max_names
        A recipe names up to this many cells; more are kept packed.
    """

    def __init__(
        self,
        cells: CellNames,
        selector: Selector,
        is_made: Callable[[object], bool] = lambda _: False,
        *,
        max_names: int = MAX_NAMES_IN_RECIPE,
    ) -> None:
        self._cells = cells
        self._is_made = is_made
        self._selector = selector
        self.max_names = max_names

    def of(self, cells: object = None) -> tuple[Cells, Sequence[Step]]:
        """Return the positions of ``cells``, by default of those selected, and the recipe of their selection.

        Raises
        ------
        SelectionError
            There are none, or ``cells`` names some that are not in the data.
        """
        selector = self._selector
        if cells is None:
            selector.require_one()
            if selector.has_lost_cells:
                raise SelectionError(
                    "The data has changed since these cells were selected, so nothing is selected now: select again."
                )
            if not selector.n:
                raise SelectionError("No cell is selected: lasso some cells, use select(), or pass cells=.")
            return cells_of_mask(selector.mask), self.recipe
        positions = self._cells.find_cells(cells)
        if not positions.size:
            raise SelectionError("cells= names no cell: there is nothing to label.")
        if positions.size == selector.n and bool(selector.mask[positions].all()):
            return positions, self.recipe  # the selection, as the view sends it
        return positions, (self.step(positions),)

    @property
    def recipe(self) -> list[Step]:
        """How the selection was made, as it is kept: in a later session it means the same cells."""
        return recorded(self._selector.how, self._is_made, self._selector.passing_of, self.step)

    def step(self, positions: Cells) -> Step:
        """Return the step of a recipe that names cells."""
        if positions.size > self.max_names:
            return {"cells": {**cells_to_json(positions), "frame": self._cells.fingerprint}}
        return {"cells": self._cells.obs_names[positions].tolist()}
