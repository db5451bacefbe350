"""The edits a person can make, as values, and their JSON form: what undo, the history and the journal carry."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from typing import Any, ClassVar

import numpy as np

from ..core.cell_sets import Cells, cells_from_json, cells_to_json
from ..core.names import composed
from ..errors import AnnotationError, LabelError
from .about import AboutKey, clean_about
from .confidence import Confidence, clean_confidence
from .evidence import Evidence, evidence_from_json, evidence_to_json
from .regions.reading import sound_region_from_json
from .regions.region import Region, region_to_json
from .terms import LabelTerm, term_from_json, term_to_json

#: Fields of edits that hold the names of categories and labels.
_NAMES = frozenset({"name", "old", "new", "category", "label", "labels", "into", "parent"})


@dataclass(frozen=True)
class Edit:
    """Base of all edits. An edit says what is wanted, completely: applying it needs no other source.

    The names in it are in NFC, whoever wrote them: a journal of before too.
    """

    op: ClassVar[str]

    def __post_init__(self) -> None:
        """Bring names into the form in which they are compared."""
        for field in _NAMES & vars(self).keys():
            value = getattr(self, field)
            if isinstance(value, str):
                object.__setattr__(self, field, composed(value))
            elif isinstance(value, tuple):
                object.__setattr__(self, field, tuple(map(composed, value)))


@dataclass(frozen=True)
class CreateCategory(Edit):
    """A new category without labels, last or at ``position``."""

    op = "create_category"
    name: str
    position: int | None = None


@dataclass(frozen=True)
class RenameCategory(Edit):
    """Another name for a category."""

    op = "rename_category"
    old: str
    new: str


@dataclass(frozen=True)
class DeleteCategory(Edit):
    """A category goes, with its labels."""

    op = "delete_category"
    name: str


@dataclass(frozen=True)
class AddLabel(Edit):
    """A new label without cells, last or at ``position``."""

    op = "add_label"
    category: str
    label: str
    color: str
    position: int | None = None
    note: str = ""
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True)
class RenameLabel(Edit):
    """Another name for a label."""

    op = "rename_label"
    category: str
    old: str
    new: str


@dataclass(frozen=True)
class DeleteLabel(Edit):
    """A label goes; its cells become unassigned."""

    op = "delete_label"
    category: str
    label: str


@dataclass(frozen=True)
class MergeLabels(Edit):
    """Labels go; their cells get the label ``into``."""

    op = "merge_labels"
    category: str
    labels: tuple[str, ...]
    into: str


@dataclass(frozen=True)
class RecolorLabel(Edit):
    """Another color for a label, as ``#rrggbb``."""

    op = "recolor_label"
    category: str
    label: str
    color: str


@dataclass(frozen=True)
class ReorderLabels(Edit):
    """The labels of a category in another order: all of them, each once."""

    op = "reorder_labels"
    category: str
    labels: tuple[str, ...]


@dataclass(frozen=True)
class SetNote(Edit):
    """A remark kept with a label; empty: none."""

    op = "set_note"
    category: str
    label: str
    note: str


@dataclass(frozen=True)
class SetEvidence(Edit):
    """The genes kept with a label, all of them; empty: none."""

    op = "set_evidence"
    category: str
    label: str
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True)
class SetTerm(Edit):
    """What a label is called in the Cell Ontology; None: nothing is said."""

    op = "set_term"
    category: str
    label: str
    term: LabelTerm | None


@dataclass(frozen=True)
class SetParent(Edit):
    """The label that a label is nested under; None: it is at the top."""

    op = "set_parent"
    category: str
    label: str
    parent: str | None


@dataclass(frozen=True)
class SetConfidence(Edit):
    """How sure a person is of a label; None: nothing is said."""

    op = "set_confidence"
    category: str
    label: str
    confidence: Confidence | None


@dataclass(frozen=True)
class SetRegion(Edit):
    """The outline of a label on tissue; None: it has none."""

    op = "set_region"
    category: str
    label: str
    region: Region | None


@dataclass(frozen=True)
class SetAbout(Edit):
    """What is said of a category as a whole, under a key, as plain JSON; None: nothing is said."""

    op = "set_about"
    category: str
    key: AboutKey
    value: Any


#: Edits of what is said of one label.
Describe = RecolorLabel | SetNote | SetEvidence | SetTerm | SetParent | SetConfidence | SetRegion


@dataclass(frozen=True, eq=False)
class Assign(Edit):
    """Cells get a label; ``None``: they become unassigned."""

    op = "assign"
    category: str
    label: str | None
    cells: Cells

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Assign):
            return NotImplemented
        return (self.category, self.label) == (other.category, other.label) and np.array_equal(self.cells, other.cells)

    def __hash__(self) -> int:
        return hash((self.category, self.label, self.cells.size))


@dataclass(frozen=True)
class Batch(Edit):
    """Several edits that are made, and undone, as one."""

    op = "batch"
    edits: tuple[Edit, ...]


