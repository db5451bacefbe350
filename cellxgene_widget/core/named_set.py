"""A set of cells with a name: exactly these cells, however they were chosen, known by the names of cells."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from ..errors import AnnotationError
from .cell_sets import Cells, cells_from_json, cells_to_json
from .names import clean_name
from .recipe_step import Step


@dataclass(frozen=True, eq=False)
class NamedSet:
    """Cells that were remembered under a name.

    Attributes
    ----------
    name
        What it is called.
    cells
        Positions in a list of names of cells: that of the data when it was made.
    frame
        The fingerprint of that list.
    recipe
        How the cells were selected.
    made_at
        When, in UTC.
    """

    name: str
    cells: Cells
    frame: str
    recipe: Sequence[Step] = ()
    made_at: datetime = field(default_factory=lambda: datetime.now(UTC))

    def to_json(self) -> dict[str, Any]:
        """Return what a file keeps of it."""
        return {
            "name": self.name,
            "frame": self.frame,
            "cells": cells_to_json(self.cells),
            "recipe": list(self.recipe),
            "made_at": self.made_at.isoformat(timespec="seconds"),
        }

    @classmethod
    def from_json(cls, value: object) -> NamedSet | None:
        """Read what :meth:`to_json` wrote; None if it is damaged, or none of ours."""
        if not isinstance(value, Mapping):
            return None
        frame, recipe = value.get("frame"), value.get("recipe", [])
        if not isinstance(frame, str) or not isinstance(recipe, list) or not all(isinstance(x, dict) for x in recipe):
            return None
        try:
            made_at = datetime.fromisoformat(str(value.get("made_at"))).astimezone(UTC)
            return cls(set_name(value.get("name")), cells_from_json(value.get("cells")), frame, recipe, made_at)
        except (AnnotationError, ValueError, OverflowError):
            return None


def is_set_name(name: object) -> bool:
    """Tell whether a set can be called exactly so."""
    try:
        return set_name(name) == name
    except AnnotationError:
        return False


def set_name(name: object) -> str:
    """Check what a set is to be called; see :func:`clean_name`, which raises a :class:`LabelError`."""
    return clean_name(name, "set")
