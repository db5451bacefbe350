"""The two ends of carrying labels: exactly the parts of each session that it may touch."""

from __future__ import annotations

from typing import NamedTuple, Protocol

from ...data.cells import CellTable
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
