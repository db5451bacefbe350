"""The cells that a draft's files are about: those of the data, then those that only the draft has."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import Any

import pandas as pd

from .csv_writer import RowNames
from .table import DraftTable


class WrittenCells:
    """Cells in the order in which positions of edits count them.

    Parameters
    ----------
    names, frame
        The names, and their fingerprint.
    former
        Cells of edits that are not in the journal yet, made before the data changed, by their fingerprint.

    Attributes
    ----------
    frames
        All of them by their fingerprint.
    """

    def __init__(self, names: pd.Index[Any], frame: str, former: Iterable[tuple[str, pd.Index[Any]]] = ()) -> None:
        self.names = names
        self.frame = frame
        self.frames: dict[str, pd.Index[Any]] = {**dict(former), frame: names}

    def row_names_of(self, table: DraftTable) -> RowNames:
        """Return the names as the CSV has them; made once, for they are most of its text.

        The table may have been made just before the data changed: then its rows are others.
        """
        return self._row_names if table.cells is self.names else RowNames(table.cells)

    @cached_property
    def _row_names(self) -> RowNames:
        return RowNames(self.names)

    def followed_by(self, names: pd.Index[Any], frame: str, unwritten: Iterable[str | None]) -> WrittenCells:
        """Return the cells after the data changed; ``unwritten``: the frames of edits that are yet to be written."""
        return WrittenCells(names, frame, ((known, self.frames[known]) for known in unwritten if known in self.frames))
