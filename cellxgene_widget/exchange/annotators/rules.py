"""Rules that settle what cells are called where annotators were compared; and what was said of the others."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Literal, NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt

from .comparison import AGREE, NESTED, ONLY_ONE, Comparison
from .concepts import COARSER

#: By what labels are settled.
Rule = Literal["agree", "majority", "coarsest", "mine", "theirs"]
#: Which of a comparison's ``labels`` each cell gets, from 1 on; 0: it is not settled.
Settled: TypeAlias = "npt.NDArray[np.int64]"

#: Different sets of opinions that are told apart; cells with rarer ones are together.
MOST_SETS = 1_000


def settle(comparison: Comparison, rule: Rule) -> Settled:
    """Return what a rule makes of each cell. It never gives a label that nobody gave to the cell.

    ``"agree"``: what all who looked say. ``"majority"``: what more than half of them say. ``"coarsest"``: where all say
    the same, but some coarser than others, the coarsest of it. ``"mine"`` and ``"theirs"``: what the first says, or all
    others say, where they have a label; else what the other side says, if it says one thing.
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
    size = len(comparison.labels) + 1
    is_coarser = np.zeros((size, size), dtype=bool)
    is_coarser[1:, 1:] = comparison.relations == COARSER
    found = np.zeros(len(comparison.cell_names), dtype=np.int64)
    for each in comparison.meanings:
        found = np.where((found == 0) | ((each > 0) & is_coarser[each, found]), each, found)
    # the coarsest of a line is above all that were said; where they lie on no line none is
    holds = comparison.states == NESTED
    for each in comparison.meanings:
        holds &= (each == 0) | (each == found) | is_coarser[found, each]
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
    "mine": _mine,
    "theirs": _theirs,
}


class OpinionSets(NamedTuple):
    """What was said of cells, each different set once, the most frequent first.

    Attributes
    ----------
    names
        As a person reads them: ``T cell (Ana) / NK cell (Ben)``.
    said
        By name each annotator and what they said.
    codes
        Of each cell ``k`` for ``names[k - 1]``; 0: it is none of those asked about.
    """

    names: tuple[str, ...]
    said: dict[str, list[list[str]]]
    codes: npt.NDArray[np.int64]


def opinion_sets(comparison: Comparison, cells: npt.NDArray[np.bool_], most_characters: int = 200) -> OpinionSets:
    """Return what annotators said of some cells, in the words of each."""
    places = np.flatnonzero(cells)
    keys: npt.NDArray[np.int64] = np.zeros(places.size, dtype=np.int64)
    for codes, each in zip(comparison.codes, comparison.annotators, strict=True):
        # anew for each: numbers stay below that of the cells, whatever many annotators there are
        keys = np.unique(keys * (len(each.labels) + 1) + codes[places].astype(np.int64), return_inverse=True)[1].ravel()
    counts = np.bincount(keys)
    order = np.argsort(-counts, kind="stable")
    rank = np.empty(order.size, dtype=np.int64)
    rank[order] = np.arange(1, order.size + 1)
    kept = min(order.size, MOST_SETS)
    out = np.zeros(cells.size, dtype=np.int64)
    out[places] = np.minimum(rank[keys], MOST_SETS + 1) if places.size else 0
    first = np.zeros(order.size, dtype=np.int64)
    first[keys[::-1]] = places[::-1]
    names: list[str] = []
    said: dict[str, list[list[str]]] = {}
    for place in first[order[:kept]].tolist():
        pairs = _said_of(comparison, place)
        name = _free(_in_short(pairs, most_characters), said, most_characters)
        names.append(name)
        said[name] = pairs
    if order.size > MOST_SETS:
        name = _free("other opinions", said, most_characters)
        names.append(name)
        said[name] = []
    return OpinionSets(tuple(names), said, out)


def _said_of(comparison: Comparison, place: int) -> list[list[str]]:
    return [
        [each.name, each.labels[int(codes[place]) - 1]]
        for each, codes in zip(comparison.annotators, comparison.codes, strict=True)
        if codes[place]
    ]


def _in_short(pairs: list[list[str]], most: int) -> str:
    """Write who said what: ``T cell (Ana, Cem) / NK cell (Ben)``."""
    by_label: dict[str, list[str]] = {}
    for who, label in pairs:
        by_label.setdefault(label, []).append(who)
    text = " / ".join(f"{label} ({', '.join(who)})" for label, who in by_label.items())
    return text if len(text) <= most else f"{text[: most - 1]}…"


def _free(name: str, taken: Mapping[str, Any], most: int) -> str:
    text, n = name, 1
    while text in taken:
        n += 1
        text = f"{name[: most - 8]} {n}"
    return text
