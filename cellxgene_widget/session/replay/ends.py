"""The two ends of carrying labels: exactly the parts of each session that it may touch."""

from __future__ import annotations

from typing import Any, NamedTuple, Protocol

import pandas as pd

from ...data.cells import CellTable
from ...errors import DataError
from ...labels.history import History
from ..columns import Columns
from ..editor import Editor
from ..gate import Gate
from ..predicted_scores import PredictedScores
from ..recipes import Recipes
from ..working_draft import WorkingDraft
from .giving import Into


class Here(NamedTuple):
    """The session whose labels are carried: it is read, never changed.

    Attributes
    ----------
    gate, table, history, columns, draft
        Its parts.
    user
        Whose drafts these are.
    """

    gate: Gate
    table: CellTable
    history: History
    columns: Columns
    draft: WorkingDraft
    user: str

    def require_same(self, cells: pd.Index[Any]) -> None:
        """Refuse to read more of the data where it has other cells by now; the caller holds the lock.

        Parameters
        ----------
        cells
            The index of names as it was when the labels were copied.

        Raises
        ------
        DataError
            They are others, or in another order.
        """
        self.gate.require_open()
        if self.table.obs_names is not cells or not self.table.names_now().equals(cells):
            raise DataError("The cells of the data changed meanwhile: nothing was carried. Do it again.")


class HasThere(Protocol):
    """The parts of a session that labels are carried to."""

    @property
    def gate(self) -> Gate:
        """Its lock."""

    @property
    def table(self) -> CellTable:
        """Its cells."""

    @property
    def history(self) -> History:
        """Its labels."""

    @property
    def columns(self) -> Columns:
        """What is called how there."""

    @property
    def into(self) -> Into:
        """Takes categories."""

    @property
    def scores(self) -> PredictedScores:
        """Keeps how sure labels are."""

    @property
    def recipes(self) -> Recipes:
        """Finds cells again by how they were chosen."""

    @property
    def editor(self) -> Editor:
        """Makes edits."""


class There(NamedTuple):
    """The session that labels are carried to."""

    gate: Gate
    table: CellTable
    history: History
    columns: Columns
    into: Into
    scores: PredictedScores
    recipes: Recipes
    editor: Editor

    @classmethod
    def of(cls, parts: HasThere) -> There:
        """Take from all parts of a session those that are needed."""
        return cls(*(getattr(parts, name) for name in cls._fields))
