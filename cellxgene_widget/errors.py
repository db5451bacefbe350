"""The errors of the package: one hierarchy, each message a sentence that says what was wrong and what to do."""

from __future__ import annotations

from collections.abc import Iterable


class AnnotationError(ValueError):
    """Something asked for can't be done; nothing was changed."""


class DataError(AnnotationError):
    """The data can't be shown: no embedding, duplicate cell names, a damaged file, an unknown column."""


class LabelError(AnnotationError):
    """A category or label that does not exist, exists already, or has an impossible name."""


class SelectionError(AnnotationError):
    """A selection that can't be made, or is needed and missing."""


class DraftError(AnnotationError):
    """A draft that can't be read, named or written."""


class MergeError(AnnotationError):
    """Labels that can't be put into ``adata.obs`` without harm."""


class ExportError(AnnotationError):
    """Labels that can't be written in another format, or not there."""


class UnsavedWarning(UserWarning):
    """An edit that is not on disk, or labels that could not be saved: says why, and where they are kept."""


def some(names: Iterable[object], limit: int = 5) -> str:
    """Quote the first few of many names, for a message: ``'a', 'b' and 3 more``."""
    texts = [repr(name) for name in names]
    if not texts:
        return "none"
    shown = ", ".join(texts[:limit])
    return shown if len(texts) <= limit else f"{shown} and {len(texts) - limit:,} more"
