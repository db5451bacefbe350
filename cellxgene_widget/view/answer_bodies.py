"""What the front end may ask about answers to a page. The mirror of ``js/src/wire/answerMessages.ts``."""

from typing import NotRequired, TypedDict


class TakeAnswerBody(TypedDict):
    """The answer of a colleague: a file where the kernel runs, or one whose bytes come beside this.

    ``older`` and ``replace`` are what a person agreed to when they were asked.
    """

    path: NotRequired[str]
    file: NotRequired[str]
    author: NotRequired[str]
    older: NotRequired[bool]
    replace: NotRequired[bool]


class CarryLabelsBody(TypedDict):
    """The path of a draft, as it was offered."""

    path: str
