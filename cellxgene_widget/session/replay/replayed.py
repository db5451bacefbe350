"""What came of carrying labels to another object."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from ...core.counted import counted


@dataclass(frozen=True, repr=False)
class Replayed:
    """What ``replay()`` made; prints as a few lines.

    Attributes
    ----------
    session
        The session on the other object, with a draft of its own; ``close()`` it, or go on with it.
    report
        A DataFrame, a row a label: ``category``, ``label``, ``n_before`` (cells that have it here), ``n_carried``
        (cells that have it there), ``n_changed`` (cells of both that have it here and another one, or none, there),
        ``n_lost`` (cells that are not there) and ``agreement``: of the cells that are in both, the share that two ways
        call the same (NaN: there is one way only).
    notes
        What a person should know: which representation was taken, which edits mean nothing there and why.
    """

    session: Any
    report: pd.DataFrame
    notes: tuple[str, ...] = ()

    def __repr__(self) -> str:
        """Return the lines to print."""
        carried, before = int(self.report["n_carried"].sum()), int(self.report["n_before"].sum())
        changed, lost = int(self.report["n_changed"].sum()), int(self.report["n_lost"].sum())
        lines = [f"Carried {counted(len(self.report), 'label')}: {before:,} labels of cells here, {carried:,} there"]
        lines.append(f"  {changed:,} changed, {lost:,} on cells that are not there")
        return "\n".join([*lines, *(f"  {note}" for note in self.notes)])
