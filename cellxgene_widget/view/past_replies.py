"""What is answered about the draft and its past; the mirror of ``js/src/wire/pastMessages.ts``."""

from typing import TypedDict


class VersionChangesReply(TypedDict):
    """How many cells a version labels, and what is different from the version before it, in phrases."""

    n_labelled: int
    changes: list[str]


class VersionLabel(TypedDict):
    """A label as it was in a version."""

    code: int
    name: str
    color: str
    count: int


class VersionCodesReply(TypedDict):
    """The categories of a version, and the labels of the one whose codes are beside it."""

    categories: list[str]
    category: str
    labels: list[VersionLabel]
    dtype: str


class PastEdit(TypedDict):
    """An edit of the history; ``time`` is None where its journal does not say."""

    revision: int
    time: str | None
    user: str
    text: str
    n_changed: int


class HistoryReply(TypedDict):
    """Edits in order, the place of the first among all ``total`` that fit, oldest first."""

    begin: int
    total: int
    edits: list[PastEdit]


class HistoryCellsReply(TypedDict):
    """How many cells are selected, and how many of the edit's are not in the data any more."""

    n: int
    n_gone: int


class MergeReply(TypedDict):
    """What was written, a line a column, and what there is to know; or the columns in the way, and why."""

    written: list[str]
    notes: list[str]
    in_the_way: list[str]
    problem: str | None
