"""The verbs that select cells, and choose what is shown."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from .cellsets import Mask, mask_of_cells
from .errors import SelectionError
from .label_verbs import LabelVerbs
from .selection import Selection, check_mode, evaluate
from .session_core import verb


class SelectVerbs(LabelVerbs):
    """Which cells are meant, and how they came to be."""

    @verb
    def select(
        self,
        cells: object = None,
        *,
        where: object = None,
        lasso: object = None,
        basis: str | None = None,
        mode: str = "replace",
    ) -> int:
        """Select cells: those that are named, inside the lasso, and meet every condition.

        Parameters
        ----------
        cells
            A boolean array, names of cells, or positions.
        where
            Columns, categories or genes, and what is wanted in each: ``{"louvain": ["3", "7"], "CD3D": (1.2, None)}``.
        lasso
            A polygon in data coordinates, or several.
        basis
            The embedding of the lasso, by default the one shown.
        mode
            What becomes of the selection there is: ``replace``, ``add``, ``subtract`` or ``intersect``.

        Returns
        -------
        int
            How many cells are selected now.

        Raises
        ------
        SelectionError
            Nothing is asked for, or something that is not in the data. The selection stays as it was.
        """
        if mode == "invert" and cells is None and where is None and lasso is None:
            return self.invert_selection()  # the step of a recipe that invert_selection left
        how = check_mode(mode)
        if cells is None and where is None and lasso is None:
            raise SelectionError("select() needs cells=, where= or lasso=. To select nothing, use clear_selection().")
        key = None if lasso is None else self.cells.find_embedding(basis or self.embedding)
        masks: list[Mask] = []
        step: dict[str, Any] = {}
        if cells is not None:
            positions = self.cells.find_cells(cells)
            masks.append(mask_of_cells(positions, self.cells.n_cells))
            step |= self._cells_step(positions)
        if where is not None or lasso is not None:
            mask, more = evaluate(self, lasso=lasso, where=where, basis=key)
            masks.append(mask)
            step |= more
        return self._select(self._selection.combined(np.logical_and.reduce(masks), step, how))

    @verb
    def clear_selection(self) -> None:
        """Select nothing."""
        self._select(Selection.none(self.cells.n_cells))

    @verb
    def invert_selection(self) -> int:
        """Select all cells that are not selected; return how many."""
        return self._select(self._selection.inverted())

    @property
    @verb
    def selected(self) -> Mask:
        """Which cells are selected, in ``obs`` order."""
        return self._selection.mask.copy()

    @property
    @verb
    def selected_names(self) -> pd.Index[Any]:
        """Names of the selected cells."""
        return self.cells.obs_names[self._selection.mask]

    @property
    def n_selected(self) -> int:
        """How many cells are selected."""
        return self._selection.n

    @property
    def recipe(self) -> list[dict[str, Any]]:
        """How the selection was made; run it again with ``for step in recipe: w.select(**step)``."""
        return [dict(step) for step in self._selection.recipe]

    @verb
    def show_embedding(self, basis: str) -> None:
        """Show another embedding, named as in scanpy: ``"umap"`` or ``"X_umap"``."""
        self.embedding = self.cells.find_embedding(basis)
        self._tell_shown()

    @verb
    def color_by(self, name: str | None) -> None:
        """Colour cells by a category, a column of ``obs`` or a gene; None: all alike."""
        if name is not None:
            self.column_or_category(name)
        self.color = name
        self._tell_shown()

    def _select(self, selection: Selection) -> int:
        self._selection = selection
        self._tell_selected()
        return selection.n
