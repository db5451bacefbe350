"""What the front end may ask about neighbours; see ``bodies.py``. The mirror of ``js/src/wire/neighborMessages.ts``."""

from typing import Literal, NotRequired, TypedDict


class AlongGraphBody(TypedDict):
    """Grow or shrink the selection along a graph; the part is what was shown alone when a person did it."""

    way: Literal["grow", "shrink"]
    graph: str
    part: NotRequired[str]


class ComputeNeighborsBody(TypedDict):
    """A graph of neighbours on a key of obsm."""

    use_rep: str


class DoubtBody(TypedDict):
    """How much the neighbours of each cell disagree with its label."""

    category: str
    graph: str


class SmoothingBody(TypedDict):
    """What smoothing would do to a category."""

    category: str
    graph: str
    share: float


class SmoothBody(TypedDict):
    """Smooth a category as it was foreseen at a revision."""

    category: str
    graph: str
    share: float
    revision: int
