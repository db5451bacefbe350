"""Requests for a page for a colleague: how large it would be, and the file itself."""

from __future__ import annotations

from typing import Any, cast

from ...core.copies import in_words
from ...core.readable import readable
from ...exchange.page.page import TRAVELS
from ...session.session import Session
from ..page_bodies import PageBody, PageSizeReply, WritePageBody, WritePageReply
from ..registry import Call, Reply, handles


@handles("page_size", locked=False, thread=True, newest=True)
def page_size(session: Session, body: PageBody, call: Call) -> Reply[PageSizeReply]:
    """Answer with the size of a page and what would be in it; it is packed for that, and not written."""
    page = session.parts.pages.packed(**cast("dict[str, Any]", body), progress=call.progress)
    return Reply(
        {
            "size": page.size,
            "parts": [readable(part) for part in page.parts],
            "notes": [page.precision],
            "warning": TRAVELS,
        }
    )


@handles("write_page", locked=False, thread=True)
def write_page(session: Session, body: WritePageBody) -> Reply[WritePageReply]:
    """Write a page, on a thread."""
    made = session.to_html(**body)
    return Reply({"path": readable(str(made.path)), "size": in_words(made.n_bytes)})
