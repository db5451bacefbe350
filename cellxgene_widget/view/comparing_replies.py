"""What the front end is told of a comparison of annotators; the mirror of ``js/src/wire/compareMessages.ts``."""

from typing import TypedDict

from .bodies import CellsHeader
from .review_replies import ReviewSide


class ColleagueState(TypedDict):
    """The draft of somebody else on the same data."""

    name: str
    path: str
    categories: list[str]
    saved_at: str | None


class AnnotatorsReply(TypedDict):
    """Whose drafts were found in the folder of this one."""

    colleagues: list[ColleagueState]


class AnnotatorState(TypedDict):
    """Whose labels they are, and where these are from."""

    name: str
    kind: str
    where: str
    category: str


class ComparedPair(TypedDict):
    """Two annotators, by their places: the labels of cells that both labelled, and how many of these they agree on."""

    a: int
    b: int
    rows: list[str]
    columns: list[str]
    row_colors: list[str | None]
    column_colors: list[str | None]
    row_order: list[int]
    column_order: list[int]
    n_both: int
    n_agree: int
    n_coarser: int
    n_disagree: int
    n_one: int
    kappa: float | None


class CompareWithReply(TypedDict):
    """A comparison; what the squares of its pairs are is beside it. ``column``: the one that was made of it."""

    serial: int
    category: str
    column: str
    annotators: list[AnnotatorState]
    alpha: float | None
    pairs: list[ComparedPair]
    notes: list[str]


class CompareSquareReply(TypedDict):
    """The cells that were selected, which are beside it."""

    n: int
    cells: CellsHeader


class CompareMarkersReply(TypedDict):
    """The genes of a square against the cells that both call as its row, and as its column."""

    row: ReviewSide
    column: ReviewSide


class RuleState(TypedDict):
    """How many cells a rule would settle, and how many it would leave to a review."""

    rule: str
    n_settled: int
    n_open: int


class RulesReply(TypedDict):
    """What each rule would settle."""

    rules: list[RuleState]
