"""What is answered about answers to a page; the mirror of ``js/src/wire/answerMessages.ts``."""

from typing import Literal, TypedDict


class TakeAnswerReply(TypedDict):
    """What came: the first category that was made, and what is in it, in sentences.

    ``asks``: nothing was made, a person is asked ``question`` first, and what they agree to is called so.
    """

    revision: int
    category: int | None
    name: str
    message: str
    details: list[str]
    asks: Literal["older", "replace"] | None
    question: str
