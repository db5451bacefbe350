"""What is answered about answers to a page; the mirror of ``js/src/wire/answerMessages.ts``."""

from typing import Literal

from .label_replies import BroughtIn


class TakeAnswerReply(BroughtIn):
    """What came, by the first category that was made.

    ``asks``: nothing was made, a person is asked ``question`` first, and what they agree to is called so.
    """

    asks: Literal["older", "replace"] | None
    question: str
