"""An edit that was made, as the history shows it and as the journal keeps it: packed, and ready to be taken back."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from ..core.cell_sets import as_json, kept_smaller
from ..errors import AnnotationError
from .edits import (
    Assign,
    Batch,
    Edit,
    SetRegion,
    edit_from_json,
    edit_to_json,
    flatten,
    for_older_versions,
    largest_cells,
)

#: What the history says of an edit: time, user, operation, category, label, n_changed, recipe, text.
About = dict[str, Any]

#: How a step back or forth begins, in words.
_STEPS = {"undo": "undid: ", "redo": "did again: "}


@dataclass(frozen=True)
class Entry:
    """One edit.

    Attributes
    ----------
    revision
        Of the draft after the edit.
    about
        What the history shows.
    edit, inverse
        As in JSON, which is smaller than arrays of cells, but for bytes in place of base64; None in a line of the
        journal that was compacted. ``inverse`` refers to the cells of ``edit``.
    frame
        Fingerprint of the cell names that positions refer to.
    request
        The id under which a page asked for it, if one did.
    said
        The end of the edit that versions before 0.3 do not know: they pass it over, and make the rest.
    """

    revision: int
    about: About
    edit: dict[str, Any] | None
    inverse: dict[str, Any] | None
    frame: str | None = None
    request: str | None = None
    said: list[dict[str, Any]] | None = None

    @classmethod
    def made(cls, revision: int, about: About, edit: Edit, inverse: Edit, frame: str, request: str | None) -> Entry:
        """Pack an edit and its inverse."""
        known, later = for_older_versions(edit)
        said = [edit_to_json(part) for part in later] or None
        there, back = edit_to_json(known), edit_to_json(inverse, largest_cells(edit))
        return cls(revision, about, _kept(there), _kept(back), frame, request, said)

    @property
    def operation(self) -> str:
        """The verb."""
        return str(self.about.get("operation"))

    @property
    def text(self) -> str:
        """What it did, in words."""
        return str(self.about.get("text"))

    @property
    def words(self) -> str:
        """What it did, in words, said of a step back or forth too: ``undid: label 163 cells as B cell``."""
        return f"{_STEPS.get(self.operation, '')}{self.text}"

    def without_edit(self) -> Entry:
        """Return only what the history shows of it."""
        return replace(self, edit=None, inverse=None, said=None)

    def unpack_edit(self) -> Edit:
        """Return the edit; an :class:`AnnotationError` if it was compacted or damaged."""
        edit = edit_from_json(self.edit)
        return edit if self.said is None else Batch((*flatten(edit), *map(edit_from_json, self.said)))

    def without_outline(self) -> list[tuple[str, str]]:
        """Return the labels, each a category and a name in it, whose outline is none, and is left out of the edit."""
        given = [self.edit, *((self.edit or {}).get("edits") or ()), *(self.said or ())]
        outlined = [part for part in given if isinstance(part, dict) and part.get("op") == SetRegion.op]
        read = [edit_from_json(part) for part in outlined if part.get("region") is not None]
        return [(part.category, part.label) for part in read if isinstance(part, SetRegion) and part.region is None]

    def unpack_inverse(self) -> Edit:
        """Return the edit that takes it back."""
        if self.inverse is None:
            raise AnnotationError("This edit is too old to be taken back: use restore() to go back to a version.")
        return edit_from_json(self.inverse, largest_cells(self.unpack_edit()))

    def to_json(self) -> dict[str, Any]:
        """Return the line of the journal."""
        value = {"revision": self.revision, "about": self.about}
        edit, inverse = as_json(self.edit), as_json(self.inverse)
        more = {"edit": edit, "inverse": inverse, "frame": self.frame, "request": self.request, "said": self.said}
        return {**value, **{key: item for key, item in more.items() if item is not None}}

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> Entry:
        """Read a line of the journal."""
        edit, inverse = _kept(value.get("edit")), _kept(value.get("inverse"))
        more = (value.get(key) for key in ("frame", "request", "said"))
        return cls(value["revision"], value["about"], edit, inverse, *more)

    @classmethod
    def missing(cls, revision: int) -> Entry:
        """Stand for all edits up to a revision that are in the CSV but not in the journal."""
        about = {"operation": "unknown", "text": "edits that are not in the journal", "n_changed": 0}
        return cls(revision, about, None, None)


def _kept(edit: Any) -> Any:
    """Return an edit in JSON with its cells in less memory; what is said of labels and categories stays as it is."""
    if not isinstance(edit, dict):
        return edit
    if edit.get("op") == Batch.op and isinstance(parts := edit.get("edits"), list):
        return {**edit, "edits": [_kept(part) for part in parts]}
    return {**edit, "cells": kept_smaller(edit["cells"])} if edit.get("op") == Assign.op and "cells" in edit else edit


def moved(edit: Edit, places: npt.NDArray[np.intp]) -> Edit:
    """Return an edit whose cells are at other positions: ``places[old]`` is the new one."""
    if isinstance(edit, Batch):
        return Batch(tuple(moved(part, places) for part in edit.edits))
    if isinstance(edit, Assign):
        return replace(edit, cells=np.sort(places[edit.cells]).astype(np.uint32))
    return edit
