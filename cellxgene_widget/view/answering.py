"""Each request of a page is answered once: with a result, or with a sentence that says why there is none."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from ..errors import AnnotationError
from ..session.session import Session
from . import wire
from .pages import Pages
from .registry import Call, Progress, Superseded
from .replies import ProgressEvent
from .requests import Request, needs_thread, read, run

_log = logging.getLogger(__name__)


class Answering:
    """Answers the requests of the pages on a session.

    Parameters
    ----------
    session
        What is asked about.
    pages
        Where answers go.
    flush
        Tells the pages what happened; called before an answer, so that what a request changed comes before it.
    changes
        Returns something that is another after every change of the session.
    progress_interval
        Seconds between two words on how far a request is that takes its time.
    max_part
        Bytes of an answer in one message.
    """

    def __init__(
        self,
        session: Session,
        pages: Pages,
        *,
        flush: Callable[[], None],
        changes: Callable[[], object],
        progress_interval: float,
        max_part: int,
    ) -> None:
        self._session = session
        self._pages = pages
        self._flush = flush
        self._changes = changes
        self._progress_interval = progress_interval
        self._max_part = max_part
        #: Requests under way on threads of their own.
        self._running: set[str] = set()
        #: The newest request of each page and kind of which only that one counts.
        self._newest: dict[tuple[str, str], str] = {}

    def asked(self, message: object, buffers: Sequence[Any] | None) -> None:
        """Answer a message of a page, on a thread of its own if that takes time."""
        given = message.get("id") if isinstance(message, Mapping) else None
        request_id = given if isinstance(given, str) else None

        def begin() -> None:
            request = read(message, buffers or ())
            if needs_thread(self._session, request):
                self._begin_thread(request)
            else:
                self._run(request, lambda _: None)

        self._told(request_id, begin)

    def cancel(self, request_id: str) -> None:
        """Let a request go: its answer is wanted no more."""
        self._running.discard(request_id)

    def _begin_thread(self, request: Request) -> None:
        self._running.add(request.id)
        if request.handler.newest:
            self._newest[_page_and_kind(request)] = request.id
        progress = self._progress_of(request)

        def work() -> None:
            try:
                self._told(request.id, lambda: self._run(request, progress))
            finally:
                self._running.discard(request.id)

        try:
            threading.Thread(target=work, name=f"cellxgene_widget {request.handler.kind}", daemon=True).start()
        except RuntimeError:  # in a browser (Pyodide), or none is left: the page waits
            work()

    def _progress_of(self, request: Request) -> Progress:
        told = time.monotonic()

        def progress(done: float) -> None:
            nonlocal told
            if self._is_superseded(request):
                raise Superseded
            if time.monotonic() - told > self._progress_interval:
                told = time.monotonic()
                event: ProgressEvent = {"event": "progress", "request": request.id, "done": round(done, 3)}
                self._pages.send(event)

        return progress

    def _is_superseded(self, request: Request) -> bool:
        if request.id not in self._running or self._session.closed:
            return True
        return request.handler.newest and self._newest.get(_page_and_kind(request)) != request.id

    def _run(self, request: Request, progress: Progress) -> None:
        def tell(event: Mapping[str, Any], buffers: Sequence[bytes]) -> None:
            if self._is_superseded(request):
                raise Superseded
            self._pages.send(event, buffers)

        call = Call(request.id, request.buffers, progress, self.cancel, request.seen, tell)
        body, payload = run(self._session, request, call)
        self._flush()
        for head, chunks in wire.pack_reply(request.id, body, payload, self._max_part):
            self._pages.send(head, chunks)

    def _told(self, request_id: str | None, work: Callable[[], None]) -> None:
        """Do something for a request; if it fails the page is told why, and a fault of ours is logged."""
        before = self._changes()
        try:
            try:
                work()
            except AnnotationError as error:
                self._flush()
                self._pages.send(*wire.pack_error(request_id, str(error)))
        except Exception as error:  # noqa: BLE001 - a fault of ours: the page must hear of it, and the log has the trace
            _log.exception("the request %r of the view failed", request_id)
            self._tell_fault(
                request_id, f"Something went wrong in the kernel ({type(error).__name__}: {error}).", before
            )
        except KeyboardInterrupt:
            self._tell_fault(request_id, "The kernel was interrupted.", before)
            raise

    def _tell_fault(self, request_id: str | None, sentence: str, before: object) -> None:
        unchanged = " Nothing was changed." if self._changes() == before else ""
        self._pages.send(*wire.pack_error(request_id, f"{sentence}{unchanged}"))


def _page_and_kind(request: Request) -> tuple[str, str]:
    return request.id.rpartition("-")[0], request.handler.kind  # the ids of a page begin alike
