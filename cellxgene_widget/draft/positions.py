"""Edits on the cells that they were made on, wherever in the data these cells are now."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from ..core.cell_names import respelled
from ..errors import DraftError
from ..labels.edits import Edit
from ..labels.entries import moved
from .journal import Journal


class PositionMap:
    """Moves edits from the positions of the session that made them to those that the cells have now.

    Parameters
    ----------
    journal
        Has the cell names of each frame.
    names, frame
        The names of the cells as they are now, and their fingerprint.
    known
        Names of other frames that are at hand.
    """

    def __init__(
        self,
        journal: Journal | None,
        names: pd.Index[Any],
        frame: str,
        known: Mapping[str, pd.Index[Any]] = MappingProxyType({}),
    ) -> None:
        self._journal = journal
        self._names = names
        self._frame = frame
        self._known = known
        #: For each frame of the journal: where its cells are now.
        self._positions: dict[str, npt.NDArray[np.intp]] = {}

    def in_place(self, edit: Edit, frame: str | None) -> Edit:
        """Return an edit that was made on the positions of some frame, on those of now."""
        if frame is None or frame == self._frame:
            return edit
        if frame not in self._positions:
            names = self._known.get(frame)
            if names is None:
                if self._journal is None:
                    return edit
                names = self._journal.names(frame)
            positions = self._names.get_indexer(names)
            if (positions < 0).any():
                positions = self._names.get_indexer(respelled(names, self._names))
            if (positions < 0).any():
                raise DraftError("This edit is about cells that are not in the draft any more.")
            self._positions[frame] = positions
        return moved(edit, self._positions[frame])
