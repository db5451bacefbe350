"""celltypist's matrix of probabilities: a row a cell, a column a cell type."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from ...core.cell_names import places_among
from ...errors import DataError
from .tables import Table, table_of_frame


def is_of_celltypist(table: Table) -> bool:
    """Tell whether a table is ``predicted_labels.csv``."""
    return "predicted_labels" in table.columns


def with_probabilities(table: Table, matrix: pd.DataFrame, name: str, known: pd.Index[Any]) -> Table:
    """Return celltypist's labels with scores: of each cell that of its own label, else the highest of its row.

    As celltypist makes ``conf_score``. ``Unassigned``, ``Heterogeneous`` and ``B cells|T cells`` have no column.

    Parameters
    ----------
    table
        The labels.
    matrix
        As it stands in its file: text, with a column of names of cells.
    name
        What its file is called.
    known
        The names of the cells of the data.

    Raises
    ------
    DataError
        The matrix is about other cells, or holds something else than numbers.
    """
    found = table_of_frame(matrix, known, f"The file {name!r}", name)
    if table.cells is None or found.cells is None:
        return table
    types = list(found.columns)
    try:
        values = np.column_stack([found.columns[each].to_numpy(dtype=np.float32) for each in types])
    except ValueError as error:
        raise DataError(f"The file {name!r} does not hold numbers alone: {error}.") from error
    rows = places_among(table.cells, found.cells)
    highest = _at(values.max(axis=1), rows)
    scores = {}
    for column in ("majority_voting", "predicted_labels"):
        if column not in table.columns:
            continue
        own = pd.Index(types).get_indexer(pd.Index(table.columns[column].astype(str)))
        has_own = (own >= 0) & (rows >= 0)
        score = highest.copy()
        score[has_own] = values[rows[has_own], own[has_own]]
        scores[column] = (name, pd.Series(score))
    return replace(table, scores={**table.scores, **scores})


def _at(values: npt.NDArray[np.float32], rows: npt.NDArray[np.intp]) -> npt.NDArray[np.float32]:
    out = np.full(len(rows), np.nan, dtype=np.float32)
    out[rows >= 0] = values[rows[rows >= 0]]
    return out
