"""The ways to make a queue: by doubt, score, disagreement with another column, markers not found, or opinions."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from ...core.cell_sets import Cells, Mask
from ...errors import DataError
from ...statistics.disagreement import disagreement
from ...statistics.neighbor_labels import doubt, likely_other
from ...statistics.review_groups import CellGroup, review_groups, spread_of
from . import words
from .grounds import Grounds
from .opinions import OpenGroup, open_groups
from .proposed import Offer, offers, proposed_mask

#: Reads genes: the values of some, one a cell each, by name.
GenesReader = Callable[[Sequence[str]], Mapping[str, npt.NDArray[np.float32]]]
Kind = Literal["proposed", "doubtful", "rest"]
_NUMBERS = npt.NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Ranked:
    """Cells to be looked at together, in the order of the queue.

    Attributes
    ----------
    cells, label
        Their positions, and what they are called (None: not at all).
    suggested, offered
        What else they may be, the likeliest first; ``offered`` beside what is suggested.
    score
        What the queue is by, on average; NaN where it is by nothing that is counted.
    reason
        In words.
    kind
        Somebody proposes a label; something speaks against theirs; or nothing does.
    """

    cells: Cells
    label: str | None
    suggested: str | None
    offered: tuple[str, ...]
    score: float
    reason: str
    kind: Kind

    @property
    def said(self) -> tuple[str, ...]:
        """What is suggested and offered, the likeliest first."""
        return self.offered if self.suggested is None else (self.suggested, *self.offered)


@dataclass(frozen=True, eq=False)
class _Basis:
    """What speaks against labels, cell by cell."""

    doubtful: Mask
    other: npt.NDArray[np.int64]
    doubts: _NUMBERS
    shares: _NUMBERS | None
    #: What is told of a group besides, and its score.
    told: Callable[[CellGroup], tuple[str | None, float]]
    #: What is said of a group that nothing speaks against.
    rest: str
    #: What is said of one of which nothing is known that could.
    unknown: str
    #: Whether groups hang together in the graph.
    by_graph: bool = True


def rank(grounds: Grounds, graph: sp.csr_matrix | None, read: GenesReader) -> list[Ranked]:
    """Return the queue: what is proposed, what is doubtful, and the rest; every cell with a label is in one group.

    By opinions it is the cells without a label, of which annotators said different things.

    Cells that were decided on are left out. Needs no lock.

    Parameters
    ----------
    grounds
        Copies of what counts.
    graph
        Of neighbours; None: there is none.
    read
        Gives the values of genes.

    Raises
    ------
    DataError
        There is nothing to make such a queue of.
    """
    if grounds.said is not None:
        return [_of_opinions(group) for group in open_groups(grounds.said, grounds.codes, grounds.closed)]
    open_codes = np.where(grounds.closed, 0, grounds.codes)
    basis = _WAYS[grounds.settings.by](grounds, graph, read)
    proposed = offers(grounds)
    left = np.where(proposed_mask(proposed, open_codes.size), 0, open_codes)
    groups = review_groups(left, basis.doubtful, basis.other, basis.doubts, graph if basis.by_graph else None)
    return [
        *(_of_offer(offer) for offer in proposed),
        *(_of_group(group, grounds, basis) for group in groups),
    ]


def _of_opinions(group: OpenGroup) -> Ranked:
    others = tuple(label for label in group.labels if label != group.suggested)
    return Ranked(group.cells, None, group.suggested, others, float("nan"), group.reason, "proposed")


def _of_offer(offer: Offer) -> Ranked:
    label, suggested, *others = (offer.label, *offer.labels)
    reason = words.reason(words.called(offer.cells.size, label), words.proposed(offer.proposals))
    return Ranked(offer.cells, label, suggested, tuple(others), float("nan"), reason, "proposed")


def _of_group(group: CellGroup, grounds: Grounds, basis: _Basis) -> Ranked:
    names, n = grounds.names, group.cells.size
    label = names[group.label]
    told, score = basis.told(group)
    if group.is_rest:
        reason = words.reason(f"{words.called(n, label)} {basis.unknown if group.is_unknown else basis.rest}")
        return Ranked(group.cells, label, None, (), score, reason, "rest")
    other = names[group.other] if group.other else None
    near = None
    if other is not None and basis.shares is not None:
        near = words.neighbours(n, float(np.nanmean(basis.shares[group.cells])), other)
    apart = ", apart from each other" if group.scattered else ""
    sure = None
    if grounds.scores is not None and grounds.settings.by != "score":
        mean = _mean(grounds.scores, group.cells)
        sure = None if np.isnan(mean) else words.scored(mean)
    reason = words.reason(f"{words.called(n, label)}{apart}", near, told, sure)
    return Ranked(group.cells, label, other, (), score, reason, "doubtful")


def _by_doubt(grounds: Grounds, graph: sp.csr_matrix | None, _: GenesReader) -> _Basis:
    if graph is None:  # the session has said so, with what there is to do
        raise DataError("There is no graph of neighbours.")
    words_of_rest = "whose neighbours agree", "without a neighbour that has a label"
    doubts = doubt(graph, grounds.codes)
    other, shares = likely_other(graph, grounds.codes)
    with np.errstate(invalid="ignore"):
        doubtful = shares > 1 - doubts
    return _Basis(doubtful, other, doubts, shares, lambda group: (None, group.score), *words_of_rest)


def _by_score(grounds: Grounds, graph: sp.csr_matrix | None, _: GenesReader) -> _Basis:
    scores = grounds.scores
    assert scores is not None  # noqa: S101 - the grounds of a queue by score have some
    doubts = spread_of(scores)
    known = doubts[(grounds.codes > 0) & ~np.isnan(doubts)]
    # below half of the scale; or, where all are sure, the lowest tenth
    limit = min(0.5, float(np.quantile(known, 0.9))) if known.size else 0.5
    with np.errstate(invalid="ignore"):
        doubtful = doubts > limit
    other, shares = _likely(grounds, graph)

    def told(group: CellGroup) -> tuple[str | None, float]:
        mean = _mean(scores, group.cells)
        return (None if np.isnan(mean) else words.scored(mean)), mean

    return _Basis(doubtful, other, doubts, shares, told, "with a high score", "without a score")


def _by_disagreement(grounds: Grounds, _: sp.csr_matrix | None, __: GenesReader) -> _Basis:
    named = grounds.other
    assert named is not None  # noqa: S101 - the grounds of a queue by disagreement have one
    codes, values = grounds.codes.astype(np.int64), named.codes.astype(np.int64)
    same = {place: code for place, name in enumerate(named.names, start=1) if (code := grounds.code_of(name)) > 0}
    found = disagreement(codes, values, same)

    def told(group: CellGroup) -> tuple[str | None, float]:
        counts = np.bincount(values[group.cells], minlength=len(named.names) + 1)
        counts[0] = 0
        present = [named.names[place - 1] for place in np.argsort(-counts, kind="stable") if counts[place]]
        says = f"{named.name} says {words.listed(present)}"
        suggested = grounds.names[group.other] if group.other else None
        if suggested is None or suggested in present:
            return says, group.score
        return f"{says}, where most cells are {suggested}", group.score

    rest = f"on which {named.name} agrees, or says nothing"
    return _Basis(found.differs, found.label, found.doubts, None, told, rest, rest, by_graph=False)


def _by_markers(grounds: Grounds, graph: sp.csr_matrix | None, read: GenesReader) -> _Basis:
    wanted = list(dict.fromkeys(gene for genes in grounds.genes.values() for gene in genes))
    values = read(wanted) if wanted else {}
    found = {code: [gene for gene in genes if gene in values] for code, genes in grounds.genes.items()}
    found = {code: genes for code, genes in found.items() if genes}
    if not found:
        raise DataError(
            f"No label of {grounds.settings.category!r} has genes kept as evidence that are in the data: "
            "keep_evidence(label) keeps some."
        )
    shares = np.full(grounds.codes.size, np.nan, dtype=np.float32)
    for code, genes in found.items():
        cells = np.flatnonzero(grounds.codes == code)
        if cells.size:
            shares[cells] = np.mean([values[gene][cells] > 0 for gene in genes], axis=0)
    with np.errstate(invalid="ignore"):
        doubtful = shares < 0.5
    other, near = _likely(grounds, graph)

    def told(group: CellGroup) -> tuple[str | None, float]:
        share = _mean(shares, group.cells)
        if np.isnan(share):
            return None, share
        return words.kept_genes(found[group.label], share, group.cells.size), share

    rest = "in which the genes kept as evidence are found"
    return _Basis(doubtful, other, 1 - shares, near, told, rest, "whose label has no genes kept as evidence here")


_WAYS: Mapping[str, Callable[[Grounds, sp.csr_matrix | None, GenesReader], _Basis]] = {
    "doubt": _by_doubt,
    "score": _by_score,
    "disagreement": _by_disagreement,
    "markers": _by_markers,
}


def _likely(grounds: Grounds, graph: sp.csr_matrix | None) -> tuple[npt.NDArray[np.int64], _NUMBERS | None]:
    """Return what else cells may be by most of their neighbours, where there is a graph."""
    if graph is None:
        return np.zeros(grounds.codes.size, dtype=np.int64), None
    other, shares = likely_other(graph, grounds.codes)
    with np.errstate(invalid="ignore"):
        return np.where(shares > 1 - doubt(graph, grounds.codes), other, 0), shares


def _mean(numbers: _NUMBERS, cells: Cells) -> float:
    known = numbers[cells]
    known = known[~np.isnan(known)]
    return float(known.mean(dtype=np.float64)) if known.size else float("nan")
