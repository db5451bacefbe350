"""Who asked for what is being done: a request of a page, or nobody but the code that runs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

#: The id of the request that is being answered on this thread; the journal notes it with the edits made meanwhile.
request: ContextVar[str | None] = ContextVar("request", default=None)


#: The browser whose page is being answered on this thread: its selection is meant. None: code runs.
browser: ContextVar[str | None] = ContextVar("browser", default=None)


@contextmanager
def asked_in(browser_id: str | None) -> Iterator[None]:
    """Let the selection of a browser be the one that is meant meanwhile."""
    token = browser.set(browser_id)
    try:
        yield
    finally:
        browser.reset(token)


@contextmanager
def asked_by(request_id: str) -> Iterator[None]:
    """Note with the edits and selections made meanwhile by which request of a page they were asked for."""
    token = request.set(request_id)
    try:
        yield
    finally:
        request.reset(token)
