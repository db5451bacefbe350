"""Rows of a modality by the cells of the whole MuData, where some cells are in it and others are not."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt


@dataclass(frozen=True, eq=False)
class PlacedRows:
    """An array of a modality by the cells of the whole. Rows are laid out when columns of it are drawn.

    Attributes
    ----------
    source
        What ``obsm`` of the modality holds, of any kind; shape (n_rows, n_columns).
    rows
        The row of each cell, or -1; shape (n_cells,).
    """

    source: Any
    rows: npt.NDArray[np.intp]

    @cached_property
    def stamp(self) -> str:
        """What is another text when cells have other rows."""
        return hashlib.blake2b(self.rows.tobytes(), digest_size=16).hexdigest()


def placed(values: npt.NDArray[Any], rows: npt.NDArray[np.intp]) -> npt.NDArray[np.floating[Any]]:
    """Return values of a modality with one row a cell of the whole, NaN for cells that are not in it."""
    out = np.full((len(rows), *values.shape[1:]), np.nan, dtype=np.result_type(values.dtype, np.float32))
    here = rows >= 0
    out[here] = values[rows[here]]
    return out
