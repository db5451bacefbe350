"""What the view may ask, by subject. Each module declares its requests when it is imported."""

from __future__ import annotations

from . import dataset, drafts, evidence, genes, labels, part, selection

__all__ = ["dataset", "drafts", "evidence", "genes", "labels", "part", "selection"]
