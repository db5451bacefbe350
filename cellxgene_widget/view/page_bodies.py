"""What the front end may ask of a page for a colleague, and what it is told; see ``bodies.py``."""

from typing import NotRequired, TypedDict


class PageBody(TypedDict):
    """What is to be in a page; what is not said is as :meth:`Session.to_html` has it."""

    genes: NotRequired[list[str]]
    columns: NotRequired[list[str]]
    category: NotRequired[list[str]]
    title: NotRequired[str]


class WritePageBody(PageBody):
    """Write it where the kernel runs."""

    path: str
    overwrite: NotRequired[bool]


class PageSizeReply(TypedDict):
    """How large a page would be, in words; what is in it, a phrase each; sentences to know; one to mind."""

    size: str
    parts: list[str]
    notes: list[str]
    warning: str


class WritePageReply(TypedDict):
    """The file, and its size in words."""

    path: str
    size: str
