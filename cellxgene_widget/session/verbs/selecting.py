"""The verbs that select cells."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Literal, TypeVar

import numpy as np
import pandas as pd

from ...core.arguments import CellChoice, Lasso, LayerChoice, Neighbors, Wanted, Where
from ...core.cell_sets import Mask
from ...core.recipe_step import Step
from ...data.cells import CellTable
from ...data.graphs import WEIGHTS
from ...data.pairs import Basis
from ...errors import SelectionError
from ...selection.recipe import Mode, Pick, Selection
from ...selection.selector import Selector
from .. import origin
from ..columns import Columns
from ..events import Events, Selected
from ..last_action import LastAction
from ..recipes import Recipes

R = TypeVar("R")


class SelectVerbs:
    """Which cells are meant, and how they came to be."""

    def __init__(
        self,
        table: CellTable,
        columns: Columns,
        selector: Selector,
        recipes: Recipes,
        last: LastAction,
        events: Events,
    ) -> None:
        self._table = table
        self._columns = columns
        self._selector = selector
        self._recipes = recipes
        self._last = last
        self._events = events

    def select(
        self,
        cells: CellChoice | None = None,
        *,
        where: Where | None = None,
        lasso: Lasso | None = None,
        basis: Basis | None = None,
        mode: Mode | Literal["invert", "all"] = "replace",
        keep_filters: bool = False,
        layer: LayerChoice = None,
        within: Sequence[Step] | None = None,
        remembered: str | None = None,
        chosen_by: str | None = None,
        nested: bool = False,
        neighbors: Neighbors | None = None,
    ) -> int:
        """Select cells: those that are named, inside the lasso, and meet every condition.

        Parameters
        ----------
        cells
            A boolean array, names of cells, or positions.
        where
            Columns, categories or genes, and what is wanted in each: values, ``{"not": [...]}`` or a range, as in
            ``{"louvain": ["3", "7"], "cell_type": {"not": ["Astrocyte"]}, "CD3D": (1.2, None)}``.
        lasso
            A polygon in data coordinates, or several.
        basis
            The embedding of the lasso, by default the one shown; two names such as ``("CD3E", "CD8A")`` (genes, columns
            of numbers, ``"set: NAME"``) for the plot of one against the other.
        mode
            What becomes of the selection there is: ``replace``, ``add``, ``subtract`` or ``intersect``.
        keep_filters
            Leave the filters as they are, to narrow what is selected here too. Otherwise ``replace`` takes them away,
            and the other modes work on the cells selected now.
        layer
            Where the values of genes in ``where`` and ``basis`` are: a layer, or by gene the layer of each
            (``{"CD3E": "X", "CD8A": "raw"}``). By default the layer in use; for a gene that it has not, where it is.
        within
            A recipe: only of its cells. Steps made in the view while a part is shown (:meth:`isolate`) say so.
        remembered
            The name of a set of cells that :meth:`remember_selection` keeps: those of its cells that are in the data.
            Steps of a recipe name its ``cells`` beside it, and these are what counts then, whatever the set is by now.
        chosen_by
            What ``cells`` were chosen by, in words: steps of a recipe say so where that is in one session only.
        nested
            Whether a label in ``where`` stands for those nested under it too. The recipe names them all.
        neighbors
            The step that :meth:`select_neighbors` and :meth:`shrink_selection` make: ``{"grow": 2, "graph":
            "connectivities"}`` with ``mode="add"``, ``{"shrink": 1}`` with ``mode="intersect"``.

        Returns
        -------
        int
            How many cells are selected now.

        Raises
        ------
        SelectionError, DataError
            Nothing is asked for, or something that is not in the data. The selection stays as it was.
        """
        if not isinstance(nested, bool):
            raise SelectionError(f"nested= takes True or False, not {nested!r}.")
        if nested and isinstance(where, Mapping):
            where = {column: self._columns.with_nested(column, wanted) for column, wanted in where.items()}
        pick = self._recipes.pick(
            cells,
            where=where,
            lasso=lasso,
            basis=basis,
            mode=mode,
            layer=layer,
            within=within,
            remembered=remembered,
            chosen_by=chosen_by,
            neighbors=neighbors,
            before=self._selector.mask,
        )
        # to invert, grow and shrink is about all that is selected, filters included
        keeps = keep_filters and neighbors is None and mode not in ("invert", "all")
        return self._pick(pick, keep_filters=keeps)

    def select_neighbors(
        self,
        n: int = 1,
        *,
        graph: str = WEIGHTS,
        mode: Literal["add", "replace"] = "add",
        within: Sequence[Step] | None = None,
    ) -> int:
        """Grow the selection along a graph of neighbours. It changes the selection; :meth:`undo_selection` goes back.

        Parameters
        ----------
        n
            Steps: all cells that can be reached by so many or fewer, each from a cell to one that its row of the graph
            has a weight for.
        graph
            Which: one of ``adata.obsp``, or one that :meth:`compute_neighbors` made. Where there is no
            ``"connectivities"``, the one most like it. The recipe names it; it holds the cells instead where the graph
            is in no data.
        mode
            ``add``: the cells selected now stay selected. ``replace``: only their neighbours are selected.
        within
            A recipe: as if there were only its cells.

        Returns
        -------
        int
            How many cells are selected now.

        Raises
        ------
        SelectionError, DataError
            No cell is selected; there is no such graph, or it holds no weights. The selection stays as it was.
        """
        if mode not in ("add", "replace"):
            raise SelectionError(
                f"mode= of select_neighbors() is 'add' or 'replace' (only the neighbours), not {mode!r}."
            )
        before = self._selector.mask
        asked = {"grow": n, "graph": graph}
        pick = self._recipes.pick(neighbors=asked, mode="add", within=within, before=before)
        if mode == "add":
            return self._along(pick)
        how = self._selector.folded().with_pick(pick, self._table.n_cells)
        without = Pick.of(before, self._recipes.naming(before)[0], "subtract")
        return self._choose(how.with_pick(without, self._table.n_cells))

    def shrink_selection(self, n: int = 1, *, graph: str = WEIGHTS, within: Sequence[Step] | None = None) -> int:
        """Let go of the selected cells that have a neighbour outside the selection, ``n`` times.

        It changes the selection; :meth:`undo_selection` goes back. ``graph``, ``within`` and what it raises: as for
        :meth:`select_neighbors`.

        Returns
        -------
        int
            How many cells are selected now.
        """
        asked = {"shrink": n, "graph": graph}
        return self._along(
            self._recipes.pick(neighbors=asked, mode="intersect", within=within, before=self._selector.mask)
        )

    def _along(self, pick: Pick) -> int:
        """Make a step along a graph, unless it changes nothing."""
        before = self._selector.mask
        return (
            self._selector.n if np.array_equal(pick.applied(before), before) else self._pick(pick, keep_filters=False)
        )

    def select_all(self) -> int:
        """Select every cell, shown or not; return how many."""
        return self._pick(Pick.all(self._table.n_cells), keep_filters=False)

    def clear_selection(self, *, keep_filters: bool = False) -> None:
        """Select nothing. No label is changed; :meth:`undo_selection` brings the selection back.

        Parameters
        ----------
        keep_filters
            Let go only of what was picked: filters go on.
        """
        self._choose(replace(self._selector.how, picks=()) if keep_filters else Selection())

    def invert_selection(self) -> int:
        """Select all cells that are not selected; return how many. Filters become part of what was picked."""
        return self._pick(Pick({}, "invert"), keep_filters=False)

    def drop_step(self, index: int) -> int:
        """Take one step of the :attr:`recipe` out again; return how many cells are selected now. No label is changed.

        Parameters
        ----------
        index
            The place of the step, from 0 on; all filters together are the last one. Steps along a graph after it are
            made again, from what is selected then.

        Raises
        ------
        SelectionError, DataError
            There is no such step; or the graph of one after it is gone. The selection stays as it was.
        """
        how = self._selector.how
        if index not in range(len(how.recipe)):
            raise SelectionError(f"The selection has no step {index!r}: it has {len(how.recipe)}.")
        if index >= len(how.picks):
            return self._choose(Selection(how.picks))
        return self._choose(how.without_pick(index, self._table.n_cells, self._recipes.again))

    def set_filter(self, column: str, wanted: Wanted | None) -> int:
        """Let only some cells be meant, whatever else is selected; return how many are selected now.

        Parameters
        ----------
        column
            A column of ``obs``, a category or a gene.
        wanted
            Values, ``{"not": [...]}`` or a range, as in :meth:`select`; None takes the filter away. A filter on a
            category of labels goes on as labels change: cells that get an excluded label are no longer selected.

        Raises
        ------
        SelectionError, DataError
            There is no such column or value; the filters stay as they were.
        """
        if self._columns.is_level(column):
            raise SelectionError(
                f"{column!r} can't be filtered on: it would not go on as labels change. Filter on the category itself, "
                "or select by where=."
            )
        plain = None if wanted is None else self._columns.plain_wanted(column, wanted)
        how = self._selector.how.with_filter(column, plain)
        return self._choose(replace(how, layer=self._columns.layer_of(how.filters)))

    def clear_filters(self) -> int:
        """Take all filters away; return how many cells are selected now."""
        return self._choose(Selection(self._selector.how.picks))

    def undo_selection(self) -> bool:
        """Go back to the selection before the last change of it; return False if there is none. No label is changed."""
        return self._tell(self._selector.undo)

    def redo_selection(self) -> bool:
        """Take :meth:`undo_selection` back; return False if there is nothing to take back."""
        return self._tell(self._selector.redo)

    def selected(self) -> Mask:
        """Which cells are selected, in ``obs`` order."""
        return self._selector.mask.copy()

    def selected_names(self) -> pd.Index[Any]:
        """Names of the selected cells."""
        return self._table.obs_names[self._selector.mask]

    def filters(self) -> dict[str, Any]:
        """The filters: by column the values, ``{"not": [...]}`` or the range that cells must have to be meant."""
        return dict(self._selector.how.filters)

    def n_selected(self) -> int:
        """How many cells are selected."""
        return self._selector.n

    def recipe(self) -> list[Step]:
        """How the selection was made; run it again with ``for step in recipe: w.select(**step)``."""
        return self._selector.how.recipe

    def _pick(self, pick: Pick, *, keep_filters: bool) -> int:
        how = self._selector.how
        if not keep_filters:
            how = Selection() if pick.mode == "replace" else self._selector.folded()
        return self._choose(how.with_pick(pick, self._table.n_cells))

    def _choose(self, how: Selection) -> int:
        self._tell(lambda: self._selector.choose(how))
        return self._selector.n

    def _tell(self, step: Callable[[], R]) -> R:
        """Change the selection, and tell of it unless the step says False: there was no way."""
        before = self._selector.serial
        try:
            result = step()
        except BaseException:
            if self._selector.serial != before:  # the stop button was pressed just then
                self._selected()
            raise
        if result is not False:
            self._selected()
        return result

    def _selected(self) -> None:
        self._selector.answered(origin.request.get())
        self._last.selected()
        self._events.publish(Selected(origin.browser.get()))
