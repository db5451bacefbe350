"""What the front end may ask of a comparison of annotators; see ``bodies.py``."""

from typing import NotRequired, TypedDict

from ..exchange.annotators.rules import Rule
from ..selection.recipe import Mode


class OtherLabels(TypedDict):
    """Labels to be compared with: of a file (and a category of it), or of a column or category of the session."""

    path: NotRequired[str]
    category: NotRequired[str]
    column: NotRequired[str]


class CompareWithBody(TypedDict):
    """Compare a category with the labels of others."""

    category: str
    others: list[OtherLabels]


class CompareSquareBody(TypedDict):
    """Select the cells that two annotators, by their places, call so; without a row or column, whatever that one says.

    ``serial``: of the comparison that the page shows.
    """

    serial: int
    a: int
    b: int
    row: NotRequired[str]
    column: NotRequired[str]
    mode: NotRequired[Mode]


class CompareMarkersBody(TypedDict):
    """The genes of the cells of a square."""

    serial: int
    a: int
    b: int
    row: str
    column: str
    n_genes: int


class RulesBody(TypedDict):
    """What each rule would settle of a comparison."""

    serial: int


class ReconcileBody(TypedDict):
    """Make a category of what a rule settles."""

    serial: int
    into: str
    rule: Rule
