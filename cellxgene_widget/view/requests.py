"""Requests of the view: looked up, checked and run. What each does is said where its handler stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from ..errors import AnnotationError
from ..session.origin import asked_by
from ..session.session import Session
from . import handlers as handlers  # noqa: PLC0414 - they register themselves
from .checked import checked
from .registry import HANDLERS, Call, Handler, Reply


class Request(NamedTuple):
    """A request that was found to be sound."""

    id: str
    handler: Handler
    body: Any
    buffers: Sequence[Any]


def read(message: Mapping[str, Any], buffers: Sequence[Any]) -> Request:
    """Return what a message asks.

    Raises
    ------
    AnnotationError
        Nothing that this version knows, or it has not the body of its kind: the page is of another version.
    """
    kind = message.get("kind")
    handler = HANDLERS.get(kind) if isinstance(kind, str) else None
    if handler is None:
        raise AnnotationError(f"The view asked for {kind!r}, which this version does not know: reload the page.")
    body = {key: value for key, value in message.items() if key not in ("id", "kind")}
    return Request(str(message.get("id")), handler, checked(body, handler.body), buffers)


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
    handler, parts = request.handler, session.parts
    if handler.reads is not None:
        genes = handler.reads(request.body)
        parts.columns.read_ahead(genes.names, genes.layer, call.progress)
    parts.gate.require_open()
    if not handler.locked(session, request.body):
        return handler.answer(session, request.body, call)
    with parts.gate.lock:
        parts.gate.require_open()
        with asked_by(request.id):
            return handler.answer(session, request.body, call)


def answer(session: Session, message: Mapping[str, Any], buffers: Sequence[Any] = ()) -> Reply[Any]:
    """Do what a message asks, on this thread; raises as :func:`read` and :func:`run` do."""
    request = read(message, buffers)
    return run(session, request, Call(request.id, buffers))
