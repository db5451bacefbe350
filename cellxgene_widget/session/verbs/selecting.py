"""The verbs that select cells, and choose what is shown."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from ...core.cell_sets import Mask, mask_of_cells
from ...data.pairs import Basis
from ...errors import SelectionError
from ...selection.recipe import Pick, Selection, check_mode, evaluate
from ...selection.selector import Chooser
from ..columns import reading
from ..core import verb
from .labels import LabelVerbs


class SelectVerbs(LabelVerbs):
    """Which cells are meant, and how they came to be."""

    @reading("where", "basis")
    @verb
    def select(
        self,
        cells: object = None,
        *,
        where: object = None,
        lasso: object = None,
        basis: Basis | None = None,
        mode: str = "replace",
        keep_filters: bool = False,
        layer: str | None = None,
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
            Where the values of genes in ``where`` and ``basis`` are, by default the layer in use.

        Returns
        -------
        int
            How many cells are selected now.

        Raises
        ------
        SelectionError, DataError
            Nothing is asked for, or something that is not in the data. The selection stays as it was.
        """
        if cells is None and where is None and lasso is None:
            # the steps of a recipe that these verbs left
            if mode == "invert":
                return self.invert_selection()
            if mode == "all":
                return self.select_all()
        how = check_mode(mode)
        if cells is None and where is None and lasso is None:
            raise SelectionError("select() needs cells=, where= or lasso=. To select nothing, use clear_selection().")
        key = None if lasso is None else self.find_basis(self.embedding if basis is None else basis, layer)
        masks: list[Mask] = []
        step: dict[str, Any] = {}
        if cells is not None:
            positions = self.cells.find_cells(cells)
            masks.append(mask_of_cells(positions, self.cells.n_cells))
            step |= self._cells_step(positions)
        if where is not None or lasso is not None:
            mask, more = evaluate(self, lasso=lasso, where=where, basis=key, layer=layer)
            masks.append(mask)
            step |= more
        return self._pick(Pick.of(np.logical_and.reduce(masks), step, how), keep_filters=keep_filters)

    @verb
    def select_all(self) -> int:
        """Select every cell; return how many."""
        return self._pick(Pick.all(self.cells.n_cells), keep_filters=False)

    @verb
    def clear_selection(self, *, keep_filters: bool = False) -> None:
        """Select nothing; with ``keep_filters`` only what was picked is let go, and filters go on."""
        self._choose(replace(self._chooser.how, picks=()) if keep_filters else Selection())

    @verb
    def invert_selection(self) -> int:
        """Select all cells that are not selected; return how many. Filters become part of what was picked."""
        return self._pick(Pick({}, "invert"), keep_filters=False)

    @verb
    def drop_step(self, index: int) -> int:
        """Take one step of the :attr:`recipe` out again, by its place; return how many cells are selected now.

        All filters together are its last step.

        Raises
        ------
        SelectionError
            There is no such step.
        """
        how = self._chooser.how
        if index not in range(len(how.recipe)):
            raise SelectionError(f"The selection has no step {index!r}: it has {len(how.recipe)}.")
        return self._choose(how.without_pick(index) if index < len(how.picks) else Selection(how.picks))

    @reading("column")
    @verb
    def set_filter(self, column: str, wanted: object) -> int:
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
        kept = None if wanted is None else self.plain_wanted(column, wanted)
        how = self._chooser.how.with_filter(column, kept)
        return self._choose(replace(how, layer=self.layer_of(how.filters)))

    @verb
    def clear_filters(self) -> int:
        """Take all filters away; return how many cells are selected now."""
        return self._choose(Selection(self._chooser.how.picks))

    @verb
    def undo_selection(self) -> bool:
        """Go back to the selection before the last change of it; False if there is none."""
        return self._went(self._chooser.undo())

    @verb
    def redo_selection(self) -> bool:
        """Take :meth:`undo_selection` back; False if there is nothing to take back."""
        return self._went(self._chooser.redo())

    @property
    @verb
    def selected(self) -> Mask:
        """Which cells are selected, in ``obs`` order."""
        return self._chooser.mask.copy()

    @property
    @verb
    def selected_names(self) -> pd.Index[Any]:
        """Names of the selected cells."""
        return self.cells.obs_names[self._chooser.mask]

    @property
    def filters(self) -> dict[str, Any]:
        """The filters: by column the values, ``{"not": [...]}`` or the range that cells must have to be meant."""
        return dict(self._chooser.how.filters)

    @property
    def n_selected(self) -> int:
        """How many cells are selected."""
        return self._chooser.n

    @property
    def recipe(self) -> list[dict[str, Any]]:
        """How the selection was made; run it again with ``for step in recipe: w.select(**step)``."""
        return self._chooser.how.recipe

    @property
    def chooser(self) -> Chooser:
        """The selection as the view needs it: evaluated, step by step."""
        return self._chooser

    @reading("basis")
    @verb
    def show_embedding(self, basis: Basis) -> None:
        """Show another embedding, named as in scanpy (``"umap"`` or ``"X_umap"``), or one column against another."""
        self.embedding = self.find_basis(basis)
        self._tell_shown()

    @verb
    def color_by(self, name: str | None) -> None:
        """Colour cells by a category, a column of ``obs`` or a gene; None: all alike."""
        if name is not None:
            self.check_column(name)
        self.color = name
        self._tell_shown()

    def _pick(self, pick: Pick, *, keep_filters: bool) -> int:
        how = self._chooser.how
        if not keep_filters:
            how = Selection() if pick.mode == "replace" else self._chooser.folded()
        return self._choose(how.with_pick(pick, self.cells.n_cells))

    def _choose(self, how: Selection) -> int:
        self._chooser.choose(how)
        self._last_was_selection, self._selected_by = True, self._request
        self._tell_selected()
        return self._chooser.n

    def _went(self, went: bool) -> bool:  # noqa: FBT001 - what undo and redo return
        if went:
            self._last_was_selection, self._selected_by = True, self._request
            self._tell_selected()
        return went
