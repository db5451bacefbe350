"""The verbs that show a part of the cells alone."""

from __future__ import annotations

from collections.abc import Sequence

from ...core.arguments import CellChoice
from ...core.cell_sets import Mask, mask_of_cells
from ...core.recipe_step import Step, is_along_graph
from ...data.cells import CellTable
from ...errors import SelectionError
from ...selection.target import Targets
from ..columns import Columns
from ..events import Events, PartChanged
from ..gene_sets import PREFIX
from ..recipes import Recipes
from ..shown_part import ShownPart

#: A part of a part of a part names its cells: recipes that hold recipes grow with each.
_DEEPEST = 2


class PartVerbs:
    """Which cells are shown."""

    def __init__(
        self, table: CellTable, columns: Columns, targets: Targets, recipes: Recipes, part: ShownPart, events: Events
    ) -> None:
        self._table = table
        self._columns = columns
        self._targets = targets
        self._recipes = recipes
        self._part = part
        self._events = events

    def isolate(self, cells: CellChoice | None = None) -> int:
        """Show only some cells in the view, to look at them closely; :meth:`show_all` brings the others back.

        This is no filter: labels go to what is selected, as ever, and the view says how many of these are not shown.
        What a person selects in the view meanwhile is of the cells shown, and so says its recipe (``within``). What
        code selects is not. It ends when the notebook changes which cells there are.

        Parameters
        ----------
        cells
            A boolean array, names or positions; by default the selected cells.

        Returns
        -------
        int
            How many cells are shown now.

        Raises
        ------
        SelectionError
            There are none, or some that are not in the data. All is as it was.
        """
        if cells is None:
            positions, recipe = self._targets.of()
        else:
            named = self._table.find_cells(cells)
            if not named.size:
                raise SelectionError("cells= names no cell: there is nothing to show.")
            positions, recipe = self._targets.of(named)
        mask = mask_of_cells(positions, self._table.n_cells)
        if positions.size == self._table.n_cells:
            self.show_all()
            return int(positions.size)
        self._part.take(mask, self._lasting(recipe, mask))
        self._events.publish(PartChanged())
        return int(positions.size)

    def show_all(self) -> None:
        """Show all cells again."""
        if self._part.now is not None:
            self._part.now = None
            self._events.publish(PartChanged())

    def _lasting(self, recipe: Sequence[Step], mask: Mask) -> Sequence[Step]:
        """Return a recipe of the part that will always find these cells: by name where the one there is may not."""
        if any(self._may_change(step, 1) for step in recipe):
            return self._recipes.naming(mask)
        return self._recipes.lasting(recipe, mask)

    def _may_change(self, step: Step, depth: int) -> bool:
        """Tell whether a step is about labels or gene sets, which a person changes, or within too many others."""
        basis = step.get("basis")
        names = [*step.get("where", ()), *(basis if isinstance(basis, list) else ())]
        return (
            depth > _DEEPEST
            or is_along_graph(step)  # nobody tells when a graph is another
            or any(self._columns.is_category(name) or name.startswith(PREFIX) for name in names)
            or any(self._may_change(other, depth + 1) for other in step.get("within", ()))
        )
