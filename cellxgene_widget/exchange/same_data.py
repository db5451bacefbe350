"""That the data is what it was when its labels were taken: labels go onto cells by their places."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from ..errors import ExportError


def unwatched() -> None:
    """Check nothing: of data that nobody else has."""


@dataclass(frozen=True)
class SameData:
    """Data as it was when labels were taken of it.

    Attributes
    ----------
    adata
        The data.
    names
        The names of the cells that the labels are of, as text.
    check
        Raises an :class:`AnnotationError` if its file was replaced.
    genes
        The names of its genes at the beginning.
    """

    adata: Any
    names: pd.Index[Any]
    check: Callable[[], None] = unwatched
    genes: tuple[str, ...] = field(init=False)

    def __post_init__(self) -> None:
        """Remember the genes."""
        object.__setattr__(self, "genes", _texts(self.adata.var_names))

    def require(self) -> None:
        """Raise an error unless the cells and the genes are still the same, each in its place.

        Raises
        ------
        ExportError
            There are others, or in another order.
        """
        self.check()
        self.require_cells(self.adata.obs_names)
        if _texts(self.adata.var_names) != self.genes:
            raise ExportError("The genes of the data changed while it was exported: export again.")

    def require_cells(self, names: Iterable[Any]) -> None:
        """Raise an :class:`ExportError` unless these are the names of the cells, each in its place."""
        if _texts(names) != _texts(self.names):
            raise ExportError("The cells of the data changed while it was exported: export again.")


def require_open_file(adata: Any, path: Path) -> None:
    """Raise an :class:`ExportError` unless a path is that of the file that the data holds open."""
    if not adata.file.is_open:
        return
    try:
        opened, there = os.fstat(adata.file._file.id.get_vfd_handle()), path.stat()  # noqa: SLF001 - h5py's, no other way
    except (AttributeError, NotImplementedError, FileNotFoundError):
        opened, there = None, None
    if opened is not None and there is not None and not os.path.samestat(opened, there):
        raise ExportError(
            f"The file {str(path)!r} was replaced since the data was opened: open it again to export its labels."
        )


def require_in_place(stored: Iterable[Any], now: Iterable[Any], what: str, path: Path) -> None:
    """Raise an :class:`ExportError` if a file has cells or genes at other places than the object read from it.

    One that was given another name in the object is at its place; what has a name of another place is not.
    """
    before, after = pd.Index(_texts(stored)), pd.Index(_texts(now))
    if len(before) != len(after):
        raise ExportError(
            f"The data has {len(after):,} {what} by now, its file {str(path)!r} {len(before):,}: read it into memory "
            "with adata.to_memory(), and show that."
        )
    other = np.flatnonzero(before.to_numpy() != after.to_numpy())
    if other.size and before[other].isin(after).any():
        raise ExportError(
            f"The {what} of the data are in another order than in its file {str(path)!r}: read it into memory with "
            "adata.to_memory(), and show that."
        )


def _texts(names: Iterable[Any]) -> tuple[str, ...]:
    return tuple(map(str, names))
