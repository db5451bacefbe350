"""What is answered about drafts of other data; the mirror of ``js/src/wire/answerMessages.ts``."""

from typing import TypedDict

from .replies import EditReply


class OtherDraft(TypedDict):
    """A draft of other data that knows ``n_known`` of these cells."""

    path: str
    name: str
    dataset: str
    n_known: int
    categories: list[str]


class OtherDraftsReply(TypedDict):
    """The newest draft whose labels can be carried here, if there is one."""

    drafts: list[OtherDraft]


class CarryLabelsReply(EditReply):
    """What became of carrying labels here, and sentences on what was left behind."""

    notes: list[str]
