"""What came of carrying labels to another object."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from ...core.counted import counted
from ...errors import some

#: Where two ways agree on less of a label, its print says so.
_LITTLE = 0.5


@dataclass(frozen=True, repr=False)
class Replayed:
    """What ``replay()`` made; prints as a few lines.

    Attributes
    ----------
    session
        The session on the other object, with a draft of its own; ``close()`` it, or go on with it.
    report
        A DataFrame, a row a label: ``category``, ``label``, ``n_before`` (cells that have it here), ``n_carried``
        (cells that have it there), ``n_new`` (of these, cells that are new, not in the source: given by votes or by
        recipe), ``n_changed`` (cells of both that have it here and another one, or none, there),
        ``n_lost`` (cells that are not there) and ``agreement``: of the cells that are in both, the share that two ways
        call the same (NaN: there is one way only).
    notes
        What a person should know: which representation was taken, which edits mean nothing there and why.
    n_new
        How many cells there are new.
    """

    session: Any
    report: pd.DataFrame
    notes: tuple[str, ...] = ()
    n_new: int = 0

    def __repr__(self) -> str:
        """Return the lines to print."""
        carried, before = int(self.report["n_carried"].sum()), int(self.report["n_before"].sum())
        changed, lost = int(self.report["n_changed"].sum()), int(self.report["n_lost"].sum())
        lines = [f"Carried {counted(len(self.report), 'label')}: given to {counted(before)} here, to {carried:,} there"]
        lines.append(f"  {changed:,} have another one or none there, {lost:,} are not there")
        if self.n_new:
            for category, n in self.report.groupby("category", sort=False)["n_new"].sum().items():
                got = f"{int(n):,} got a label" if n else "none got a label"
                open_cells = self.n_new - int(n)
                lines.append(f"  {category}: of {counted(self.n_new, 'new cell')} {got}, {open_cells:,} stay open")
        doubted = self.report[self.report["agreement"] < _LITTLE]
        if len(doubted):
            said = some(f"{row.label} {row.agreement:.0%}" for row in doubted.itertuples())
            lines.append(f"  Two ways agree on less than half of the cells of: {said}")
        return "\n".join([*lines, *(f"  {note}" for note in self.notes)])
