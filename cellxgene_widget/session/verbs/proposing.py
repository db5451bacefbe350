"""The verb by which tools and colleagues propose labels: into the queue of a review, never as labels."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

import pandas as pd

from ...data.cells import CellTable
from ...labels import proposals
from ...labels.history import History
from ..columns import Columns
from ..editor import Editor
from ..review.grounds import Settings, take
from ..review.proposed import offers
from ..review.proposed_levels import levels_to_propose_for


class ProposalVerbs:
    """What others say cells may be."""

    def __init__(self, table: CellTable, columns: Columns, history: History, editor: Editor) -> None:
        self._table = table
        self._columns = columns
        self._history = history
        self._editor = editor

    def propose(
        self,
        category: str,
        mapping: Mapping[object, object] | pd.DataFrame | pd.Series | None,
        *,
        by: str,
        of: str | None = None,
    ) -> int:
        """Note what a tool or a colleague proposes to call cells: groups of the queue of :meth:`review`, first of all.

        No label changes by it: a person decides on each group. One edit of the draft, which :meth:`undo` takes back;
        what the same author proposed before for the same column is replaced.

        Parameters
        ----------
        category
            What the labels are proposed for.
        mapping
            For each label of the category (or level of ``of``) the label proposed: a text, ``(label, confidence,
            reason)``, or a mapping with ``label``, ``confidence`` (``"high"``, ``"medium"``, ``"low"``, or a number,
            which is told as it is) and ``reason``. Or a DataFrame with these columns, its index, ``level`` or
            ``cluster`` the labels or levels. None takes back all that the author has proposed.
        by
            The name of the tool or person.
        of
            A column of ``obs`` or category, such as the clusters that a tool was given; by default the category itself.
            What is proposed for a level of a column is left out, with a note, while that has other cells than now. Of
            clusters that are in this session only make a category first: ``create_category(name, like="clusters 1")``.

        Returns
        -------
        int
            How many cells of the data have another label than is proposed for them now, by anybody.

        Raises
        ------
        LabelError, DataError
            There is no such category or column, or a label or level in the table is not there, or can't be one.
        """
        annotations = self._history.annotations
        if mapping is None:
            self._editor.do(proposals.withdraw(annotations, category, by))
        else:
            if of is not None and annotations.has(of):
                of = annotations.find(of).name
            levels = self._levels(category, of)
            time = datetime.now(UTC).isoformat(timespec="seconds")
            self._editor.do(proposals.propose(annotations, category, mapping, by=by, of=of, levels=levels, time=time))
        grounds = take(Settings(annotations.find(category).name), self._columns, self._history, self._table)
        return sum(offer.cells.size for offer in offers(grounds))

    def _levels(self, category: str, of: str | None) -> Mapping[str, str | None]:
        if of is None:
            return dict.fromkeys(label.name for label in self._history.annotations.find(category).labels)
        return levels_to_propose_for(self._columns, self._table, of)
