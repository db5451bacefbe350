"""What the front end is told of a review; the mirror of ``js/src/wire/reviewMessages.ts``."""

from typing import TypedDict

from .bodies import CellsHeader, Name


class ReviewRow(TypedDict):
    """A group of cells, and what became of it; ``group`` is None where only its cells are known.

    ``offered``: what somebody says that they are, or what they were given.
    """

    group: int | None
    n_cells: int
    label: Name
    suggested: Name
    reason: str
    score: float | None
    state: str
    offered: list[str]


class ReviewReply(TypedDict):
    """The groups from a place on of all ``total``, and how far one is.

    ``shown``: what became of the group that the page shows (None: it is gone); ``next``: the one to look at (None: none
    is left); ``notes``: what is left out, and why. Without a queue ``category`` is None, and the rest says nothing.
    """

    category: str | None
    by: str
    other: str | None
    column: str | None
    begin: int
    total: int
    groups: list[ReviewRow]
    n_decided: int
    n_groups: int
    n_cells_decided: int
    n_cells: int
    shown: str | None
    next: int | None
    notes: list[str]


class ReviewGroupReply(TypedDict):
    """The group that is shown, and its cells, which are beside it; ``offered``: what it may be called."""

    group: int
    category: str
    n_cells: int
    label: Name
    suggested: Name
    offered: list[str]
    reason: str
    score: float | None
    state: str
    cells: CellsHeader


class ReviewBackReply(TypedDict):
    """The decision that was taken back, in words, and the group that it was about; None: it was done already."""

    revision: int
    message: str | None
    group: int | None


class ReviewGene(TypedDict):
    """A gene that tells a group from other cells."""

    gene: str
    key: str
    log_fold_change: float | None
    pct_in: float
    pct_out: float


class ReviewSide(TypedDict):
    """The genes against some cells, in words (None: there is no such label); or why there are none."""

    against: str | None
    genes: list[ReviewGene]
    problem: str | None


class ReviewMarkersReply(TypedDict):
    """The genes of a group against both labels, and those that are up, in words."""

    own: ReviewSide
    other: ReviewSide
    up: str | None
