"""Whether values look like raw counts: from a sample of them, wherever they lie."""

from __future__ import annotations

from typing import Any, Literal, NamedTuple

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from .matrix import Kind, kind_of, summed

#: Values that are looked at to tell counts from normalised values.
LOOKED_AT = 10_000
#: Of a matrix so many rows, or columns where it is stored by them, are looked at, in so many places.
_SLICES, _PLACES = 48, 6


ValueLook = Literal["counts", "scaled", "other"]


class Look(NamedTuple):
    """What some values look like.

    Attributes
    ----------
    whole
        All are whole numbers, 0 or more: counts, most likely.
    negative
        Some are below 0: scaled values, most likely.
    """

    whole: bool
    negative: bool


def look_at(values: npt.NDArray[Any]) -> Look:
    """Look at the first 10,000 of some values, shape (n,)."""
    seen = values[:LOOKED_AT]
    negative = bool(np.any(seen < 0))
    return Look(not negative and bool(np.all(seen == np.floor(seen))), negative)


def look_of(matrix: Any) -> ValueLook:
    """Tell what the values of a matrix of any kind look like.

    Parameters
    ----------
    matrix
        Shape (n_cells, n_genes); a few of its rows are read, or of its columns where it is stored by them.

    Returns
    -------
    ``"counts"``: whole numbers, 0 or more, of which some are not 0. ``"scaled"``: some are below 0. Else ``"other"``.

    Raises
    ------
    DataError
        It holds no real numbers.
    """
    found, whole = False, True
    for part in _parts(matrix, kind_of(matrix)):
        stored = summed(part).data if sp.issparse(part) else np.asarray(part).reshape(-1)
        values = stored[stored != 0]
        look = look_at(values)
        if look.negative:
            return "scaled"
        whole &= look.whole
        found |= bool(values.size)
    return "counts" if found and whole else "other"


def _parts(matrix: Any, kind: Kind) -> list[Any]:
    n_rows, n_columns = matrix.shape
    if not n_rows or not n_columns:
        return []
    if kind == "lazy":  # a block is read as a whole
        return [matrix.blocks[0, 0].compute()]
    by_columns = kind in ("columns", "disk columns")
    slices = _slices(n_columns if by_columns else n_rows)
    return [matrix[:, some] if by_columns else matrix[some] for some in slices]


def _slices(n: int) -> list[slice]:
    """Return some places spread over a length."""
    width = max(1, _SLICES // _PLACES)
    begins = sorted({int(begin) for begin in np.linspace(0, max(n - width, 0), _PLACES)})
    return [slice(begin, min(begin + width, n)) for begin in begins]