_KINDS: dict[str, type[Edit]] = {
    kind.op: kind
    for kind in (
        CreateCategory, RenameCategory, DeleteCategory, AddLabel, RenameLabel, DeleteLabel, MergeLabels, RecolorLabel,
        ReorderLabels, SetNote, SetEvidence, SetTerm, SetParent, SetConfidence, SetRegion, SetAbout, Assign,
        Batch,
    )
}  # fmt: skip


def flatten(edit: Edit) -> Iterator[Edit]:
    """Yield the single edits of a batch, in order; of any other edit itself."""
    if isinstance(edit, Batch):
        for part in edit.edits:
            yield from flatten(part)
    else:
        yield edit


_SINCE_0_3 = (SetTerm, SetParent, SetConfidence, SetRegion, SetAbout)


def for_older_versions(edit: Edit) -> tuple[Edit, tuple[Edit, ...]]:
    """Return an edit as versions before 0.3 know it, and what they do not know, to be made after it.

    A batch with a part that they do not know would be lost to them whole, labels of cells too. What is said of labels
    is nearly always about those that there are in the end, and to say it last comes to the same. Of a label that the
    batch itself deletes (a merge taken back) it is passed over when it is made again: nothing is to be said of it.
    """
    parts = list(flatten(edit))
    later = tuple(part for part in parts if isinstance(part, _SINCE_0_3))
    if not later or len(later) == len(parts):
        return edit, ()
    return Batch(tuple(part for part in parts if not isinstance(part, _SINCE_0_3))), later


def largest_cells(edit: Edit) -> Cells | None:
    """Return the largest cell set of an edit: the one that its inverse can be written within."""
    sets = [part.cells for part in flatten(edit) if isinstance(part, Assign)]
    return max(sets, key=len, default=None)


def edit_to_json(edit: Edit, within: Cells | None = None) -> dict[str, Any]:
    """Write an edit as a JSON object ``{"op": ..., field: value, ...}``, its cells ``within`` others if they can."""
    out: dict[str, Any] = {"op": edit.op}
    for field in fields(edit):
        value = getattr(edit, field.name)
        if isinstance(value, np.ndarray):
            value = cells_to_json(value, within)
        elif field.name == "edits":
            value = [edit_to_json(part, within) for part in value]
        elif field.name == "evidence":
            if not value and isinstance(edit, AddLabel):
                continue  # as before there was evidence: older versions read it
            value = evidence_to_json(value)
        elif isinstance(value, LabelTerm):
            value = term_to_json(value)
        elif isinstance(value, Region):
            value = region_to_json(value)
        elif isinstance(value, tuple):
            value = list(value)
        out[field.name] = value
    return out


def edit_from_json(value: Any, within: Cells | None = None) -> Edit:
    """Read what :func:`edit_to_json` wrote, given the same ``within``.

    Raises
    ------
    AnnotationError
        An unknown operation, or fields that are missing, too many or of another type.
    """
    kind = _KINDS.get(str(value.get("op"))) if isinstance(value, Mapping) else None
    if kind is None:
        raise AnnotationError("An edit could not be read: its operation is unknown.")
    given = {key: item for key, item in value.items() if key != "op"}
    arguments: dict[str, Any] = {}
    for field in fields(kind):
        if field.name not in given:
            continue
        item = given.pop(field.name)
        if field.name == "cells":
            arguments["cells"] = cells_from_json(item, within)
        elif field.name == "edits":
            arguments["edits"] = _edits(item, within)
        else:
            arguments[field.name] = _READ.get(str(field.type), _text)(item)
    if kind is SetAbout:
        arguments["value"] = clean_about(arguments.get("key"), arguments.get("value"))
    if not given:
        with contextlib.suppress(TypeError):  # a field without a default is missing
            return kind(**arguments)
    raise AnnotationError(f"An edit {kind.op!r} could not be read: it has fields missing or too many.")


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise AnnotationError("An edit could not be read: a name in it is not text.")
    return value


def _texts(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise AnnotationError("An edit could not be read: a list of names is missing.")
    return tuple(_text(item) for item in value)


def _position(value: Any) -> int | None:
    if value is None or (isinstance(value, int) and not isinstance(value, bool) and value >= 0):
        return value
    raise AnnotationError("An edit could not be read: a position in it is not a number.")


def _confidence(value: Any) -> Confidence | None:
    try:
        return clean_confidence(value)
    except LabelError:
        raise AnnotationError("An edit could not be read: a confidence in it is none of ours.") from None


def _edits(value: Any, within: Cells | None) -> tuple[Edit, ...]:
    if not isinstance(value, list):
        raise AnnotationError("An edit could not be read: a batch without edits.")
    return tuple(edit_from_json(part, within) for part in value)


def _region(value: Any) -> Region | None:
    """Read an outline; one that is none is left out, for the rest of the edit is not less true."""
    try:
        return sound_region_from_json(value)
    except AnnotationError:
        return None


#: How a field of each annotated type is read.
_READ: dict[str, Any] = {
    "str | None": lambda value: None if value is None else _text(value),
    "tuple[str, ...]": _texts,
    "int | None": _position,
    "tuple[Evidence, ...]": evidence_from_json,
    "LabelTerm | None": term_from_json,
    "Confidence | None": _confidence,
    "Region | None": _region,
    "Any": lambda value: value,
}
