"""What is answered about neighbours; the mirror of ``js/src/wire/neighborMessages.ts``."""

from typing import TypedDict


class GraphsReply(TypedDict):
    """The graphs of weights, the one to use first."""

    graphs: list[str]


class RepresentationState(TypedDict):
    """What neighbours can be computed on; ``plot``: its distances are those of a picture."""

    key: str
    n_columns: int
    plot: bool


class RepresentationsReply(TypedDict):
    """What neighbours can be computed on, the usual one first."""

    representations: list[RepresentationState]


class ComputedNeighborsReply(TypedDict):
    """The name of the graph that was computed."""

    graph: str


class DoubtReply(TypedDict):
    """The number column that was made."""

    column: str


class SmoothingPair(TypedDict):
    """So many cells would go from a label (None: none) to another."""

    label: str | None
    suggested: str
    n_cells: int


class SmoothingReply(TypedDict):
    """What smoothing would do to the labels at a revision; ``n_decided``: left alone, for a person decided on them."""

    revision: int
    n: int
    n_decided: int
    pairs: list[SmoothingPair]
