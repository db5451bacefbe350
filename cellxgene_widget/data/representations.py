"""What cells can be clustered by: the arrays of ``obsm`` that are more than a plot."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from ..core.cell_sets import Cells
from ..errors import DataError, some
from .cells import CellTable
from .embeddings import Embeddings
from .modalities import SEPARATOR
from .obsm_arrays import all_columns, n_columns

#: A plot has two columns, or three: distances in it are those of a picture.
_MOST_OF_A_PLOT = 3
#: Parts of keys, the likeliest first: what several batches were brought together in goes before a mere PCA.
_PREFERRED = ("harmony", "scvi", "scanvi", "totalvi", "multivi", "scanorama", "mnn", "integrated", "corrected", "pca")


@dataclass(frozen=True)
class Representation:
    """An array of ``obsm``: its key and how many columns it has."""

    key: str
    n_columns: int


class Representations:
    """The arrays of ``obsm`` that cells can be clustered by.

    Parameters
    ----------
    table
        Whose. Its arrays are asked for each time: a closed session holds nothing of the data.
    """

    def __init__(self, table: CellTable) -> None:
        self._table = table

    @property
    def _obsm(self) -> Embeddings:
        return self._table.obsm

    def all(self) -> list[Representation]:
        """Return those of more columns than a plot has, the one to take unasked first."""
        sized = [Representation(key, n_columns(self._obsm.array(key))) for key in self._obsm.keys]
        # sorted() keeps the order of those that are alike
        return sorted((each for each in sized if each.n_columns > _MOST_OF_A_PLOT), key=lambda each: _rank(each.key))

    def find(self, use_rep: str | None) -> Representation:
        """Return the one of a key (``"pca"`` is ``"X_pca"``), also a plot's where it is named; None: the usual one.

        Raises
        ------
        DataError
            There is none.
        """
        found = self.all()
        names = [each.key for each in found]
        if use_rep is None:
            if found:
                return found[0]
            raise DataError(
                "There is nothing to cluster by: adata.obsm has no representation such as X_pca or X_scVI, with more "
                f"columns than a plot ({some(self._obsm.keys)} {'is' if len(self._obsm.keys) == 1 else 'are'} there). "
                "Compute one first, for example with sc.pp.pca(adata), or name a plot with use_rep= if you mean it."
            )
        for key in (use_rep, f"X_{use_rep}"):
            if key in self._obsm.keys:
                return Representation(key, n_columns(self._obsm.array(key)))
        raise DataError(f"There is no representation {use_rep!r} in adata.obsm. There are: {some(names, 20)}.")

    def is_plot(self, representation: Representation) -> bool:
        """Tell whether its distances are those of a picture."""
        return representation.n_columns <= _MOST_OF_A_PLOT

    def rows(self, representation: Representation, cells: Cells) -> npt.NDArray[Any]:
        """Return the values of some cells, shape (n_cells, n_columns), of the kind of float that they have."""
        values = all_columns(self._obsm.array(representation.key), np.asarray(cells, dtype=np.int64))
        return np.array(values, dtype=values.dtype if values.dtype.kind == "f" else np.float32, order="C")


def _rank(key: str) -> int:
    bare = key.rpartition(SEPARATOR)[2].lower()
    return next((place for place, part in enumerate(_PREFERRED) if part in bare), len(_PREFERRED))
