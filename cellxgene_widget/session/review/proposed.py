"""The cells that tools and colleagues propose another label for, in groups with the same label and proposals. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from ...core.cell_sets import Cells, Mask, cells_by_code
from ...labels.about import Proposal
from ...labels.proposals import surest_first
from .grounds import Grounds


class Offer(NamedTuple):
    """Cells, what they are called, and what is proposed for all of them, the surest first."""

    cells: Cells
    label: str | None
    proposals: Sequence[Proposal]

    @property
    def labels(self) -> list[str]:
        """The labels proposed, each once."""
        return list(dict.fromkeys(each["label"] for each in self.proposals))


def offers(grounds: Grounds) -> list[Offer]:
    """Return the groups of cells for which another label is proposed than theirs, the largest first.

    Cells without a label are among them; those that were decided on are not.
    """
    proposals, n = list(grounds.proposals), grounds.codes.size
    if not proposals:
        return []
    targets = np.array([0, *(grounds.code_of(each["label"]) for each in proposals)], dtype=np.int64)
    groups, inverse = np.zeros(n, dtype=np.int64), np.zeros(n, dtype=np.int64)
    columns: list[npt.NDArray[np.int64]] = []
    for author, of in dict.fromkeys((each["by"], each["of"]) for each in proposals):
        mine = {
            each["level"]: place
            for place, each in enumerate(proposals, start=1)
            if (each["by"], each["of"]) == (author, of)
        }
        names, codes = _called(grounds, of)
        if codes is None:
            continue
        table = np.array([mine.get(name, 0) if name is not None else 0 for name in names], dtype=np.int64)
        found = table[codes]
        found[grounds.closed | (targets[found] == grounds.codes)] = 0  # it is called so already
        columns.append(found)
        groups = groups * (len(proposals) + 1) + found
        _, inverse = np.unique(groups, return_inverse=True)
        groups = inverse.ravel().astype(np.int64)
    if not columns:
        return []
    some = np.any([column > 0 for column in columns], axis=0)
    cells = np.flatnonzero(some)
    keys = groups[cells] * len(grounds.names) + grounds.codes[cells]
    known, inverse = np.unique(keys, return_inverse=True)
    out = []
    for members in cells_by_code(inverse.ravel(), known.size) if cells.size else ():
        its, first = cells[members].astype(np.uint32), cells[members[0]]
        told = [proposals[column[first] - 1] for column in columns if column[first]]
        out.append(Offer(its, grounds.names[grounds.codes[first]], surest_first(told)))
    return sorted(out, key=lambda offer: (-offer.cells.size, int(offer.cells[0])))


def proposed_mask(offered: Sequence[Offer], n_cells: int) -> Mask:
    """Return which cells are in one of the groups."""
    mask = np.zeros(n_cells, dtype=bool)
    for offer in offered:
        mask[offer.cells] = True
    return mask


def _called(grounds: Grounds, of: str | None) -> tuple[Sequence[str | None], npt.NDArray[np.int64] | None]:
    """Return the names by code, and the codes, of what proposals are for; None: it is gone."""
    if of is None:
        return grounds.names, grounds.codes.astype(np.int64)
    named = grounds.levels.get(of)
    return ((), None) if named is None else ((None, *named.names), named.codes.astype(np.int64))
