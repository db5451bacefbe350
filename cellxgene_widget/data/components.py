"""The components of arrays of ``obsm`` as columns of numbers, called as scanpy calls their axes: ``PC1``, ``UMAP2``."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from .embeddings import Embeddings
from .modalities import SEPARATOR
from .obsm_arrays import column_of, n_columns

#: What scanpy writes along the axes of an embedding, before the number of the component.
_AXES = {"pca": "PC", "umap": "UMAP", "tsne": "tSNE", "diffmap": "DC"}
#: Of a number that no array has so many columns for.
_DIGITS = 7
#: Components of an array that can be chosen in the view.
MOST_KNOWN = 100


class Components:
    """Every column of every array that can be drawn, by its name.

    Parameters
    ----------
    obsm
        The arrays. Of two whose components are called alike, the first one counts.
    """

    def __init__(self, obsm: Embeddings) -> None:
        self._obsm = obsm

    def find(self, name: str) -> tuple[str, int] | None:
        """Return the key in ``obsm`` and the place of the component of this name, from 0; None if there is none."""
        for key in self._obsm.keys:
            place = _place_in(key, name)
            if place is not None and place < n_columns(self._obsm.array(key)):
                return key, place
        return None

    def names(self, key: str) -> list[str]:
        """Return what the components of an array are called, in order; none for a section, which is part of one."""
        if key not in self._obsm.keys:
            return []
        return [f"{axis_of(key)}{place + 1}" for place in range(n_columns(self._obsm.array(key)))]

    def known(self, key: str) -> list[str]:
        """Return the first of these names, ``""`` in place of one that stands for a component of another array.

        At most 100: nobody chooses among the columns of a table of proteins by their number.
        """
        keys = self._obsm.keys
        if key not in keys:
            return []
        # how wide each array is takes long to find out: once, for all names
        before = [other for other in keys[: keys.index(key)] if axis_of(key).startswith(axis_of(other))]
        widths = {other: n_columns(self._obsm.array(other)) for other in before}

        def is_taken(name: str) -> bool:
            places = ((_place_in(other, name), width) for other, width in widths.items())
            return any(place is not None and place < width for place, width in places)

        return ["" if is_taken(name) else name for name in self.names(key)[:MOST_KNOWN]]

    def values(self, key: str, place: int) -> npt.NDArray[np.float32]:
        """Return one component, shape (n_cells,), as the plot has it: NaN where there is no value to draw."""
        with np.errstate(over="ignore"):
            values: npt.NDArray[Any] = np.array(column_of(self._obsm.array(key), place), dtype=np.float32)
        values[~np.isfinite(values)] = np.nan
        sections = self._obsm.sections
        if sections.is_narrowed and sections.library_id is not None and self._obsm.is_tissue(key):
            values[~sections.of(sections.library_id)] = np.nan
        return values


def _place_in(key: str, name: str) -> int | None:
    """Return which component of an array a name would be, from 0; None: it is called otherwise."""
    axis = axis_of(key)
    number = name.removeprefix(axis) if name.startswith(axis) else ""
    # no other spelling of a number: "PC01" is no component
    if number.isascii() and number.isdecimal() and number[0] != "0" and len(number) < _DIGITS:
        return int(number) - 1
    return None


def axis_of(key: str) -> str:
    """Return what scanpy writes along the axes of an array of ``obsm``, without the number of the component."""
    modality, separator, bare = key.rpartition(SEPARATOR)
    basis = bare.removeprefix("X_")
    axis = basis.replace("draw_graph_", "").upper() if "draw_graph" in basis else _AXES.get(basis, basis)
    return f"{modality}{separator}{axis}"
