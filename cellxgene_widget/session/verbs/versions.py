"""The verbs that look at an earlier version of the draft, without going back to it."""

from __future__ import annotations

import pandas as pd

from ...data.cells import CellTable
from ...labels.categorical import frame_of
from ..earlier_versions import EarlierVersions, VersionChanges


class VersionVerbs:
    """What earlier versions say."""

    def __init__(self, table: CellTable, earlier: EarlierVersions) -> None:
        self._table = table
        self._earlier = earlier

    def version_changes(self, version: str) -> VersionChanges:
        """Return how many cells a version labels, and what is different in it from the version before it.

        Parameters
        ----------
        version
            Its id, as in :meth:`versions`.

        Returns
        -------
        VersionChanges
            ``n_labelled``: cells with a label in any category. ``changes``: phrases such as ``"+214 B cell"`` or
            ``"NK renamed NK cell"``, those that concern the most cells first.

        Raises
        ------
        DraftError
            There is no such version, or it can't be read.
        """
        return self._earlier.changes(version)

    def version_annotations(self, version: str) -> pd.DataFrame:
        """Return the labels as they were in an earlier version, as :attr:`annotations` has them now.

        Parameters
        ----------
        version
            Its id, as in :meth:`versions`.

        Raises
        ------
        DraftError
            There is no such version, or it can't be read.
        """
        return frame_of(self._earlier.labels(version), self._table.obs_names)
