"""Labels that could not be saved where they belong when a session ended: kept in the user's own directory."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from platformdirs import user_data_path

from ..core.files import make_directory, write_atomically
from .csv_writer import csv_parts
from .draft import Draft
from .table import DraftTable

_FORMAT = "%Y-%m-%dT%H-%M-%S"


def rescue(draft: Draft, table: DraftTable) -> Path:
    """Write labels to a file in the user's own directory.

    Parameters
    ----------
    draft
        Where they should be.
    table
        The labels.

    Returns
    -------
    Path
        The file, which ``annotations_file=`` opens.

    Raises
    ------
    OSError
        It can't be written either.
    """
    path = _folder() / f"{_stem(draft)}-{datetime.now(UTC).strftime(_FORMAT)}.csv"
    make_directory(path.parent)
    write_atomically(path, csv_parts(table, draft.comments()), mode=0o600)
    return path


def rescued(draft: Draft) -> Path | None:
    """Return the newest file that a session of this draft left so, unless the draft was written since."""
    if draft.path is None:
        return None
    try:
        found = sorted(path for path in _folder().iterdir() if path.name.startswith(f"{_stem(draft)}-"))
        if found and found[-1].stat().st_mtime > _written(draft):
            return found[-1]
    except OSError:
        pass
    return None


def _written(draft: Draft) -> float:
    times = [0.0]
    for path in (draft.path, draft.journal_path):
        try:
            times.append(path.stat().st_mtime if path is not None else 0.0)
        except OSError:
            continue
    return max(times)


def _folder() -> Path:
    return user_data_path("cellxgene_widget", appauthor=False) / "unsaved"


def _stem(draft: Draft) -> str:
    return "" if draft.path is None else draft.path.stem
