"""Rules that settle what cells are called where annotators were compared."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Literal, TypeAlias

import numpy as np
import numpy.typing as npt

from .comparison import AGREE, NESTED, ONLY_ONE, Comparison
from .concepts import COARSER, FINER

#: By what labels are settled.
Rule = Literal["agree", "majority", "coarsest", "finest", "mine", "theirs"]
#: Which of a comparison's ``labels`` each cell gets, from 1 on; 0: it is not settled.
Settled: TypeAlias = "npt.NDArray[np.int64]"


def settle(comparison: Comparison, rule: Rule) -> Settled:
    """Return what a rule makes of each cell. It never gives a label that nobody gave to the cell.

    ``"agree"``: what all who looked say. ``"majority"``: what more than half of them say. ``"coarsest"``, ``"finest"``:
    where all say the same, but some coarser than others, the coarsest or the finest of it. ``"mine"`` and ``"theirs"``:
    what the first says, or all others say, where they have a label; else what the other side says, if it says one
    thing.
    """
    return _RULES[rule](comparison)


def _agree(comparison: Comparison) -> Settled:
    states = comparison.states
    return np.where((states == AGREE) | (states == ONLY_ONE), _first_of(comparison), 0)


def _majority(comparison: Comparison) -> Settled:
    said = comparison.meanings
    looked = sum((each > 0).astype(np.int64) for each in said)
    out = _agree(comparison)
    for each in said[:-1]:
        same = sum((other == each).astype(np.int64) for other in said)
        out = np.where((each > 0) & (2 * same > looked), each, out)
    return out


def _coarsest(comparison: Comparison) -> Settled:
    return _end_of_line(comparison, COARSER)


def _finest(comparison: Comparison) -> Settled:
    return _end_of_line(comparison, FINER)


def _end_of_line(comparison: Comparison, relation: int) -> Settled:
    """Return what is coarser, or finer, than all else that is said of a cell; where that is on no line nothing."""
    size = len(comparison.labels) + 1
    is_beyond = np.zeros((size, size), dtype=bool)
    is_beyond[1:, 1:] = comparison.relations == relation
    found = np.zeros(len(comparison.cell_names), dtype=np.int64)
    for each in comparison.meanings:
        found = np.where((found == 0) | ((each > 0) & is_beyond[each, found]), each, found)
    holds = comparison.states == NESTED
    for each in comparison.meanings:
        holds &= (each == 0) | (each == found) | is_beyond[found, each]
    return np.where(holds, found, _agree(comparison))


def _mine(comparison: Comparison) -> Settled:
    first = comparison.meanings[0].astype(np.int64)
    return np.where(first > 0, first, _of_others(comparison))


def _theirs(comparison: Comparison) -> Settled:
    others, conflict = _of_others(comparison), _in_conflict(comparison)
    return np.where(conflict, 0, np.where(others > 0, others, comparison.meanings[0]))


def _of_others(comparison: Comparison) -> Settled:
    """Return what all but the first say, where they say one thing."""
    found = _first_of(comparison, skip=1)
    return np.where(_in_conflict(comparison), 0, found)


def _in_conflict(comparison: Comparison) -> npt.NDArray[np.bool_]:
    found = _first_of(comparison, skip=1)
    differ = np.zeros(found.size, dtype=bool)
    for each in comparison.meanings[1:]:
        differ |= (each > 0) & (each != found)
    return differ


def _first_of(comparison: Comparison, skip: int = 0) -> Settled:
    """Return what the first one says who looked."""
    found = np.zeros(len(comparison.cell_names), dtype=np.int64)
    for each in comparison.meanings[skip:]:
        found = np.where(found == 0, each, found)
    return found


_RULES: Mapping[Rule, Callable[[Comparison], Settled]] = {
    "agree": _agree,
    "majority": _majority,
    "coarsest": _coarsest,
    "finest": _finest,
    "mine": _mine,
    "theirs": _theirs,
}
