"""What a page draws of the labels of a category: asked of the kernel, or written into a page for a colleague."""

from __future__ import annotations

from typing import TypedDict

from .category import Category, Label
from .confidence import Confidence
from .nesting import families
from .reserved import is_reserved


class DrawnTerm(TypedDict):
    """A term of the Cell Ontology."""

    id: str
    name: str


class DrawnRegion(TypedDict):
    """Where a label has an outline (an embedding), and what stands for the outline: another one has another."""

    place: str
    digest: str


class DrawnLabel(TypedDict):
    """A label of a category, with the genes kept as evidence for it.

    ``parent`` is the name of the label that it is nested under, ``level`` 1 at the top; ``reserved``: a word for cells
    that are no cell type.
    """

    code: int
    name: str
    color: str
    note: str
    evidence: list[str]
    term: DrawnTerm | None
    parent: str | None
    level: int
    confidence: Confidence | None
    reserved: bool
    region: DrawnRegion | None


def drawn_labels(category: Category) -> list[DrawnLabel]:
    """Return the labels of a category in the order shown, those nested below others behind these."""
    return [_drawn(label, level) for label, level in families(category.labels)]


def _drawn(label: Label, level: int) -> DrawnLabel:
    return {
        "code": label.code,
        "name": label.name,
        "color": label.color,
        "note": label.note,
        "evidence": [one.gene for one in label.evidence],
        "term": None if label.term is None else {"id": label.term.id, "name": label.term.name},
        "parent": label.parent,
        "level": level,
        "confidence": label.confidence,
        "reserved": is_reserved(label.name),
        "region": None if (at := label.region) is None else {"place": at.place, "digest": at.digest},
    }
