"""What is answered about labels and what they mean; the mirror of ``js/src/wire/labelMessages.ts``."""

from typing import TypedDict

from ..labels.about import Predicted, Proposal, Reconciled
from ..labels.drawn import DrawnLabel, DrawnTerm


class LabelState(DrawnLabel):
    """What is drawn of a label, with the number of its very own cells."""

    count: int


class OpinionsState(TypedDict):
    """The category whose open cells opinions are of, and who gave them."""

    of: str
    annotators: list[str]


class AboutState(TypedDict, total=False):
    """What is said of a category as a whole."""

    predicted: Predicted
    proposals: list[Proposal]
    reviews: str
    reconciled: Reconciled
    opinions: OpinionsState


class CategoryState(TypedDict):
    """A category with its labels in order, the number of cells that have none, and what is said of it as a whole.

    ``outdated``: columns of doubt and agreement that are of labels of before, and what each is about.
    """

    id: int
    name: str
    labels: list[LabelState]
    unassigned: int
    about: AboutState
    outdated: dict[str, str]


class SentCategory(TypedDict):
    """A category as it travels: see :mod:`.sent_categories` for the text of its labels."""

    id: int
    name: str
    labels: str
    unassigned: int
    about: AboutState
    outdated: dict[str, str]


class FoundTerm(TypedDict):
    """A term, the words of it that were recognized, and how surely it is meant: 0 to 1."""

    id: str
    name: str
    matched: str
    score: float
    definition: str


class TermsReply(TypedDict):
    """The terms that a text may mean, the likeliest first."""

    matches: list[FoundTerm]


class TermReply(TypedDict):
    """A term, the terms above it (the most general first, itself last), and where it is described."""

    id: str
    name: str
    definition: str
    synonyms: list[str]
    path: list[DrawnTerm]
    release: str
    url: str


class ProposedTerms(TypedDict):
    """A label without a term, and what it may be."""

    label: str
    n_cells: int
    matches: list[FoundTerm]


class ProposeTermsReply(TypedDict):
    """The labels without a term."""

    rows: list[ProposedTerms]


class PredictionsReply(TypedDict):
    """What a column of labels is known as: by whom (None: not known), how its category is usually called, its scores.

    ``note``: what a person should know of them.
    """

    by: str | None
    category: str
    score: str | None
    note: str | None


class BroughtIn(TypedDict):
    """The category that was made of labels of others, and what there is to know of it, a sentence each."""

    revision: int
    category: int | None
    name: str
    message: str
    details: list[str]


class ImportLabelsReply(BroughtIn):
    """``in_the_way``: there is a category of this name, and why it may be worth keeping; nothing was made then."""

    in_the_way: str | None


class ReportReply(TypedDict):
    """A report in Markdown."""

    text: str


class ExportReply(TypedDict):
    """The file that was made, what is in it, and what those whom it is for want besides, a sentence each."""

    path: str
    message: str
    missing: list[str]
    notes: list[str]


class ProposedParent(TypedDict):
    """A label, and the one that it belongs under by its term."""

    label: str
    parent: str


class ProposeParentsReply(TypedDict):
    """Labels at the top that belong under another."""

    rows: list[ProposedParent]
