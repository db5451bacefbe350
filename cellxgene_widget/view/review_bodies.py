"""What the front end may ask of a review; see ``bodies.py``."""

from typing import NotRequired, TypedDict

from ..session.review.grounds import By


class ReviewBody(TypedDict):
    """The groups of a queue from a place on, at most ``n``.

    With ``category`` a queue is begun, as ``Session.review`` does it; without one it is that there is. ``shown``: the
    group that the page shows.
    """

    begin: int
    n: int
    category: NotRequired[str]
    by: NotRequired[By]
    other: NotRequired[str]
    column: NotRequired[str]
    shown: NotRequired[int]


class ReviewGroupBody(TypedDict):
    """Select the cells of a group."""

    group: int


class ReviewMarkersBody(TypedDict):
    """The genes of a group against the other cells of its label, and against those of another one."""

    group: int
    n_genes: int
    other: NotRequired[str]
