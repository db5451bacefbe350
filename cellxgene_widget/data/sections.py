"""Sections of tissue in one object: which cells are of which library, the one that is shown, and which overlap."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from anndata import AnnData

from ..errors import DataError, some
from .frames import computed, series_of
from .modalities import SEPARATOR, Modalities
from .tissue import Tissue
from .tissue_images import TissueImages

#: Columns of ``obs`` that may tell the library of a cell, the likeliest first.
_COLUMNS = (
    "library_id", "library", "sample_id", "sample", "section_id", "section", "slide_id", "slide", "batch", "region",
    "fov",
)  # fmt: skip
#: Sections of which a larger part than this lies on another one are said to overlap.
_OVERLAP = 0.1
#: Sections that are looked at, each with each.
_MOST = 1000


class Sections:
    """The libraries of an object as sections of its cells.

    Which cells are of a library is told by the column of ``obs`` that has most of their names: that which spatialdata
    names, ``library_id``, ``sample``, ``batch`` or the like. With one library and no such column all cells are of it.

    Parameters
    ----------
    adata
        In memory, backed or lazy.
    library_id
        The one to show; None: all.

    Raises
    ------
    DataError
        There is no such library, or nothing tells which cells are of it.
    """

    def __init__(self, adata: AnnData | Modalities, library_id: str | None = None) -> None:
        self._adata = adata
        self._tissue = Tissue(adata)
        self.images = TissueImages(self._tissue)
        """The images of the sections as they are drawn."""
        self.library_id: str | None = None
        """The one that is shown where none is named; None: all are."""
        # looked for once: to read all columns that it could be takes long, and coordinates are asked for often
        self._column: str | None = None
        self._checked: set[str] = set()
        if library_id is not None:
            self.choose(library_id)

    @property
    def tissue(self) -> Tissue:
        """The pictures of the sections."""
        return self._tissue

    @property
    def is_narrowed(self) -> bool:
        """Whether cells of other sections than :attr:`library_id` have no place."""
        return self.library_id is not None and self.is_told(self.library_id)

    def is_told(self, library: str) -> bool:
        """Tell whether a column says which cells are of a library, of those that :meth:`require` checked."""
        return library in self._checked

    def choose(self, library_id: str | None) -> None:
        """Show one section, or all (None), where none is named.

        Raises
        ------
        DataError
            There is no such library, or nothing tells which cells are of it; all stays as it was.
        """
        if library_id is not None:
            self.require(library_id)
        self.library_id = library_id

    @property
    def names(self) -> list[str]:
        """Names of the libraries in ``uns["spatial"]``; where there are none, what a column of libraries holds."""
        return self._tissue.names or self._names_in(self._column_named())

    @property
    def columns(self) -> list[str]:
        """The column of ``obs`` by which cells are shown or not; none while all are."""
        return [] if self._column is None else [self._column]

    def of(self, library: str) -> npt.NDArray[np.bool_]:
        """Return which cells are of a library that was checked by :meth:`require`, shape (n_cells,)."""
        if self._column is None or self._column not in self._there():
            self._column = self._likeliest() or self._column
        if self._column is None:  # it was the only one when it was checked
            return np.full(self._adata.n_obs, self.names == [library])
        if self._column not in self._there():
            # the notebook took the column away: no cells are better than the wrong ones
            return np.zeros(self._adata.n_obs, dtype=bool)
        codes, levels = self._levels(self._column)
        return np.isin(codes, np.flatnonzero(levels == library))

    def by_cell(self) -> tuple[npt.NDArray[np.int64], list[str]]:
        """Return of each cell the place of its section in a list of those that have cells; -1: of none.

        Returns
        -------
        codes : ndarray of int64, shape (n_cells,)
        names : list of str
            In the order of :attr:`names`; where no column tells sections, the only library there is, or none.
        """
        names, column = self.names, self._likeliest()
        if column is None:
            only = names if len(names) == 1 else []
            return np.full(self._adata.n_obs, len(only) - 1, dtype=np.int64), only
        codes, levels = self._levels(column)
        there = {str(levels[code]) for code in np.unique(codes[codes >= 0])}
        with_cells = [name for name in names if name in there]
        place = {name: i for i, name in enumerate(with_cells)}
        # one more for the cells without a value, whose code is -1
        places = np.array([*(place.get(str(level), -1) for level in levels), -1], dtype=np.int64)
        return places[codes], with_cells

    def overlapping(self, points: npt.NDArray[np.float32]) -> list[str]:
        """Return the names of sections that lie over each other where all are shown.

        Parameters
        ----------
        points
            Coordinates of all cells, shape (n_cells, 2); NaN where there are none.
        """
        names, column = set(self.names), self._likeliest()
        if column is None:
            return []
        codes, levels = self._levels(column)
        boxes = pd.DataFrame(points).groupby(codes).agg(["min", "max"])
        known = [code >= 0 and levels[code] in names for code in boxes.index]
        boxes = boxes[known].dropna().iloc[:_MOST]
        low, high = boxes.xs("min", axis=1, level=1).to_numpy(), boxes.xs("max", axis=1, level=1).to_numpy()
        area = np.prod(high - low, axis=1)
        common = np.minimum(high[:, None], high[None]) - np.maximum(low[:, None], low[None])
        part = np.prod(np.clip(common, 0, None), axis=2)
        np.fill_diagonal(part, 0)
        over = (part > _OVERLAP * np.minimum(area[:, None], area[None])).any(axis=1)
        return [str(levels[code]) for code in boxes.index[over]]

    def require(self, library_id: object) -> None:
        """Check once that there is a library of this name, and that it is known which cells are of it.

        Raises
        ------
        DataError
            It is not.
        """
        if isinstance(library_id, str) and library_id in self._checked:
            return
        names = self.names
        if not isinstance(library_id, str) or library_id not in names:
            there = f"Libraries: {some(names, 8)}." if names else "It names none."
            raise DataError(f"There is no library {library_id!r} in adata.uns['spatial']. {there}")
        column = self._likeliest()
        if column is None and len(names) > 1:
            raise DataError(
                f"Nothing tells which cells are of the library {library_id!r}: adata.uns['spatial'] has "
                f"{some(names, 8)}, and no column of adata.obs such as 'library_id' names them. Add one."
            )
        if column is not None and library_id not in self._names_in(column):
            raise DataError(
                f"No cell is of the library {library_id!r}: adata.obs[{column!r}] has "
                f"{some(self._names_in(column), 8)}."
            )
        if column is not None:
            self._column = column
            self._checked.add(library_id)

    def look_anew(self) -> None:
        """Forget what was checked, as the column may tell another thing now; a section that none tells is let go."""
        self._checked.clear()
        if self.library_id is None:
            return
        try:
            self.require(self.library_id)
        except DataError:
            self.library_id = None

    def _likeliest(self) -> str | None:
        """Return the column that has most of the names."""
        names = set(self.names)
        there = self._there()
        best: str | None = None
        most = 0
        for column in self._called([*self._region_keys(), *_COLUMNS]):
            n = len(names.intersection(self._names_in(column))) if names and column in there else 0
            if n > most:
                best, most = column, n
        return best

    def _column_named(self) -> str | None:
        """Return the column that is surely one of libraries, also where no pictures are there."""
        there = self._there()
        return next((column for column in self._called([*self._region_keys(), "library_id"]) if column in there), None)

    def _region_keys(self) -> list[str]:
        noted = self._adata.uns.get("spatialdata_attrs")
        key = computed(noted.get("region_key")) if isinstance(noted, Mapping) else None
        return [key] if isinstance(key, str) else []

    def _called(self, columns: Iterable[str]) -> list[str]:
        """Return what columns may be called here: of a MuData, as those of the whole and of each modality."""
        mod = self._adata.mod if isinstance(self._adata, Modalities) else ()
        parts = ["", *(f"{modality}{SEPARATOR}" for modality in mod)]
        return list(dict.fromkeys(f"{part}{column}" for column in columns for part in parts))

    def _there(self) -> set[str]:
        # two columns of one name tell nothing
        return {name for name, times in Counter(self._adata.obs.columns).items() if times == 1}

    def _names_in(self, column: str | None) -> list[str]:
        if column is None:
            return []
        try:
            codes, levels = self._levels(column)
        except DataError:  # who shows the column is told that it can't be read: here it names nothing
            return []
        return [str(levels[code]) for code in np.unique(codes[codes >= 0])]

    def _levels(self, column: str) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.object_]]:
        """Return of each cell the place of its value among those there are, as text; -1: it has none."""
        values = series_of(self._adata.obs, column)
        try:
            codes, found = pd.factorize(values)
        except TypeError:  # lists and the like name no library
            codes, found = np.full(len(values), -1), pd.Index([])
        names = self._tissue.names
        levels: npt.NDArray[Any] = np.array([_name_of(value, names) for value in found], dtype=object)
        return np.asarray(codes, dtype=np.int64), levels


def _name_of(value: object, names: Container[str]) -> str:
    """Return the library that a value names: whole numbers are floats where one is missing, 1.0 is "1"."""
    text = str(value)
    is_whole = isinstance(value, float | np.floating) and float(value).is_integer()
    return str(int(value)) if is_whole and text not in names else text  # type: ignore[call-overload]
