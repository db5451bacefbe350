"""Where two ways of calling the same cells do not go together: pairs of a label and a value off what matches. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from ..core.cell_sets import Mask


class Disagreement(NamedTuple):
    """What each cell would be called by the other way.

    Attributes
    ----------
    differs
        Cells whose label and value do not go together.
    label
        By cell the code of the label that its value stands for; 0: none.
    doubts
        Which share of the cells with the same value has another label than the cell, 0 to 1.
    """

    differs: Mask
    label: npt.NDArray[np.int64]
    doubts: npt.NDArray[np.float32]


def disagreement(codes: npt.NDArray[np.int64], values: npt.NDArray[np.intp], same: Mapping[int, int]) -> Disagreement:
    """Compare two ways of calling cells.

    A value that is called like a label stands for that one. Any other stands for the label that most of its cells have;
    and it goes with a label that has more of its cells in this value than in any other, too: a label of which a finer
    way makes several values agrees with each of them, as it does with the value of a coarser way.

    Parameters
    ----------
    codes, values
        Of each cell, 0: none; shape (n_cells,). Cells without one of the two do not differ.
    same
        By value the code of the label of the same name.
    """
    n_codes = 1 + max(int(codes.max(initial=0)), *same.values(), 0)
    n_values = 1 + max(int(values.max(initial=0)), *same, 0)
    flat = np.bincount(codes * n_values + values, minlength=n_codes * n_values)
    table = flat.reshape(n_codes, n_values).astype(np.int64)
    table[0, :] = table[:, 0] = 0
    stands_for = np.where(table.sum(axis=0) > 0, table.argmax(axis=0), 0)
    goes = np.zeros_like(table, dtype=bool)
    goes[stands_for, np.arange(n_values)] = True
    goes[np.arange(n_codes), table.argmax(axis=1)] = True
    for value, code in same.items():
        stands_for[value] = code
        goes[:, value] = False
        goes[code, value] = True
    known = (codes > 0) & (values > 0)
    share = np.divide(table, np.maximum(table.sum(axis=0), 1))[codes, values]
    return Disagreement(
        known & ~goes[codes, values],
        np.where(known, stands_for[values], 0).astype(np.int64),
        np.where(known, 1 - share, np.nan).astype(np.float32),
    )
