"""The genes of a MuData: a table for each layer of each modality, and how its rows lie among all cells."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from ..errors import DataError, some
from .modalities import SEPARATOR, Modalities
from .placed_rows import placed
from .stored import RAW, Layers, X


class Modality:
    """A modality as a part of the whole: which of its rows is which cell.

    Parameters
    ----------
    modalities
        All of them.
    name
        Which one.
    """

    def __init__(self, modalities: Modalities, name: str) -> None:
        self._modalities = modalities
        self.name = name

    @property
    def prefix(self) -> str:
        """What stands before the names of its genes."""
        return self.name + SEPARATOR

    def place(self, layer: str | None) -> str:
        """Return what a layer of it is called among those of all modalities: ``rna``, ``rna:counts``."""
        return self.name if layer is None else f"{self.prefix}{layer}"

    def per_cell(self, values: npt.NDArray[Any]) -> npt.NDArray[Any]:
        """Return values of its rows with one row a cell of the whole, NaN for cells that it does not have."""
        rows = self._modalities.rows(self.name)
        return values if rows is None else placed(values, rows)

    def per_row(self, values: npt.NDArray[Any]) -> npt.NDArray[Any]:
        """Return values of all cells for its rows: 0 (False) for a row that is no cell of the whole."""
        rows = self._modalities.rows(self.name)
        if rows is None:
            return values
        cells = np.flatnonzero(rows >= 0)
        out = np.zeros((self._modalities.mod[self.name].n_obs, *values.shape[1:]), dtype=values.dtype)
        out[rows[cells]] = values[cells]
        return out


class ModalityPlaces:
    """The places of a MuData: ``rna`` is the X of a modality, ``rna:counts`` a layer of it, ``rna:raw`` its raw.

    Parameters
    ----------
    modalities
        Each with its layers.
    first
        The modality whose genes are meant where none is named; by default the first one.

    Raises
    ------
    DataError
        There is no such modality.
    """

    def __init__(self, modalities: Modalities, first: str | None = None) -> None:
        names = list(modalities.mod)
        if first is not None and first not in names:
            raise DataError(f"There is no modality {first!r} in this MuData. Modalities: {some(names)}.")
        self._modalities = modalities
        self._first = names[0] if first is None else first

    @property
    def names(self) -> list[str]:
        """Of each modality X, its layers, raw; those of the first modality come first."""
        order = dict.fromkeys([self._first, *self._modalities.mod])
        return [place for modality in order if modality in self._modalities.mod for place in self._of(modality)]

    def _of(self, modality: str) -> list[str]:
        whole = Modality(self._modalities, modality)
        return [whole.place(None if name == X else name) for name in Layers(self._modalities.mod[modality]).names]

    def split(self, place: str) -> tuple[str, str | None]:
        """Return the modality of a place, and its layer; None: X."""
        if place in self._modalities.mod:
            return place, None
        found = self._modalities.split(place)
        return found if found is not None else (self._first, place)

    def full(self, layer: str, near: str | None) -> str:
        """Return the whole name of a layer, by default of the modality in use: ``counts`` is ``rna:counts``.

        Raises
        ------
        DataError
            There is no such layer.
        """
        names = self.names
        if layer in names:
            return layer
        modality = self._first if near is None else self.split(near)[0]
        short = Modality(self._modalities, modality).place(None if layer == X else layer)
        if short not in names:
            raise DataError(f"There is no layer {layer!r}. Layers: {some(names, 20)}.")
        return short

    def raw_beside(self, place: str) -> str | None:
        """Return the raw of the modality of a place, if it has one."""
        raw = Modality(self._modalities, self.split(place)[0]).place(RAW)
        return raw if raw in self.names else None

    def by_turn(self, place: str) -> list[str]:
        """Return the raw, X and layers of the same modality, then those of the others."""
        own = self.split(place)[0]
        raw, here = self.raw_beside(place), self._of(own)
        others = [name for modality in self._modalities.mod if modality != own for name in self._of(modality)]
        turn = [*([raw] if raw is not None else []), *here, *others]
        return [name for name in dict.fromkeys(turn) if name != place]
