"""Requests of the view: looked up, checked and run. What each does is said where its handler stands."""

from __future__ import annotations

import base64
import contextlib
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, cast

from ..errors import AnnotationError, SelectionError
from ..session.origin import asked_by, asked_in
from ..session.parts import Parts
from ..session.session import Session
from . import handlers as handlers  # noqa: PLC0414 - they register themselves
from .checked import MalformedRequest, check_depth, checked, fits
from .registry import HANDLERS, Call, Handler, Reply

#: What every request may have; the rest is the body of its kind.
_ENVELOPE = frozenset({"id", "kind", "seen", "browser", "packed"})
_MOST_LETTERS = 100


class Request(NamedTuple):
    """A request that was found to be sound."""

    id: str
    handler: Handler
    body: Any
    buffers: Sequence[Any]
    #: After how many changes of the data the page that asks was drawn; None: it does not say.
    seen: int | None = None
    #: Whose selection is meant; None: the one that code has.
    browser: str | None = None


def read(message: object, buffers: Sequence[Any]) -> Request:
    """Return what a message asks.

    Raises
    ------
    AnnotationError
        Nothing that this version knows, or it has not the body of its kind: the page is of another version.
    """
    if not isinstance(message, Mapping) or not isinstance(message.get("id"), str):
        raise MalformedRequest("it is no request with an id")
    check_depth(message)
    kind = message.get("kind")
    handler = HANDLERS.get(kind) if isinstance(kind, str) else None
    if handler is None:
        raise AnnotationError(f"The view asked for {kind!r}, which this version does not know: reload the page.")
    body = {key: value for key, value in message.items() if key not in _ENVELOPE}
    seen = message.get("seen")
    if not fits(seen, int | None):
        raise MalformedRequest("what it has seen is no number")
    browser = message.get("browser")
    if not fits(browser, str | None) or len(browser or "") > _MOST_LETTERS:
        raise MalformedRequest("its browser is no name")
    beside = _unpacked(message["packed"]) if "packed" in message else buffers
    return Request(str(message.get("id")), handler, checked(body, handler.body), beside, seen, browser)


def _unpacked(packed: object) -> list[bytes]:
    """Return the bytes of a request: in base64 within it, for some hosts lose what lies beside it on its way up."""
    if not fits(packed, list[str]):
        raise MalformedRequest("its bytes are no list of text")
    try:
        return [base64.b64decode(text, validate=True) for text in cast("list[str]", packed)]
    except ValueError:
        raise MalformedRequest("its bytes are no base64") from None


def needs_thread(session: Session, request: Request) -> bool:
    """Tell whether a request takes its time: then it is answered on a thread of its own."""
    handler, parts = request.handler, session.parts
    if handler.thread != "if slow" or handler.reads is None or parts.gate.closed:
        return handler.thread is True
    return any(parts.columns.is_slow(str(name)) for name in handler.reads(request.body).names)


def run(session: Session, request: Request, call: Call) -> Reply[Any]:
    """Do what is asked.

    Raises
    ------
    AnnotationError
        It can't be done, and why.
    Exception
        Anything else is a fault of ours.
    """
    with asked_in(request.browser):
        return _run(session, request, call)


def _run(session: Session, request: Request, call: Call) -> Reply[Any]:
    handler, parts = request.handler, session.parts
    if request.browser is not None:
        with parts.gate.lock:
            parts.selector.join(request.browser)
    if handler.of_cells(request.body):
        _look(parts, request)
    if handler.reads is not None:
        genes = handler.reads(request.body)
        parts.columns.read_ahead(genes.names, genes.layer, call.progress)
    parts.gate.require_open()
    if handler.ahead is not None:
        handler.ahead(session, request.body)
    if not handler.locked(session, request.body):
        return handler.answer(session, request.body, call)
    with parts.gate.lock:
        _look(parts, request)
        parts.editor.require_wanted(request.id)
        with asked_by(request.id), parts.following.pinned():
            return handler.answer(session, request.body, call)


def _look(parts: Parts, request: Request) -> None:
    """Look whether the data changed, and refuse what is about cells that the page shows as they were before.

    Raises
    ------
    SelectionError
        They are others by now.
    """
    with parts.gate.lock:
        parts.gate.require_open()
        if not request.handler.of_cells(request.body):
            with contextlib.suppress(AnnotationError):  # a verb that needs the data says so itself
                parts.following.look()
            return
        parts.following.look()
        if request.seen is not None and not parts.table.has_cells_of(request.seen):
            raise SelectionError("The data changed since this was drawn: nothing was done. Select the cells again.")


def answer(session: Session, message: object, buffers: Sequence[Any] = ()) -> Reply[Any]:
    """Do what a message asks, on this thread; raises as :func:`read` and :func:`run` do."""
    request = read(message, buffers)
    return run(session, request, Call(request.id, request.buffers, seen=request.seen))
