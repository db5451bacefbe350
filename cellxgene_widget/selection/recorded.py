"""A recipe as it is written down: a step about something that is in this session only names its cells instead."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np

from ..core.cell_sets import Cells, Mask, cells_of_mask
from ..core.conditions import in_short
from ..core.recipe_step import Step, columns_in, embeddings_in
from .recipe import Pick, Selection

#: A set of cells can be called by so many characters.
_LONGEST = 150


def recorded(
    how: Selection,
    is_made: Callable[[object], bool],
    passing: Callable[[str], Mask],
    name_cells: Callable[[Cells], Step],
) -> list[Step]:
    """Return the recipe of a selection that means the same cells in a later session too.

    Parameters
    ----------
    how
        The selection.
    is_made
        Tells whether a column, embedding or graph was made in this session.
    passing
        Returns the cells that pass the filter on a column, shape (n_cells,).
    name_cells
        Returns the step that names cells.
    """
    steps = replace(how, picks=tuple(lasting_pick(x, is_made, name_cells) for x in how.picks), filters={}).recipe
    made = [column for column in how.filters if is_made(column)]
    rest = {column: wanted for column, wanted in how.filters.items() if column not in made}
    filters: list[Step] = [{**how.filter_step, "where": rest}] if rest else []
    for column in made:
        words = in_words({"where": {column: how.filters[column]}})
        filters.append(_named(words, cells_of_mask(passing(column)), name_cells))
    for each in filters:
        if steps:
            each["mode"] = "intersect"
        steps.append(each)
    return steps


def lasting_pick(pick: Pick, is_made: Callable[[object], bool], name_cells: Callable[[Cells], Step]) -> Pick:
    """Return a step of picking that names its cells where it is about what was made; any other as it is."""
    if pick.bits is None or not _is_about(pick.step, is_made):
        return pick
    return replace(pick, step=_named(in_words(pick.step), np.flatnonzero(np.unpackbits(pick.bits)), name_cells))


def _is_about(step: Step, is_made: Callable[[object], bool]) -> bool:
    return any(map(is_made, (*columns_in([step]), *embeddings_in([step]))))


def _named(words: str, cells: Any, name_cells: Callable[[Cells], Step]) -> Step:
    return {"chosen_by": words, **name_cells(cells.astype(np.uint32))}


def in_words(step: Step) -> str:
    """Return what was asked for in a step, as ``clusters 1: 2, 5`` or ``doubt: cell_type 0.5 to 1``."""
    basis = step.get("basis")
    drawn = basis if isinstance(basis, str) else " / ".join(basis or ())
    said = [f"lasso on {drawn}"] if step.get("lasso") else []
    said += [in_short(column, wanted) for column, wanted in step.get("where", {}).items()]
    text = "; ".join(said)
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
