"""What the view may ask, by subject. Each module declares its requests when it is imported."""

from __future__ import annotations

from . import (
    by_label,
    dataset,
    drafts,
    evidence,
    exporting,
    front_end,
    genes,
    history,
    importing,
    labels,
    merging,
    named_sets,
    neighbors,
    part,
    pictures,
    reviewing,
    selection,
    terms,
    tissue,
    versions,
)

__all__ = [
    "by_label",
    "dataset",
    "drafts",
    "evidence",
    "exporting",
    "front_end",
    "genes",
    "history",
    "importing",
    "labels",
    "merging",
    "named_sets",
    "neighbors",
    "part",
    "pictures",
    "reviewing",
    "selection",
    "terms",
    "tissue",
    "versions",
]
