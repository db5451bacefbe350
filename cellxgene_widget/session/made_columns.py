"""Columns and embeddings that were made in this session, of its cells: doubt, scores, clusters. In no adata."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from ..data.columns import Column, ColumnInfo, NumberColumn, describe
from ..data.embeddings import EmbeddingInfo

Points = npt.NDArray[np.float32]


class MadeColumns:
    """What was made beside the data, by name. A column of ``obs`` or a gene of such a name is hidden by it.

    Attributes
    ----------
    columns
        By name, in the order they were made.
    embeddings
        By name: float32 of shape (n_cells, 2), NaN for cells that have no place.
    """

    def __init__(self) -> None:
        self.columns: dict[str, Column] = {}
        self.embeddings: dict[str, Points] = {}

    def has(self, name: object) -> bool:
        """Tell whether a column or an embedding of this name was made."""
        return name in self.columns or name in self.embeddings

    def move(self, places: npt.NDArray[np.intp]) -> None:
        """Be of other cells from now on: ``places[new]`` is where a cell was, or -1 for one that is new."""
        known = places >= 0

        def moved(values: npt.NDArray[np.generic], missing: float) -> npt.NDArray[np.generic]:
            out = np.full((len(places), *values.shape[1:]), missing, dtype=values.dtype)
            out[known] = values[places[known]]
            return out

        for name, column in self.columns.items():
            self.columns[name] = (
                replace(column, values=moved(column.values, np.nan))  # type: ignore[arg-type]
                if isinstance(column, NumberColumn)
                else replace(column, codes=moved(column.codes, 0))  # type: ignore[arg-type]
            )
        for name, points in self.embeddings.items():
            self.embeddings[name] = moved(points, np.nan)  # type: ignore[assignment]

    def describe(self) -> list[ColumnInfo]:
        """Return the columns as a view lists them."""
        return [describe(column) for column in self.columns.values()]

    def describe_embeddings(self) -> Iterator[EmbeddingInfo]:
        """Yield the embeddings as a view lists them: cells without a place are elsewhere, not missing."""
        for name, points in self.embeddings.items():
            away = int(np.count_nonzero(np.isnan(points[:, 0])))
            yield EmbeddingInfo(name, name, 0, y_down=False, of=name, n_elsewhere=away)
