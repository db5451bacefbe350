"""What several annotators said of the same cells, each different set of opinions once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from ...core.names import MAX_NAME, made_name
from .annotator import Annotator

#: Different sets of opinions that are told apart.
MOST_SETS = 1_000


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


def opinion_sets(
    annotators: Sequence[Annotator],
    codes: Sequence[npt.NDArray[Any]],
    cells: npt.NDArray[np.bool_],
    most: int = MOST_SETS,
    words: Sequence[Sequence[str]] | None = None,
) -> OpinionSets:
    """Return what annotators said of some cells, in the words of each.

    Parameters
    ----------
    annotators, codes
        Who, and what each calls the cells.
    cells
        Those that are asked about.
    words
        What the labels of each are told as; by default as they are.
    most
        So many sets are told apart; cells with rarer ones are together, as ``other opinions``.
    """
    places = np.flatnonzero(cells)
    keys: npt.NDArray[np.int64] = np.zeros(places.size, dtype=np.int64)
    for own, each in zip(codes, annotators, strict=True):
        # anew for each: numbers stay below that of the cells, whatever many annotators there are
        keys = np.unique(keys * (len(each.labels) + 1) + own[places].astype(np.int64), return_inverse=True)[1].ravel()
    counts = np.bincount(keys)
    order = np.argsort(-counts, kind="stable")
    rank = np.empty(order.size, dtype=np.int64)
    rank[order] = np.arange(1, order.size + 1)
    kept = min(order.size, most)
    out = np.zeros(cells.size, dtype=np.int64)
    out[places] = np.minimum(rank[keys], most + 1) if places.size else 0
    first = np.zeros(order.size, dtype=np.int64)
    first[keys[::-1]] = places[::-1]
    names: list[str] = []
    said: dict[str, list[list[str]]] = {}
    for place in first[order[:kept]].tolist():
        pairs = _said_of(annotators, codes, place, words or [each.labels for each in annotators])
        name = _free(_in_short(pairs), said)
        names.append(name)
        said[name] = pairs
    if order.size > most:
        name = _free("other opinions", said)
        names.append(name)
        said[name] = []
    return OpinionSets(tuple(names), said, out)


def _said_of(
    annotators: Sequence[Annotator], codes: Sequence[npt.NDArray[Any]], place: int, words: Sequence[Sequence[str]]
) -> list[list[str]]:
    return [
        [each.name, labels[int(own[place]) - 1]]
        for each, own, labels in zip(annotators, codes, words, strict=True)
        if own[place]
    ]


def _in_short(pairs: list[list[str]]) -> str:
    """Write who said what: ``T cell (Ana, Cem) / NK cell (Ben)``."""
    by_label: dict[str, list[str]] = {}
    for who, label in pairs:
        by_label.setdefault(label, []).append(who)
    return made_name(" / ".join(f"{label} ({', '.join(who)})" for label, who in by_label.items()))


def _free(name: str, taken: Mapping[str, Any]) -> str:
    text, n = name, 1
    while text in taken:
        n += 1
        text = f"{name[: MAX_NAME - 8]} {n}"
    return text
